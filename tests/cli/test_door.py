"""`runyard` in a terminal: which way it goes, and what it says when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import runyard
from runyard.__main__ import main


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
def test_help_names_every_command(capsys, flag):
    assert main([flag]) == 0
    text = capsys.readouterr().out
    assert "demo" in text
    assert "app" in text


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
