"""What reaches Fivetran: rows by sync.py alone, in plain calls; checkpoints by `yield`; logs by the SDK."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from parsed import (
    SDK,
    Function,
    Module,
    is_generator,
    module,
    operation_of,
    own_modules,
    own_nodes,
    shipped_modules,
)
from verdict import demand


def test_only_sync_knows_operations(service: str) -> None:
    demand(
        [
            f"{found.at(node)}: {found.name} knows Operations"
            for found in own_modules(service)
            if found.name != "sync"
            for node in ast.walk(found.tree)
            if _mentions_operations(node)
        ],
        "Yield a change (toolkit/changes.py) instead: sync.py is the only file that calls op.*",
    )


def test_operations_are_called_op(service: str) -> None:
    found = module(service, "sync")
    aliases = [alias for node in ast.walk(found.tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    named = [alias.asname for alias in aliases if alias.name == "Operations"]
    demand(
        [] if named == ["op"] else [f"connectors/{service}/sync.py: does not import Operations as op"],
        f"Write `from {SDK} import Operations as op`: the rules on checkpoints look for that name.",
    )


def test_update_only_drives_sync(service: str) -> None:
    found = module(service, "connector")
    update = found.function("update")
    body = [node for node in (update.body if update else []) if not _is_docstring(node)]
    right = len(body) == 1 and ast.unparse(body[0]).startswith("yield from sync(")
    demand(
        [] if right else [f"connectors/{service}/connector.py: update is not one `yield from sync(...)`"],
        "Move the rest into sync.py: a sync that is called without `yield from` runs nothing and reports success.",
    )


def test_only_sync_emits_in_a_generator(service: str) -> None:
    found = module(service, "sync")
    emitting = [node for node in found.functions() if is_generator(node) and node.name != "sync" and _emits(node)]
    demand(
        [f"{found.at(node)}: {node.name} is a generator and calls op.*" for node in emitting],
        "Make it a plain function: a generator that nobody drains emits nothing, and the sync reports success.",
    )


def test_every_checkpoint_is_a_yield_with_its_state(service: str) -> None:
    demand(
        [
            f"{found.at(node)}: {ast.unparse(node)}"
            for found in own_modules(service)
            for node in _checkpoints_written_otherwise(found)
        ],
        "Write `yield op.checkpoint(state=state)`, a line of its own.",
    )


def test_a_sync_checkpoints(service: str) -> None:
    found = module(service, "sync").function("sync")
    operations = [operation_of(node) for node in ast.walk(found)] if found else []
    demand(
        [] if "checkpoint" in operations else [f"connectors/{service}/sync.py: sync(...) has no checkpoint"],
        "Write `yield op.checkpoint(state=state)` after every window whose rows are all out.",
    )


def test_no_generator_is_called_and_left(service: str) -> None:
    demand(
        [
            f"{found.at(node)}: {ast.unparse(node)} runs nothing"
            for found in own_modules(service)
            for node in ast.walk(found.tree)
            if isinstance(node, ast.Expr) and _is_generator(_called(service, found, node.value)) is True
        ],
        "Put `yield from` in front of it.",
    )


def test_yield_from_drives_a_generator(service: str) -> None:
    demand(
        [
            f"{found.at(node)}: {ast.unparse(node)}: the function yields and returns nothing"
            for found in own_modules(service)
            for node in ast.walk(found.tree)
            if isinstance(node, ast.YieldFrom) and _is_generator(_called(service, found, node.value)) is False
        ],
        "Call it without `yield from`: it returns None, which fails when it is run.",
    )


def test_logs_go_through_the_sdk() -> None:
    demand(
        [f"{found.at(node)}: {ast.unparse(node)}" for found in shipped_modules() for node in _other_logs(found)],
        f"Write `from {SDK} import Logging as log` and log.info, log.warning or log.severe: nothing else reaches "
        "Fivetran's log.",
    )


def _mentions_operations(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
    return (
        "Operations" in names
        or (isinstance(node, ast.Name) and node.id in ("Operations", "op"))
        or (isinstance(node, ast.Attribute) and node.attr == "Operations")
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _emits(function: Function) -> bool:
    return any(operation_of(node) for node in own_nodes(function))


def _checkpoints_written_otherwise(found: Module) -> Iterator[ast.AST]:
    right = {id(call) for node in ast.walk(found.tree) if (call := _yielded_checkpoint(node))}
    named = {id(node.func) for node in ast.walk(found.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(found.tree):
        bare = isinstance(node, ast.Attribute) and id(node) not in named
        if (isinstance(node, ast.Call) or bare) and operation_of(node) == "checkpoint" and id(node) not in right:
            yield node


def _yielded_checkpoint(node: ast.AST) -> ast.Call | None:
    """The call in a line `yield op.checkpoint(state=...)`."""
    call = node.value.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) else None
    if not isinstance(call, ast.Call) or operation_of(call) != "checkpoint":
        return None
    return call if not call.args and [keyword.arg for keyword in call.keywords] == ["state"] else None


def _called(service: str, found: Module, node: ast.expr) -> Function | None:
    """The function of this connector that a call by a plain name means."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    name = node.func.id
    origin = next((line.module for line in found.imports() if name in line.names), found.name)
    return module(service, origin).function(name)


def _is_generator(function: Function | None) -> bool | None:
    """None for what is neither: unknown, or a function that returns something."""
    if function is None:
        return None
    returns = any(isinstance(node, ast.Return) and node.value for node in own_nodes(function))
    return is_generator(function) or (None if returns else False)


def _other_logs(found: Module) -> Iterator[ast.AST]:
    for node in ast.walk(found.tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        printed = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        stream = isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr")
        if printed or stream or any(name.partition(".")[0] == "logging" for name in modules):
            yield node
