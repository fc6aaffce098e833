"""What git knows of a folder, read without the program git, which the image does not have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.object_store import iter_tree_contents, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.repo import Repo


def state(folder: Path, files: Mapping[str, bytes]) -> tuple[str | None, bool]:
    """The commit that made `folder` what it is at HEAD, None where git cannot say; whether `files` differ from that."""
    try:
        with Repo.discover(str(folder)) as repo:
            path = folder.resolve().relative_to(Path(repo.path).resolve()).as_posix().encode()
            return _since(repo, repo.head(), path).decode(), _committed(repo, path) != _ids(files)
    except (NotGitRepository, KeyError):  # no repository, no commit in it, or none with this folder
        return None, True


def _since(repo: Repo, commit: ObjectID, path: bytes) -> ObjectID:
    """As `git log -1 -- PATH`: back along parents with the same content, which for a merge is one of several."""
    tree = _tree(repo, commit, path)
    while same := [parent for parent in repo.get_parents(commit) if _has(repo, parent, path, tree)]:
        commit = same[0]
    return commit


def _has(repo: Repo, commit: ObjectID, path: bytes, tree: ObjectID) -> bool:
    try:
        return _tree(repo, commit, path) == tree
    except KeyError:
        return False


def _tree(repo: Repo, commit: ObjectID, path: bytes) -> ObjectID:
    found = repo[commit]
    assert isinstance(found, Commit)
    return tree_lookup_path(repo.__getitem__, found.tree, path)[1]


def _committed(repo: Repo, path: bytes) -> dict[str, ObjectID]:
    tree = _tree(repo, repo.head(), path)
    return {entry.path.decode(): entry.sha for entry in iter_tree_contents(repo.object_store, tree)}


def _ids(files: Mapping[str, bytes]) -> dict[str, ObjectID]:
    return {name: Blob.from_string(content).id for name, content in files.items()}
