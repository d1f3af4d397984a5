"""Two experiments with runs of every status, some of them archived or in the trash."""

from __future__ import annotations

from runyard.domain import clock
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged

HOUR = 3_600_000_000
NAME = 'wide "nets"'
VAL = {"subset": "val"}


def full(store: Store) -> dict[str, Logged]:
    """Runs of every status in NAME, archived and trashed ones too, and as many in another experiment."""
    made = {}
    for experiment in (NAME, "other"):
        moment = clock.now() - HOUR
        for place, status in enumerate(("finished", "finished", "failed", "crashed", "killed", "finished")):
            run = Logged(store, experiment=experiment, created=moment + place, name=f"{status} {place}")
            run.params({"lr": 0.1 * place, "same": 1})
            run.metric("loss", [1.0, 0.5 - 0.01 * place], VAL)
            run.metric("accuracy", [90.0 + place], VAL)
            run.end(status)
            made[f"{experiment} {place}"] = run
        for place, state in enumerate(("running", "stale", "queued")):
            run = Logged(store, experiment=experiment, created=moment + 10 + place, name=state, live=True)
            run.params({"same": 1})
            made[f"{experiment} {state}"] = run
    with store.write():
        execute = store.connection.execute
        execute("UPDATE run SET status = 'queued' WHERE name = 'queued'")
        execute("UPDATE run SET expected = 1 WHERE name = 'stale'")
    for experiment in (NAME, "other"):
        runs.archive(store, [made[f"{experiment} 1"].id, made[f"{experiment} 4"].id], True)
        runs.trash(store, [made[f"{experiment} 5"].id])
    return made
