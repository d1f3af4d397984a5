"""`runyard export`: which rows, which columns, where to."""

from __future__ import annotations

import csv
import io
import json
import os
import re

import pytest

from support.command_line import on_a_terminal, outside
from support.logged import Logged


@pytest.fixture
def runs(store):
    for number in range(3):
        run = Logged(store, name=f"rün-{number}")
        run.params({"lr": number / 10})
        run.end("failed" if number else "finished")


def test_all_rows_and_columns_go_to_the_file(runs, runyard, tmp_path):
    assert runyard("export", "--csv", "runs.csv") == (0, "", "3 runs written to runs.csv\n")
    with (tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["rün-2", "rün-1", "rün-0"]
    assert {"hash", "ended", "archived", "marked", "label", "param:lr"} <= set(rows[0])
    assert runyard("export", "-E", "--json", "runs.json").err == "2 runs written to runs.json\n"
    assert len(json.loads((tmp_path / "runs.json").read_text(encoding="utf-8"))) == 2


def test_a_dash_is_standard_output_and_columns_and_order_can_be_chosen(runs, runyard, tmp_path):
    told = runyard("export", "run.lr > 0", "--csv", "-", "--columns", "name,lr", "--sort", "lr")
    assert told == (0, "name,param:lr\nrün-1,0.1\nrün-2,0.2\n", "")
    assert [row["param:lr"] for row in runyard("export", "--json", "-").json()] == [0.2, 0.1, 0.0]
    told = outside("export", "--csv", "-", "--columns", "name", folder=tmp_path)
    assert told == (0, "name\nrün-2\nrün-1\nrün-0\n", "")


def test_no_match_leaves_the_file_alone(runs, runyard, tmp_path):
    (tmp_path / "runs.csv").write_text("old", encoding="utf-8")
    told = runyard("export", "run.lr > 9", "--csv", "runs.csv")
    assert (told.code, told.err) == (3, "No run matches, so nothing was written\n")
    assert (tmp_path / "runs.csv").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "arguments", [(), ("--csv", "a", "--json", "b"), ("--csv", "a", "--columns", "never"), ("(",)]
)
def test_a_line_that_is_wrong_writes_nothing(runs, runyard, tmp_path, arguments):
    assert runyard("export", *arguments).code == 2
    assert [path.name for path in tmp_path.iterdir()] == [".runyard"]


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
def test_a_terminal_is_not_steered_and_shows_how_far_it_is(store, runyard, tmp_path):
    run = Logged(store, name="\x1b[2Jbad\x9b1m\u202e")
    run.metric("\x1b[31mloss", [1.0])
    raw = runyard("export", "--csv", "-", "--columns", "name").out
    assert raw == "name\n\x1b[2Jbad\x9b1m\u202e\n"
    for line in (
        ["export", "--csv", "-"], ["export", "--json", "-"], ["metrics", "--csv"], ["metrics"], ["runs"],
        ["info"],
        ["metrics", "1", "\x1b[31mloss", "--csv"], ["runs", "--json"], ["info", "--json"], ["tag", "--json"],
    ):  # fmt: skip
        shown = re.sub(r"\x1b\[\d*m", "", on_a_terminal(tmp_path, *line).replace("\r\n", "\n"))
        assert not set(shown) & set("\x1b\x9b\u202e"), line
    shown = on_a_terminal(tmp_path, "export", "--csv", "runs.csv", stream="stderr")
    assert "Exporting" in shown
    assert "1/1" in shown
    assert shown.rstrip().endswith("1 run written to runs.csv")


def test_a_query_is_read_from_the_line_and_the_option(runs, runyard):
    told = runyard("export", "run.lr > 0", "-Q", "run.lr < 0.2", "--csv", "-", "--columns", "lr")
    assert list(csv.reader(io.StringIO(told.out))) == [["param:lr"], ["0.1"]]
