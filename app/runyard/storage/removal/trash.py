"""The trash: what lies in it, found by name, and emptied by age."""

from __future__ import annotations

from array import array

from runyard.domain.clock import now
from runyard.domain.status import RunStatus
from runyard.storage.overview.space import run_sizes
from runyard.storage.removal.purge import Purged, Step, purge
from runyard.storage.store import Store

DAY = 86_400_000_000
_ORDERS = {
    "name": "run.name {0}, trashed DESC",
    "experiment": "experiment.name {0}, trashed DESC",
    "trashed": "trashed {0}, run.created {0}",
}


def find(store: Store, text: str = "", sort: str = "trashed", *, descending: bool = True) -> array[int]:
    """Return the ids of the runs in the trash whose name has `text` in it, in whatever case.

    Parameters
    ----------
    sort : str
        ``name``, ``experiment``, ``trashed`` (when it was put there) or ``size``.
    """
    direction = "DESC" if descending else "ASC"
    order = _ORDERS.get(sort, _ORDERS["trashed"]).format(direction)
    sql = f"""SELECT run.id, run.name FROM run INDEXED BY run_created
              JOIN experiment ON experiment.id = experiment_id
              WHERE trashed IS NOT NULL ORDER BY {order}, run.id DESC"""
    wanted = text.strip().casefold()
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    ids = array("q", [run_id for run_id, name in rows if wanted in name.casefold()])
    if sort == "size":
        sizes = run_sizes(store, ids)
        ids = array("q", sorted(ids, key=sizes.__getitem__, reverse=descending))
    return ids


def older(store: Store, days: int) -> array[int]:
    """Return the ids of the runs that have lain in the trash for so many days and that nobody writes to."""
    sql = "SELECT id FROM run INDEXED BY run_created WHERE trashed <= ? AND status != ? ORDER BY trashed"
    with store.lock:
        rows = store.connection.execute(sql, (now() - days * DAY, RunStatus.RUNNING)).fetchall()
    return array("q", [row[0] for row in rows])


def purge_older(store: Store, days: int, *, step: Step | None = None) -> Purged | None:
    """Remove for good what has lain in the trash for so many days; None where there is nothing.

    Raises as `purge` does.
    """
    ids = older(store, days)
    return purge(store, ids, step=step) if ids else None
