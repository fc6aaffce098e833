"""Asks connectors as `sfl` does, but in forks of one interpreter: to import the SDK takes half a second."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pytest

from sfl import connector, environment

FORKING = Path(__file__).with_name("forking.py")


@contextlib.contextmanager
def warm() -> Iterator[None]:
    """For as long as the context lasts. Nothing is remembered: every question loads its connector anew."""
    one_at_a_time = Lock()

    def probed(request: str) -> subprocess.CompletedProcess[str]:
        order = {"request": request, "environment": environment.for_connector()}
        with one_at_a_time:
            print(json.dumps(order), file=process.stdin, flush=True)
            return subprocess.CompletedProcess([], **json.loads(process.stdout.readline()))

    with _forking() as process, pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector, "_probed", probed)
        yield


def _forking() -> subprocess.Popen[str]:
    return subprocess.Popen(
        # Forks of a process that has threads are warned of; these need none of them.
        [sys.executable, "-W", "ignore::DeprecationWarning", str(FORKING), str(connector.PROBE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**environment.for_connector(), "PYTHONUTF8": "1"},
    )
