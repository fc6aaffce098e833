"""A sync that is cut off at any place, and started again, ends with the tables of one that nobody disturbed.

So it does when it is cut off again, and when the source's data changes in between; and a cut costs at most one window.
"""

from __future__ import annotations

import pytest

from checks.crashes import CrashProof
from subject import PARTS

EAGER = [(part, True) for part in range(len(PARTS))]
BOTH = [(part, eager) for part in range(len(PARTS)) for eager in (True, False)]
USUAL = [(part, False) for part in range(len(PARTS))]


def named(given: tuple[int, bool]) -> str:
    return f"part-{given[0]}-{'eager' if given[1] else 'usual'}"


@pytest.mark.parametrize("crash_proof", BOTH, indirect=True, ids=named)
def test_a_crash_at_any_operation_loses_nothing(crash_proof: CrashProof) -> None:
    for place in crash_proof.whole.places:
        crash_proof.killed(place)


@pytest.mark.parametrize("crash_proof", USUAL, indirect=True, ids=named)
def test_an_operation_that_the_sdk_refuses_loses_nothing(crash_proof: CrashProof) -> None:
    for place in crash_proof.whole.places:
        crash_proof.refused(place)


@pytest.mark.parametrize("crash_proof", USUAL, indirect=True, ids=named)
def test_a_source_that_goes_away_at_any_call_loses_nothing(crash_proof: CrashProof) -> None:
    for call in range(crash_proof.whole.made.calls):
        crash_proof.dropped(call)
