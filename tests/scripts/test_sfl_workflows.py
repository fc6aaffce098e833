"""`sfl workflow`: the deploy of each connector is made from its setup form, and hands over what the form declares."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from checkout import MARK, Checkout, Sfl
from sfl.connector import Field
from sfl.workflows import rendered

FORM = [
    Field("username", "User", required=True, secret=False, default=None, description=""),
    Field("password", "Password", required=True, secret=True, default=None, description=""),
    Field("days", "Days", required=False, secret=False, default="7", description=""),
]


def test_every_key_of_the_form_is_handed_over_by_name() -> None:
    handed = _deploy(rendered("stub", FORM))["secrets"]
    assert handed["configuration"] == (
        '{"SFL_STUB_USERNAME": ${{ toJSON(secrets.SFL_STUB_USERNAME) }},\n'
        ' "SFL_STUB_PASSWORD": ${{ toJSON(secrets.SFL_STUB_PASSWORD) }},\n'
        ' "SFL_STUB_DAYS": ${{ toJSON(secrets.SFL_STUB_DAYS) }} }\n'
    )
    assert handed["destination"] == "${{ secrets.STUB_FIVETRAN_DESTINATION }}"
    assert handed["FIVETRAN_API_KEY"] == "${{ secrets.FIVETRAN_API_KEY }}"


def test_the_passwords_of_the_form_are_handed_over_to_be_hidden() -> None:
    assert _deploy(rendered("stub", FORM))["secrets"]["passwords"] == "${{ secrets.SFL_STUB_PASSWORD }}\n"


def test_it_runs_for_what_the_connector_is_made_of() -> None:
    paths = yaml.safe_load(rendered("stub", FORM))[True]["push"]["paths"]  # YAML 1.1 reads `on` as true
    assert paths == [
        "connectors/stub/**",
        "docker/**",
        "docker-compose.yml",
        "scripts/**",
        ".github/workflows/connector_deploy.yml",
        ".github/workflows/stub_deploy.yml",
    ]


def test_it_is_thin() -> None:
    """Thirty lines at most, besides those that name a secret."""
    lines = rendered("stub", FORM).splitlines()
    assert len([line for line in lines if "secrets." not in line]) <= 30


def test_a_workflow_that_is_missing_is_written(sfl: Sfl, checkout: Checkout) -> None:
    run = sfl("workflow")
    assert (run.code, run.err) == (0, "")
    assert run.out == "as the setup form makes it now: .github/workflows/stub_deploy.yml\n"
    written = (checkout.root / ".github/workflows/stub_deploy.yml").read_text(encoding="utf-8")
    assert _deploy(written)["with"]["service"] == "stub"


def test_check_names_what_differs_and_changes_nothing(sfl: Sfl, checkout: Checkout) -> None:
    sfl("workflow")
    path = checkout.root / ".github/workflows/stub_deploy.yml"
    path.write_text("edited", encoding="utf-8")
    run = sfl("workflow", "stub", "--check")
    message = "sfl: not as the setup form makes it: .github/workflows/stub_deploy.yml. Run `sfl workflow`.\n"
    assert (run.code, run.out, run.err) == (1, "", message)
    assert path.read_text(encoding="utf-8") == "edited"


def test_check_passes_when_nothing_differs(sfl: Sfl) -> None:
    sfl("workflow")
    run = sfl("workflow", "--check")
    assert (run.code, run.out) == (0, "as the setup form makes it now: all were already\n")


def test_the_secrets_that_the_workflow_passes_make_the_configuration(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub's toJSON gives "" or null for a secret that is not set."""
    secret = f'{MARK} "quoted" \\ $HOME\näöü'
    passed = {
        "SFL_STUB_USERNAME": "someone",
        "SFL_STUB_PASSWORD": secret,
        "SFL_STUB_BASE_URL": "",
        "SFL_STUB_ROWS": None,
    }
    monkeypatch.setenv("SFL_SECRETS", json.dumps(passed))
    assert sfl("config", "stub").code == 0
    assert json.loads(checkout.configuration.read_bytes()) == {"username": "someone", "password": secret}


def test_a_variable_of_its_own_wins_over_the_passed_one(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_SECRETS", json.dumps({"SFL_STUB_USERNAME": "passed", "SFL_STUB_PASSWORD": MARK}))
    monkeypatch.setenv("SFL_STUB_USERNAME", "own")
    assert sfl("config", "stub").code == 0
    assert json.loads(checkout.configuration.read_bytes())["username"] == "own"


@pytest.mark.parametrize("broken", [f'{{"SFL_STUB_PASSWORD": "{MARK}', f'["{MARK}"]'], ids=["cut off", "no object"])
def test_passed_secrets_that_cannot_be_read_are_not_shown(
    sfl: Sfl, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setenv("SFL_SECRETS", broken)
    run = sfl("config", "stub")
    assert (run.code, run.err) == (
        2,
        "sfl: SFL_SECRETS is not a JSON object: set each variable by itself, or mend it.\n",
    )


def _deploy(text: str) -> dict[str, Any]:
    deploy: dict[str, Any] = yaml.safe_load(text)["jobs"]["deploy"]
    return deploy
