from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runyard.desktop.state.table_view import ColumnLook, TableView, decode, encode
from runyard.storage.table.listing import Sort

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_view_comes_back_from_json() -> None:
    view = TableView(
        query='run.name == "a"',
        sort=(Sort("param:lr"), Sort("created", descending=True)),
        groups=("param:lr",),
        spread="deviation",
        shown=("name", "param:lr"),
        left=("param:lr",),
        right=("status",),
        differing=True,
        looks={"param:lr": ColumnLook(120, 4, True)},
        density="dense",
    )
    assert decode(json.loads(json.dumps(encode(view)))) == view
    assert decode(encode(TableView())) == TableView()


def test_a_look_that_says_nothing_is_not_kept() -> None:
    view = TableView().with_look("a", digits=3).with_look("b", width=80)
    assert view.look("a").digits == 3
    assert list(view.with_look("a", digits=None).looks) == ["b"]


@given(st.dictionaries(st.sampled_from(sorted(encode(TableView()))), JSON) | JSON)
def test_what_another_version_wrote_is_read_as_far_as_it_has_meaning(data: Any) -> None:
    view = decode(data)
    assert view.sort
    assert decode(encode(view)) == view
