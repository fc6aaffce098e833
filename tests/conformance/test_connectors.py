"""Every connector keeps every rule of scripts/sfl/rules/; tests/rules/ proves the rules themselves."""

from __future__ import annotations

import pytest

from sfl import check
from sfl.subject import Finding
from tracked import ROOT, connectors
from verdict import demand

Report = dict[str, list[Finding]]


@pytest.mark.parametrize("service", connectors())
def test_sfl_check_finds_nothing(report: Report, service: str) -> None:
    demand(
        [f"{each.path}:{each.line}: {each.rule}: {each.message}" for each in report[service]], f"sfl check {service}"
    )


def test_no_exception_excuses_nothing(report: Report) -> None:
    demand([each.message for each in report.get("exceptions", [])], "Remove it from scripts/sfl/exceptions.py.")


def test_every_tracked_connector_is_checked() -> None:
    assert check.connectors(ROOT) == connectors()
