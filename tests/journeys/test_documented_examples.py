"""What the documentation shows of logging and configuring: each example as a script, and what it promises."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runyard import Repo
from runyard.reading.view import RunView
from support.scripts import play


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the script lies and runs."""
    made = tmp_path / "project"
    made.mkdir()
    return made


@pytest.fixture
def only_run() -> Iterator[Callable[[Path], RunView]]:
    """Find the only run of a repository, opened anew."""
    opened = []

    def find(place: Path) -> RunView:
        opened.append(Repo(place))
        [run] = opened[-1].iter_runs()
        return run

    yield find
    for repo in opened:
        repo.close()


# -- the basics


def test_a_run_goes_to_the_repository_and_the_experiment_it_names(folder, tmp_path, only_run):
    store = tmp_path / "runs"
    store.mkdir()
    script = """
        import sys
        from runyard import Run

        run = Run(repo=sys.argv[1], experiment="first-tries")
        print(run.hash)
    """
    digest = play(folder, script, store).strip()
    found = only_run(store)
    assert (found.hash, found.experiment, found.status) == (digest, "first-tries", "finished")
    assert not (folder / ".runyard").exists()


def test_one_script_may_store_several_runs_at_once(folder):
    script = """
        from runyard import Run

        runs = [Run(experiment=name) for name in ("small", "large")]
        for step in range(10):
            for width, run in enumerate(runs):
                run.track(step * (width + 1), name="loss", step=step)
    """
    play(folder, script)
    with Repo(folder) as repo:
        last = {run.experiment: run.get_metric("loss").values.last_value() for run in repo.iter_runs()}
    assert last == {"small": 9.0, "large": 18.0}


def test_a_run_goes_on_by_its_hash(folder, only_run):
    begin = """
        from runyard import Run

        run = Run()
        for loss in (3.0, 2.0):
            run.track(loss, name="loss")
        print(run.hash)
    """
    go_on = """
        import sys
        from runyard import Run

        run = Run(run_hash=sys.argv[1])
        run.track(1.0, name="loss")
    """
    play(folder, go_on, play(folder, begin).strip())
    assert only_run(folder).get_metric("loss").values.sparse_list() == ([0, 1, 2], [3.0, 2.0, 1.0])


def test_params_and_metrics_are_logged_and_queried(folder, only_run):
    train = """
        from runyard import Run

        run = Run()
        run["hparams"] = {"learning_rate": 0.003, "batch_size": 64}
        for step in range(1000):
            run.track(step * 2.5, name="loss", step=step, epoch=step // 100, context={"subset": "train"})
            run.track(step * 0.5, name="accuracy", step=step)
    """
    read = """
        from runyard import Repo

        repo = Repo(".")
        for metrics_of_a_run in repo.query_metrics("metric.name == 'loss'").iter_runs():
            for metric in metrics_of_a_run:
                params = metric.run[...]
                steps, values = metric.values.sparse_numpy()
                print(metric.name, metric.context, params, steps.tolist() == list(range(1000)), values[-1])
    """
    play(folder, train)
    found = only_run(folder).get_metric("loss", {"subset": "train"})
    steps, (values, epochs, _) = found.data.numpy()
    assert (steps[-1], values[-1], epochs[0], epochs[-1]) == (999, 2497.5, 0, 9)
    assert play(folder, read, name="read.py") == (
        "loss {'subset': 'train'} {'hparams': {'learning_rate': 0.003, 'batch_size': 64}} True 2497.5\n"
    )


# -- configuring a run


def test_a_script_that_names_its_run_makes_only_that_one_however_often_it_is_started(folder, only_run):
    digest = play(folder, "from runyard import Run; print(Run().hash)").strip()
    script = """
        import sys
        from runyard import Run

        run = Run(run_hash=sys.argv[1])
        for i in range(100):
            run.track(i, step=i, name="test")
    """
    for _ in range(2):
        play(folder, script, digest)
    found = only_run(folder)
    assert found.get_metric("test").values.sparse_list()[0] == list(range(100))
    assert [attempt.number for attempt in found.attempts] == [1, 2, 3]


def test_a_hash_of_ones_own_making_is_no_run(folder, only_run):
    script = """
        from runyard import MissingRunError, Run

        Run().close()
        try:
            Run(run_hash="1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed")
        except MissingRunError as error:
            print(error)
    """
    assert "There is no run 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed" in play(folder, script)
    only_run(folder)


def test_a_run_to_look_at_cannot_be_written(folder):
    script = """
        from runyard import ReadOnlyRunError, Run

        with Run() as run:
            run["seed"] = 7
        looked = Run(run.hash, read_only=True)
        print(looked["seed"])
        try:
            looked.track(1.0, name="loss")
        except ReadOnlyRunError as error:
            print(error)
    """
    assert play(folder, script).startswith("7\nThe run ")


def test_the_repository_is_made_where_the_script_runs_and_found_from_below(folder):
    play(folder, "from runyard import Run; Run()")
    below = folder / "models" / "deep"
    below.mkdir(parents=True)
    play(below, "from runyard import Run; Run()")
    with Repo(folder) as repo:
        assert repo.total_runs_count() == 2
    assert sorted(path.name for path in below.iterdir()) == ["train.py"]


def test_a_repository_in_the_home_folder(folder, tmp_path, only_run):
    home = tmp_path / "home"
    home.mkdir()
    script = """
        from runyard import Run

        run = Run(repo="~/repo")
    """
    play(folder, script, HOME=home, USERPROFILE=home)
    assert (home / "repo" / ".runyard").is_dir()
    only_run(home / "repo")


def test_runs_are_grouped_by_experiment(folder):
    play(folder, "from runyard import Run; Run(experiment='fraud'); Run(experiment='fraud'); Run()")
    with Repo(folder) as repo:
        assert len(repo.query_runs('run.experiment == "fraud"')) == 2
        assert len(repo.query_runs('run.experiment == "default"')) == 1


def test_tags_are_added_and_on_a_run_that_goes_on_changed(folder, only_run):
    begin = """
        from runyard import Run

        run = Run()
        run.add_tag("v1.0")
        run.add_tag("promising")
        print(run.hash)
    """
    change = """
        import sys
        from runyard import Run

        run = Run(run_hash=sys.argv[1])
        run.remove_tag("promising")
        run.add_tag("published")
    """
    digest = play(folder, begin).strip()
    assert only_run(folder).tags == ["promising", "v1.0"]
    play(folder, change, digest)
    assert only_run(folder).tags == ["published", "v1.0"]


def test_a_param_is_set_and_on_a_run_that_goes_on_set_anew(folder, only_run):
    digest = play(
        folder, "from runyard import Run; run = Run(); run['var'] = 'some value'; print(run.hash)"
    ).strip()
    assert only_run(folder)["var"] == "some value"
    play(folder, "import sys; from runyard import Run; Run(sys.argv[1])['var'] = 'another'", digest)
    assert only_run(folder)[...] == {"var": "another"}


def test_system_metrics_are_sampled_unless_switched_off(folder):
    script = """
        import sys, time
        from runyard import Run

        run = Run(system_tracking_interval=None if sys.argv[1] == "off" else 0.1, experiment=sys.argv[1])
        until = time.monotonic() + 60
        while sys.argv[1] == "on" and not run.metrics(system=True) and time.monotonic() < until:
            time.sleep(0.01)
    """
    play(folder, script, "off")
    play(folder, script, "on")
    with Repo(folder) as repo:
        names = {run.experiment: {m.name for m in run.metrics(system=True)} for run in repo.iter_runs()}
    assert names["off"] == set()
    assert {"__system__cpu", "__system__memory_percent"} <= names["on"]


def test_system_params_are_off_by_default(folder, only_run):
    play(folder, "from runyard import Run; Run()")
    assert only_run(folder)[...] == {}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_system_params_say_where_a_run_ran_and_are_searched_by(folder, only_run):
    git = ["git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for words in (
        ["init", "-q", "-b", "feature/testing"],
        ["commit", "-q", "--allow-empty", "-m", "begin"],
    ):
        subprocess.run([*git, *words], check=True)
    script = """
        from runyard import Run

        run = Run(log_system_params=True)
    """
    play(folder, script, "--epochs", 3, HARMLESS="kept", SERVICE_TOKEN="hidden")
    found = only_run(folder)["__system_params"]
    assert found["env_variables"]["HARMLESS"] == "kept"
    assert "hidden" not in str(found)
    assert found["executable"]
    assert found["arguments"] == ["train.py", "--epochs", "3"]
    assert "numpy" in found["packages"]
    assert found["git_info"]["commit"]["author"] == "Ada <ada@example.org>"
    with Repo(folder) as repo:
        branch = "run.__system_params.git_info.branch"
        assert len(repo.query_runs(f"{branch} == 'feature/testing'")) == 1
        assert len(repo.query_runs(f"{branch} == 'main'")) == 0


@pytest.mark.parametrize(("option", "kept"), [("", True), ("capture_terminal_logs=False", False)])
def test_what_a_script_prints_is_kept_unless_switched_off(folder, option, kept, only_run):
    script = f"""
        import sys
        from runyard import Run

        run = Run({option})
        print("epoch 1 of 2")
        print("loss is nan", file=sys.stderr)
    """
    assert play(folder, script) == "epoch 1 of 2\n"
    lines = [(line.stream, line.text) for line in only_run(folder).get_terminal_logs()]
    assert lines == ([("stdout", "epoch 1 of 2"), ("stderr", "loss is nan")] if kept else [])
