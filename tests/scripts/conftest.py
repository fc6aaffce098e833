"""Fixtures of the tests of `sfl`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from checkout import Checkout, Run, Sfl, build
from sfl import cli


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return build(tmp_path / "checkout")


@pytest.fixture
def sfl(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sfl:
    """Runs `sfl` in this process: half a second faster than one of its own."""
    monkeypatch.chdir(checkout.root)
    for name in os.environ.keys() - checkout.environment.keys():
        monkeypatch.delenv(name)
    for name, value in checkout.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(checkout.temporary))
    return lambda *arguments: Run(cli.run(list(arguments)), *capsys.readouterr())
