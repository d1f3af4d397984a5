"""Params survive the way into text and back, whatever they hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runyard.domain import params
from support.same import same

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
