"""`sfl check`: what every rule of sfl/rules/ finds in the connectors, all of it at once."""

from __future__ import annotations

import contextlib
import difflib
import textwrap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from sfl import exceptions, sandbox
from sfl.connector import Connector
from sfl.errors import CheckFailed, UsageError
from sfl.repository import Repository, unknown_connector
from sfl.rules import Rule, rules
from sfl.subject import Finding, Subject
from sfl.subject.declared import Declared
from sfl.subject.files import below


def check(service: str | None, style: str) -> None:
    """Prints all findings, each connector's together, and fails where there is one."""
    root = Repository.find().root
    found = report(root, _chosen(root, service))
    for line in STYLES[style](found):
        print(line)
    count = sum(map(len, found.values()))
    if count:
        raise CheckFailed(f"{_counted(count)}; `sfl check --explain RULE` tells more of a rule.")


def explain(name: str) -> None:
    """Prints a rule and what to do where it is broken."""
    rule = _rule(name)
    print(f"{rule.name}: {rule.promise}\nWhat to do: {rule.advice}\nHow it is checked: {rule.path}")


def report(root: Path, services: Iterable[str]) -> dict[str, list[Finding]]:
    """The findings in each connector, and under `exceptions` those that excuse nothing."""
    everything = {}
    with contextlib.ExitStack() as stack, ThreadPoolExecutor() as pool:
        # The sandbox and the connectors answer while what needs no answer is checked.
        url = pool.submit(stack.enter_context, sandbox.inside())
        asked = {name: pool.submit(_declared, root / "connectors" / name, url) for name in services}
        for name, answer in asked.items():
            everything[name] = findings(Subject(root, name, answer.result))
    stale = exceptions.stale(everything, complete=set(asked) == set(connectors(root)))
    excused = {name: exceptions.unexcused(found) for name, found in everything.items()}
    return {**excused, "exceptions": stale} if stale else excused


def findings(subject: Subject) -> list[Finding]:
    """What every rule finds in one connector, exceptions among it."""
    return [found for rule in rules().values() for found in rule.findings(subject)]


def connectors(root: Path) -> list[str]:
    """Every folder of connectors/ that holds anything, complete or not."""
    return sorted({name.partition("/")[0] for name in below(root, "connectors") if "/" in name})


def _chosen(root: Path, service: str | None) -> list[str]:
    known = connectors(root)
    if service is not None and service not in known:
        raise unknown_connector(service, known, root)
    return known if service is None else [service]


def _declared(folder: Path, url: Future[str]) -> Declared:
    connector = Connector(folder)
    try:
        configuration = sandbox.configuration(url.result(), connector.service)
    except UsageError:
        raise CheckFailed(f"schema() was not asked: the sandbox has no configuration of {connector.service}") from None
    return Declared.of(*connector.declarations(configuration))


def _rule(name: str) -> Rule:
    known = rules()
    wanted = name.replace("_", "-")
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"there are: {', '.join(known)}."
        raise UsageError(f"no rule {name!r}: {hint}")
    return known[wanted]


def _as_text(report: dict[str, list[Finding]]) -> Iterator[str]:
    for name, found in report.items():
        yield f"{name}: {_counted(len(found)) if found else 'nothing to mend'}"
        for (rule, advice), group in groupby(found, lambda each: (each.rule, each.advice)):
            yield from (f"  {each.path}:{each.line}: {rule}: {each.message}" for each in group)
            yield textwrap.indent(advice, " " * 6)


def _as_annotations(report: dict[str, list[Finding]]) -> Iterator[str]:
    for each in (each for found in report.values() for each in found):
        place = {"file": each.path, "line": str(each.line), "title": f"sfl check: {each.rule}"}
        properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items())
        yield f"::error {properties}::{_escaped(f'{each.message}. {each.advice}')}"


STYLES: dict[str, Callable[[dict[str, list[Finding]]], Iterator[str]]] = {"text": _as_text, "github": _as_annotations}


def _escaped(text: str, signs: str = "") -> str:
    """As GitHub's workflow commands want it: % first, which the others are written with."""
    for sign in f"%\r\n{signs}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _counted(count: int) -> str:
    return f"{count} finding{'s' * (count != 1)}"
