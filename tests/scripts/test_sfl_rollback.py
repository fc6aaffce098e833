"""`sfl rollback` binds an older package, verified; where that fails, what was live is live again."""

from __future__ import annotations

import pytest

from checkout import MARK, Checkout, Sfl
from emulated import Emulated, manifest, touch

pytestmark = pytest.mark.once


@pytest.fixture
def twice(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> Emulated:
    """Two packages, the younger one live."""
    touch(checkout)
    sfl("deploy", "stub")
    deployed.forget()
    return deployed


def test_the_package_before_is_bound_and_verified(sfl: Sfl, twice: Emulated) -> None:
    older, younger = twice.packages()
    run = sfl("rollback", "stub")
    assert (run.code, run.err) == (0, "")
    assert run.lines[-3:] == [
        "rollback of stub: done.",
        f"  before: package {younger}, setup tests passed",
        f"  now:    package {older}, setup tests passed",
    ]
    assert twice.package() == older
    identifier = twice.connection()["id"]
    assert twice.calls() == [f"PATCH /v1/connections/{identifier}", f"POST /v1/connections/{identifier}/test"]


def test_a_named_package_is_bound(sfl: Sfl, twice: Emulated) -> None:
    younger = twice.packages()[1]
    assert sfl("rollback", "stub").code == 0
    assert sfl("rollback", "stub", "--to", younger).code == 0
    assert twice.package() == younger


def test_the_live_package_is_not_bound_again(sfl: Sfl, twice: Emulated) -> None:
    run = sfl("rollback", "stub", "--to", twice.package())
    assert (run.code, run.lines) == (0, [f"No change: package {twice.package()} is the one that is live."])
    assert twice.calls() == []


def test_after_a_rollback_main_is_planned_again(sfl: Sfl, twice: Emulated) -> None:
    sfl("rollback", "stub")
    assert sfl("plan", "stub").code == 10


def test_packages_of_others_are_passed_over(sfl: Sfl, deployed: Emulated, checkout: Checkout) -> None:
    ours = deployed.package()
    deployed.upload({"manifest.json": manifest("other")})
    deployed.upload({"connector.py": "# by hand\n"})
    touch(checkout)
    sfl("deploy", "stub")
    assert sfl("rollback", "stub").code == 0
    assert deployed.package() == ours


@pytest.mark.parametrize(
    ("files", "owner"), [({"manifest.json": manifest("other")}, "other"), ({"connector.py": ""}, "an unknown service")]
)
def test_a_named_package_of_others_is_refused(sfl: Sfl, twice: Emulated, files: dict[str, str], owner: str) -> None:
    theirs = twice.upload(files)
    twice.forget()
    run = sfl("rollback", "stub", "--to", theirs)
    assert (run.code, run.err) == (2, f"sfl: package {theirs} is of {owner}, not of stub.\n")
    assert twice.calls() == []


def test_a_package_that_does_not_exist_is_refused(sfl: Sfl, twice: Emulated) -> None:
    run = sfl("rollback", "stub", "--to", "nonsense")
    assert run.code == 3
    assert "Package with id 'nonsense' does not exist" in run.err


def test_without_an_older_package_it_says_so(sfl: Sfl, deployed: Emulated) -> None:
    run = sfl("rollback", "stub")
    assert (run.code, deployed.calls()) == (2, [])
    assert "the account has no older package of it" in run.err


def test_without_a_connection_it_says_so(sfl: Sfl, fivetran: Emulated) -> None:
    run = sfl("rollback", "stub")
    assert (run.code, run.err) == (2, "sfl: stub is not deployed in sandbox: `sfl deploy` does it.\n")


def test_failing_setup_tests_bring_back_what_was_live(sfl: Sfl, twice: Emulated) -> None:
    live = twice.package()
    twice.fault("setup_tests_fail", message=f"{MARK}-pass-word refused")
    run = sfl("rollback", "stub")
    assert run.code == 1
    assert "rollback of stub: failed and taken back." in run.lines
    assert twice.package() == live
    assert twice.connection()["status"]["setup_state"] == "connected"
    assert MARK not in run.out + run.err


def test_a_lost_answer_is_found_by_reading(sfl: Sfl, twice: Emulated) -> None:
    twice.fault("patch_lost", seconds=0)
    assert sfl("rollback", "stub").code == 0
    assert twice.package() == twice.packages()[0]
    assert len(twice.bodies("PATCH")) == 1


def test_a_refused_rollback_leaves_the_connection_untouched(sfl: Sfl, twice: Emulated) -> None:
    live = twice.connection()
    twice.fault("forbidden", path="/v1/connections/", method="PATCH")
    run = sfl("rollback", "stub")
    assert run.code == 3
    assert "rollback of stub: failed; the connection is untouched." in run.lines
    assert twice.connection() == live


def test_keys_that_the_older_code_refuses_are_left_out(
    sfl: Sfl, deployed: Emulated, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key came with the new code: the connection would fail its setup tests with it."""
    field = '    form.add_field(form_field.TextField("mode", "Mode"))\n'
    young = field + field.replace("mode", "region").replace("Mode", "Region")
    checkout.edit("connector.py", field, young)
    checkout.edit("connector.py", '"rows", "username")', '"rows", "username", "region")')
    monkeypatch.setenv("SFL_STUB_REGION", "eu")
    assert sfl("deploy", "stub").code == 0
    assert "region" in deployed.stored()
    run = sfl("rollback", "stub")
    assert (run.code, run.err) == (0, "")
    assert run.lines[-1] == "  without the keys that it does not know: region"
    assert deployed.stored() == ["password", "rows", "username"]


def test_keys_are_not_left_out_where_the_others_would_be_lost(
    sfl: Sfl, deployed: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = deployed.upload({"manifest.json": '{"service": "stub", "python": "3.12", "keys": ["password", "username"]}'})
    monkeypatch.delenv("SFL_STUB_PASSWORD")
    deployed.forget()
    run = sfl("rollback", "stub", "--to", old)
    assert run.code == 2
    assert f"package {old} does not know the stored keys rows" in run.err
    assert "set the secrets of password, username, too" in run.err
    assert deployed.calls() == []
