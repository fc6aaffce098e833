"""The rules that every connector meets, a module each; a module that is put here is a rule, and nothing lists them.

A module's docstring is the rule in one sentence, its ADVICE says what to do where it is broken, and its `check` yields
a finding for each such place. Exceptions are in sfl/exceptions.py.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from sfl.subject import Finding, Subject, Unreadable


@dataclass(frozen=True)
class Rule:
    name: str
    promise: str
    advice: str
    check: Callable[[Subject], Iterable[Finding]]

    @property
    def path(self) -> str:
        return f"scripts/sfl/rules/{self.name.replace('-', '_')}.py"

    def findings(self, subject: Subject) -> list[Finding]:
        """All places where the connector breaks it; none where it cannot judge, which another rule tells."""
        try:
            found = sorted(self.check(subject))
        except Unreadable:
            return []
        return [replace(each, rule=self.name, advice=each.advice or self.advice) for each in found]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name: `absolute-imports` is absolute_imports.py."""
    found = [_rule(module.name) for module in pkgutil.iter_modules(__path__)]
    return {rule.name: rule for rule in found}


def _rule(name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{name}")
    return Rule(name.replace("_", "-"), module.__doc__ or "", module.ADVICE, module.check)
