"""A connector's modules as syntax trees: what they import, define, call and yield. Nothing of them is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sfl.subject.finding import Finding

SDK = "fivetran_connector_sdk"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True)
class Import:
    """`module` is what stands after `from` or `import`; `names` what is taken of it."""

    node: ast.stmt
    module: str
    names: tuple[str, ...]
    level: int

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def meant(self) -> set[str]:
        """All modules that it may mean: `from toolkit import session` means toolkit.session."""
        return {self.top, self.module, *(f"{self.module}.{name}" for name in self.names)}


@dataclass(frozen=True)
class Module:
    """`name` is as a sibling imports it: `sync`, `streams.run`. `path` is from the repository's root."""

    name: str
    path: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    def finding(self, node: ast.AST | None, message: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), message)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[Import]:
        found = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [Import(node, alias.name, (), 0) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                found.append(Import(node, node.module or "", names, node.level))
        return found

    @cached_property
    def functions(self) -> list[Function]:
        """Every function, those within classes and functions too."""
        return [node for node in self.nodes if isinstance(node, Function)]

    def function(self, name: str) -> Function | None:
        """The function of that name that siblings can import."""
        return next((node for node in self.tree.body if isinstance(node, Function) and node.name == name), None)

    def written(self, *names: str) -> list[ast.AST]:
        """Where the last of these names is written down, in the statement that the first is in; else where that is."""
        for statement in self.tree.body:
            nodes = list(ast.walk(statement))
            found = [node for node in nodes if isinstance(node, ast.Constant) and node.value == names[0]]
            if found:
                within = [node for node in nodes for name in names[1:] if _says(node, name)]
                return [*sorted(within, key=lambda node: getattr(node, "lineno", 1)), *found]
        return []

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """What each imported name stands for: datetime.datetime for `dt` where it was imported as that."""
        found = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found.update({alias.asname: alias.name for alias in node.names if alias.asname})
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
        return found

    def dotted(self, node: ast.AST | None) -> str:
        """`requests.get` for what means it, whatever it was imported as; a builtin by its name; else empty."""
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return self._aliases.get(node.id, node.id) if isinstance(node, ast.Name) else ""

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """Every call with the dotted name of what is called."""
        return [(self.dotted(node.func), node) for node in self.nodes if isinstance(node, ast.Call)]


def _says(node: ast.AST, name: str) -> bool:
    """Whether this is the name, as text, among other names in a text, or as a keyword."""
    if isinstance(node, ast.keyword):
        return node.arg == name
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and name in node.value.split()


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a function itself, not to a function or class within it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, Scope):
            yield from own_nodes(node)


def is_generator(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def operation_of(node: ast.AST | None) -> str | None:
    """`checkpoint` for `op.checkpoint(...)`, None for anything else."""
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "op":
        return called.attr
    return None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword that the call itself writes out."""
    return next((given.value for given in call.keywords if given.arg == name), None)


def is_none(node: ast.expr | None) -> bool:
    """Whether nothing is given, or None is."""
    return node is None or (isinstance(node, ast.Constant) and node.value is None)
