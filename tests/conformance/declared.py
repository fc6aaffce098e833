"""What a connector declares: its form by the SDK, its tables with every switch on and with each one off."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox
from sfl import environment
from sfl.connector import Connector, Field
from sfl.errors import SflError

ASK = Path(__file__).with_name("ask_schema.py")
Tables = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Declared:
    """`tables` are all there are, by name; `without` are those that stay when a switch is off, by the switch."""

    service: str
    form: list[Field]
    tables: Tables
    without: dict[str, Tables]

    def switched_by(self, table: str) -> str | None:
        """The key that switches a table, None for one that is always there."""
        return next((switch for switch, left in self.without.items() if table not in left), None)


@cache
def form_of(folder: Path) -> list[Field]:
    try:
        return Connector(folder).form()
    except SflError as error:
        pytest.fail(f"{error}\nMend what the error names; another rule may say more.", pytrace=False)


def declared_by(folder: Path, sandbox: Sandbox) -> Declared:
    form = form_of(folder)
    switches = [field.name for field in form if field.default in ("true", "false")]
    all_on = {**sandbox.configuration(folder.name), **dict.fromkeys(switches, "true")}
    everything, *without = _schemas(folder, [all_on, *({**all_on, switch: "false"} for switch in switches)])
    return Declared(folder.name, form, everything, dict(zip(switches, without, strict=True)))


def _schemas(folder: Path, configurations: list[dict[str, str]]) -> list[Tables]:
    request = json.dumps({"folder": str(folder), "configurations": configurations})
    done = subprocess.run(
        [sys.executable, str(ASK)],
        input=request,
        capture_output=True,
        encoding="utf-8",
        env={**environment.for_connector(), "PYTHONUTF8": "1"},
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        pytest.fail(
            f"{folder.name}: schema() failed: {last}\n"
            f"It must take what GET /_sandbox/{folder.name}/configuration gives, with every switch on.",
            pytrace=False,
        )
    return [{table["table"]: table for table in answer} for answer in json.loads(done.stdout)]
