"""What threads of ours import late, kept apart from forks.

A child that is forked while another thread imports a module finds the lock of that module taken by a thread
it does not have, and waits for ever once it imports the module itself. So whatever may import on a thread
holds `apart_from_forks` meanwhile, and a fork waits for it.
"""

from __future__ import annotations

import threading
from typing import Final

_PATIENCE: Final = 5.0  # seconds: a module that hangs must not hang the fork as well


class _Imports:
    """A lock that a fork takes too; after the fork both sides have it free."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._forking = False

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def before_fork(self) -> None:
        self._forking = self._lock.acquire(timeout=_PATIENCE)

    def after_fork_in_parent(self) -> None:
        if self._forking:
            self._lock.release()

    def after_fork_in_child(self) -> None:
        if self._forking:
            self._lock.release()
        else:
            self._lock = threading.RLock()


apart_from_forks: Final = _Imports()
