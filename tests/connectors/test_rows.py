"""What every connector's rows are, and that later syncs bring what changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks import increments, rows
from sandbox.server import Sandbox
from subject import ALL_KEYS, LATER_KEYS
from warehouse import Warehouse

Configured = Callable[..., dict[str, str]]
Synced = Callable[..., Warehouse]


def test_every_declared_table_is_filled_and_no_other(synced: Synced) -> None:
    rows.all_tables_are_filled(synced(**ALL_KEYS))


def test_every_value_has_the_declared_type(synced: Synced) -> None:
    rows.values_fit(synced(**ALL_KEYS))


def test_no_key_is_null_or_shared(synced: Synced) -> None:
    rows.keys_are_whole(synced(**ALL_KEYS))


def test_a_second_sync_with_nothing_new_emits_nothing(synced: Synced) -> None:
    increments.nothing_new_emits_nothing(synced(**ALL_KEYS))


@pytest.mark.once
def test_what_changes_later_arrives_and_the_tables_equal_those_of_a_first_sync(
    sandbox: Sandbox, configured: Configured
) -> None:
    increments.changes_arrive(sandbox, configured(**ALL_KEYS, **LATER_KEYS))
