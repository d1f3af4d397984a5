"""Params survive the way into text and back, whatever they hold."""

from __future__ import annotations

import math
import struct

from hypothesis import given
from hypothesis import strategies as st

from runyard.domain import params

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats()
    | st.text()
    | st.binary(max_size=20)
)
KEYS = st.text(max_size=8) | st.sampled_from(["$float", "$dict", "$int", "a.b", ""])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.integers(), inner, max_size=4),
    max_leaves=12,
)


def same(one: object, other: object) -> bool:
    """Equal in type and in bits: True is not 1, -0.0 is not 0.0, NaN is NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float) and isinstance(other, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


@given(TREES)
def test_a_plain_tree_comes_back_as_it_was(tree: object) -> None:
    assert same(params.decode(params.encode(tree)), tree)


def test_leaves_keep_keys_with_dots_and_take_lists_whole() -> None:
    tree = {"a": {"b.c": 1, "d": [1, {"e": 2}]}, "empty": {}}
    assert list(params.leaves(tree)) == [
        (("a", "b.c"), 1),
        (("a", "d"), [1, {"e": 2}]),
        (("empty",), {}),
    ]
    assert params.dotted(("a", "b.c", "d")) == 'a["b.c"].d'
