"""What threads of ours import late, kept apart from forks.

A child that is forked while another thread imports a module finds the lock of that module taken by a thread
it does not have, and waits for ever once it imports the module itself. So whatever may import on a thread
holds `apart_from_forks` meanwhile, and a fork waits for it.
"""

from __future__ import annotations

import threading
from typing import Final


class _Lock:
    """Reentrant; a child of a fork begins with a fresh one."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock at most so many seconds; False when another thread keeps it."""
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Give back what `acquire` took."""
        self._lock.release()

    def renew(self) -> None:
        """In a forked child: be free, whoever had the lock."""
        self._lock = threading.RLock()


apart_from_forks: Final = _Lock()
