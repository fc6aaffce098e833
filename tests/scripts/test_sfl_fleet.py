"""`sfl fleet` lists the connections of this repository: what is live, how it does, whether it is what is here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkout import MARK, Checkout, Sfl
from emulated import Emulated, touch

pytestmark = pytest.mark.once


def row(sfl: Sfl) -> dict[str, Any]:
    """The one connection, as JSON."""
    (found,) = json.loads(sfl("fleet", "--format", "json").out)["connections"]
    return dict(found)


def test_what_is_live_and_here_is_in_step(sfl: Sfl, deployed: Emulated) -> None:
    found = row(sfl)
    assert (found["service"], found["destination"], found["package"]) == ("stub", "sandbox", deployed.package())
    assert (found["in_step"], found["drift"]) == (True, "")
    assert (found["setup_state"], found["sync_state"], found["paused"]) == ("connected", "scheduled", False)
    assert (found["last_sync"], found["last_sync_succeeded"]) == (None, None)


def test_what_differs_is_counted(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    touch(checkout)
    assert (row(sfl)["in_step"], row(sfl)["drift"]) == (False, "1 file differs")


def test_the_live_commit_is_the_one_of_the_package(sfl: Sfl, deployed: Emulated) -> None:
    package = deployed.upload({"manifest.json": '{"service": "stub", "commit": "abc", "modified": true}'})
    deployed.change(config={"package_id": package})
    found = row(sfl)
    assert (found["commit"], found["modified"], found["in_step"]) == ("abc", True, False)


def test_the_last_sync_is_told_with_the_reason_of_a_failure(sfl: Sfl, deployed: Emulated) -> None:
    deployed.ask("POST", f"connections/{deployed.connection()['id']}/sync", {})
    first = row(sfl)
    assert (first["last_sync"], first["last_sync_succeeded"]) == (deployed.connection()["succeeded_at"], True)
    deployed.fault("sync_fails", message=f"{MARK}-pass-word is wrong")
    deployed.ask("POST", f"connections/{deployed.connection()['id']}/sync", {"force": True})
    second = row(sfl)
    assert (second["last_sync"], second["last_sync_succeeded"]) == (deployed.connection()["failed_at"], False)
    assert "****** is wrong" in second["reason"]
    assert MARK not in json.dumps(second)


def test_connections_of_others_are_left_out(sfl: Sfl, deployed: Emulated) -> None:
    deployed.order("groups", id="g2", name="staging")
    deployed.order("connections", group_id="g2", service="postgres", config={"schema": "stub"})
    deployed.order("connections", group_id="g2", service="connector_sdk", config={"schema": "unheard_of"})
    assert row(sfl)["destination"] == "sandbox"


def test_every_destination_is_read(sfl: Sfl, deployed: Emulated) -> None:
    deployed.order("groups", id="g2", name="staging")
    config = {"schema": "stub", "package_id": deployed.package()}
    deployed.order("connections", group_id="g2", service="connector_sdk", config=config)
    found = json.loads(sfl("fleet", "--format", "json").out)["connections"]
    assert [one["destination"] for one in found] == ["sandbox", "staging"]


def test_a_package_that_cannot_be_read_hides_no_other(sfl: Sfl, deployed: Emulated) -> None:
    deployed.fault("forbidden", times=None, path="/v1/connector-sdk/packages")
    found = row(sfl)
    assert found["in_step"] is None
    assert "Fivetran refused GET /v1/connector-sdk/packages/" in found["drift"]


def test_a_connector_that_cannot_be_packaged_hides_no_other(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    (checkout.connector / "notes.txt").touch()
    assert "stub is not packaged: left over: notes.txt" in row(sfl)["drift"]


def test_the_table_ends_with_what_is_not_deployed(sfl: Sfl, fivetran: Emulated) -> None:
    run = sfl("fleet")
    assert (run.code, run.err) == (0, "")
    assert run.lines[-1] == "0 connections; not deployed: stub."


def test_it_changes_nothing(sfl: Sfl, deployed: Emulated) -> None:
    assert sfl("fleet").code == 0
    assert deployed.calls() == []


def test_the_page_stands_alone_and_escapes_what_it_shows(sfl: Sfl, deployed: Emulated, tmp_path: Path) -> None:
    deployed.fault("sync_fails", message="<script>alert(1)</script>")
    deployed.ask("POST", f"connections/{deployed.connection()['id']}/sync", {"force": True})
    page = tmp_path / "fleet.html"
    assert sfl("fleet", "--html", str(page)).code == 0
    text = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert "http://" not in text
    assert "https://" not in text
    assert f"package {deployed.package()}" in text
