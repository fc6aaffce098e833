"""`sfl deploy` brings a connector to Fivetran once, by the real command, and says what is live then."""

from __future__ import annotations

from checkout import MARK, Checkout, Sfl
from emulated import Emulated, touch

LINE = (
    "fivetran deploy --destination sandbox --configuration ./configuration.json --connection stub --force "
    "--python-version 3.12"
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
    assert fivetran.keys() == ["username", "password", "rows"]


def test_a_second_deploy_says_no_change_and_uploads_nothing(sfl: Sfl, fivetran: Emulated) -> None:
    sfl("deploy", "stub")
    fivetran.forget()
    run = sfl("deploy", "stub")
    assert (run.code, run.lines[-1]) == (0, "No change: nothing is uploaded, nothing is sent.")
    assert fivetran.calls() == []


def test_what_is_deployed_already_is_not_deployed_again(sfl: Sfl, deployed: Emulated) -> None:
    assert sfl("deploy", "stub").lines[-1] == "No change: nothing is uploaded, nothing is sent."
    assert deployed.calls() == []
