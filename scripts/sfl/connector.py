"""A connector seen from outside: form, schema and setup tests, asked in an interpreter of its own (probe.py)."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfl import environment
from sfl.errors import CheckFailed, Refused, SflError, UsageError

PROBE = Path(__file__).with_name("probe.py")


@dataclass(frozen=True)
class Field:
    """One key of the setup form. `default` is None where there is none."""

    name: str
    label: str
    required: bool
    secret: bool
    default: str | None
    description: str


@dataclass(frozen=True)
class Connector:
    folder: Path

    @property
    def service(self) -> str:
        return self.folder.name

    def form(self) -> list[Field]:
        """Asked once of one of these, by itself or with the question before."""
        if "form" not in self._answered:
            self._ask({}, "form")
        return [Field(**field) for field in self._answered["form"]]

    @functools.cached_property
    def _answered(self) -> dict[str, Any]:
        """The last answer to each question."""
        return {}

    def declarations(self, configuration: dict[str, str]) -> tuple[list[Field], list[str], dict[str, Any]]:
        """The form's fields, the labels of its tests, and what schema() returns: with every switch on, under "", then
        with each one off, under its key."""
        answers = self._ask(configuration, "form", "labels", "tables")
        return self.form(), answers["labels"], answers["tables"]

    def check(self, configuration: dict[str, str]) -> None:
        """Fails unless the connector accepts the configuration, as far as it can tell without its source."""
        self._ask(configuration, "form", "accepted")

    def test(self, configuration: dict[str, str]) -> None:
        """Fails unless the connector accepts the configuration and every setup test of its form passes."""
        failed = self._ask(configuration, "schema", "tests", "form")["tests"]
        if failed:
            raise Refused(f"{self.service}: {' '.join(failed)}")

    def packed(self) -> list[str]:
        """The names in the zip that the SDK's own packager makes of the folder; it is left in `files/` there."""
        names: list[str] = self._ask({}, "packed")["packed"]
        return names

    def _ask(self, configuration: dict[str, str], *steps: str) -> dict[str, Any]:
        done = _probed(json.dumps({"folder": str(self.folder), "configuration": configuration, "steps": steps}))
        answers: dict[str, Any] = json.loads(done.stdout) if done.stdout else self._died(done)
        if "failure" in answers:
            raise self._error(**answers["failure"])
        self._answered.update(answers)
        return answers

    def _died(self, done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise CheckFailed(f"{self.service}: asking the connector ended with code {done.returncode}: {last}")

    def _error(self, *, step: str, kinds: list[str], message: str) -> SflError:
        if step == "load":
            return CheckFailed(f"connectors/{self.service}/connector.py does not load: {kinds[0]}: {message}")
        if "ConfigurationError" in kinds:
            return UsageError(f"{self.service}: {message}")
        if "SourceRefused" in kinds or "SourceUnavailable" in kinds:
            return Refused(f"{self.service}: {message}")
        return CheckFailed(f"{self.service}: {step} of the connector failed: {kinds[0]}: {message}")


def _probed(request: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROBE)],
        input=request,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**environment.for_connector(), "PYTHONUTF8": "1"},
        check=False,
    )
