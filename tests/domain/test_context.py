"""Contexts are told apart by content and type, not by the order of their keys."""

from __future__ import annotations

import pytest

from runyard.domain import context


def test_the_order_of_keys_does_not_matter() -> None:
    assert context.canonical({"b": 1, "a": 2}) == context.canonical({"a": 2, "b": 1})


def test_true_one_and_one_point_zero_differ() -> None:
    assert len({context.canonical({"x": value}) for value in (True, 1, 1.0, "1")}) == 4


@pytest.mark.parametrize("empty", [None, {}])
def test_none_and_an_empty_dict_are_the_empty_context(empty: dict[str, object] | None) -> None:
    assert context.canonical(empty) == context.EMPTY


@pytest.mark.parametrize("wrong", ["val", ["val"], 3, {1: "a"}, {"a": object()}, [], ""])
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        context.canonical(wrong)


def test_a_context_comes_back_and_reads_as_words() -> None:
    text = context.canonical({"subset": "val", "gpu": 0})
    assert context.parse(text) == {"subset": "val", "gpu": 0}
    assert context.words(text) == "gpu 0, val"
    assert context.words(context.EMPTY) == ""
