"""Where images stand in the grid, what is said of them, and which are chosen: without a window."""

from __future__ import annotations

from array import array
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from runyard.desktop.kinds.images.grid import cells
from runyard.desktop.kinds.images.grid.cells import split_score
from runyard.desktop.kinds.images.grid.layout import GAP, GridLayout, Group, Measure
from runyard.desktop.kinds.images.groups import groups_of, head_words, place_of, steps_of
from runyard.desktop.kinds.images.options import Arrangement, Options
from runyard.desktop.kinds.images.reading import plain_caption
from runyard.desktop.kinds.images.saving import image_name
from runyard.desktop.kinds.images.words import Captions, facts
from runyard.domain.item import Item
from runyard.storage.objects.item_places import Places

MEASURE = Measure(84, 1.0, 18)


def groups(*many: int) -> list[Group]:
    found, first = [], 0
    for value, number in enumerate(many):
        found.append(Group(value, first, number))
        first += number
    return found


def item(caption: Any = "", **more: Any) -> Item:
    values: dict[str, Any] = {"format": "png", "caption": caption}
    return Item(1, 1, 1860, 3, 1_763_600_000_000_000, 19.0, values, 1536, "ab" * 32)._replace(**more)


def places(steps: list[int], indices: list[int], epoch: float = nan) -> Places:
    return Places(
        array("q", range(len(steps))),
        array("q", steps),
        array("q", indices),
        array("d", [epoch] * len(steps)),
    )


def test_columns_fill_the_width() -> None:
    layout = GridLayout(groups(10, 10), 1004, MEASURE)
    assert layout.columns == 10
    last = layout.rect(9)
    assert 1004 - layout.columns < last.right() + 1 <= 1004
    assert layout.rect(1).left() == layout.cell_width + GAP
    assert layout.rect(10).top() == layout.row_height + 2 * layout.head_height


def test_a_narrow_pane_has_one_column_and_shapes_have_bounds() -> None:
    assert GridLayout(groups(3), 10, MEASURE).columns == 1
    assert GridLayout(groups(3), 500, MEASURE._replace(aspect=100)).cell_height >= 8
    tall = GridLayout(groups(3), 500, MEASURE._replace(aspect=0.01))
    assert tall.cell_height <= 3 * tall.cell_width
    empty = GridLayout((), 500, MEASURE)
    assert (empty.height, list(empty.between(0, 100)), empty.at(5, 5)) == (0, [], -1)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=20),
    st.integers(40, 1500),
    st.sampled_from([32, 84, 440]),
    st.booleans(),
)
def test_every_image_is_found_where_it_stands(many: list[int], width: int, least: int, heads: bool) -> None:
    layout = GridLayout(groups(*many), width, Measure(least, 1.3, 18, heads))
    for number in range(layout.many):
        rect = layout.rect(number)
        assert layout.at(rect.center().x(), rect.center().y()) == number
        assert layout.at(rect.left(), rect.top()) == number
        assert rect.right() < width or layout.columns == 1
        assert rect.bottom() < layout.height
        assert number in layout.between(rect.top(), rect.bottom())
        assert layout.group_of(number) in layout.groups_between(rect.top(), rect.bottom())
    assert list(layout.between(0, layout.height)) == list(range(layout.many))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8), st.integers(1, 6))
def test_down_and_up_pass_every_row_once(many: list[int], columns: int) -> None:
    layout = GridLayout(groups(*many), columns * 84 + (columns - 1) * GAP, MEASURE)
    rows, here = 1, 0
    while (after := layout.moved(here, 1)) != here:
        assert layout.rect(after).top() > layout.rect(here).top()
        rows, here = rows + 1, after
    assert rows == sum(-(-number // layout.columns) for number in many)
    assert layout.moved(here, -rows) == 0
    assert layout.moved(here, 5) == here


def test_what_is_in_sight_is_little_of_much() -> None:
    layout = GridLayout(groups(*[10] * 1000), 1004, MEASURE)
    seen = layout.between(50_000, 50_900)
    assert 60 <= len(seen) <= 90
    assert layout.rect(seen[0]).top() <= 50_000 + layout.head_height
    assert layout.rect(seen[-1]).bottom() >= 50_900 - layout.row_height - layout.head_height


def test_steps_make_groups_with_heads_and_single_images_flow_on() -> None:
    found, heads = groups_of(places([20, 20, 10], [0, 1, 0], 3.0), Arrangement.NEWEST)
    assert heads
    assert found == [Group(20, 0, 2, 3.0), Group(10, 2, 1, 3.0)]
    assert head_words(found[0], Arrangement.NEWEST) == ("Step 20", "epoch 3, 2 images")
    assert head_words(Group(1860, 0, 1), Arrangement.OLDEST) == ("Step 1,860", "1 image")
    thin, heads = groups_of(places([10, 20, 30], [0, 0, 0]), Arrangement.OLDEST)
    assert (thin, heads) == ([Group(0, 0, 3)], False)
    assert groups_of(places([10], [0]), Arrangement.OLDEST) == ([Group(10, 0, 1)], True)
    assert groups_of(places([], []), Arrangement.OLDEST) == ([], True)


def test_indices_make_groups_of_steps() -> None:
    found, heads = groups_of(places([10, 20, 10], [0, 0, 1]), Arrangement.INDEX)
    assert heads
    assert [head_words(group, Arrangement.INDEX) for group in found] == [
        ("Index 0", "2 steps"),
        ("Index 1", "1 step"),
    ]
    assert not groups_of(places([10, 20], [0, 0]), Arrangement.INDEX)[1]


@given(
    st.sets(st.tuples(st.integers(-3, 6), st.integers(0, 4)), max_size=30), st.sampled_from(list(Arrangement))
)
def test_an_image_is_found_by_step_and_index(there: set[tuple[int, int]], arrangement: Arrangement) -> None:
    if arrangement is Arrangement.INDEX:
        ordered = sorted(there, key=lambda one: (one[1], one[0]))
    else:
        way = -1 if arrangement is Arrangement.NEWEST else 1
        ordered = sorted(there, key=lambda one: (way * one[0], one[1]))
    found = places([step for step, _ in ordered], [index for _, index in ordered])
    for step in range(-4, 8):
        for index in range(6):
            number = place_of(found, arrangement, step, index)
            if (step, index) in there:
                assert ordered[number] == (step, index)
            elif arrangement is Arrangement.INDEX or step not in {one for one, _ in there}:
                assert number == -1
            else:
                assert ordered[number][0] == step
    for index in range(6):
        assert steps_of(found, index) == sorted(step for step, one in there if one == index)


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("9 as 4, 0.43", ("9 as 4", "0.43")),
        ("9 as 4 0.43", ("9 as 4", "0.43")),
        ("cat: 97 %", ("cat", "97 %")),
        ("cat | -1.5e-3", ("cat", "-1.5e-3")),
        ("9 as 4", ("9 as 4", "")),
        ("epoch 12", ("epoch 12", "")),
        ("0.43", ("0.43", "")),
        ("", ("", "")),
    ],
)
def test_a_score_at_the_end_of_a_caption_stands_apart(caption: str, parts: tuple[str, str]) -> None:
    assert split_score(caption) == parts


def test_a_hostile_caption_is_short_plain_and_quickly_split() -> None:
    assert plain_caption(item("a\n\tb  " + "x" * 1_000_000)).startswith("a b xxx")
    assert len(plain_caption(item("y" * 1_000_000))) == 400
    assert plain_caption(item(["no", "text"])) == ""
    assert plain_caption(item("a\u202egnp.exe")) == "a\ufffdgnp.exe"
    assert split_score("1," * 200) == ("1," * 200, "")
    assert split_score(" " * 399 + "x")[1] == ""


def test_captions_tell_the_step_where_no_head_does() -> None:
    words = Captions()
    assert words.words(item("9 as 4, 0.43")) == ("9 as 4", "0.43")
    words.with_step = True
    assert words.words(item("9 as 4, 0.43")) == ("9 as 4, 0.43", "1,860")
    assert words.words(item()) == ("Step 1,860", "")
    assert words.spoken(item("9 as 4")) == "Step 1,860, index 3, 9 as 4"


def test_facts_come_in_their_order() -> None:
    found = dict(facts(item(), 8, 8, "png"))
    assert list(found) == ["Step", "Index", "Epoch", "Size", "Format", "Bytes", "Logged", "SHA-256"]
    assert (found["Size"], found["Format"], found["Epoch"]) == ("8 × 8 px", "PNG", "19")
    assert facts(item(), 8, 8, "png", "subset val")[0] == ("Context", "subset val")
    bare = facts(item(epoch=None, sha256=None), 0, 0, "")
    assert [name for name, _ in bare] == ["Step", "Index", "Bytes", "Logged"]


def test_a_saved_image_has_a_name_that_leads_nowhere_else() -> None:
    assert image_name("misclassified", item()) == "misclassified-step1860-3.png"
    assert image_name("../../etc/passwd", item(meta={"format": "jpeg"})) == "etc-passwd-step1860-3.jpg"
    assert image_name("...", item(meta={"format": "../x"})) == "step1860-3.img"
    assert image_name("x" * 500, item(meta={})) == "x" * 60 + "-step1860-3.img"


def test_a_picture_whose_corner_looks_like_the_ground_gets_a_frame() -> None:
    white, ground = QImage(4, 4, QImage.Format.Format_RGB32), QColor("#fafafa")
    white.fill(QColor("#ffffff"))
    assert cells._fades(white, ground)
    for x, y in ((0, 0), (3, 0), (0, 3)):
        white.setPixelColor(x, y, QColor("#000000"))
    assert cells._fades(white, ground)
    white.setPixelColor(3, 3, QColor("#ffe000"))
    assert not cells._fades(white, ground)
    assert not cells._fades(white.convertToFormat(QImage.Format.Format_ARGB32), QColor("#000000"))


def test_choices_that_mean_nothing_fall_back() -> None:
    kept = Options(160, False, Arrangement.INDEX)
    assert Options.read(kept.plain()) == kept
    assert Options.read({"size": 1, "smooth": "yes", "arrangement": "sideways"}) == Options()
    assert Options.read([1]) == Options()
