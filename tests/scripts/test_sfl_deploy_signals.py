"""A deploy that is interrupted, or whose reader goes away, never leaves half of itself."""

from __future__ import annotations

import signal
import subprocess

import pytest

from checkout import Checkout
from emulated import Emulated, touch

pytestmark = pytest.mark.once


def start(checkout: Checkout, deployed: Emulated, until: str) -> subprocess.Popen[str]:
    """A deploy of new code, which has just printed the line that holds `until`."""
    touch(checkout)
    process = checkout.start("deploy", "stub", **deployed.variables)
    assert process.stdout
    next(line for line in process.stdout if until in line)
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_in_the_update_is_taken_back(
    deployed: Emulated, checkout: Checkout, number: signal.Signals, code: int
) -> None:
    """The command may end first: cut off in its update, nobody would know what is live."""
    before = deployed.connection()
    deployed.fault("slow", seconds=1, path="/v1/connectors/", method="PATCH")
    process = start(checkout, deployed, "Running setup tests")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (code, "sfl: interrupted.\n")
    assert "deploy of stub: failed and taken back.\n" in out
    assert deployed.connection() == before


def test_an_interruption_before_the_update_leaves_the_connection_untouched(
    deployed: Emulated, checkout: Checkout
) -> None:
    before = deployed.connection()
    deployed.fault("server_error", path="/v1/connector-sdk/packages$", method="POST")
    deployed.fault("slow", seconds=1, path="/v1/groups/.*/connectors")
    process = start(checkout, deployed, "$ fivetran deploy")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "deploy of stub: failed; the connection is untouched.\n" in out
    assert deployed.connection() == before


def test_a_deploy_goes_on_when_its_reader_has_gone(deployed: Emulated, checkout: Checkout) -> None:
    before = deployed.package()
    process = start(checkout, deployed, "$ fivetran deploy")
    assert process.stdout
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert deployed.package() != before
    assert deployed.connection()["status"]["setup_state"] == "connected"
