"""Queries over runs that were really logged: what they select, and what is said of those that are wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from runyard import QueryError, Repo, Run

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}
CONTEXTS = [
    {"is_training": True, "subset": "train"},
    {"is_training": True, "subset": "val"},
    {"is_training": False, "subset": "test"},
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten runs, each with a loss in three contexts and an accuracy in one."""
    folder = tmp_path_factory.mktemp("runs")
    for number in range(10):
        with Run(repo=folder, experiment="first" if number < 5 else "second", **QUIET) as run:
            run["hparams"] = {
                "lr": number * 0.001,
                "index": number,
                "layers": [8, number],
                "name": f"net-{number}",
            }
            run.name = f"run number {number}"
            run.add_tag("even" if number % 2 == 0 else "odd")
            for step in range(10):
                for context in CONTEXTS:
                    run.track(1.0 - step / 10 + number, name="loss", context=context)
                run.track(
                    step / 10, name="accuracy", context=CONTEXTS[2], epoch=step if number == 0 else None
                )
            run.archived = number == 9
    return folder


@pytest.fixture
def repo(place):
    with Repo(place) as opened:
        yield opened


def numbers(found):
    return sorted(run["hparams", "index"] for run in found)


def test_an_empty_query_finds_everything_but_what_is_archived(repo):
    assert numbers(repo.query_runs()) == list(range(9))
    assert len(repo.query_metrics()) == 9 * 4


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("run.archived in [True, False]", 40),
        ("metric.context.is_training == True and run.archived in [True, False]", 20),
        ("metric.context.is_training and metric.context.subset == 'val'", 9),
        ("metric.name == 'accuracy' and run.hparams.index == 3", 1),
        ("0.002 <= run.hparams.lr < 0.007 and metric.name == 'loss' and not metric.context.is_training", 5),
        ("metric.name.startswith('acc')", 9),
        ("metric.last_step == 9 and metric.first == 1", 3),
        ("metric.last > 0.85 and metric.name == 'accuracy'", 9),
        ("metric.context == {'is_training': False, 'subset': 'test'} and metric.name == 'loss'", 9),
        ("metric.context.nope == None", 36),
        ("metric.context.nope == 1 or metric.name == 'accuracy'", 9),
        ("metric.name == 'accuracy' or metric.context.nope == 1", 9),
    ],
)  # fmt: skip
def test_metrics_are_selected_by_name_context_and_run(repo, query, count):
    assert len(repo.query_metrics(query)) == count


@pytest.mark.parametrize(
    "form",
    [
        "run.hparams.lr",
        "run['hparams', 'lr']",
        "run['hparams']['lr']",
        "run['hparams'].lr",
        "run.hparams['lr']",
        'run["hparams"]["lr"]',
        "(run.hparams).lr",
    ],
)
def test_each_form_of_a_param_means_the_same(repo, form):
    assert numbers(repo.query_runs(f"{form} > 0.0035 and {form} < 0.0065")) == [4, 5, 6]
    assert len(repo.query_metrics(f"{form} > 0.0035 and {form} < 0.0065")) == 12


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("run.hparams.index in (1, 3)", [1, 3]),
        ("0.001 < run.hparams.lr < 0.004", [2, 3]),
        ("run.experiment == 'second' and 'even' in run.tags", [6, 8]),
        ("any(t.startswith('ev') for t in run.tags) and run.hparams.index < 3", [0, 2]),
        ("run.metrics['accuracy', {'is_training': False, 'subset': 'test'}].last > 0.85", list(range(9))),
        ("run.metrics['loss', {'subset': 'train', 'is_training': True}].min > 7.05", [7, 8]),
        ("run.name.endswith('4')", [4]),
        ("run.hparams.name.upper() == 'NET-2'", [2]),
        ("run.hparams.layers[-1] == 6", [6]),
        ("len(run.hparams.layers) == 2 and 7 in run.hparams.layers", [7]),
        ("run.missing == None and run.missing is None and run.missing.deep is None", list(range(9))),
        ("run.missing > 1 or run.missing < 1", []),
        ("not run.missing", list(range(9))),
        ("run.__class__.__mro__", []),
        ("run.archived", [9]),
        ("run.archived or True", list(range(10))),
        ("run.name == 'run.archived'", []),
        ("run.created_at > datetime.now() - timedelta(days=7)", list(range(9))),
        ("run.active", []),
        ("run.duration >= 0 and not run.active", list(range(9))),
    ],
)
def test_runs_are_selected_as_the_expression_says(repo, query, found):
    assert numbers(repo.query_runs(query)) == found


def test_a_run_opened_with_archived_ones_in_mind_is_found_by_iterating(repo):
    assert numbers(repo.iter_runs()) == list(range(10))
    assert repo.total_runs_count() == 10


def test_series_with_and_without_epochs_are_queried_together(repo):
    found = repo.query_metrics("metric.name == 'accuracy' and run.hparams.index <= 1")
    epochs = {metric.run["hparams", "index"]: metric.data.numpy()[1][1].tolist() for metric in found}
    assert epochs[0] == [float(step) for step in range(10)]
    assert all(math.isnan(epoch) for epoch in epochs[1])


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("run.hparams.lr > 0.1 && run.hparams.index == 1", "&&"),
        ("run.hparams.lr >", ""),
        ("run.hparams.lr = 1", "="),
        ("nope == 1", "nope"),
        ("run.active and metric.name == 'loss'", "metric"),
        ("__import__('os').system('true')", "__import__"),
    ],
)
def test_an_error_is_told_with_its_place_in_the_text_as_typed(repo, query, part):
    with pytest.raises(QueryError) as caught:
        repo.query_runs(query)
    problem = caught.value.problem
    assert problem.message
    assert 0 <= problem.position <= len(query)
    if part and query.count(part) == 1:
        assert problem.position <= query.index(part) + len(part)
        assert problem.position + problem.length >= query.index(part)


def test_collections_by_run_hold_only_what_was_asked_for(repo):
    by_run = list(repo.query_metrics("metric.name == 'loss' and run.hparams.index in [2, 5]").iter_runs())
    assert sorted(metrics.run["hparams", "index"] for metrics in by_run) == [2, 5]
    for metrics in by_run:
        assert [metric.name for metric in metrics] == ["loss"] * 3
        for metric in metrics:
            steps, values = metric.values.sparse_numpy()
            assert steps.tolist() == list(range(10))
            assert values[-1] == metric.values.last_value()
