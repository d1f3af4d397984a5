"""A repository without a write-ahead log, as on a network file system: slower, told once, nothing lost."""

from __future__ import annotations

import logging
import sqlite3

from runyard import Repo, Run
from runyard.storage.store import Store


def test_without_a_log_it_is_told_once_and_stored_less_often(tmp_path, caplog):
    folder = tmp_path / ".runyard"
    (folder / "journals").mkdir(parents=True)
    Store.open(folder, create=True).close()
    with sqlite3.connect(folder / "runyard.db") as database:
        assert database.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    database.close()
    with caplog.at_level(logging.WARNING, "runyard"):
        for _ in range(2):
            with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
                run.track(1.5, name="loss")
                assert run._running.hub._slow
    told = [record for record in caplog.records if "network file system" in record.getMessage()]
    assert len(told) == 1
    with Repo(tmp_path) as repo:
        assert [run.get_metric("loss").values.last_value() for run in repo.iter_runs()] == [1.5, 1.5]
    assert not (folder / "runyard.db-wal").exists()
