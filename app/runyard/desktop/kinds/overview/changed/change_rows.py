"""The rows of the "What changed" card, made on a worker: runs can differ in thousands of params."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from runyard.desktop.kinds.overview.cards.rows import short_number
from runyard.desktop.kinds.overview.table.card_model import FIT, CardRow, Cell, Column
from runyard.desktop.parts import words
from runyard.desktop.parts.less_is_better import better
from runyard.desktop.parts.param_value import copy_text, value_text, value_tone
from runyard.domain import context as contexts
from runyard.storage.runs.changed import MISSING, Change, Changed, Code, MetricChange

#: The first two columns follow their cells, the last takes the rest.
VALUE_COLUMNS = (
    Column("Name", FIT, least=48, most=0.42),
    Column("Before", FIT, least=32, most=0.28),
    Column("", 28),
    Column("After"),
)
METRIC_COLUMNS = (
    Column("Metric"),
    Column("Before", 76, right=True, spare=True),
    Column("", 26, spare=True),
    Column("After", 72, right=True),
    Column("Change", 92, right=True),
)
_ARROW = Cell("→", "text_faint")
_SHORT = 8
_LONGEST = 60
_UP, _DOWN = "↑", "↓"
_SMALL, _FRACTION = 1e-9, 0.01


def param_rows(found: Sequence[Change]) -> list[CardRow]:
    """Return a row a param with both values, under its last key where that says which one it is."""
    keys = Counter(_last_key(one.name) for one in found)
    return [
        _change(one, value_text, value_tone, short if keys[short := _last_key(one.name)] == 1 else one.name)
        for one in found
    ]


def _last_key(path: str) -> str:
    return path if path.endswith("]") else path.rpartition(".")[2]


def code_rows(found: Changed) -> list[CardRow]:
    """Return what is different in the code and what it runs on: branch, commit, Python, then packages."""
    before, after = found.before, found.after
    facts = [
        ("branch", before.branch, after.branch),
        ("commit", before.commit[:_SHORT], after.commit[:_SHORT]),
        ("uncommitted", *_uncommitted(before, after)),
        ("Python", before.python, after.python),
    ]
    rows = [
        _change(Change(name, old or MISSING, new or MISSING), str, _plain_tone, name)
        for name, old, new in facts
        if old != new and (old or new)
    ]
    return rows + [_change(one, str, _plain_tone, one.name) for one in found.packages]


def metric_rows(found: Sequence[MetricChange]) -> list[CardRow]:
    """Return a row a metric: those whose name tells what is good first, then the others."""
    ranked = sorted(found, key=lambda one: better(one.name, 0.0, 1.0) is None)
    rows = []
    for one in ranked:
        note = contexts.words(one.context)
        text, tone = delta(one)
        cells = (
            Cell(one.name, note=note, path=True),
            Cell(_number(one.before), "text_soft"),
            _ARROW,
            Cell(_number(one.after), "text" if math.isfinite(one.after) else "warn"),
            Cell(text, tone),
        )
        name = f"{one.name} {note}".strip()
        copied = f"{name}\t{one.before!r}\t{one.after!r}\t{text}\tstep {one.step}"
        rows.append(CardRow((one.name, one.context), cells, name, copied, repr(one.after)))
    return rows


def delta(one: MetricChange) -> tuple[str, str]:
    """Return how far a metric moved, ``↓ 6.6 %``, and whether that is good, as a tone."""
    before, after = one.before, one.after
    if not (math.isfinite(before) and math.isfinite(after)):
        return "", "text_faint"
    arrow = _UP if after > before else _DOWN
    good = better(one.name, before, after)
    tone = "text_soft" if good is None else "ok" if good else "bad"
    if abs(before) < _SMALL:
        return f"{arrow} {short_number(abs(after - before))}", tone
    share = abs((after - before) / before) * 100
    if share < 0.1:
        return f"{arrow} <0.1 %", tone
    if 0 < after / before < _FRACTION:
        return f"{arrow} ÷{before / after:.3g}", tone
    return f"{arrow} {share:.1f} %" if share < 1000 else f"{arrow} ×{after / before:.3g}", tone


def _uncommitted(before: Code, after: Code) -> tuple[str, str]:
    """Say it only where it differs: changes of the same content are the same code."""
    if before.diff == after.diff and before.dirty == after.dirty:
        return "", ""
    both = bool(before.diff and after.diff)
    return _dirt(before), "other changes" if both else _dirt(after)


def _dirt(code: Code) -> str:
    return "changes" if code.diff or code.dirty else "none" if code.commit else ""


def _change(one: Change, text: Callable[[Any], str], tone: Callable[[Any], str], title: str) -> CardRow:
    def side(value: Any, ground: str) -> Cell:
        if value is MISSING:
            return Cell(words.NONE, "text_faint")
        shown = text(value).replace("\n", " ")
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        return Cell(shown, tone(value), mono=True, ground=ground)

    copied = [words.NONE if value is MISSING else copy_text(value) for value in (one.before, one.after)]
    return CardRow(
        one.name,
        (
            Cell(title[:200], "text_soft", mono=True, path=True),
            side(one.before, "bad_wash"),
            _ARROW,
            side(one.after, "ok_wash"),
        ),
        one.name,
        f"{one.name}\t{copied[0]}\t{copied[1]}",
        copied[1],
    )


def _plain_tone(_value: Any) -> str:
    return "text"


def _number(value: float) -> str:
    return short_number(value) if math.isfinite(value) else words.number(value)
