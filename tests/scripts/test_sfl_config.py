"""`sfl config` writes configuration.json for its owner alone, or nothing."""

from __future__ import annotations

import json
import stat

import pytest

from checkout import MARK, Checkout, Sfl


def test_secrets_become_a_configuration_of_their_owner_alone(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = f'{MARK} "quoted" \\ $HOME äöü'
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setenv("SFL_STUB_PASSWORD", secret)
    run = sfl("config", "stub")
    message = "connectors/stub/configuration.json written, readable by you alone: username, password\n"
    assert (run.code, run.out, run.err) == (0, message, "")
    assert json.loads(checkout.configuration.read_bytes()) == {"username": "someone", "password": secret}
    assert stat.S_IMODE(checkout.configuration.stat().st_mode) == 0o600


def test_an_open_configuration_is_replaced_by_a_closed_one(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.configuration.write_text("{}", encoding="utf-8")
    checkout.configuration.chmod(0o644)
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setenv("SFL_STUB_PASSWORD", MARK)
    assert sfl("config", "stub").code == 0
    assert stat.S_IMODE(checkout.configuration.stat().st_mode) == 0o600


def test_missing_secrets_are_named_at_once_and_nothing_is_written(sfl: Sfl, checkout: Checkout) -> None:
    before = checkout.tree()
    run = sfl("config", "stub")
    message = (
        "sfl: stub: secrets missing: SFL_STUB_USERNAME, SFL_STUB_PASSWORD. Set them in the environment or in .env.\n"
    )
    assert (run.code, run.err) == (2, message)
    assert checkout.tree() == before


def test_what_the_connector_does_not_accept_is_not_written(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFL_STUB_USERNAME", "someone")
    monkeypatch.setenv("SFL_STUB_PASSWORD", MARK)
    monkeypatch.setenv("SFL_STUB_BASE_URL", "nonsense")
    before = checkout.tree()
    run = sfl("config", "stub")
    assert (run.code, run.err) == (2, "sfl: stub: base_url is no address\n")
    assert checkout.tree() == before
