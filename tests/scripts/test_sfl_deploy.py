"""`sfl deploy` brings a connector to Fivetran once, by the real command, and says what is live then."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from checkout import MARK, Checkout, Sfl
from emulated import Emulated, touch
from sfl.command import Command

pytestmark = pytest.mark.once

# Their rules, less --api-key, which goes by the environment.
CUSTOMERS = (
    *("deploy", "--destination", "sandbox", "--configuration", "./configuration.json"),
    *("--connection", "stub", "--force"),
)


def test_the_first_deploy_makes_a_paused_connection(sfl: Sfl, fivetran: Emulated) -> None:
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert run.lines[0] == "stub in destination sandbox: a new connection."
    assert run.lines[-4:] == [
        "deploy of stub: done.",
        "  before: no connection",
        f"  now:    package {fivetran.package()}, setup tests passed, paused",
        "  paused, as every new connection: `--sync` starts it, or Fivetran's dashboard",
    ]
    assert fivetran.connection()["config"]["python_version"] == "3.12"
    assert fivetran.stored() == ["password", "rows", "username"]


def test_a_second_deploy_says_no_change_and_uploads_nothing(sfl: Sfl, fivetran: Emulated) -> None:
    sfl("deploy", "stub")
    fivetran.forget()
    run = sfl("deploy", "stub")
    assert (run.code, run.lines[-1]) == (0, "No change: nothing is uploaded, nothing is sent.")
    assert fivetran.calls() == []


def test_new_code_is_bound_and_the_package_before_stays_on_the_account(
    sfl: Sfl, deployed: Emulated, checkout: Checkout
) -> None:
    before = deployed.package()
    touch(checkout)
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    assert deployed.package() != before
    assert deployed.packages() == [before, deployed.package()]
    assert run.lines[-2:] == [
        f"  before: package {before}, setup tests passed",
        f"  now:    package {deployed.package()}, setup tests passed",
    ]


def test_the_customers_line_is_what_runs_and_holds_no_key(sfl: Sfl, fivetran: Emulated) -> None:
    run = sfl("deploy", "stub")
    assert f"$ fivetran {' '.join(CUSTOMERS)} --python-version 3.12" in run.lines
    assert fivetran.key[:8] not in run.out
    assert "--api-key ******" in run.out  # the command prints the first eight characters of it


def test_the_customers_line_alone_fails_on_a_redeploy(
    sfl: Sfl, deployed: Emulated, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why ours adds --python-version: SDK 3.0.0 asks for it as soon as the connection exists."""
    monkeypatch.setattr(Command, "arguments", list(CUSTOMERS))
    before = deployed.package()
    touch(checkout)
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert "--python-version is required when deploying to an existing connection" in run.out
    assert deployed.package() == before


def test_a_dry_run_plans_and_packages_and_changes_nothing(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    touch(checkout)
    run = sfl("deploy", "stub", "--dry-run")
    line = f"fivetran {' '.join(CUSTOMERS)} --python-version 3.12"
    assert (run.code, run.lines[-1]) == (0, f"Dry run: nothing is changed. It would run: {line}")
    assert deployed.calls() == []


def test_a_connector_that_cannot_be_packaged_is_not_deployed(sfl: Sfl, fivetran: Emulated, checkout: Checkout) -> None:
    (checkout.connector / "notes.txt").touch()
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "stub is not packaged: left over: notes.txt" in run.err
    assert fivetran.calls() == []


def test_two_deploys_of_one_connection_at_once_are_refused(sfl: Sfl, fivetran: Emulated, checkout: Checkout) -> None:
    checkout.files.mkdir()
    with (checkout.files / "deploy.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = sfl("deploy", "stub")
    message = "sfl: stub is being deployed or rolled back already: wait for its end.\n"
    assert (run.code, run.err) == (2, message)
    assert fivetran.calls() == []


def test_a_new_key_of_the_configuration_is_sent_without_an_upload(
    sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_MODE", "warn")
    run = sfl("deploy", "stub")
    identifier = deployed.connection()["id"]
    assert run.code == 0
    assert deployed.calls() == [f"PATCH /v1/connections/{identifier}", f"POST /v1/connections/{identifier}/test"]
    assert deployed.stored() == ["mode", "password", "rows", "username"]


def test_stored_keys_are_not_deleted_unless_told(sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFL_STUB_ROWS")
    run = sfl("deploy", "stub")
    message = "sfl: stub: the stored keys rows would be deleted: set their secrets, or say so with --drop-keys.\n"
    assert (run.code, run.err, deployed.calls()) == (3, message, [])
    assert sfl("deploy", "stub", "--drop-keys").code == 0
    assert deployed.stored() == ["password", "username"]


def test_rotated_secrets_are_sent_when_told(sfl: Sfl, deployed: Emulated) -> None:
    """Fivetran masks every value: nobody can see that one has changed."""
    assert sfl("deploy", "stub").lines[-1] == "No change: nothing is uploaded, nothing is sent."
    assert sfl("deploy", "stub", "--rotate").code == 0
    (sent,) = deployed.bodies("PATCH")
    assert [secret["key"] for secret in sent["config"]["secrets_list"]] == ["username", "password", "rows"]


def test_another_python_is_replaced_without_an_upload(sfl: Sfl, deployed: Emulated) -> None:
    deployed.change(config={"python_version": "3.14"})
    assert sfl("deploy", "stub").code == 0
    assert deployed.connection()["config"]["python_version"] == "3.12"
    assert "POST /v1/connector-sdk/packages" not in deployed.calls()


def test_a_network_that_the_command_would_reset_is_refused(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    deployed.change(networking_method="PrivateLink", private_link_id="link")
    touch(checkout)
    deployed.forget()
    run = sfl("deploy", "stub")
    assert run.code == 3
    assert "networking is PrivateLink, and `fivetran deploy` would reset it to Directly" in run.err
    assert deployed.calls() == []


def test_a_proxy_agent_is_kept(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    config = {"proxy_host_config_key": "username"}
    deployed.change(networking_method="ProxyAgent", proxy_agent_id="agent", config=config)
    touch(checkout)
    run = sfl("deploy", "stub")
    assert (run.code, run.err) == (0, "")
    found = deployed.connection()
    assert (found["networking_method"], found["proxy_agent_id"]) == ("ProxyAgent", "agent")
    assert found["config"]["proxy_host_config_key"] == "username"


def test_a_sync_follows_when_told_and_starts_a_paused_connection(sfl: Sfl, fivetran: Emulated) -> None:
    run = sfl("deploy", "stub", "--sync")
    assert (run.code, run.err) == (0, "")
    found = fivetran.connection()
    assert f"The sync succeeded at {found['succeeded_at']}." in run.lines
    assert (found["paused"], found["failed_at"]) == (False, None)


def test_a_sync_that_is_asked_for_runs_even_where_nothing_changed(sfl: Sfl, deployed: Emulated) -> None:
    run = sfl("deploy", "stub", "--sync")
    assert (run.code, run.err) == (0, "")
    assert deployed.connection()["succeeded_at"] is not None
    assert "POST /v1/connector-sdk/packages" not in deployed.calls()


def test_plan_and_outcome_are_appended_to_a_summary(sfl: Sfl, fivetran: Emulated, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    assert sfl("deploy", "stub", "--summary", str(summary)).code == 0
    text = summary.read_text()
    assert text.startswith("# Before\n### stub in destination sandbox: a new connection.\n")
    assert "### deploy of stub: done\n" in text
    assert f"| now | package {fivetran.package()}, setup tests passed, paused |" in text


@pytest.mark.parametrize("options", [(), ("--rotate",), ("--sync",), ("--format", "markdown")])
def test_no_secret_is_shown(sfl: Sfl, fivetran: Emulated, tmp_path: Path, options: tuple[str, ...]) -> None:
    summary = tmp_path / "summary.md"
    run = sfl("deploy", "stub", "--summary", str(summary), *options)
    assert run.code == 0
    assert MARK not in run.out + run.err + summary.read_text()


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("FIVETRAN_API_KEY", "", "FIVETRAN_API_KEY is not set: set it in the environment or in .env."),
        ("FIVETRAN_API_URL", "nonsense", "FIVETRAN_API_URL is no address of a server"),
        ("STUB_FIVETRAN_DESTINATION", "", "STUB_FIVETRAN_DESTINATION is not set: give the name of a destination"),
        ("STUB_FIVETRAN_DESTINATION", "sandbux", "has no destination 'sandbux': did you mean sandbox?"),
        ("SFL_STUB_PASSWORD", "", "stub: secrets missing: SFL_STUB_PASSWORD."),
        ("SFL_STUB_BASE_URL", "nonsense", "stub: base_url is no address"),
    ],
)
def test_what_is_not_set_right_is_named(
    sfl: Sfl, fivetran: Emulated, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    run = sfl("deploy", "stub")
    assert run.code == 2
    assert message in run.err
    assert fivetran.connections() == []


def test_without_any_secret_all_are_named(sfl: Sfl, fivetran: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "PASSWORD", "ROWS"):
        monkeypatch.delenv(f"SFL_STUB_{name}")
    run = sfl("deploy", "stub")
    assert run.code == 2
    assert "set SFL_STUB_USERNAME, SFL_STUB_PASSWORD, SFL_STUB_BASE_URL, SFL_STUB_ROWS, SFL_STUB_MODE" in run.err


def test_variables_come_from_dotenv_too(
    sfl: Sfl, fivetran: Emulated, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STUB_FIVETRAN_DESTINATION")
    (checkout.root / ".env").write_text("STUB_FIVETRAN_DESTINATION='sandbox_group'\n")
    run = sfl("deploy", "stub", "--dry-run")
    assert (run.code, run.lines[0]) == (0, "stub in destination sandbox: a new connection.")


def test_a_configuration_file_wins_over_the_secrets(sfl: Sfl, fivetran: Emulated, checkout: Checkout) -> None:
    checkout.configure()
    assert sfl("deploy", "stub").code == 0
    assert fivetran.stored() == ["base_url", "password", "rows", "username"]


def test_the_package_runs_at_fivetran_its_setup_test_and_first_sync_too(sfl: Sfl, fivetran: Emulated) -> None:
    """Unzipped in an empty folder, in a fresh interpreter."""
    fivetran.order("pretend", pretend=False)
    run = sfl("deploy", "stub", "--sync")
    assert (run.code, run.err) == (0, "")
    ran = fivetran.sandbox.inspect("fivetran", "runs")
    assert [(found["work"], found["failure"]) for found in ran] == [("tests", None), ("tests", None), ("sync", None)]
    assert ran[-1]["rows"] == {"thing": 1}


def test_a_package_that_runs_on_its_author_s_machine_alone_is_taken_back(
    sfl: Sfl, deployed: Emulated, checkout: Checkout
) -> None:
    """What it imports is installed here, and in no requirements.txt."""
    before = deployed.package()
    deployed.order("pretend", pretend=False)
    checkout.edit("connector.py", "import json\n", "import json\nimport dulwich\n")
    run = sfl("deploy", "stub")
    assert run.code == 1
    assert "No module named 'dulwich'" in run.err
    assert deployed.package() == before
    assert deployed.connection()["status"]["setup_state"] == "connected"
