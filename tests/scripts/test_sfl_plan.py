"""`sfl plan` says what a deploy would change, by name and never by value, and changes nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import Any

import pytest

from checkout import MARK, Checkout, Sfl
from emulated import SECRETS, Emulated, touch
from sfl.connector import Connector
from sfl.package import staged
from sfl.plan import Action, Live, Options, Plan, Wanted, plan
from sfl.resources import Connection, Stored

FILES = {"connector.py": b"1", "api.py": b"1"}
WANTED = Wanted("stub", "sandbox", FILES, "c" * 40, modified=False, keys=frozenset({"username", "password"}))
CONNECTION = Connection(
    id="connection",
    group_id="group",
    name="stub",
    service="connector_sdk",
    package_id="package",
    keys=("password", "username"),
    python="3.12",
    networking="Directly",
    proxy_agent_id=None,
    proxy_host_key=None,
    hybrid_agent_id=None,
    schedule="every 360 minutes",
    paused=False,
    setup_state="connected",
    sync_state="scheduled",
    succeeded_at=None,
    failed_at=None,
    problems=(),
)


def planned(options: Options = Options(), files: dict[str, bytes] | None = None, **live: Any) -> Plan:  # noqa: B008 (frozen)
    stored = Stored("package", {**(files or FILES), "manifest.json": b'{"commit": "before"}'})
    return plan(WANTED, Live(replace(CONNECTION, **live), stored), options)


def test_equal_files_keys_and_python_are_no_change() -> None:
    made = planned()
    assert (made.action, made.changes, made.values_sent, made.refusals) == (Action.NOTHING, False, False, ())
    assert made.commit.live == made.commit.planned == "before"


def test_a_connection_that_is_missing_is_made() -> None:
    made = plan(WANTED, None, Options())
    assert made.action is Action.CREATE
    assert made.keys_added == ("password", "username")
    assert (made.paused.planned, made.schedule.planned) == (True, "every 360 minutes")


@pytest.mark.parametrize(
    ("files", "change"),
    [
        ({**FILES, "api.py": b"2"}, ("api.py", "changed")),
        ({"connector.py": b"1"}, ("api.py", "added")),
        ({**FILES, "old.py": b""}, ("old.py", "removed")),
    ],
    ids=["changed", "added", "removed"],
)
def test_a_file_that_differs_is_an_update(files: dict[str, bytes], change: tuple[str, str]) -> None:
    made = planned(files=files)
    assert (made.action, made.files, made.values_sent) == (Action.UPDATE, (change,), True)
    assert (made.commit.live, made.commit.planned) == ("before", "c" * 40)


def test_what_the_packager_adds_is_no_change() -> None:
    assert planned(files={**FILES, "configuration_form.pb": b"1"}).action is Action.NOTHING


@pytest.mark.parametrize(
    ("live", "options"),
    [
        ({"keys": ("username",)}, Options()),
        ({"keys": ("username", "password", "old")}, Options(drop_keys=True)),
        ({"python": "3.14"}, Options()),
        ({"setup_state": "broken"}, Options()),
        ({"setup_state": "incomplete"}, Options()),
        ({"paused": True}, Options(sync=True)),
        ({}, Options(rotate=True)),
    ],
    ids=str,
)
def test_what_needs_no_code_uploads_none(live: dict[str, Any], options: Options) -> None:
    made = planned(options, **live)
    assert (made.action, made.refusals) == (Action.CONFIGURE, ())


@pytest.mark.parametrize("live", [{"paused": True}, {"schedule": "manual"}, {"networking": "PrivateLink"}], ids=str)
def test_what_the_account_has_set_stays(live: dict[str, Any]) -> None:
    assert planned(**live).action is Action.NOTHING


@pytest.mark.parametrize(
    ("live", "files", "refusal"),
    [
        ({"keys": ("username", "password", "old")}, FILES, "the stored keys old would be deleted"),
        ({"networking": "PrivateLink"}, {}, "would reset it to Directly"),
        ({"networking": "SshTunnel"}, {"x.py": b""}, "would reset it to Directly"),
        ({"service": "postgres"}, FILES, "is one of postgres"),
    ],
)
def test_what_would_break_something_is_refused(live: dict[str, Any], files: dict[str, bytes], refusal: str) -> None:
    (said,) = planned(files=files or {"api.py": b""}, **live).refusals
    assert refusal in said


def test_no_change_exits_0(sfl: Sfl, deployed: Emulated) -> None:
    run = sfl("plan", "stub")
    assert (run.code, run.err) == (0, "")
    assert run.lines[0] == "stub in destination sandbox: no change."


def test_only_the_connector_that_was_touched_is_planned(
    sfl: Sfl, deployed: Emulated, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(checkout.connector, checkout.connector.with_name("other"))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name.replace("STUB", "OTHER"), value)
    with staged(Connector(other)) as package:
        deployed.create("other", deployed.upload(package.files))
    touch(checkout)
    assert (sfl("plan", "stub").code, sfl("plan", "other").code) == (10, 0)


def test_a_change_exits_10_and_names_the_file(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    touch(checkout)
    run = sfl("plan", "stub")
    assert (run.code, run.err) == (10, "")
    assert run.lines[0] == "stub in destination sandbox: new code for the connection."
    assert [line.split() for line in run.lines if "connector.py" in line] == [["connector.py", "changed"]]
    assert deployed.calls() == []


def test_a_refusal_exits_3(sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFL_STUB_ROWS")
    run = sfl("plan", "stub")
    assert run.code == 3
    assert "the stored keys rows would be deleted" in run.err
    assert sfl("plan", "stub", "--drop-keys").code == 10


def test_json_is_for_programs(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    touch(checkout)
    found = json.loads(sfl("plan", "stub", "--format", "json").out)
    assert (found["action"], found["changes"], found["refused"]) == ("update", True, False)
    assert found["files"] == [["connector.py", "changed"]]
    assert found["python"] == {"live": "3.12", "planned": "3.12"}


def test_markdown_is_for_a_summary(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    touch(checkout)
    lines = sfl("plan", "stub", "--format", "markdown").lines
    assert lines[:3] == [
        "### stub in destination sandbox: new code for the connection.",
        "",
        "| what | live | planned |",
    ]
    assert "| connector.py |  | changed |" in lines


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_a_plan_shows_keys_and_no_value(sfl: Sfl, fivetran: Emulated, form: str) -> None:
    run = sfl("plan", "stub", "--format", form)
    assert run.code == 10
    assert "password" in run.out
    assert MARK not in run.out + run.err
    assert "someone" not in run.out


def test_a_package_that_is_no_zip_is_refused(sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sfl.rest.Rest.download", lambda *_: b"nonsense")
    monkeypatch.setattr("sfl.fivetran._check_hash", lambda *_: None)
    run = sfl("plan", "stub")
    assert run.code == 3
    assert "is no zip" in run.err


def test_a_download_that_is_not_what_was_stored_is_refused(
    sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sfl.rest.Rest.download", lambda *_: b"nonsense")
    run = sfl("plan", "stub")
    assert run.code == 3
    assert "is not what Fivetran says it stored" in run.err


def test_help_lists_the_exit_codes(sfl: Sfl) -> None:
    run = sfl("plan", "--help")
    assert run.code == 0
    assert "10 a deploy would change something" in " ".join(run.out.split())
