"""Queries through the Python API: what a script asks of runs and metrics that another one logged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from runyard import Repo, Run
from runyard.domain.errors import QueryError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for branch, rate in (("feature/testing", 0.1), ("main", 0.01)):
        run = Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False)
        run.name = branch
        run["__system_params"] = {"git_info": {"branch": branch}}
        run["hparams"] = {"lr": rate, "layers": [64, 32], "began": dt.datetime(2026, 3, 1, 12)}  # noqa: DTZ001 - local
        run.add_tag(f"v2-{branch}")
        for step in range(3):
            run.track(rate * step, name="loss", context={"subset": "val"})
        run.close()
    return tmp_path


def names(folder: Path, query: str) -> list[str]:
    with Repo(folder) as repo:
        return [run.name for run in repo.query_runs(query)]


@pytest.mark.parametrize(
    "query",
    [
        'run.__system_params.git_info.branch == "feature/testing"',
        'run["__system_params", "git_info", "branch"].startswith("feature/")',
        "run.hparams.lr * 10 == 1 and run.hparams.layers[-1] == 32",
        'any(t.endswith("/testing") for t in run.tags)',
        'run.metrics["loss", {"subset": "val"}].last > 0.1 and run.metrics["loss"].last_step == 2',
        "datetime(2026, 1, 1) < run.hparams.began < '2026-03-02' and run.hparams.lr > 0.05",
        're.search("^feature/[a-z]+$", run.name)',
    ],
)
def test_runs_are_found(folder: Path, query: str) -> None:
    assert names(folder, query) == ["feature/testing"]


def test_metrics_are_found(folder: Path) -> None:
    query = 'metric.name == "loss" and metric.context.subset == "val" and metric.max > run.hparams.lr'
    with Repo(folder) as repo:
        assert len(list(repo.query_metrics(query))) == 2
        assert len(list(repo.query_metrics(query + " and run.name == 'main'"))) == 1


def test_what_cannot_be_asked_is_an_error_with_its_place(folder: Path) -> None:
    with Repo(folder) as repo, pytest.raises(QueryError) as caught:
        repo.query_runs('run.hparams.lr > 0.1 and run.metrics["loss"].lasst < 1')
    problem = caught.value.problem
    assert (problem.position, problem.length, problem.suggestion) == (45, 5, "Did you mean last")
