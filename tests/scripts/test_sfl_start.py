"""`sfl` starts fast: it loads what its verb needs, and starts a connector's interpreter no more often than it must."""

from __future__ import annotations

import subprocess
import sys

import pytest

from checkout import Checkout
from emulated import CONFIGURATION
from sfl import connector
from sfl.connector import Connector

HEAVY = "duckdb detect_secrets dulwich jinja2 requests rich sandbox starlette tenacity uvicorn yaml"


def test_the_command_line_loads_nothing_that_a_verb_needs(checkout: Checkout) -> None:
    loaded = f"import sys, sfl.cli; print(sorted({{*{HEAVY.split()}}} & sys.modules.keys()))"
    run = subprocess.run(
        [sys.executable, "-c", loaded], env=checkout.environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("question", [Connector.check, Connector.test], ids=["check", "test"])
def test_the_form_comes_with_the_answer_before(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, question) -> None:
    asked, probed = [], connector._probed
    monkeypatch.setattr(connector, "_probed", lambda request: asked.append(request) or probed(request))
    stub = Connector(checkout.connector)
    question(stub, CONFIGURATION)
    assert [field.name for field in stub.form()] == ["username", "password", "base_url", "rows", "mode"]
    assert len(asked) == 1
