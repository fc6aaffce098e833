"""`sfl sync-toolkit`: every copy becomes as `toolkit/` is, and --check tells where one is not."""

from __future__ import annotations

from checkout import Checkout, Sfl

COPY = "connectors/stub/toolkit"
DIFFERING = f"{COPY}/errors.py, {COPY}/new.py, {COPY}/old.py"


def drift(checkout: Checkout) -> None:
    copy = checkout.connector / "toolkit"
    (copy / "errors.py").write_text("edited", encoding="utf-8")
    (checkout.root / "toolkit" / "new.py").write_bytes(b"x = 1\r\n")
    (copy / "old.py").touch()
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "errors.pyc").touch()


def test_a_copy_that_differs_is_named_and_left(sfl: Sfl, checkout: Checkout) -> None:
    drift(checkout)
    before = checkout.tree()
    run = sfl("sync-toolkit", "--check")
    assert (run.code, run.err) == (1, f"sfl: not as in toolkit/: {DIFFERING}. Run `sfl sync-toolkit`.\n")
    assert checkout.tree() == before


def test_a_copy_that_differs_is_mended(sfl: Sfl, checkout: Checkout) -> None:
    drift(checkout)
    run = sfl("sync-toolkit")
    assert (run.code, run.out) == (0, f"as in toolkit/ now: {DIFFERING}\n")
    assert {path.name for path in (checkout.connector / "toolkit").glob("*.py")} == {
        "__init__.py",
        "errors.py",
        "new.py",
    }
    assert (checkout.connector / "toolkit" / "new.py").read_bytes() == b"x = 1\r\n"
    assert sfl("sync-toolkit", "--check").code == 0


def test_a_folder_and_a_link_in_a_copy_are_removed(sfl: Sfl, checkout: Checkout) -> None:
    copy = checkout.connector / "toolkit"
    (copy / "inner").mkdir()
    (copy / "inner" / "file.py").touch()
    (copy / "errors.py").unlink()
    (copy / "errors.py").symlink_to(checkout.root / "toolkit" / "errors.py")
    assert sfl("sync-toolkit").code == 0
    assert sorted(path.name for path in copy.iterdir()) == ["__init__.py", "errors.py"]
    assert not (copy / "errors.py").is_symlink()
    assert (checkout.root / "toolkit" / "errors.py").exists()


def test_a_connector_without_a_copy_gets_one(sfl: Sfl, checkout: Checkout) -> None:
    for path in (checkout.connector / "toolkit").iterdir():
        path.unlink()
    (checkout.connector / "toolkit").rmdir()
    assert sfl("sync-toolkit").code == 0
    assert sfl("sync-toolkit", "--check").out == "every copy is as toolkit/ is\n"
