"""What a run changed is counted by living rows, by key, and by what they hold."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sfl.warehouse import TableChange, Warehouse

ROW = "INSERT INTO tester.thing VALUES"


def execute(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Rows a and b live, c is deleted; a warehouse like the SDK's."""
    path = tmp_path / "it's a warehouse.db"
    execute(
        path,
        "CREATE SCHEMA tester",
        "CREATE TABLE main._fivetran_metadata (key VARCHAR, value VARCHAR)",
        'CREATE TABLE tester.thing (id INT, part VARCHAR, "na""me" VARCHAR, _fivetran_deleted BOOLEAN,'
        " _fivetran_synced TIMESTAMPTZ, PRIMARY KEY (id, part))",
        "CREATE TABLE tester.never_written (id INT PRIMARY KEY, _fivetran_synced TIMESTAMPTZ)",
        f"{ROW} (1, 'a', 'x', false, '2026-01-01'), (1, 'b', 'y', NULL, '2026-01-01')",
        f"{ROW} (1, 'c', 'z', true, '2026-01-01')",
    )
    return path


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], (2, 0, 0, 0)),
        (["UPDATE tester.thing SET _fivetran_synced = '2026-02-02'"], (2, 0, 0, 0)),
        ([f"{ROW} (2, 'a', NULL, false, '2026-02-02')"], (3, 1, 0, 0)),
        (["UPDATE tester.thing SET \"na\"\"me\" = 'other' WHERE part = 'a'"], (2, 0, 1, 0)),
        (['UPDATE tester.thing SET "na""me" = NULL WHERE part = \'a\''], (2, 0, 1, 0)),
        (["UPDATE tester.thing SET _fivetran_deleted = true WHERE part = 'a'"], (1, 0, 0, 1)),
        (["UPDATE tester.thing SET _fivetran_deleted = false WHERE part = 'c'"], (3, 1, 0, 0)),
        ([f"{ROW} (2, 'a', NULL, true, '2026-02-02')"], (2, 0, 0, 0)),
        (["DELETE FROM tester.thing WHERE part = 'a'"], (1, 0, 0, 1)),
        (["ALTER TABLE tester.thing ADD COLUMN colour VARCHAR"], (2, 0, 0, 0)),
    ],
    ids=["nothing", "sent-again", "new", "other", "null", "deleted", "back", "come-and-gone", "vanished", "column"],
)
def test_a_run_is_counted(path: Path, statements: list[str], expected: tuple[int, int, int, int]) -> None:
    warehouse = Warehouse(path)
    warehouse.remember()
    execute(path, *statements)
    assert warehouse.changes() == [TableChange("never_written", 0, 0, 0, 0), TableChange("thing", *expected)]


def test_every_row_of_a_new_warehouse_is_added(path: Path) -> None:
    assert Warehouse(path).changes()[1] == TableChange("thing", 2, 2, 0, 0)


def test_no_warehouse_has_no_tables(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "warehouse.db")
    warehouse.remember()
    assert warehouse.changes() == []
