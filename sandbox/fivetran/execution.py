"""Executes a package: unpacked into an empty folder, by runner.py in an interpreter that knows nothing else of ours."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.fivetran.envelope import MASK

RUNNER = Path(__file__).with_name("runner.py")
SHORTEST_SECRET = 4  # anything shorter is in every text by chance
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")


@dataclass
class Execution:
    """One run of one package; `stop` may come from another thread."""

    archive: bytes
    configuration: dict[str, str]
    _process: subprocess.Popen[str] | None = field(default=None, init=False)
    _stopped: bool = field(default=False, init=False)

    def run(self, work: str, state: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """What runner.py answers; `failure` is one line in which no secret is left."""
        with tempfile.TemporaryDirectory(prefix="fivetran-") as name:
            folder = Path(name, "package")
            zipfile.ZipFile(io.BytesIO(self.archive)).extractall(folder)
            request = {"folder": str(folder), "site": str(Path(name, "site")), "installed": _installed(), "work": work}
            found = self._ask({**request, "configuration": self.configuration, "state": state}, name, timeout_s)
        return self._shown(found)

    def stop(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def _ask(self, request: dict[str, Any], home: str, timeout_s: float) -> dict[str, Any]:
        process = self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=request["folder"],
            env=_environment(home),
            encoding="utf-8",
        )
        if self._stopped:
            process.kill()
        try:
            answer, _ = process.communicate(json.dumps(request), timeout=timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return {"failure": f"no end within {timeout_s:g} seconds"}
        found: dict[str, Any] = {"failure": f"the interpreter ended with code {process.returncode}"}
        return json.loads(answer) if process.returncode == 0 else found

    def _shown(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same, without a secret; where no setup form says which keys are secret, each is."""
        known = found.get("secret_keys")
        hidden = list(self.configuration) if known is None else known
        tests = [{**test, "message": self._line(test["message"], hidden)} for test in found.get("tests", [])]
        warnings = [self._line(text, hidden) for text in found.get("warnings", [])]
        failure = found["failure"] and self._line(found["failure"], hidden)
        return {**found, "failure": failure, "tests": tests, "warnings": warnings}

    def _line(self, text: str, hidden: list[str]) -> str:
        for value in sorted((self.configuration.get(key, "") for key in hidden), key=len, reverse=True):
            text = text.replace(value, MASK) if len(value) >= SHORTEST_SECRET else text
        return " ".join(text.split())


def _installed() -> list[str]:
    return sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})


def _environment(home: str) -> dict[str, str]:
    """Nothing of ours: no PYTHONPATH, no SFL_..., no proxy, and a home of its own."""
    return {**{name: os.environ[name] for name in PASSED_ON if name in os.environ}, "HOME": home}
