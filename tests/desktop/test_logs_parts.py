"""What the Logs tab is made of, without a window: traits, rows, hits, kept lines, places, words."""

from __future__ import annotations

import datetime as dt
from array import array

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.logs.actions.going import Goal, understood
from runyard.desktop.kinds.logs.lines import lines as kept
from runyard.desktop.kinds.logs.lines.lines import LineCache, ShownLine
from runyard.desktop.kinds.logs.lines.rows import MATCH, ON_STDERR, Filter, Rows, compose, count_stderr, ruler
from runyard.desktop.kinds.logs.lines.traits import PROBLEM, REPEAT, STDERR, Tracer
from runyard.desktop.kinds.logs.search.hits import Hits, Match
from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.kinds.logs.view.colours import StyleFormats, legible, palette
from runyard.desktop.kinds.logs.view.keys import word_around
from runyard.desktop.kinds.logs.view.layouts import LineLayout
from runyard.desktop.kinds.logs.view.painting import joined
from runyard.desktop.kinds.logs.view.scrolling import Scrolling
from runyard.desktop.theme import contrast, tokens
from runyard.domain.printed import Span, Style
from runyard.storage.output.logs import Stretch

NOTHING: array[int] = array("I")


def stretch(*lines: str, streams: str = "") -> Stretch:
    found = [int(one) for one in streams] or [1] * len(lines)
    return Stretch(0, [0] * len(lines), found, list(lines), {})


def traits(*lines: str, streams: str = "") -> list[int]:
    return list(Tracer(shapes=True).feed(stretch(*lines, streams=streams)))


def test_streams_alone_cost_nothing_else() -> None:
    found = Tracer(shapes=False).feed(stretch("Error: no", "Error: no", streams="21"))
    assert list(found) == [STDERR, 0]


@pytest.mark.parametrize(
    "line",
    [
        "ValueError: no",
        "x.py:3: RuntimeWarning: overflow",
        "[ERROR] disk",
        "error: it broke",
        "\x1b[31mFATAL\x1b[0m",
        "Traceback (most recent call last):",
        "2026-11-20 WARNING slow",
        "Warning: old",
    ],
)
def test_lines_that_warn_or_tell_an_error(line: str) -> None:
    assert traits(line) == [PROBLEM]


@pytest.mark.parametrize("line", ["mean squared error 0.12", "loss 3", "0 errors", "  indented", ""])
def test_lines_that_do_not(line: str) -> None:
    assert traits(line) == [0]


def test_what_is_indented_below_an_error_belongs_to_it() -> None:
    found = traits("Traceback (most recent call last):", '  File "x.py"', "    raise", "loss 1", "  later")
    assert found == [PROBLEM] * 3 + [0, 0]
    assert traits("Error: a", "  other stream", streams="21") == [STDERR | PROBLEM, 0]


def test_lines_that_differ_in_numbers_are_repeats() -> None:
    assert traits("train ━━── 1/9 0.5", "train ━━━─ 2/9 0.25", "train done") == [0, REPEAT, 0]
    assert traits("a 1", "a 2", streams="12") == [0, STDERR]
    assert traits("----", "----", "", "") == [0, 0, 0, 0]
    assert traits("\x1b[31mx 1", "\x1b[32mx 2") == [0, REPEAT]


def test_traits_go_on_over_blocks() -> None:
    tracer = Tracer(shapes=True)
    assert list(tracer.feed(stretch("a 1", "a 2"), 1)) == [0]
    assert list(tracer.feed(Stretch(2, [0], [1], ["a 3"], {}))) == [REPEAT]


def shown(rows: Rows) -> list[int]:
    return [rows.line(row) for row in range(len(rows))]


def test_all_lines_need_no_list() -> None:
    rows = compose(5, b"", NOTHING, Filter(), frozenset())
    assert rows.lines is None
    assert shown(rows) == [0, 1, 2, 3, 4]
    assert rows.row(3) == 3
    assert rows.row(99) == 4
    assert Rows().row(0) == -1


def test_filters_come_together() -> None:
    known = bytes([0, STDERR, PROBLEM, STDERR | PROBLEM, 0])
    hits = array("I", [1, 3, 4])

    def of(**how: object) -> list[int]:
        return shown(compose(5, known, hits, Filter(**how), frozenset()))  # type: ignore[arg-type]

    assert of(stream=1) == [0, 2, 4]
    assert of(stream=2) == [1, 3]
    assert of(detail="problems") == [2, 3]
    assert of(only=True) == [1, 3, 4]
    assert of(only=True, stream=2, detail="problems") == [3]
    assert shown(compose(5, known[:2], NOTHING, Filter(stream=1), frozenset())) == [0]
    assert shown(compose(5, known, NOTHING, Filter(only=True), frozenset())) == []


def test_rows_and_lines_lead_to_each_other() -> None:
    rows = Rows(9, array("I", [1, 4, 7]))
    assert [rows.row(line) for line in (0, 1, 2, 4, 7, 8)] == [0, 0, 1, 1, 2, 2]
    assert rows.shows(4)
    assert not rows.shows(5)


def test_repeats_fold_into_their_last_line_and_open_in_place() -> None:
    known = bytes([0, 0, REPEAT, REPEAT, REPEAT, 0, REPEAT, 0])
    folded = compose(8, known, NOTHING, Filter(detail="fold"), frozenset())
    assert shown(folded) == [0, 4, 5, 6, 7]  # two alike are not worth a fold
    assert [folded.fold(row) for row in range(5)] == [0, 3, 0, 0, 0]
    opened = compose(8, known, NOTHING, Filter(detail="fold"), frozenset({1}))
    assert shown(opened) == list(range(8))
    assert [opened.fold(row) for row in range(8)] == [0, 0, 0, 0, -3, 0, 0, 0]
    apart = compose(8, known, array("I", [1, 2, 4]), Filter(detail="fold", only=True), frozenset())
    assert shown(apart) == [1, 2, 4]  # what is not next to each other is not folded
    assert shown(compose(0, b"", NOTHING, Filter(detail="fold"), frozenset())) == []


def test_the_ruler_tells_where_matches_and_errors_are() -> None:
    known = bytes([STDERR, 0, 0, 0])
    marks = ruler(Rows(4), known, array("I", [3]), 8)
    assert list(marks) == [ON_STDERR, 0, 0, 0, 0, 0, MATCH, 0]
    filtered = ruler(Rows(4, array("I", [1, 3])), known, array("I", [3]), 4)
    assert list(filtered) == [0, 0, MATCH, 0]
    assert ruler(Rows(), b"", NOTHING, 5) == bytes(5)
    assert ruler(Rows(4), known, NOTHING, 0) == b""
    assert count_stderr(known) == 1
    assert count_stderr(b"") == 0


def test_matches_by_place_and_by_line() -> None:
    hits = Hits()
    assert len(hits) == 0
    hits.extend(array("I", [2, 5]), array("Q", [1, 4]))
    hits.extend(array("I", [9]), array("Q", [5]))
    assert len(hits) == 5
    places = [hits.match(place) for place in (0, 1, 3, 4, 5, -1)]
    assert places == [
        Match(0, 2, 0),
        Match(1, 5, 0),
        Match(3, 5, 2),
        Match(4, 9, 0),
        Match(0, 2, 0),
        Match(4, 9, 0),
    ]
    assert [hits.from_line(line) for line in (0, 2, 3, 5, 6, 9, 10)] == [0, 0, 1, 1, 4, 4, 5]


def test_few_lines_are_kept_and_those_in_use_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LINES", 4)
    cache = LineCache()
    cache.add({number: ShownLine(0, 1, "x") for number in range(4)})
    cache.touch([0])
    cache.add({9: ShownLine(0, 1, "y")})
    assert cache.missing([0, 1, 2, 3, 9]) == [1]
    assert cache.characters == 4
    monkeypatch.setattr(kept, "CHARACTERS", 10)
    cache.add({10: ShownLine(0, 1, "z" * 20)})
    assert cache.missing([10]) == []
    assert len(cache) == 1


def test_a_choice_goes_over_lines_in_either_direction() -> None:
    choice = Choice(Place(5, 3), Place(3, 1))
    assert choice.start == Place(3, 1)
    assert choice.within(3, 9) == (1, 9)
    assert choice.within(4, 9) == (0, 9)
    assert choice.within(5, 2) == (0, 2)
    assert choice.within(6, 9) is None
    assert not Choice(Place(1, 1), Place(1, 1))


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("loss 0.12 x", 6, "0.12"),
        ("loss 0.12 x", 4, " "),
        ("a/b_c.pt!", 0, "a/b_c.pt"),
        ("", 0, ""),
        ("ab", 2, "ab"),
    ],
)
def test_words_hold_together_numbers_and_paths(text: str, column: int, word: str) -> None:
    low, high = word_around(text, column)
    assert text[low:high] == word


def test_rows_of_several_heights_are_scrolled_through() -> None:
    heights = [10, 30, 10, 10, 50, 10]
    scrolling = Scrolling(lambda row: heights[row])
    scrolling.unit, scrolling.count, scrolling.room = 10, 6, 40
    assert [(one.row, one.top) for one in scrolling.seen(0)] == [(0, 0), (1, 10)]
    assert [(one.row, one.top) for one in scrolling.seen(15)] == [(1, -15), (2, 15), (3, 25), (4, 35)]
    last = scrolling.seen(scrolling.most())
    assert (last[-1].row, last[-1].top + last[-1].height) == (5, 40)
    assert scrolling.value_at_bottom(2) == 10
    assert scrolling.value_at_bottom(3) == 10 + 10 * 10 // 30
    assert scrolling.value_showing(1, 0) == 0
    assert scrolling.value_showing(0, 25) == 0
    scrolling.count = 2
    scrolling.room = 400
    assert scrolling.most() == 0
    scrolling.count = 0
    assert scrolling.seen(0) == []
    assert scrolling.most() == 0


def us(*when: int) -> int:
    return round(dt.datetime(*when).astimezone().timestamp() * 1_000_000)  # type: ignore[arg-type]


START, END = us(2026, 11, 20, 23, 30, 10), us(2026, 11, 22, 9, 0, 0)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("1,814", Goal(line=1814)),
        (" line 7 ", Goal(line=7)),
        ("step 1,700", Goal(step=1700)),
        ("s-3", Goal(step=-3)),
        ("23:45", Goal(time=us(2026, 11, 20, 23, 45))),
        ("23:30", Goal(time=us(2026, 11, 20, 23, 30))),
        ("1:02:03.5", Goal(time=us(2026, 11, 21, 1, 2, 3, 500_000))),
        ("2026-11-22 08:00", Goal(time=us(2026, 11, 22, 8))),
        ("12 m 30 s", Goal(time=START + 750_000_000)),
        ("+1.5h", Goal(time=START + 5_400_000_000)),
        ("", None),
        ("soon", None),
        ("25:00", None),
        ("2026-13-01 08:00", None),
        (",", None),
        ("step", None),
        ("9" * 500, None),
        ("1 m 2 x", None),
    ],
)
def test_where_somebody_wants_to_go(text: str, goal: Goal | None) -> None:
    assert understood(text, START, END) == goal


@pytest.mark.parametrize("color", [*range(256), 1 << 24, (1 << 24) | 0xFFFFFF, (1 << 24) | 0x123456])
def test_every_colour_can_be_read(color: int, qtbot: QtBot) -> None:
    for ground in (tokens().field, tokens().bad_wash):
        formats = StyleFormats(ground)
        fore = formats.get(Style(fore=color)).foreground().color()
        assert contrast.ratio(fore, ground) >= 4.5
        boxed = formats.get(Style(back=color))
        assert contrast.ratio(boxed.foreground().color(), boxed.background().color()) >= 4.5
        dim = formats.get(Style(fore=color, dim=True, inverse=True))
        assert contrast.ratio(dim.foreground().color(), dim.background().color()) >= 3.0


def test_a_colour_that_can_be_read_stays() -> None:
    assert legible(QColor("white"), QColor("black")) == QColor("white")
    assert palette(196) == QColor(255, 0, 0)


def test_many_colours_of_one_line_are_not_all_kept(qtbot: QtBot) -> None:
    formats = StyleFormats(tokens().field)
    for color in range(5000):
        formats.get(Style(fore=(1 << 24) | color))
    assert len(formats._made) <= 2048


def test_places_in_a_line_count_characters(qtbot: QtBot) -> None:
    line = ShownLine(0, 1, "a🙂b\tc", (Span(1, 2, Style(bold=True)),))
    layout = LineLayout(line, StyleFormats(tokens().field), 8.0, None)
    spots = [layout.spot(place).x() for place in range(6)]
    assert spots == sorted(spots)
    assert [layout.place_at(x, 1) for x in spots] == list(range(6))
    assert layout.place_at(1e9, 1) == 5
    wrapped = LineLayout(ShownLine(0, 1, "x" * 100), StyleFormats(tokens().field), 8.0, 80.0)
    assert wrapped.height > 5 * layout.height
    assert wrapped.place_at(0, wrapped.height - 1) > 80
    assert wrapped.spot(100).y() > layout.height


def test_marks_that_touch_are_one() -> None:
    assert joined([]) == []
    assert joined([(0, 1), (1, 2), (4, 6), (6, 7), (9, 10)]) == [(0, 2), (4, 7), (9, 10)]
