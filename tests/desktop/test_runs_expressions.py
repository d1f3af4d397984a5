"""What a column is called in a query, and the conditions made of it."""

from __future__ import annotations

import pytest

from runyard.desktop.pages.runs.expressions import MISSING, Wrong, condition, expression, operators, words
from runyard.search.grammar.parse import parse
from runyard.storage.table.columns import RUN_COLUMNS, Column

LR = Column("param:hparams.lr", "lr", "hparams", True, "param")
ODD = Column('param:["odd key"].a', "a", '["odd key"]', False, "param")
LOSS = Column('metric:min:loss:{"fold":2,"subset":"va\\"l"}', "loss", "", True, "metric")
PLAIN = Column("metric:last:accuracy:{}", "accuracy", "last", True, "metric")
RUN = {column.id: column for column in RUN_COLUMNS}


@pytest.mark.parametrize(
    ("column", "name"),
    [
        (LR, "run.hparams.lr"),
        (ODD, 'run["odd key"].a'),
        (LOSS, 'run.metrics["loss", {"fold": 2, "subset": "va\\"l"}].min'),
        (PLAIN, 'run.metrics["accuracy"].last'),
        (RUN["created"], "run.created_at"),
        (RUN["experiment"], "run.experiment.name"),
        (RUN["label"], "run.label"),
    ],
)
def test_a_column_in_a_query(column: Column, name: str) -> None:
    assert expression(column) == name
    assert parse(f"{name} is None").tree is not None


@pytest.mark.parametrize("column", [LR, ODD, LOSS, PLAIN, *RUN_COLUMNS], ids=lambda column: column.id)
def test_every_comparison_that_is_offered_is_understood(column: Column) -> None:
    typed = "2026-11-20" if column.id == "created" else "3"
    for how in operators(column):
        made = condition(column, how, typed)
        assert isinstance(made, str), (column.id, how, made)
        assert parse(made).tree is not None


@pytest.mark.parametrize(
    ("column", "how", "typed", "sentence"),
    [
        (LR, "<", "few", "Type a number, such as 0.001"),
        (LR, "<", "nan", "Type a number, such as 0.001"),
        (LR, "<", "  ", "Type a value"),
        (RUN["created"], "≥", "yesterday", "yesterday is not a date"),
    ],
)
def test_what_is_wrong_is_said(column: Column, how: str, typed: str, sentence: str) -> None:
    made = condition(column, how, typed)
    assert isinstance(made, Wrong)
    assert made.sentence.startswith(sentence)


def test_values_are_written_as_what_they_are() -> None:
    assert condition(ODD, "=", "3") == 'run["odd key"].a == 3'
    assert condition(ODD, "=", "True") == 'run["odd key"].a == True'
    assert condition(ODD, "≠", 'a "b"') == 'run["odd key"].a != "a \\"b\\""'
    assert condition(RUN["name"], "begins with", "net") == 'run.name.startswith("net")'
    assert condition(RUN["tags"], "contains", "best") == '"best" in run.tags'
    assert condition(LR, MISSING, "") == "run.hparams.lr is None"


def test_words_of_a_column() -> None:
    assert [words(column) for column in (LR, PLAIN, RUN["name"])] == ["lr", "accuracy", "Name"]
