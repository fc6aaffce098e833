"""Every fault at every endpoint is survived, or ends in a clean stop after which the next sync ends equal."""

from __future__ import annotations

import pytest

from checks.faults import LASTING, PASSING, FaultProof, own_kinds
from subject import PARTS

ALL = range(len(PARTS))


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("part", ALL)
def test_a_passing_fault_costs_no_row(part: int, name: str, fault_proofs: list[FaultProof]) -> None:
    fault_proofs[part].passing(name)


@pytest.mark.parametrize("name", LASTING)
@pytest.mark.parametrize("part", ALL)
def test_a_lasting_fault_stops_the_sync_or_is_told_and_the_next_one_completes_it(
    part: int, name: str, fault_proofs: list[FaultProof]
) -> None:
    for endpoint in fault_proofs[part].endpoints:
        fault_proofs[part].lasting(name, endpoint)


@pytest.mark.parametrize("name", ["403 for ever", "500 for ever"])
@pytest.mark.parametrize("part", ALL)
def test_what_cannot_be_read_is_not_deleted(part: int, name: str, fault_proofs: list[FaultProof]) -> None:
    for endpoint in fault_proofs[part].endpoints:
        fault_proofs[part].keeps(name, endpoint)


@pytest.mark.parametrize("part", ALL)
def test_so_does_a_fault_that_this_source_alone_has(part: int, fault_proofs: list[FaultProof]) -> None:
    for kind, endpoint in fault_proofs[part].own_places:
        fault_proofs[part].own(kind, endpoint)


def test_every_fault_of_the_source_fires_somewhere(fault_proofs: list[FaultProof]) -> None:
    fired = {kind.name for proof in fault_proofs for kind, _ in proof.own_places}
    assert {kind.name for kind in own_kinds()} - fired == set()
