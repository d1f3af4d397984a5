"""Waiting until files are on the disk, so that not even a loss of power takes them away.

Each `fsync` has the file system commit and the disk empty its cache, and those that wait at the same time
share that: on ext4 it took 2 ms a file one after another, and 0.1 ms with sixteen at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

_AT_ONCE: Final = 16
_NOT_OFFERED: Final = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
#: Windows synchronises only what is open for writing.
_MODE: Final = os.O_RDWR | getattr(os, "O_BINARY", 0) if os.name == "nt" else os.O_RDONLY


def sync(paths: Collection[Path]) -> None:
    """Return once these files and their names are on the disk; what is missing is passed over.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    _each(_sync, paths)
    if os.name != "nt":  # which writes names by itself, and opens no folder
        _each(_sync, {path.parent for path in paths})


def _sync(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        fd = os.open(path, _MODE | getattr(os, "O_CLOEXEC", 0))
        try:
            os.fsync(fd)
        except OSError as error:
            if error.errno not in _NOT_OFFERED:  # by some file systems of the network
                raise
        finally:
            os.close(fd)


def _each(work: Callable[[Path], None], paths: Collection[Path]) -> None:
    """Do the work for every path, several at a time; raise the first error once all have stopped."""
    waiting, failed = deque(paths), list[OSError]()

    def go() -> None:
        while waiting and not failed:
            try:
                path = waiting.popleft()
            except IndexError:  # another thread took the last
                return
            try:
                work(path)
            except OSError as error:
                failed.append(error)

    started = []
    with contextlib.suppress(RuntimeError):  # no thread starts while the interpreter ends
        for _ in range(min(_AT_ONCE, len(paths)) - 1):
            thread = threading.Thread(target=go, name="runyard-sync", daemon=True)
            thread.start()
            started.append(thread)
    go()
    for thread in started:
        thread.join()
    if failed:
        raise failed[0]
