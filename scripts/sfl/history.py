"""What git knows of a folder, read without the program git, which the image does not have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.object_store import iter_tree_contents, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.repo import Repo


def state(folder: Path, files: Mapping[str, bytes]) -> tuple[str | None, bool]:
    """The last commit that touched `folder`, None where git cannot say; whether `files` differ from what HEAD has."""
    try:
        with Repo.discover(str(folder)) as repo:
            path = folder.resolve().relative_to(Path(repo.path).resolve()).as_posix().encode()
            head = repo[repo.head()]
            assert isinstance(head, Commit)
            return _last(repo, head, path), _committed(repo, head, path) != _ids(files)
    except (NotGitRepository, KeyError):  # no repository, or one without a commit
        return None, True


def _last(repo: Repo, head: Commit, path: bytes) -> str | None:
    found = next(iter(repo.get_walker(include=[head.id], paths=[path], max_entries=1)), None)
    return found.commit.id.decode() if found else None


def _committed(repo: Repo, head: Commit, path: bytes) -> dict[str, ObjectID]:
    try:
        _, tree = tree_lookup_path(repo.__getitem__, head.tree, path)
    except KeyError:
        return {}
    return {entry.path.decode(): entry.sha for entry in iter_tree_contents(repo.object_store, tree)}


def _ids(files: Mapping[str, bytes]) -> dict[str, ObjectID]:
    return {name: Blob.from_string(content).id for name, content in files.items()}
