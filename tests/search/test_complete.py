from __future__ import annotations

import pytest

from runyard.domain.errors import QueryError
from runyard.search.completion.check import check
from runyard.search.completion.complete import complete
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.grammar.parse import parse

KNOWN = Vocabulary(
    params=["hparams.lr", "hparams.lambda", '["a.b"]', 'data["my key"].x', "seed", "name"],
    metrics=[("loss", '{"subset":"val"}'), ("loss", "{}"), ("acc", "{}")],
    tags=["best", "paper"],
    experiments=["digits", "mnist"],
)


def offered(text: str) -> list[str]:
    """Return the texts as they would read after each completion at the |."""
    cursor = text.index("|")
    typed = text.replace("|", "", 1)
    return [typed[: c.start] + c.text + typed[c.end :] for c in complete(typed, cursor, KNOWN)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("|", "run."),
        ("ru|", "run."),
        ("run.na|", "run.name"),
        ("run.hp|", "run.hparams"),
        ("run.hparams.|", "run.hparams.lambda"),
        ("run.hparams.l| > 1", "run.hparams.lr > 1"),
        ("run.data.|", 'run.data["my key"]'),
        ('run["a|', 'run["a.b"]'),
        ('run["data"]["|', 'run["data"]["my key"]'),
        ("run.|", 'run["name"]'),
        ('run.metrics["l|', 'run.metrics["loss", {"subset":"val"}].'),
        ('run.metrics["loss"].|', 'run.metrics["loss"].last'),
        ('run.metrics["loss", {"subset": "val"}].m|', 'run.metrics["loss", {"subset": "val"}].min'),
        ("run.experiment.|", "run.experiment.name"),
        ('run.experiment == "m|', 'run.experiment == "mnist"'),
        ('run.experiment.name != "|"', 'run.experiment.name != "digits"'),
        ("run.experiment == |", 'run.experiment == "digits"'),
        ('run.status in ["failed", "k|"]', 'run.status in ["failed", "killed"]'),
        ('"be|', '"best" in run.tags'),
        ('"be|" in run.tags', '"best" in run.tags'),
        ('run.x == 1 and "pa|', 'run.x == 1 and "paper" in run.tags'),
        ("lr|", "run.hparams.lr"),
        ("acc|", 'run.metrics["acc"].last'),
        ("pap|", '"paper" in run.tags'),
        ("run.name |", "run.name =="),
        ("run.name.st|", 'run.name.startswith("'),
        ("run.experiment.|", "run.experiment.lower()"),
        ("run.created_at.|", "run.created_at.year"),
        ("metric.name.en|", 'metric.name.endswith("'),
        ("run.x == 1 and le|", "run.x == 1 and len("),
        ("run.created_at > datet|", "run.created_at > datetime.now() - timedelta(days="),
        ("re|", 're.search("'),
        ("run.lab|", "run.label"),
        ('run.metrics["loss"].mea|', 'run.metrics["loss"].mean'),
        ('run.name == "x" a|', 'run.name == "x" and'),
        ('"best" in |', '"best" in run.tags'),
        ("metric.na|", "metric.name"),
        ('run.experiment == "m| and run.name == "x"', 'run.experiment == "mnist" and run.name == "x"'),
    ],
)
def test_it_offers(text: str, wanted: str) -> None:
    assert wanted in offered(text)


@pytest.mark.parametrize("text", ["run.tags.|", 'run.created_at >= "|', "run.seed.|", "run.name == run.|"])
def test_it_offers_nothing_wrong(text: str) -> None:
    for whole in offered(text):
        assert "run.tags." not in whole
        assert "run.seed." not in whole
        assert not whole.startswith('run.created_at >= "d')


def test_a_chosen_name_can_be_searched_for() -> None:
    for start in ("run.|", "run.hparams.|", "run.data.|", 'run["|'):
        for whole in offered(start):
            if not whole.endswith(("metrics[", '"')):
                parse(whole)


@pytest.mark.parametrize(
    ("text", "part", "suggestion"),
    [
        ("run.hparams.lrr > 1", "run.hparams.lrr", "run.hparams.lr"),
        ("run.name and run.sed == 1", "run.sed", "run.seed"),
        ('run.statu == "x"', "run.statu", "run.status"),
        ('run.hparams.lr.lower == "x"', "run.hparams.lr.lower", "run.hparams.lr.lower()"),
        ("any(x > run.sed for x in run.tags)", "run.sed", "run.seed"),
        ('run.metrics["los"].last < 1', 'run.metrics["los"].last', "loss"),
        (
            'run.metrics["loss", {"subset": "test"}].last < 1',
            'run.metrics["loss", {"subset": "test"}].last',
            "val",
        ),
    ],
)
def test_a_name_that_no_run_has_is_a_warning(text: str, part: str, suggestion: str) -> None:
    found = check(parse(text), KNOWN)
    assert found is not None
    assert text[found.position : found.position + found.length] == part
    assert suggestion in found.suggestion


@pytest.mark.parametrize(
    "text",
    ["", "run.hparams is None", 'run["a.b"]', "run.seed[0] == 1", 'run.metrics["acc"].last > 1', "run.data"],
)
def test_what_runs_have_is_no_warning(text: str) -> None:
    assert check(parse(text), KNOWN) is None


def test_every_cursor_of_every_prefix_is_safe() -> None:
    text = 'run.metrics["loss", {"subset": "val"}].last < 0.3 and "be" in run.tags or (run["a.b"] == [1])'
    for end in range(len(text) + 1):
        for cursor in range(end + 1):
            for found in complete(text[:end], cursor, KNOWN):
                assert 0 <= found.start <= found.end <= end
        try:
            parse(text[:end])
        except QueryError as error:
            assert 0 <= error.problem.position <= end  # noqa: PT017 - most prefixes are wrong, some are not
