"""Opening: the version gate, the creation race, read-only, and transactions that roll back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from runyard.domain.errors import (
    DamagedRepositoryError,
    NewerSchemaError,
    OlderSchemaError,
    RepositoryMissingError,
    RepositoryTroubleError,
)
from runyard.storage import connection, location, migrations, schema
from runyard.storage.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return location.resolve(tmp_path, create=True)


def pragma(store: Store, name: str) -> object:
    return store.connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_repository_is_set_up_for_the_long_run(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 1,
            "foreign_keys": 1,
            "auto_vacuum": 2,
            "application_id": connection.APPLICATION_ID,
            "user_version": connection.VERSION,
            "journal_size_limit": 64 << 20,
        }
        assert {name: pragma(store, name) for name in wanted} == wanted
        assert store.revision() == 0
    assert not list(folder.glob("*.new*"))


def test_opening_creates_only_when_asked(folder: Path) -> None:
    for read_only in (True, False):
        with pytest.raises(RepositoryMissingError):
            Store.open(folder, read_only=read_only)
    assert not (folder / "runyard.db").exists()


def test_a_new_repository_is_what_an_upgrade_from_nothing_gives(folder: Path) -> None:
    sql = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%sqlite_migrations%' ORDER BY 1, 2"
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as upgraded,
        Store.open(folder, create=True) as store,
    ):
        schema.migrate(upgraded)
        assert store.connection.execute(sql).fetchall() == upgraded.execute(sql).fetchall()
        assert upgraded.execute("PRAGMA user_version").fetchone() == (pragma(store, "user_version"),)


def test_a_new_repository_has_the_tables_of_later_versions_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = ModuleType("m9999_test")
    second.VERSION = connection.VERSION + 1  # type: ignore[attr-defined]
    second.apply = lambda db: db.execute("ALTER TABLE run ADD COLUMN extra TEXT")  # type: ignore[attr-defined]
    monkeypatch.setattr(connection, "VERSION", connection.VERSION + 1)
    monkeypatch.setattr(migrations, "ALL", [*migrations.ALL, second])
    with Store.open(folder, create=True) as store:
        assert pragma(store, "user_version") == connection.VERSION
        assert "extra" in [row[1] for row in store.connection.execute("PRAGMA table_info(run)")]


@pytest.mark.parametrize("exists", [True, False])
def test_opening_what_is_new_or_up_to_date_loads_no_heavy_module(folder: Path, exists: bool) -> None:
    if exists:
        Store.open(folder, create=True).close()
    script = (
        "import sys; from pathlib import Path; from runyard.storage.store import Store;"
        f"Store.open(Path({str(folder)!r}), create=True).close();"
        "print([m for m in ('sqlite_utils', 'numpy', 'click') if m in sys.modules])"
    )
    environment = {"PYTHONPATH": str(Path(connection.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == "[]"


def test_a_newer_repository_is_refused_and_left_as_it_is(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        store.connection.execute(f"PRAGMA user_version = {connection.VERSION + 1}")
    before = (folder / "runyard.db").read_bytes()
    for read_only in (True, False):
        with pytest.raises(NewerSchemaError, match="newer Runyard"):
            Store.open(folder, read_only=read_only)
    assert (folder / "runyard.db").read_bytes() == before


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_database_of_ours_is_refused(folder: Path, read_only: bool) -> None:
    database = folder / "runyard.db"
    database.write_bytes(b"these are not the bytes of a database" * 100)
    with pytest.raises(DamagedRepositoryError, match="cannot be read"):
        Store.open(folder, read_only=read_only)
    database.unlink()
    with closing(sqlite3.connect(database)) as other:
        other.execute("CREATE TABLE things(id)")
    with pytest.raises(DamagedRepositoryError, match="another program"):
        Store.open(folder, read_only=read_only)


def test_an_older_repository_is_copied_aside_and_upgraded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(folder, create=True) as store:
        store.connection.execute("INSERT INTO experiment(name, created) VALUES ('kept', 0)")
    second = ModuleType("m9999_test")
    second.VERSION = connection.VERSION + 1  # type: ignore[attr-defined]
    second.apply = lambda db: db.execute("ALTER TABLE run ADD COLUMN extra TEXT")  # type: ignore[attr-defined]
    monkeypatch.setattr(connection, "VERSION", connection.VERSION + 1)
    monkeypatch.setattr(migrations, "ALL", [*migrations.ALL, second])
    with pytest.raises(OlderSchemaError, match="older Runyard"):
        Store.open(folder, read_only=True)
    with Store.open(folder) as store:
        assert pragma(store, "user_version") == connection.VERSION
        assert store.connection.execute("SELECT name FROM experiment").fetchall() == [("kept",)]
        assert "extra" in [row[1] for row in store.connection.execute("PRAGMA table_info(run)")]
    [copy] = folder.glob("runyard-before-version-*.db")
    with closing(sqlite3.connect(copy)) as aside:
        assert aside.execute("PRAGMA user_version").fetchone() == (connection.VERSION - 1,)
        assert aside.execute("SELECT name FROM experiment").fetchall() == [("kept",)]


def test_an_upgrade_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(folder, create=True).close()
    broken = ModuleType("m9999_broken")

    def apply(db: object) -> None:
        db.execute("ALTER TABLE run ADD COLUMN extra TEXT")  # type: ignore[attr-defined]
        raise RuntimeError("half way")

    broken.VERSION, broken.apply = connection.VERSION + 1, apply  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(connection, "VERSION", connection.VERSION + 1)
        patch.setattr(migrations, "ALL", [*migrations.ALL, broken])
        with pytest.raises(RuntimeError, match="half way"):
            Store.open(folder)
    with Store.open(folder) as store:
        assert "extra" not in [row[1] for row in store.connection.execute("PRAGMA table_info(run)")]


def test_many_processes_may_create_one_repository_at_once(tmp_path: Path, long_form: bool) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from runyard.storage import location; from runyard.storage.store import Store;"
        "sys.stdin.readline();"
        f"store = Store.open(location.resolve({str(tmp_path)!r}, create=True), create=True);"
        "context = store.write(); revision = context.__enter__(); context.__exit__(None, None, None);"
        "print(revision); store.close()"
    )
    environment = {"PYTHONPATH": str(Path(connection.__file__).parents[2])}
    count = 32 if long_form else 8
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [process.communicate(timeout=120) for process in processes]
    assert [error for _, error in results if error] == []
    assert sorted(int(out) for out, _ in results) == list(range(1, count + 1))


def fail_half_way(store: Store) -> None:
    with store.write():
        store.connection.execute("INSERT INTO experiment(name, created) VALUES ('x', 0)")
        raise ValueError("on purpose")


def test_a_failed_write_leaves_nothing_behind(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        with pytest.raises(ValueError, match="on purpose"):
            fail_half_way(store)
        assert store.revision() == 0
        assert store.connection.execute("SELECT count(*) FROM experiment").fetchone() == (0,)


def test_a_read_sees_one_state_and_others_see_it_change(folder: Path) -> None:
    with Store.open(folder, create=True) as writer, Store.open(folder, read_only=True) as reader:
        seen = reader.data_version()
        with reader.read():
            assert reader.revision() == 0
            with writer.write():
                pass
            assert reader.revision() == 0
            with reader.read():  # part of the same
                assert reader.revision() == 0
        assert reader.revision() == 1
        assert reader.data_version() != seen
        with pytest.raises(RepositoryTroubleError, match="cannot be written"), reader.write():
            pass


def test_closing_twice_is_harmless(folder: Path) -> None:
    store = Store.open(folder, create=True)
    store.close()
    store.close()
    store.interrupt()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no write bit there")
def test_a_folder_one_cannot_write_is_read_as_it_is() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = location.resolve(place, create=True)
        with Store.open(folder, create=True) as store, store.write():
            pass
        Path(place).chmod(0o755)
        folder.chmod(0o555)
        script = (
            "import os; from pathlib import Path; from runyard.storage.store import Store;"
            "os.getuid() or os.setuid(65534);"  # root may write anywhere
            f"store = Store.open(Path({str(folder)!r}), read_only=True);"
            "print(store.immutable, store.revision()); store.close()"
        )
        environment = {"PYTHONPATH": str(Path(connection.__file__).parents[2])}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert (done.stdout.strip(), done.stderr) == ("True 1", "")
        assert not list(folder.glob("*-shm"))
        folder.chmod(0o755)


def test_local_folders_are_not_on_a_network(folder: Path) -> None:
    assert not connection.on_network(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted here")
def test_a_new_database_does_not_take_the_log_of_a_deleted_one(folder: Path) -> None:
    """SQLite would apply what is left of it, and damage the new one."""
    with Store.open(folder, create=True) as first:
        with first.write():
            first.connection.execute("INSERT INTO meta(key, value) VALUES ('old', 1)")
        first.database.unlink()
        assert (folder / "runyard.db-wal").stat().st_size > 0
        with Store.open(folder, create=True) as store:
            assert store.connection.execute("SELECT * FROM meta WHERE key = 'old'").fetchall() == []
            assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
