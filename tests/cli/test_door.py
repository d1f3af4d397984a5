"""`runyard` in a terminal: which way it goes, and what it says when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

import runyard
from runyard.__main__ import main
from runyard.cli.commands.runs import COMMANDS as OF_RUNS
from runyard.cli.commands.runs import runs
from runyard.cli.main import COMMANDS, commands
from runyard.journal.batch import LogLine
from runyard.storage.store import Store
from support.command_line import begin, elsewhere, outside
from support.logged import Logged
from support.programs import finish


def in_terminal(*arguments, program="", **variables):
    gone = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {key: value for key, value in os.environ.items() if key not in gone}
    given = f"import sys; sys.argv = ['runyard', *{arguments!r}]"
    start = f"{given}\n{program}\nfrom runyard.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", start], env={**environment, **variables}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split() == ["runyard,", "version", runyard.__version__]


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_command_and_every_exit_code(capsys, flag):
    assert main([flag]) == 0
    text = capsys.readouterr().out
    listed = {name for name, entry in COMMANDS.items() if entry.section}
    assert {line.split()[0].strip(",") for line in text.splitlines() if line.strip()} >= listed
    assert [line.split()[0] for line in text.partition("Exit codes:")[2].splitlines()[1:]] == [
        "0", "1", "2", "3", "130"
    ]  # fmt: skip


def test_the_table_says_what_the_commands_say_of_themselves():
    for group, table in ((commands, COMMANDS), (runs, OF_RUNS)):
        for name, entry in table.items():
            command = group.get_command(click.Context(group), name)
            assert command is not None, name
            if entry.section and not isinstance(command, click.Group) and group is commands:
                assert command.get_short_help_str(100) == entry.help, name


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("app", "demo")])
def test_help_of_a_command_is_worth_reading(capsys, name):
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Examples:" in text
    assert len(text.partition("Examples:")[2].partition("Options:")[0].strip().splitlines()) >= 2
    if name != "runs":
        assert "--repo DIR" in text


def test_the_group_of_runs_lists_its_commands(capsys):
    assert main(["runs", "-h"]) == 0
    text = capsys.readouterr().out
    assert {"list", "info", "rm,", "restore", "purge"} <= {
        line.split()[0] for line in text.splitlines() if line.strip()
    }


def test_an_unknown_word_is_told_in_one_sentence(capsys):
    assert main(["bogus"]) == 2
    assert "No such command 'bogus'" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), (".",), ("app",)])
def test_without_a_display_it_says_so_instead_of_aborting(arguments):
    done = in_terminal(*arguments, program="sys.platform = 'linux'")
    assert done.returncode == 2
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_desktop_it_says_how_to_install_it():
    block = "sys.modules['PySide6'] = None"
    done = in_terminal(program=block)
    assert done.returncode == 2
    assert done.stderr.strip().endswith("pip install 'runyard[desktop]'")


def test_the_way_to_the_window_loads_no_command_line():
    watch = (
        "import runyard.desktop.app as app\n"
        "app.main = lambda folder: print(folder, 'click' in sys.modules, 'rich' in sys.modules) or 0"
    )
    done = in_terminal("some/folder", program=watch, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout.split()) == (0, ["some/folder", "False", "False"])


def test_a_folder_given_by_its_plain_name_opens_the_app(tmp_path):
    (tmp_path / "digits").mkdir()
    watch = "import runyard.desktop.app as app\napp.main = lambda folder: print(folder) or 0"
    done = in_terminal("digits", program=watch, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout.strip()) == (0, "digits")


HEAVY = {"rich", "numpy", "PySide6", "PIL", "pandas", "sqlite_utils", "runyard.desktop", "runyard.demo",
         "runyard.tracking"}  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("--help",), {"runyard.storage", "runyard.reading", "runyard.search"}),
        (("--version",), {"runyard.storage", "runyard.reading", "runyard.search"}),
        (("runs",), set()), (("runs", "run.name == 'x'", "-S", "today"), set()), (("info",), set()),
        (("metrics",), set()), (("ls",), set()), (("cat",), set()), (("tag",), set()), (("rm", "1"), set()),
        (("export", "--csv", "-"), set()), (("label", "--set", "x"), set()), (("archive", "1"), set()),
    ],
)  # fmt: skip
def test_a_command_loads_only_what_it_needs(store, arguments, more):
    Logged(store, name="one").end()
    watch = "import atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    done = in_terminal(*arguments, program=watch)
    assert done.returncode in (0, 3), done.stderr
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "click" in loaded
    assert loaded & (HEAVY | more) == set()


def test_a_pipe_that_is_closed_early_is_no_trouble(store, tmp_path):
    for number in range(300):
        Logged(store, name=f"run-{number}-{'x' * 500}").end()
    process = begin("runs", "--all", folder=tmp_path)
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    assert finish(process) == (0, None, "")


def test_a_console_without_the_character_gets_it_written_out(store, tmp_path):
    Logged(store, name="日本").end()
    told = outside("runs", folder=tmp_path, PYTHONIOENCODING="latin-1")
    assert (told.code, told.err) == (0, "")
    assert "\\u65e5\\u672c" in told.out


@pytest.mark.parametrize("arguments", [("runs",), ("info",), ("rm", "1"), ("tag",), ("export", "--csv", "x")])
def test_a_repository_that_is_not_there_is_told_in_one_sentence(capsys, tmp_path, arguments):
    assert main(list(arguments)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"There is no repository at {tmp_path}.")
    assert len(told.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_newer_or_damaged_repository_is_told_in_one_sentence(store, capsys):
    store.connection.execute("PRAGMA user_version = 99")
    assert main(["runs"]) == 1
    assert "was written by a newer Runyard" in capsys.readouterr().err
    store.close()
    store.database.with_name(f"{store.database.name}-wal").unlink(missing_ok=True)
    store.database.write_bytes(b"garbage" * 1000)
    for arguments in (["runs"], ["rm", "1"]):
        assert main(arguments) == 1
        told = capsys.readouterr()
        assert (told.out, len(told.err.splitlines())) == ("", 1)


def test_damaged_values_are_told_in_one_sentence(store, runyard):
    run = Logged(store, name="one")
    run.metric("loss", [1.0, 2.0])
    run.log(lines=[LogLine(1, 1, "printed")])
    run.end()
    for sql in ("chunk SET data = x'00ff'", "log_chunk SET data = x'00ff'", "run SET params = '{'"):
        store.connection.execute(f"UPDATE {sql}")
    for arguments, what in (
        (("metrics", "1", "loss"), "A metric"),
        (("cat",), "What a run printed"),
        (("info",), "The params of a run"),
    ):
        told = runyard(*arguments)
        assert (told.code, told.out) == (1, "")
        assert told.err == (
            f"{what} cannot be read, the bytes are damaged. `runyard check` says what can be saved\n"
        )
    assert runyard("runs").column("Name") == ["one"]


def test_a_busy_repository_is_read_but_not_written(store, runyard, monkeypatch):
    run = Logged(store, name="one")
    run.end()
    monkeypatch.setitem(Store.open.__func__.__kwdefaults__, "timeout", 0.05)
    with store.write():
        assert runyard("runs").column("Name") == ["one"]
        told = runyard("archive", "1")
    assert told.code == 1
    assert (
        told.err == "Another program is writing to the repository. Nothing was lost, try again in a moment\n"
    )


def test_the_repository_can_be_named(store, tmp_path, capsys, monkeypatch):
    Logged(store, name="one").end()
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert (
        main(["runs", "--repo", str(tmp_path)]) == main(["info", "--repo", str(tmp_path / ".runyard")]) == 0
    )
    assert main(["check", "--repo", str(tmp_path)]) == 0
    assert main(["runs"]) == 0  # the nearest one upward
    monkeypatch.setenv("RUNYARD_REPO", str(tmp_path / "other"))
    assert main(["runs"]) == 1
    capsys.readouterr()
    assert main(["runs", "--repo", str(tmp_path / "x")]) == 1
    assert "There is no repository at" in capsys.readouterr().err


def test_an_interrupt_ends_with_130_and_one_word(store, tmp_path):
    import signal

    run = Logged(store, name="one")
    elsewhere(store, run)
    process = begin("cat", "--follow", folder=tmp_path, bufsize=0)
    run.log(lines=[LogLine(1, 1, "ready")])
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    code, _, err = finish(process)
    assert (code, err.split()) == (130, ["Stopped"])
