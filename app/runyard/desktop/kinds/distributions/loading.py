"""The doors to `reading`: numpy is imported on the worker that first goes through one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runyard.desktop.kinds.distributions.wish import Chosen, Known, Loaded, Wish

if TYPE_CHECKING:
    from runyard.desktop.tasks import Cancel
    from runyard.storage.store import Store


def load(wish: Wish, known: Known, store: Store, cancel: Cancel) -> Loaded | None:
    """Return the steps of a series over common bins."""
    from runyard.desktop.kinds.distributions import reading

    return reading.load(wish, known, store, cancel)


def chosen(wish: Wish, step: int, store: Store, cancel: Cancel) -> Chosen:
    """Return one step."""
    from runyard.desktop.kinds.distributions import reading

    return reading.chosen(wish, step, store, cancel)


def write_csv(wish: Wish, path: Path, store: Store, cancel: Cancel) -> None:
    """Write every bin of every step."""
    from runyard.desktop.kinds.distributions import reading

    reading.write_csv(wish, path, store, cancel)
