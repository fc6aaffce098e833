"""`sfl package` makes a zip of the same bytes from the same tree, wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.repo import Repo

from checkout import Checkout, Sfl, build
from sfl.connector import Connector
from sfl.manifest import differences
from sfl.package import Package, staged

AUTHOR = b"Someone <someone@example.com>"
STUB = ["__init__.py", "connector.py", "requirements.txt", "toolkit/__init__.py", "toolkit/errors.py"]
# What any Python on any machine makes of FIXED.
FIXED = {"connector.py": b"print('one')\n", "streams/__init__.py": b"", "models.py": "# ä\n".encode() * 1000}
FIXED_SHA256 = "13e060ff6677b67e56ea87caf36cb9d63d0f3507a53bd833280be1dbdd7dcd7b"


@pytest.fixture
def package(checkout: Checkout) -> Iterator[Package]:
    with staged(Connector(checkout.connector)) as made:
        yield made


def test_the_zip_is_written_where_git_ignores_it_and_said(sfl: Sfl, checkout: Checkout) -> None:
    run = sfl("package", "stub")
    content = (checkout.files / "stub.zip").read_bytes()
    assert (run.code, run.err) == (0, "")
    assert run.lines == [
        f"connectors/stub/files/stub.zip written: 6 files, {len(content):,} bytes",
        f"sha256  {hashlib.sha256(content).hexdigest()}",
        "commit  unknown: git knows none",
    ]
    assert [path.name for path in checkout.files.iterdir()] == ["stub.zip"]


def test_the_commit_is_said_and_that_it_is_not_all(sfl: Sfl, checkout: Checkout) -> None:
    repository = Repo.init(str(checkout.root))
    porcelain.add(repository, [str(checkout.connector)])
    commit = porcelain.commit(repository, message=b"stub", author=AUTHOR, committer=AUTHOR).decode()
    assert sfl("package", "stub").lines[2] == f"commit  {commit}"
    checkout.edit("connector.py", "import json\n", "import json\n\n")
    assert sfl("package", "stub").lines[2] == f"commit  {commit}, and changes that are not committed"


def test_the_zip_goes_where_it_is_asked_for(sfl: Sfl, checkout: Checkout) -> None:
    run = sfl("package", "stub", "--output", str(checkout.root / "here.zip"))
    assert (run.code, run.lines[0].partition(" ")[0]) == (0, "here.zip")
    assert zipfile.is_zipfile(checkout.root / "here.zip")
    assert not checkout.files.exists()


def test_a_place_that_cannot_be_written_is_a_usage_error(sfl: Sfl, checkout: Checkout) -> None:
    run = sfl("package", "stub", "--output", str(checkout.root / "no" / "such" / "folder.zip"))
    message = f"sfl: {checkout.root}/no/such/folder.zip cannot be written: No such file or directory.\n"
    assert (run.code, run.out, run.err) == (2, "", message)


def test_nothing_else_is_written_or_left(sfl: Sfl, checkout: Checkout) -> None:
    before = checkout.tree()
    assert sfl("package", "stub").code == 0
    assert checkout.tree().keys() - before.keys() == {"connectors/stub/files/stub.zip"}
    assert list(checkout.temporary.iterdir()) == []


def test_the_zip_holds_what_the_folder_holds(package: Package) -> None:
    with zipfile.ZipFile(io.BytesIO(package.archive())) as zipped:
        assert zipped.namelist() == sorted([*STUB, "manifest.json"])
        assert {name: zipped.read(name) for name in zipped.namelist()} == package.files
    there = {path.relative_to(package.folder).as_posix(): path for path in package.folder.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in there.items()} == package.files


def test_the_manifest_names_every_file_by_size_and_hash(package: Package, checkout: Checkout) -> None:
    found = json.loads(package.files["manifest.json"])
    assert found == package.manifest
    assert {**found, "files": []} == {
        "version": 1,
        "service": "stub",
        "commit": None,
        "modified": True,
        "sdk": "3.0.0",
        "python": "3.12",
        "keys": ["base_url", "mode", "password", "rows", "username"],
        "files": [],
    }
    assert list(found["files"]) == STUB
    errors = (checkout.connector / "toolkit" / "errors.py").read_bytes()
    assert found["files"]["toolkit/errors.py"] == {
        "size": len(errors),
        "sha256": hashlib.sha256(errors).hexdigest(),
    }


def test_the_folder_is_gone_afterwards(checkout: Checkout) -> None:
    with staged(Connector(checkout.connector)) as made:
        assert made.folder.name == "stub"
    assert not made.folder.exists()


def test_every_zip_of_the_same_files_is_the_same_bytes() -> None:
    archive = Package(Path("anywhere"), {}, FIXED).archive()
    assert hashlib.sha256(archive).hexdigest() == FIXED_SHA256
    assert Package(Path("elsewhere"), {}, dict(reversed(FIXED.items()))).archive() == archive


def test_the_machine_leaves_no_trace_in_the_zip(sfl: Sfl, checkout: Checkout, tmp_path: Path) -> None:
    """Two checkouts of the same tree: made in another order, at another time, with other rights, zone and locale."""
    before = os.umask(0o077)
    try:
        other = build(tmp_path / "another" / "place")
        for number, path in enumerate(sorted(other.connector.rglob("*"), reverse=True)):
            path.chmod(0o700)
            os.utime(path, (number, number))
        run = other.sfl("package", "stub", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="7")
    finally:
        os.umask(before)
    assert (run.code, sfl("package", "stub").code) == (0, 0)
    assert (other.files / "stub.zip").read_bytes() == (checkout.files / "stub.zip").read_bytes()


def test_rights_and_times_in_the_folder_are_the_same_everywhere(checkout: Checkout) -> None:
    """The SDK's packager takes both from the files."""
    before = os.umask(0o077)
    try:
        with staged(Connector(checkout.connector)) as made:
            found = {(stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime) for path in files_of(made)}
    finally:
        os.umask(before)
    assert found == {(0o644, 946684800.0)}


def files_of(package: Package) -> list[Path]:
    return [package.folder / name for name in package.files]


def test_a_build_shows_in_the_zip_what_changed_in_the_tree(checkout: Checkout) -> None:
    with staged(Connector(checkout.connector)) as before:
        pass
    checkout.edit("connector.py", "def refuse", "def refused")
    checkout.edit("connector.py", '"refuse": refuse,', '"refuse": refused,')
    with staged(Connector(checkout.connector)) as after:
        pass
    assert differences(before.files, after.files) == [("connector.py", "changed")]
    assert before.archive() != after.archive()


@pytest.mark.parametrize(
    ("live", "new", "found"),
    [
        ({"a.py": b"1"}, {"a.py": b"1"}, []),
        ({"a.py": b"1"}, {"a.py": b"2"}, [("a.py", "changed")]),
        ({"a.py": b"1"}, {}, [("a.py", "removed")]),
        ({}, {"a.py": b""}, [("a.py", "added")]),
        ({"z.py": b"1", "b.py": b""}, {"z.py": b"2"}, [("b.py", "removed"), ("z.py", "changed")]),
        ({"manifest.json": b"1", "configuration_form.pb": b"1"}, {"manifest.json": b"2"}, []),
    ],
    ids=["same", "changed", "removed", "added", "by path", "no code"],
)  # fmt: skip
def test_packages_are_compared_file_by_file(
    live: dict[str, bytes], new: dict[str, bytes], found: list[tuple[str, str]]
) -> None:
    assert differences(live, new) == found
