"""Trouble behind the scenes: a locked or damaged database stops no training and loses nothing."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

import pytest

from runyard import Repo, Run
from runyard.domain.errors import NewerSchemaError
from runyard.tracking import draining, hub, report, session
from support.waiting import wait_for


@pytest.fixture(autouse=True)
def told(caplog):
    """The warnings of the test, each cause anew."""
    report._told.clear()
    caplog.set_level(logging.WARNING, "runyard")
    return lambda: [record.message for record in caplog.records]


def quiet_run(place, **options):
    return Run(repo=place, system_tracking_interval=None, capture_terminal_logs=False, **options)


def test_a_locked_database_delays_storing_and_nothing_else(tmp_path, told):
    quiet_run(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / ".runyard" / "runyard.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        run = quiet_run(tmp_path, experiment="locked")
        for step in range(1000):
            run.track(float(step), name="v")
        run.name = "patient"
        assert (run.name, run.experiment, run.status) == ("patient", "locked", "running")
        assert len(told()) == 1
        assert "stored later" in told()[0]
        other.execute("COMMIT")
    wait_for(lambda: run.get_metric("v") is not None, "the lock to be had")
    assert len(run.get_metric("v").values) == 1000
    run.close()
    assert (run.name, run.experiment, run.status) == ("patient", "locked", "finished")
    assert len(told()) == 1


def test_what_close_cannot_store_the_next_opener_does(tmp_path, monkeypatch):
    from runyard.tracking import running

    monkeypatch.setattr(running, "_DRAIN", 0.2)
    quiet_run(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / ".runyard" / "runyard.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        run = quiet_run(tmp_path)
        run.track(1.0, name="v")
        run.close()
        assert (run.status, run.active) == ("finished", False)
        assert run.end_time >= run.creation_time
        other.execute("COMMIT")
    with Repo(tmp_path) as repo:
        found = repo.get_run(run.hash)
        assert found.status == "finished"
        assert found.get_metric("v").values.values_list() == [1.0]
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_a_damaged_database_leaves_everything_in_the_journals(tmp_path, monkeypatch, told):
    from runyard.tracking import running

    monkeypatch.setattr(running, "_DRAIN", 0.2)
    quiet_run(tmp_path).close()
    database = tmp_path / ".runyard" / "runyard.db"
    database.write_bytes(b"this is no database" * 1000)
    run = quiet_run(tmp_path)
    run.track(1.0, name="v")
    run["lr"] = 0.1
    assert run.name
    run.close()
    assert len(told()) == 1
    for name in ("runyard.db", "runyard.db-wal", "runyard.db-shm"):
        database.with_name(name).unlink(missing_ok=True)
    with quiet_run(tmp_path), Repo(tmp_path) as repo:
        found = repo.get_run(run.hash)
        assert (found.status, found["lr"]) == ("finished", 0.1)
        assert found.get_metric("v").values.values_list() == [1.0]


def test_a_newer_repository_is_refused_in_one_sentence(tmp_path):
    quiet_run(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / ".runyard" / "runyard.db")) as database:
        database.execute("PRAGMA user_version = 1000")
    with pytest.raises(NewerSchemaError):
        quiet_run(tmp_path)
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_a_long_wait_does_not_fill_the_memory(tmp_path, monkeypatch):
    """Beyond the limit the lists are dropped, and the segments are read when the database is free again."""
    monkeypatch.setattr(hub, "BACKLOG_LIMIT", 100_000)
    monkeypatch.setattr(session, "SEGMENT_LIMIT", 50_000)
    monkeypatch.setattr(draining, "LOCK_WAIT", 0.05)
    quiet_run(tmp_path).close()
    run = quiet_run(tmp_path)
    journal = run._running.session.journal
    with closing(sqlite3.connect(tmp_path / ".runyard" / "runyard.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for step in range(20_000):
            run.track(step / 3, name="v")
            run.track({"a": step / 7, "b": -step}, step=step)
        assert run._running.flush() is False
        assert journal.backlog() < 100_000
        assert len(journal.cuts) > 5
        other.execute("COMMIT")
    for step in range(20_000, 20_100):
        run.track(step / 3, name="v")
    with run:
        wait_for(run._running.flush, "the lock to be had")
        expected = [step / 3 for step in range(20_100)]
        assert run.get_metric("v").values.sparse_list(all_points=True)[1] == expected
        assert run.get_metric("a").values.values_list() == [step / 7 for step in range(20_000)]
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_sealed_segments_go_while_the_run_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "SEGMENT_LIMIT", 20_000)
    monkeypatch.setattr(hub, "INTERVAL", 0.02)
    with quiet_run(tmp_path) as run:
        for step in range(5000):
            run.track(float(step), name="v")
        journals = tmp_path / ".runyard" / "journals"
        wait_for(lambda: len(list(journals.glob("*.journal"))) == 1, "sealed segments to be deleted")
        assert len(run.get_metric("v").values) == 5000
