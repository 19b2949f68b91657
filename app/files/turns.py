"""Memory of uploads: one large picture at a time on this machine, and what is free goes back to the system."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

LARGE = 1024 * 1024  # bytes; what is larger is asked from the system by itself
_M_MMAP_THRESHOLD = -3  # of glibc's mallopt


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else, in this process or another one of the same store, has a turn."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder if folder.is_dir() else "/", os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # a network disk without locks: then each process has turns of its own
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@cache
def give_memory_back() -> None:
    """Have large pieces returned to the system when they are freed; glibc otherwise keeps those of the last uploads."""
    import ctypes

    with suppress(AttributeError, OSError):  # other C libraries have no such switch, and no such habit
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
