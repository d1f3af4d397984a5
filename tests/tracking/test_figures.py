"""`Figure`: Plotly's as JSON, matplotlib's as a drawing and a picture."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import sys

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard import Figure

DRAWN = {
    "data": [{"type": "scatter", "y": [1, 2]}],
    "layout": {"title": {"text": "T"}, "width": 300, "height": 200.4},
}


def content(figure):
    return json.loads(figure.new_item().blob.data)


def test_a_dictionary_is_a_figure():
    figure = Figure(DRAWN)
    assert content(figure) == DRAWN
    assert figure.new_item().meta == {"format": "plotly", "title": "T", "width": 300, "height": 200}
    assert (figure.new_item().picture, figure.new_item().plotly) == (None, None)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(st.characters(codec="utf-8")), plain, max_size=3), max_size=3), plain)
def test_whatever_json_can_say_is_kept_and_the_rest_is_null(data, layout):
    def finite(value):
        if isinstance(value, dict):
            return {key: finite(item) for key, item in value.items()}
        if isinstance(value, list):
            return [finite(item) for item in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value

    figure = Figure({"data": data, "layout": layout})
    assert content(figure) == {"data": finite(data), "layout": finite(layout)}
    assert isinstance(figure.title, str)


def test_arrays_and_times_within():
    figure = Figure({"data": [{"y": np.array([1.0, np.nan]), "x": (dt.date(2026, 1, 2), np.int64(5))}]})
    assert content(figure)["data"] == [{"y": [1.0, None], "x": ["2026-01-02", 5]}]


def test_figures_of_plotly():
    go = pytest.importorskip("plotly.graph_objects")
    made = go.Figure(go.Bar(y=np.arange(3)), layout={"title": "Bars", "width": 640})
    figure = Figure(made)
    assert content(figure) == json.loads(made.to_json())
    assert (figure.title, figure.format) == ("Bars", "plotly")
    assert Figure({"data": [go.Bar(y=[1])]}).format == "plotly"


@pytest.fixture
def drawn():
    figures = pytest.importorskip("matplotlib.figure")
    figure = figures.Figure(figsize=(4, 3))
    axes = figure.add_subplot()
    axes.plot([1, 3, 2])
    axes.set_title("Größe")
    return figure


def test_figures_of_matplotlib_are_drawn_faithfully_and_the_same_each_time(drawn):
    figure = Figure(drawn)
    new = figure.new_item()
    assert new.meta == {"format": "svg", "title": "Größe", "width": 384, "height": 288}
    assert new.blob.data.lstrip().startswith(b"<?xml")
    assert b"<svg" in new.blob.data
    assert PIL.Image.open(io.BytesIO(new.picture.data)).size == (800, 600)
    assert Figure(drawn).new_item().blob == new.blob
    assert Figure(drawn.axes[0]).new_item().blob == new.blob


def test_what_plotly_can_say_is_kept_beside_it(drawn):
    pytest.importorskip("plotly")
    [trace] = json.loads(Figure(drawn).new_item().plotly.data)["data"]
    assert trace["y"] == [1, 3, 2]


def test_what_plotly_cannot_say_whole_is_left_out(drawn, monkeypatch):
    drawn.axes[0].imshow([[1, 2], [3, 4]])
    assert Figure(drawn).new_item().plotly is None
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.matplotlylib", None)
    assert Figure(drawn).new_item().plotly is None


@pytest.mark.parametrize(
    "draw",
    [
        lambda figure: figure.suptitle("Both"),
        lambda figure: figure.text(0.5, 0.5, "beside"),
        lambda figure: figure.axes[0].quiver([1], [1], [1], [1]),
        lambda figure: figure.axes[0].hexbin([1, 2, 3], [1, 2, 3], gridsize=3),
    ],
)
def test_what_plotly_drops_without_a_word_is_left_out(drawn, draw):
    pytest.importorskip("plotly")
    draw(drawn)
    assert Figure(drawn).new_item().plotly is None


def test_a_scatter_is_said_whole_and_its_colours_too(drawn):
    pytest.importorskip("plotly")
    drawn.axes[0].scatter([1, 2, 3], [1, 2, 3], c=[1, 2, 3])
    assert len(json.loads(Figure(drawn).new_item().plotly.data)["data"]) == 2


def test_a_figure_of_pyplot_stays_open_and_the_current_one():
    pytest.importorskip("plotly")
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    made = plt.figure()
    try:
        plt.plot([1, 3, 2])
        assert Figure(made).new_item().plotly is not None
        assert plt.fignum_exists(made.number)
        assert plt.gcf() is made
    finally:
        plt.close(made)


def test_pyplot_itself_is_its_current_figure():
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    made = plt.figure()
    try:
        plt.title("now")
        assert Figure(plt).title == Figure(made).title == "now"
    finally:
        plt.close(made)


def test_a_figure_that_cannot_be_drawn_is_refused_in_one_sentence(drawn):
    drawn.axes[0].set_title(r"$\nonsense{$")
    with pytest.raises(ValueError, match="the figure cannot be drawn") as caught:
        Figure(drawn)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


class Broken:
    layout = None

    def to_plotly_json(self):
        return {}

    def to_json(self):
        raise RuntimeError("no\njson")


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (None, TypeError, "a figure is one of Plotly or of matplotlib, not None"),
        ([1, 2], TypeError, "[1, 2]"),
        ({"layout": {}}, ValueError, 'a list of traces as "data"'),
        ({"data": 3}, ValueError, 'a list of traces as "data"'),
        ({"data": [object()]}, ValueError, "it holds something of type object"),
        (Broken(), ValueError, "cannot be written as JSON: no json"),
    ],
)
def test_what_is_no_figure_is_refused_in_one_sentence(value, error, words):
    with pytest.raises(error) as caught:
        Figure(value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_figure_that_holds_itself_is_refused():
    tree = {"data": []}
    tree["data"].append(tree)
    with pytest.raises(ValueError, match="nested too deep"):
        Figure(tree)
