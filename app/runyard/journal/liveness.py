"""Who still lives: the lock an owner holds for its whole life, and how others read it.

POSIX locks belong to a process and are dropped when it closes *any* descriptor of the file, so the owner
opens its lock file once and never again; `alive` knows by name which locks this process holds.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from runyard.domain.importing import apart_from_forks
from runyard.journal.batch import Owner

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Seconds without a touch after which an owner on another host counts as stale, and as dead.
STALE_AFTER = 60.0
DEAD_AFTER = 600.0
#: Two readings of one process's start may differ by this many seconds when the clock was set meanwhile.
_START_TOLERANCE = 5.0
_PATIENCE = 5.0

_held: set[str] = set()


class Liveness(Enum):
    """Whether an owner lives; STALE is a sign of life from another host that has become old."""

    LIVE = "live"
    STALE = "stale"
    DEAD = "dead"


def _name(path: Path) -> str:
    return os.path.realpath(path)


class OwnerLock:
    """The lock file of one owner, held from `take` to `release` or to the end of the process."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd

    @classmethod
    def take(cls, path: Path) -> OwnerLock:
        """Create the lock file and lock it.

        The file is locked under another name and renamed into place, so that nobody ever finds it unlocked.
        """
        if sys.platform == "win32":
            fd = os.open(path, os.O_RDWR | os.O_CREAT)
            _insist(lambda: msvcrt.locking(fd, msvcrt.LK_NBLCK, 1))
        else:
            hidden = path.with_name(path.name + ".new")
            fd = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            hidden.rename(path)
        _held.add(_name(path))
        return cls(path, fd)

    def put_back(self) -> None:
        """Create and lock the file again if somebody deleted it."""
        if self._fd >= 0 and not os.fstat(self._fd).st_nlink:
            again = OwnerLock.take(self.path)
            os.close(self._fd)
            self._fd = again._fd

    def touch(self) -> None:
        """Renew the file's time: the sign of life that other hosts look at."""
        try:
            os.utime(self.path)
        except OSError:  # the folder is gone or full; the lock itself still holds
            pass

    def release(self, *, keep_file: bool = False) -> None:
        """Give the lock up and delete its file; `keep_file` leaves it, free, for whoever drains the rest.

        A file that cannot be deleted, as in a folder that became read-only, is left to the next opening.
        """
        if self._fd < 0:
            return
        fd, self._fd = self._fd, -1
        if not keep_file and sys.platform != "win32":
            self._delete()
        os.close(fd)
        _held.discard(_name(self.path))
        if not keep_file and sys.platform == "win32":
            self._delete()

    def _delete(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            pass

    def abandon(self) -> None:
        """Close a descriptor inherited by fork: the lock itself stays with the parent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def forget_held() -> None:
    """In a forked child: the locks of the parent are the parent's."""
    _held.clear()


def _insist(attempt: Callable[[], None]) -> None:
    """Repeat while somebody's probe holds the lock for an instant."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def alive(path: Path, owner: Owner | None) -> Liveness:
    """Return whether the owner of a lock file lives.

    Parameters
    ----------
    path : Path
        The lock file; it may be gone.
    owner : Owner or None
        Who held it, from a segment's header or the attempt's row; without it the lock alone decides.
    """
    if _name(path) in _held:
        return Liveness.LIVE
    if owner is not None and owner.host and owner.host != host():
        return _elsewhere(path)
    try:
        locked = _locked(path)
    except FileNotFoundError:
        return Liveness.LIVE if owner is not None and _same_process(owner) else Liveness.DEAD
    except OSError:  # no locks on this file system
        return Liveness.LIVE if owner is None or _same_process(owner) else Liveness.DEAD
    return Liveness.LIVE if locked else Liveness.DEAD


def _elsewhere(path: Path) -> Liveness:
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return Liveness.DEAD
    if age < STALE_AFTER:
        return Liveness.LIVE
    return Liveness.STALE if age < DEAD_AFTER else Liveness.DEAD


def _locked(path: Path) -> bool:
    """Whether another process holds the lock. A shared lock is asked for, so two probes do not meet."""
    if sys.platform == "win32":
        fd = os.open(path, os.O_RDWR)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
        except OSError:
            return True
        finally:
            os.close(fd)
        return False
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.lockf(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    finally:
        os.close(fd)
    return False


def _same_process(owner: Owner) -> bool:
    """Whether the process that wrote a header still runs on this machine."""
    if owner.boot_id and boot_id() and owner.boot_id != boot_id():
        return False
    if owner.pid <= 0:
        return False
    try:
        started = _started(owner.pid)
    except (OSError, ValueError):
        return False
    return started is not None and abs(started - owner.process_started) < _START_TOLERANCE


@functools.cache
def host() -> str:
    """Return this machine's name."""
    if sys.platform == "win32":
        import socket

        return socket.gethostname()
    return os.uname().nodename


@functools.cache
def boot_id() -> str:
    """Return what changes at every boot; empty where the system has no such thing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def process_started() -> float:
    """Return when this process started, in seconds since 1970 (0 where it cannot be known)."""
    try:
        return _started(os.getpid()) or 0.0
    except (OSError, ValueError):
        return 0.0


def _started(pid: int) -> float | None:
    """Return when a process started, or None when there is none with this id."""
    if not sys.platform.startswith("linux"):
        with apart_from_forks:
            import psutil

        try:
            return float(psutil.Process(pid).create_time())
        except psutil.Error:
            return None
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    ticks = float(text.rpartition(")")[2].split()[19])
    return _booted() + ticks / os.sysconf("SC_CLK_TCK")


@functools.cache
def _booted() -> float:
    for line in Path("/proc/stat").read_text("ascii", "replace").splitlines():
        if line.startswith("btime "):
            return float(line.split()[1])
    return 0.0
