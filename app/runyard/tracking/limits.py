"""The share of memory that a container or a batch system gives this process, by Linux control groups."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

_ROOT = Path("/sys/fs/cgroup")
_MEMBERSHIP = Path("/proc/self/cgroup")


class _Names(NamedTuple):
    limit: str
    usage: str
    cache: str  # the entry of memory.stat that counts files which may be dropped at once


_SECOND = _Names("memory.max", "memory.current", "inactive_file")
_FIRST = _Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


class MemoryLimit:
    """The tightest limit on this process: `bytes`."""

    def __init__(self, folder: Path, names: _Names, limit: int) -> None:
        self._folder = folder
        self._names = names
        self.bytes = limit

    @classmethod
    def find(cls, root: Path = _ROOT, membership: Path = _MEMBERSHIP) -> MemoryLimit | None:
        """Look for it; None where there is none, as on other systems."""
        found: list[MemoryLimit] = []
        for folder, names in _groups(root, membership):
            try:
                limit = int((folder / names.limit).read_text("ascii"))
            except (OSError, ValueError):  # no such control, or "max"
                continue
            found.append(cls(folder, names, limit))
        return min(found, key=lambda one: one.bytes, default=None)

    def used(self) -> int | None:
        """Return how much is in use now, in bytes, without cached files."""
        try:
            usage = int((self._folder / self._names.usage).read_text("ascii"))
            lines = (self._folder / "memory.stat").read_text("ascii").splitlines()
            cache = [int(line.split()[1]) for line in lines if line.split()[0] == self._names.cache]
        except (OSError, ValueError, IndexError):
            return None
        return usage - sum(cache)


def _groups(root: Path, membership: Path) -> list[tuple[Path, _Names]]:
    """Return the process's group and all above it; inside a container the root is its own."""
    try:
        lines = membership.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            base, names = root, _SECOND
        elif "memory" in controllers.split(","):
            base, names = root / "memory", _FIRST
        else:
            continue
        inner = PurePosixPath(path.lstrip("/"))
        found += [(base / part, names) for part in (inner, *inner.parents)]
    return found
