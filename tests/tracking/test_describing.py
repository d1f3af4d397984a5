"""Params, fields, tags, progress and system metrics: set through a run, read back at once and later."""

from __future__ import annotations

import datetime as dt
import logging
import math
import os
from pathlib import PurePosixPath

import numpy as np
import pytest

from runyard import Repo, Run
from runyard.domain.errors import KnownProblem
from runyard.storage.runs import runs
from runyard.tracking import report
from support.programs import succeed
from support.waiting import wait_for


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        yield run


def again(run):
    """The same run, read from the repository by somebody else."""
    return Repo(run.repo.path).get_run(run.hash)


def test_a_new_run_says_who_it_is(run, tmp_path):
    assert len(run.hash) == 24
    assert set(run.hash) <= set("0123456789abcdef")
    assert run.name.endswith(f"-{run.hash[:8]}")
    assert (run.experiment, run.description, run.archived, run.tags) == ("default", "", False, [])
    assert run.active
    assert run.status == "running"
    assert run.created_at.tzinfo is dt.UTC
    assert run.creation_time == run.created_at.timestamp()
    assert run.end_time is run.finalized_at is None
    assert 0 <= run.duration < 600
    run.close()
    assert run.status == "finished"
    assert run.end_time >= run.creation_time
    assert run.duration == pytest.approx(run.end_time - run.creation_time, abs=1e-5)


def test_names_come_from_the_script(tmp_path):
    program = "from runyard import Run\nprint(Run(system_tracking_interval=None).name)\n"
    (tmp_path / "package").mkdir()
    for place in ("train_mnist.py", "package/__main__.py"):
        (tmp_path / place).write_text(program)
    starter = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], check=True)"
    assert succeed(starter, tmp_path / "train_mnist.py").startswith("train_mnist-")
    assert succeed(starter, "-m", "package").startswith("package-")
    assert succeed(program).startswith("run-")


def test_fields_can_be_set(run):
    run.name = "ünïcode ✓"
    run.description = "what it is\nabout"
    run.experiment = "mnist"
    run.archived = True
    for view in (run, again(run)):
        assert (view.name, view.description, view.experiment) == (
            "ünïcode ✓",
            "what it is\nabout",
            "mnist",
        )
        assert view.archived
    run.archived = False
    run.description = ""
    assert not run.archived
    assert run.description == ""


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", 3, TypeError),
        ("name", " ", ValueError),
        ("experiment", None, TypeError),
        ("name", "\ud800", ValueError),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(run, field, value, error):
    before = run.name
    with pytest.raises(error, match=field):
        setattr(run, field, value)
    assert run.name == before


def test_params_of_every_kind_come_back(run):
    tree = {
        "lr": 1e-3,
        "layers": [1, 2, [3, {"deep": True}]],
        "none": None,
        "huge": 2**200,
        "nan": math.nan,
        "text": "ünï\0code",
        "raw": b"\x00\xff",
        "empty": {},
        7: "an integer key",
    }
    run["hparams"] = tree
    run["a", "b", 3] = {"c": 1}
    run["path"] = PurePosixPath("data/x")
    run["array"] = np.arange(3)
    for view in (run, again(run)):
        found = view["hparams"]
        assert math.isnan(found.pop("nan"))
        assert found == {key: value for key, value in tree.items() if key != "nan"}
        assert view["a", "b", 3, "c"] == 1
        assert view["path"] == "data/x"
        assert view["array"] == [0, 1, 2]


def test_assigning_replaces_the_tree_and_paths_add_to_it(run):
    run["h"] = {"a": 1, "b": 2}
    run["h", "c"] = 3
    assert run["h"] == {"a": 1, "b": 2, "c": 3}
    run["h"] = {"d": 4}
    assert run["h"] == {"d": 4}
    run[...] = {"only": 1}
    assert run[...] == {"only": 1}
    assert run.get("h") is None
    assert run.get("h", 5) == 5
    with pytest.raises(KeyError):
        run["h"]


def test_params_can_be_removed(run):
    run["h"] = {"a": 1, "b": 2}
    del run["h", "a"]
    assert run["h"] == {"b": 2}
    with pytest.raises(KeyError):
        del run["h", "a"]
    del run["h"]
    assert "h" not in run


def test_what_is_no_param_is_refused_with_its_place(run):
    with pytest.raises(TypeError, match=r"h\.model"):
        run["h"] = {"lr": 1, "model": object()}
    with pytest.raises(TypeError, match="takes a dictionary"):
        run[...] = 3
    with pytest.raises(TypeError, match="key is a string or an integer"):
        run[1.5] = 3
    with pytest.raises(ValueError, match="valid Unicode"):
        run["h"] = "\udc80"
    assert run[...] == {}
    run.set("h", {"model": range(2)}, strict=False)
    assert run[...] != {}


def test_tags_come_and_go(run):
    run.add_tag("best")
    run.add_tag(" best ")
    run.add_tag("x" * 50)
    assert run.tags == ["best", "x" * 50]
    run.remove_tag("best")
    run.remove_tag("never there")
    assert again(run).tags == ["x" * 50]
    for name, error in (("x" * 51, ValueError), ("", ValueError), ("  ", ValueError), (None, TypeError)):
        with pytest.raises(error):
            run.add_tag(name)
    assert len(run.tags) == 1


def test_progress_is_kept(run):
    run.set_progress(3, 10, unit="epoch")
    progress = run._info().progress
    assert (progress.done, progress.total, progress.unit, progress.share) == (3.0, 10.0, "epoch", 0.3)
    run.set_progress(np.int64(4))
    progress = run._info().progress
    assert (progress.done, progress.total, progress.unit, progress.share) == (4.0, None, "step", None)
    with pytest.raises(TypeError, match="'done' must be a number"):
        run.set_progress("half")


def test_going_on_with_a_run(tmp_path):
    with Run(repo=tmp_path, experiment="first", system_tracking_interval=None) as run:
        run.track(1.0, name="v", context={"k": 1})
        run.track({"a": 1.0, "b": 2.0}, step=10)
        run.track({"b": 3.0}, step=20)
        run["lr"] = 1
    resumed = Run(run.hash, repo=tmp_path, system_tracking_interval=None)
    assert (resumed.status, resumed.name, resumed.experiment) == ("running", run.name, "first")
    assert resumed.end_time is None
    resumed.track(2.0, name="v", context={"k": 1})
    resumed.track({"a": 3.0, "b": 4.0})
    resumed["lr"] = 2
    resumed.close()
    assert resumed.get_metric("v", {"k": 1}).values.sparse_list() == ([0, 1], [1.0, 2.0])
    assert resumed.get_metric("a").values.sparse_list() == ([10, 11], [1.0, 3.0])
    assert resumed.get_metric("b").values.sparse_list() == ([10, 20, 21], [2.0, 3.0, 4.0])
    assert resumed["lr"] == 2
    with Repo(tmp_path) as repo:
        found = repo.get_run(run.hash)
        attempts = runs.attempts(repo.store, found._run_id)
        assert [(a.number, a.status) for a in attempts] == [(1, "finished"), (2, "finished")]
        assert found.created_at == run.created_at
        assert len(list(repo.iter_runs())) == 1


def test_going_on_after_a_crash_takes_in_what_was_left(tmp_path):
    program = """
        import os, sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        for step in range(1000): run.track(step, name="v")
        sys.stdout.write(run.hash)
        sys.stdout.flush()
        os._exit(1)
    """
    from support.programs import run as run_program

    _, digest, _ = run_program(program, tmp_path)
    with Run(digest, repo=tmp_path, system_tracking_interval=None) as resumed:
        resumed.track(-1.0, name="v")
        assert resumed.get_metric("v").values.sparse_list()[0] == list(range(1001))


def test_a_run_opened_twice_here_goes_on_from_the_last_step(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None) as first:
        first.track(1.0, name="v")
        with Run(first.hash, repo=tmp_path, system_tracking_interval=None) as second:
            second.track(2.0, name="v")
        assert first.active
        assert first.get_metric("v").values.sparse_list() == ([0, 1], [1.0, 2.0])
    assert not first.active


@pytest.mark.parametrize("form", ["folder", "inside", "repo", "variable", "upward", "here"])
def test_where_a_run_is_kept(tmp_path, monkeypatch, form):
    place = tmp_path / "project"
    place.mkdir()
    with Run(repo=place, system_tracking_interval=None):
        pass
    argument = {"folder": place, "inside": str(place / ".runyard"), "repo": Repo(place)}.get(form)
    if form == "variable":
        monkeypatch.setenv("RUNYARD_REPO", str(place))
    elif form == "upward":
        (place / "deep" / "er").mkdir(parents=True)
        monkeypatch.chdir(place / "deep" / "er")
    elif form == "here":
        monkeypatch.chdir(place)
    with Run(repo=argument, system_tracking_interval=None) as run:
        assert run.repo.path == place / ".runyard"
    with Repo(place) as repo:
        assert repo.total_runs_count() == 2


def test_a_file_is_no_place_for_runs(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(KnownProblem, match="is a file"):
        Run(repo=tmp_path / "file")


def test_the_machine_is_measured_at_once_and_then_at_the_interval(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=0.1, capture_terminal_logs=False) as run:
        names = ["cpu", "memory_percent", "p_memory_percent", "disk_percent"]
        wait_for(lambda: len(run.metrics(system=True)) >= len(names), "the first sample")
        wait_for(lambda: len(run.get_metric("__system__cpu").values) >= 3, "the third sample")
        for name in names:
            values = run.get_metric(f"__system__{name}").values.values_list()
            assert all(0 <= value <= 100 * (os.cpu_count() or 1) for value in values)
        assert run.metrics() == []


@pytest.mark.parametrize("interval", [0, 0.01, -1, 2 * 86_400, np.int64(-2), math.nan])
def test_an_interval_out_of_range_is_told_and_measures_nothing(tmp_path, caplog, interval):
    with caplog.at_level(logging.WARNING, "runyard"):
        run = Run(repo=tmp_path, system_tracking_interval=interval, capture_terminal_logs=False)
    with run:
        assert [record.message for record in caplog.records if "system_tracking_interval" in record.message]
        assert run._running._system is None


def test_one_warning_for_one_cause(caplog, monkeypatch):
    with caplog.at_level(logging.WARNING, "runyard"):
        for _ in range(3):
            report.tell("the disk is full", "a disk")
        report.settled("a disk")
        report.tell("the disk is full", "a disk")
        assert len(caplog.records) == 1  # it comes and goes
        monkeypatch.setattr(report, "_QUIET", -1.0)
        report.settled("a disk")
        report.tell("the disk is full", "a disk")
    assert len(caplog.records) == 2
