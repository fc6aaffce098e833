"""What a connector ships: an allow-list that follows its imports. Whatever else git sees in its folder is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dulwich.ignore import IgnoreFilterManager

from sfl.errors import CheckFailed

# The customer's seven are these and toolkit/.
FILES = ("__init__.py", "api.py", "connector.py", "models.py", "requirements.txt", "sync.py")
TOOLKIT = "toolkit"


def shipped(folder: Path) -> list[str]:
    """The files to upload, sorted, named as in the package: the seven, and what they import of the folder."""
    found: set[Path] = set()
    waiting = [*(folder / name for name in FILES), *(folder / TOOLKIT).glob("*.py")]
    while waiting:
        path = waiting.pop()
        if path.is_file() and path not in found:
            found.add(path)
            waiting += [near for name in _imported(path) for near in _modules(folder, name)]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _imported(path: Path) -> Iterator[str]:
    """What a module's absolute imports may mean: `from streams import run` is streams, and perhaps streams.run."""
    for node in ast.walk(_tree(path)) if path.suffix == ".py" else ():
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), path.name)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise CheckFailed(f"{path}:{line} is not Python: {getattr(error, 'msg', error)}.") from None


def _modules(folder: Path, dotted: str) -> Iterator[Path]:
    """Where the folder may hold a module, and the packages around it."""
    parts = dotted.split(".")
    for count in range(1, len(parts) + 1):
        module = folder.joinpath(*parts[:count])
        yield from (module.with_name(f"{module.name}.py"), module / "__init__.py")


@dataclass(frozen=True)
class Folder:
    """What is wrong with a connector's folder, by name: left over beside what ships, a link, shipped but not in git."""

    left_over: list[str]
    links: list[str]
    ignored: list[str]


def compared(root: Path, folder: Path, names: list[str]) -> Folder:
    """The folder, in a checkout at `root`, beside the `names` that ship."""
    rules = IgnoreFilterManager(str(root), [], ignorecase=False)
    seen = [path.relative_to(folder).as_posix() for path in _seen(root, folder, rules)]
    links = [name for name in names if (folder / name).resolve() != folder.resolve() / name]
    return Folder(
        left_over=[name for name in seen if name not in names and not _leads_to(name, links)],
        links=links,
        ignored=[name for name in names if name not in seen and name not in links],
    )


def _leads_to(name: str, links: list[str]) -> bool:
    return any(link.startswith(f"{name}/") for link in links)


def _seen(root: Path, folder: Path, ignored: IgnoreFilterManager) -> Iterator[Path]:
    """The files and links that no .gitignore of the repository leaves out."""
    for path in sorted(folder.iterdir()):
        if ignored.is_ignored(path.relative_to(root).as_posix()):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _seen(root, path, ignored)
        else:
            yield path
