"""`python3 -m sfl.affected BASE`: the connectors touched since the commit BASE, a JSON list for CI's matrix.

Needs git and nothing installed: CI asks it before there is an image.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from sfl.repository import Repository

# Where the files of one connector lie; {} is its name.
PLACES = ("connectors/{}/*", "sandbox/{}/*", "tests/connectors/{}/*", ".github/workflows/{}_deploy.yml")


def affected(paths: Iterable[str], services: list[str]) -> list[str]:
    """Those that the changed files belong to; all of them when one belongs to none, a document excepted."""
    changed = [path for path in paths if not path.endswith(".md")]
    owners = {path: [service for service in services if _belongs(path, service)] for path in changed}
    if not all(owners.values()):
        return services
    return [service for service in services if any(service in found for found in owners.values())]


def _belongs(path: str, service: str) -> bool:
    folders = [str(folder) for folder in (PurePosixPath(path), *PurePosixPath(path).parents)]
    return any(place.format(service).removesuffix("/*") in folders for place in PLACES)


def changed_since(base: str, root: Path) -> list[str] | None:
    """What differs from where BASE and HEAD parted; None when git does not know BASE, as for a branch's first push."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", f"{base}...HEAD", "--"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return None if done.returncode else [path for path in done.stdout.split("\0") if path]


def main(base: str) -> None:
    repository = Repository.find()
    services, paths = repository.services(), changed_since(base, repository.root)
    print(json.dumps(services if paths is None else affected(paths, services)))


if __name__ == "__main__":
    main(sys.argv[1])
