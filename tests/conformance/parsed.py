"""A connector's modules as syntax trees: what they import, define, call and yield. Nothing of them is run."""

from __future__ import annotations

import ast
import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracked import ROOT, below, connectors

SDK = "fivetran_connector_sdk"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@cache
def installed() -> dict[str, list[str]]:
    """Every module that a package brings, and the packages that bring it."""
    found: dict[str, list[str]] = {}
    for package in importlib.metadata.distributions():
        for name in _brought_by(package):
            found.setdefault(name, []).append(package.metadata["Name"])
    return found


def _brought_by(package: importlib.metadata.Distribution) -> set[str]:
    # packages_distributions() of Python 3.10 overlooks packages without a top_level.txt
    listed = (package.read_text("top_level.txt") or "").split()
    tops = {path.parts[0] for path in package.files or [] if path.suffix == ".py"} if not listed else set()
    return {*listed, *(name for name in (top.removesuffix(".py") for top in tops) if name.isidentifier())}


@dataclass(frozen=True)
class Import:
    """`module` is what stands after `from` or `import`; `names` what is taken of it."""

    where: str
    module: str
    names: tuple[str, ...]
    level: int


@dataclass(frozen=True)
class Module:
    """`name` is as a sibling imports it: `sync`, `streams.run`."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    def at(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"

    def imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(self.at(node), alias.name, (), 0)
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                yield Import(self.at(node), node.module or "", names, node.level)

    def functions(self) -> list[Function]:
        """Every function, those within classes and functions too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def function(self, name: str) -> Function | None:
        """The function of that name that siblings can import."""
        return next((node for node in self.tree.body if isinstance(node, Function) and node.name == name), None)


@cache
def connector_modules(service: str) -> list[Module]:
    """All modules of a connector, its copy of the toolkit included."""
    return _modules(ROOT / "connectors" / service, below(f"connectors/{service}"))


def own_modules(service: str) -> list[Module]:
    return [found for found in connector_modules(service) if found.layer not in ("toolkit", "__init__")]


def module(service: str, name: str) -> Module:
    """A module of a connector; an empty one where it is missing, which the rule on the seven files tells."""
    found = [module for module in connector_modules(service) if module.name == name]
    return found[0] if found else Module(name, ROOT / "connectors" / service / f"{name}.py", ast.Module([], []))


@cache
def toolkit_modules() -> list[Module]:
    return _modules(ROOT, [f"toolkit/{name}" for name in below("toolkit")])


def shipped_modules() -> list[Module]:
    """Every module that Fivetran will run, and the toolkit that some are copied from."""
    return [*toolkit_modules(), *(found for service in connectors() for found in connector_modules(service))]


def _modules(folder: Path, names: list[str]) -> list[Module]:
    paths = [folder / name for name in names if name.endswith(".py")]
    return [Module(_dotted(path.relative_to(folder)), path, _tree(path)) for path in paths]


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a function itself, not to a function or class within it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, Scope):
            yield from own_nodes(node)


def is_generator(function: ast.AST) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def operation_of(node: ast.AST | None, alias: str = "op") -> str | None:
    """`checkpoint` for `op.checkpoint(...)`, None for anything else."""
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == alias:
        return called.attr
    return None
