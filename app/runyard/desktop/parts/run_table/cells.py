"""How the columns of the runs table look: name with swatch, status, tags, times, params, metrics."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from runyard.desktop.parts import words
from runyard.desktop.parts.status import paint_status, share_words, status_word
from runyard.desktop.parts.tag_badge import paint_tags, shown_tags, tags_width
from runyard.desktop.tables import NONE, PADDING, Cell, Look, paint_none, paint_pending
from runyard.desktop.theme import series_color, sizes
from runyard.domain import clock
from runyard.domain.run import RunInfo
from runyard.domain.status import RunStatus
from runyard.storage.table.cells import Missing, Row

_LONGEST_TEXT = 200
# The first rows may all be of today and short; those further down are not cut.
_LONG_MOMENT = "30 May 20:44"
_LONG_DURATION = "59 m 59 s"


class NameCell(Cell):
    """The run's colour and its name; a queued run has no curve yet, so its swatch is empty."""

    inset = sizes.SWATCH + sizes.GAP

    def text(self, row: Row, value: Any) -> str:
        return one_line(row.info.name)

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        side, info = sizes.SWATCH, row.info
        swatch = QRectF(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = sizes.SWATCH_RADIUS
        if info.status is RunStatus.QUEUED:
            radius -= 1  # the line's middle, not its edge, follows the corner
            painter.setPen(QPen(look.colors.line_strong, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            swatch.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(series_color(info.color))
        painter.drawRoundedRect(swatch, radius, radius)
        name = rect.adjusted(side + sizes.GAP, 0, 0, 0)
        look.write(painter, name, self.text(row, value), look.colors.text)

    def width(self, row: Row, value: Any, look: Look) -> float:
        return super().width(row, value, look) + sizes.SWATCH + sizes.GAP


class StatusCell(Cell):
    """Shape and word; of a running run how far it is, with a line of progress; a box when archived."""

    def text(self, row: Row, value: Any) -> str:
        word, share = status_word(row.info.status), _share(row.info)
        parts = [word] if share is None else [word, share_words(share)]
        return " ".join([*parts, "archived"] if row.info.archived else parts)

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        info, side = row.info, sizes.STATUS_MARK
        share = _share(info)
        mark = QRectF(rect.left(), rect.top() + (rect.height() - side) / 2, side, side)
        paint_status(painter, mark, info.status, share, look.behind())
        word = rect.adjusted(side + sizes.GAP, 0, 0, 0)
        look.write(painter, word, status_word(info.status), look.colors.text)
        if share is not None:
            look.write(painter, rect, share_words(share), look.faint(), look.small, right=True)
            top = rect.bottom() - 2
            painter.fillRect(rect.left(), top, rect.width(), 2, look.colors.line)
            painter.fillRect(rect.left(), top, round(rect.width() * share), 2, look.colors.accent)
        elif info.archived:
            box = look.icon("box", look.colors.text_soft, sizes.ICON_DENSE)
            top = rect.top() + (rect.height() - sizes.ICON_DENSE) // 2
            painter.drawPixmap(rect.right() + 1 - sizes.ICON_DENSE, top, box)

    def width(self, row: Row, value: Any, look: Look) -> float:
        wide = look.plain.width(status_word(row.info.status))
        if _share(row.info) is not None:
            wide += sizes.GAP + look.small.width("100 %")
        return sizes.STATUS_MARK + sizes.GAP + wide + 2 * PADDING

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        return self.text(row, value) if row.info.archived else ""


class TagsCell(Cell):
    """The tags as badges."""

    def text(self, row: Row, value: Any) -> str:
        return ", ".join(tag.name for tag in shown_tags(row.info.tags))

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        if shown_tags(row.info.tags):
            paint_tags(painter, QRectF(rect), row.info.tags)
        else:
            paint_none(painter, rect, look)

    def width(self, row: Row, value: Any, look: Look) -> float:
        return tags_width(row.info.tags) + 2 * PADDING


class CreatedCell(Cell):
    """When the run began; the time to the second in the tooltip."""

    soft = True

    def text(self, row: Row, value: Any) -> str:
        return words.moment(row.info.created)

    def width(self, row: Row, value: Any, look: Look) -> float:
        return max(super().width(row, value, look), look.plain.width(_LONG_MOMENT) + 2 * PADDING)

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        return words.full_moment(row.info.created)


class DurationCell(Cell):
    """How long it ran, or has run so far."""

    right = True
    soft = True

    def text(self, row: Row, value: Any) -> str:
        info = row.info
        return NONE if info.status is RunStatus.QUEUED else words.duration(info.duration(clock.now()))

    def width(self, row: Row, value: Any, look: Look) -> float:
        return max(super().width(row, value, look), look.plain.width(_LONG_DURATION) + 2 * PADDING)


class FactCell(Cell):
    """A text among the run's facts: experiment, description, hash."""

    soft = True

    def __init__(self, *, fixed: bool = False) -> None:
        self.fixed = fixed

    def text(self, row: Row, value: Any) -> str:
        return one_line(str(value)) if value else NONE


class ParamCell(Cell):
    """A param as it was written, in the fixed font; paths give way in the middle."""

    fixed = True

    def __init__(self, *, right: bool, digits: int | None = None) -> None:
        self.right = right
        self._digits = digits

    def text(self, row: Row, value: Any) -> str:
        if isinstance(value, Missing):
            return "" if value is Missing.PENDING else NONE
        if isinstance(value, float):
            if self._digits is not None:
                return words.number(value, self._digits)
            shown = repr(value)
            return shown if len(shown) <= 12 else f"{value:.6g}"
        return one_line(value if isinstance(value, str) else repr(value))

    def spoken(self, row: Row, value: Any) -> str:
        return spoken_missing(value) if isinstance(value, Missing) else self.text(row, value)

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        if isinstance(value, Missing):
            paint_missing(painter, rect, value, look, right=self.right)
            return
        color = look.warn() if _odd(value) else look.colors.text
        shown = self.text(row, value)
        path = isinstance(value, str) and ("/" in value or "\\" in value)
        elide = Qt.TextElideMode.ElideMiddle if path else Qt.TextElideMode.ElideRight
        look.write(painter, rect, shown, color, look.fixed, right=self.right, elide=elide)

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        shown = self.text(row, value)
        whole = repr(value) if isinstance(value, float) else shown
        return whole if whole != shown or self.width(row, value, look) > room + 0.5 else ""


class MetricCell(Cell):
    """A metric's value with as many decimals as its column; NaN and infinities warn."""

    right = True

    def __init__(self, digits: int | None = None) -> None:
        self.places = 4
        self._digits = digits
        self._fitted = False

    def keep(self, before: Cell) -> bool:
        """Take the decimals that this column had before, unless it is asked for other digits now."""
        if isinstance(before, MetricCell) and before._fitted and before._digits == self._digits:
            self.places, self._fitted = before.places, True
            return True
        return False

    def fit(self, values: list[Any]) -> None:
        """Choose the decimals from a sample of the column, so that its largest value has its digits."""
        finite = [v for v in values if isinstance(v, float) and math.isfinite(v)]
        if not finite:
            return
        whole = all(value == int(value) for value in finite)
        digits = 4 if self._digits is None else self._digits
        self.places = 0 if whole else max(1, words.decimals(max(map(abs, finite)), digits))
        self._fitted = True

    def write(self, value: float) -> str:
        """Return a number as this column writes them."""
        return words.aligned(value, self.places)

    def text(self, row: Row, value: Any) -> str:
        if isinstance(value, Missing):
            return "" if value is Missing.PENDING else NONE
        return self.write(value)

    def spoken(self, row: Row, value: Any) -> str:
        return spoken_missing(value) if isinstance(value, Missing) else self.text(row, value)

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        if isinstance(value, Missing):
            paint_missing(painter, rect, value, look, right=True)
            return
        color = look.warn() if _odd(value) else look.colors.text
        look.write(painter, rect, words.aligned(value, self.places), color, right=True)

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        return "" if isinstance(value, Missing) else repr(value)


def spoken_missing(value: Missing) -> str:
    """Return what a screen reader says of a cell without a value."""
    return "not yet" if value is Missing.PENDING else "none"


def paint_missing(painter: QPainter, rect: QRect, value: Missing, look: Look, *, right: bool) -> None:
    """Paint the clock of what may still come, or the dash of what never came."""
    if value is Missing.PENDING:
        paint_pending(painter, rect, look, right=right)
    else:
        paint_none(painter, rect, look, right=right)


def one_line(text: str) -> str:
    """Return logged text as one line of bounded length."""
    return " ".join(text[:_LONGEST_TEXT].split())


def _share(info: RunInfo) -> float | None:
    if info.progress is None or not info.status.active:
        return None
    return info.progress.share


def _odd(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
