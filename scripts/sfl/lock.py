"""One deploy of a connection at a time, on this machine. (What another machine does is seen by reading again.)"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from sfl.errors import UsageError

NAME = "deploy.lock"


@contextlib.contextmanager
def deploying(folder: Path) -> Iterator[None]:
    """Held in the connector's `folder`/files, which every container sees. The kernel lets go of it when we end."""
    (folder / "files").mkdir(exist_ok=True)
    with (folder / "files" / NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{folder.name} is being deployed or rolled back already: wait for its end.") from None
        yield
