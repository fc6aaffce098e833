"""A connector as the rules see it: its files, its modules, what it declares, and the checkout around it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sfl.errors import SflError
from sfl.subject.compose import Compose
from sfl.subject.declared import Declared
from sfl.subject.files import below
from sfl.subject.finding import Finding
from sfl.subject.syntax import Function, Module

__all__ = ["Finding", "Module", "Subject", "Unreadable"]

# Where a table, a column or a key is written down, most likely first.
DECLARING = ("models", "account", "fields", "connector")


class Unreadable(Exception):
    """A rule cannot judge; another one tells why: `parses`, or `loads`."""


@dataclass(frozen=True)
class Subject:
    """`declare` asks the connector for its form and its tables; it raises SflError where it has no answer."""

    root: Path
    service: str
    declare: Callable[[], Declared]

    @property
    def folder(self) -> str:
        """From the root, as all paths of findings are."""
        return f"connectors/{self.service}"

    @property
    def requirements(self) -> str:
        return f"{self.folder}/requirements.txt"

    @cached_property
    def files(self) -> list[str]:
        """What the folder holds, without what git ignores, as paths from it."""
        return below(self.root, self.folder)

    def text(self, path: str) -> str:
        """What is in a file of the repository; nothing where it is missing, which a rule of its own tells."""
        file = self.root / path
        return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""

    def lines(self, path: str) -> list[tuple[int, str]]:
        """The lines of a file with their numbers."""
        return list(enumerate(self.text(path).splitlines(), 1))

    @cached_property
    def shipped_modules(self) -> list[Module]:
        """Every module, the copy of the toolkit included."""
        try:
            return [self._module(name) for name in self.files if name.endswith(".py")]
        except (SyntaxError, ValueError) as error:
            raise Unreadable from error

    @property
    def modules(self) -> list[Module]:
        """The connector's own modules."""
        return [found for found in self.shipped_modules if found.layer not in ("toolkit", "__init__")]

    @cached_property
    def methods(self) -> list[Function]:
        """The methods of its own classes."""
        classes = [node for module in self.modules for node in module.nodes if isinstance(node, ast.ClassDef)]
        return [node for each in classes for node in each.body if isinstance(node, Function)]

    def module(self, name: str) -> Module | None:
        """None where it is missing, which the rule `seven-files` tells."""
        return next((found for found in self.shipped_modules if found.name == name), None)

    @cached_property
    def answer(self) -> Declared | SflError:
        """What the connector declares, or why it does not; asked once."""
        try:
            return self.declare()
        except SflError as error:
            return error

    @property
    def declared(self) -> Declared:
        if isinstance(self.answer, SflError):
            raise Unreadable
        return self.answer

    @cached_property
    def compose(self) -> Compose:
        return Compose(self.text("docker-compose.yml"))

    def declaration(self, message: str, *names: str) -> Finding:
        """A finding where these names are written down: a table and then its column, or a key."""
        places = [module.finding(node, message) for module in self._declaring() for node in module.written(*names)]
        return places[0] if places else Finding(f"{self.folder}/connector.py", 1, message)

    def _declaring(self) -> list[Module]:
        return [module for name in DECLARING if (module := self.module(name))]

    def _module(self, name: str) -> Module:
        path = f"{self.folder}/{name}"
        dotted = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        return Module(dotted, path, ast.parse((self.root / path).read_bytes(), path))
