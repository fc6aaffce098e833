"""The manifest says which commit made the connector what it is, and whether what ships is that."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.repo import Repo
from dulwich.worktree import WorkTreeContainer

from sfl import history

AUTHOR = b"Someone <someone@example.com>"


class Clone:
    """A repository with two connectors, and commits made of what is in its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "connectors" / "stub").mkdir(parents=True)
        (root / "connectors" / "other").mkdir()
        self.repo = Repo.init(str(root))

    @property
    def stub(self) -> Path:
        return self.root / "connectors" / "stub"

    def commit(self, **files: str) -> str:
        """`other__api` is other/api.py."""
        for name, text in files.items():
            (self.root / "connectors" / f"{name.replace('__', '/')}.py").write_text(text, encoding="utf-8")
        porcelain.add(self.repo, [str(path) for path in (self.root / "connectors").rglob("*.py")])
        return porcelain.commit(self.repo, message=b"change", author=AUTHOR, committer=AUTHOR).decode()

    def state(self) -> tuple[str | None, bool]:
        return state(self.stub)


def state(folder: Path) -> tuple[str | None, bool]:
    """What git knows of a folder of which every file ships."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")}
    return history.state(folder, files)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def test_the_commit_is_the_last_one_that_touched_the_connector(clone: Clone) -> None:
    clone.commit(stub__api="1")
    second = clone.commit(stub__sync="1")
    clone.commit(other__api="1")
    clone.commit(other__api="2")
    assert clone.state() == (second, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda stub: (stub / "api.py").write_text("2", encoding="utf-8"),
        lambda stub: (stub / "new.py").touch(),
        lambda stub: (stub / "api.py").unlink(),
    ],
    ids=["changed", "new", "gone"],
)
def test_what_is_not_committed_is_a_modification(clone: Clone, change: Callable[[Path], object]) -> None:
    commit = clone.commit(stub__api="1", stub__sync="1")
    change(clone.stub)
    assert clone.state() == (commit, True)


def test_what_is_staged_is_not_committed(clone: Clone) -> None:
    commit = clone.commit(stub__api="1")
    (clone.stub / "api.py").write_text("2", encoding="utf-8")
    porcelain.add(clone.repo, [str(clone.stub / "api.py")])
    assert clone.state() == (commit, True)


@pytest.fixture
def sides(clone: Clone) -> tuple[str, str]:
    """Two commits of one base, on two branches: of sync.py and of the other connector; the second one is at hand."""
    base = clone.commit(stub__api="1", stub__sync="1")
    changed = clone.commit(stub__sync="2")
    porcelain.branch_create(clone.repo, "side", objectish=base)
    porcelain.checkout(clone.repo, "side", force=True)
    return changed, clone.commit(other__api="1")


def test_a_merge_of_two_changes_is_the_commit_that_has_both(clone: Clone, sides: tuple[str, str]) -> None:
    """`git show COMMIT:connectors/stub` is what ships: neither parent has that."""
    clone.commit(stub__api="2")
    merged = merge(clone, sides[0])
    clone.commit(other__api="2")
    assert clone.state() == (merged, False)


def test_a_merge_that_brings_the_change_is_passed_over(clone: Clone, sides: tuple[str, str]) -> None:
    changed, _ = sides
    merge(clone, changed)
    assert clone.state() == (changed, False)


def test_a_merge_that_brings_another_change_is_passed_over(clone: Clone, sides: tuple[str, str]) -> None:
    changed, other = sides
    porcelain.checkout(clone.repo, changed, force=True)
    merge(clone, other)
    assert clone.state() == (changed, False)


def merge(clone: Clone, other: str) -> str:
    commit, conflicts = porcelain.merge(clone.repo, other, author=AUTHOR, committer=AUTHOR, message=b"merge")
    assert conflicts == []
    assert commit
    return commit.decode()


def test_a_worktree_knows_the_commits_of_its_repository(clone: Clone, tmp_path: Path) -> None:
    commit = clone.commit(stub__api="1")
    WorkTreeContainer(clone.repo).add(str(tmp_path / "worktree"), branch=b"side")
    clone.commit(stub__api="2")
    assert (tmp_path / "worktree" / ".git").is_file()
    assert state(tmp_path / "worktree" / "connectors" / "stub") == (commit, False)


def test_a_worktree_whose_repository_is_not_there_knows_none(clone: Clone, tmp_path: Path) -> None:
    """As one that is mounted into a container by itself."""
    clone.commit(stub__api="1")
    WorkTreeContainer(clone.repo).add(str(tmp_path / "worktree"), branch=b"side")
    shutil.rmtree(clone.root)
    assert state(tmp_path / "worktree" / "connectors" / "stub") == (None, True)


def test_a_shallow_clone_ends_at_its_oldest_commit(clone: Clone, tmp_path: Path) -> None:
    clone.commit(stub__api="1")
    newest = clone.commit(other__api="1")
    porcelain.clone(str(clone.root), str(tmp_path / "shallow"), depth=1)
    assert state(tmp_path / "shallow" / "connectors" / "stub") == (newest, False)


def test_a_checkout_inside_a_larger_repository_is_found_there(tmp_path: Path) -> None:
    clone = Clone(tmp_path / "all" / "pipelines")
    shutil.rmtree(clone.root / ".git")
    clone.repo = Repo.init(str(tmp_path / "all"))
    commit = clone.commit(stub__api="1")
    assert clone.state() == (commit, False)


def test_without_a_repository_there_is_no_commit(clone: Clone) -> None:
    clone.commit(stub__api="1")
    shutil.rmtree(clone.root / ".git")
    assert clone.state() == (None, True)


def test_before_the_first_commit_there_is_none(clone: Clone) -> None:
    (clone.stub / "api.py").touch()
    assert clone.state() == (None, True)


def test_a_connector_that_was_never_committed_has_no_commit(clone: Clone) -> None:
    clone.commit(other__api="1")
    (clone.stub / "api.py").touch()
    assert clone.state() == (None, True)
