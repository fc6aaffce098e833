"""Every change that is made in a folder, as Linux reports it: inotify(7)."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from pathlib import Path

MODIFIED, REPLACED, CREATED, DELETED = 0x002, 0x080, 0x100, 0x200
HEADER = struct.Struct("iIII")  # struct inotify_event: watch, mask, cookie, length of the name


class Writes:
    """What was written, created, replaced or deleted in a folder; `fileno` is readable when there is something new."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        watched = libc.inotify_add_watch(self._descriptor, os.fsencode(folder), MODIFIED | REPLACED | CREATED | DELETED)
        if min(self._descriptor, watched) < 0:
            raise OSError(ctypes.get_errno(), "inotify", str(folder))

    def fileno(self) -> int:
        return self._descriptor

    def new(self) -> Iterator[tuple[int, str]]:
        """What happened since the last time, in order, and to which file."""
        try:
            data = os.read(self._descriptor, 65_536)
        except BlockingIOError:
            return
        while data:
            _, mask, _, length = HEADER.unpack_from(data)
            name, data = data[HEADER.size : HEADER.size + length], data[HEADER.size + length :]
            yield mask, os.fsdecode(name.rstrip(b"\0"))

    def close(self) -> None:
        os.close(self._descriptor)
