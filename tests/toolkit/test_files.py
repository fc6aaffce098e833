"""What sources call CSV, and what is none."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.files import NotCsv, Scratch, delimiter, lines, records


def read(content: bytes) -> list[list[str]]:
    return list(lines(lambda: BytesIO(content), delimiter(lambda: BytesIO(content))))


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"id,name\r\n1,Ada\r\n", [["id", "name"], ["1", "Ada"]]),
        (b"id,name\n1,Ada\n", [["id", "name"], ["1", "Ada"]]),
        (b"\xef\xbb\xbfid,name\n1,Ada", [["id", "name"], ["1", "Ada"]]),
        (b"id\tname\n1\tAda, Countess\n", [["id", "name"], ["1", "Ada, Countess"]]),
        (b'id,name\n1,"Ada ""the"", Countess"\n', [["id", "name"], ["1", 'Ada "the", Countess']]),
        (b'id,note\n1,"two\r\nlines"\n', [["id", "note"], ["1", "two\r\nlines"]]),
        ("id,name\n1,Zoë\n".encode(), [["id", "name"], ["1", "Zoë"]]),
        ("id,name\n1,Zoë\n".encode("cp1252"), [["id", "name"], ["1", "Zoë"]]),
        (b"id,name\n\n1,\n", [["id", "name"], ["1", ""]]),
        (b"", []),
    ],
    ids=["crlf", "lf", "bom", "tabs", "quotes", "line-end", "utf-8", "windows-1252", "blank-line", "empty"],
)
def test_a_dialect_is_read(content: bytes, rows: list[list[str]]) -> None:
    assert read(content) == rows


def test_a_file_that_ends_inside_quotes_is_refused() -> None:
    with pytest.raises(NotCsv, match="line 2"):
        read(b'id,name\n1,"Ada')


def test_a_row_with_other_cells_than_the_header_is_refused_without_its_content() -> None:
    with pytest.raises(NotCsv, match=r"row 2 has 1 cells, the header 2") as caught:
        list(records([["1", "Ada"], ["secret"]], ["id", "name"]))
    assert "secret" not in str(caught.value)


def test_rows_are_known_by_the_header() -> None:
    assert list(records([["1", "Ada"]], ["id", "name"])) == [{"id": "1", "name": "Ada"}]


def test_a_tab_inside_a_cell_divides_nothing_where_the_header_had_commas() -> None:
    assert list(lines(lambda: BytesIO(b"1,a\tb\n"), ",")) == [["1", "a\tb"]]


def test_a_scratch_folder_is_not_made_before_there_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    scratch = Scratch()
    assert list(tmp_path.iterdir()) == []
    scratch.close()


def test_a_scratch_folder_is_gone_when_it_is_closed() -> None:
    scratch = Scratch()
    folder = Path(scratch._folder)
    assert folder.is_dir()
    scratch.close()
    assert not folder.exists()
