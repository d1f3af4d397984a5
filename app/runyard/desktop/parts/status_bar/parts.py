"""The parts of a bar by status, and how the bar is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from runyard.desktop.parts.status import status_word
from runyard.desktop.theme import tokens
from runyard.domain.status import RunStatus

ORDER = (
    RunStatus.RUNNING,
    RunStatus.STALE,
    RunStatus.QUEUED,
    RunStatus.FINISHED,
    RunStatus.FAILED,
    RunStatus.CRASHED,
    RunStatus.KILLED,
)
_GAP = 2.0
_LEAST = 4.0
_HATCH = 4.0


class Part(NamedTuple):
    """One part of the bar: a status, or None for the archived."""

    status: RunStatus | None
    runs: int

    @property
    def word(self) -> str:
        """What the part is called."""
        return "Archived" if self.status is None else status_word(self.status)


def parts_of(by_status: Mapping[RunStatus, int], archived: int = 0) -> list[Part]:
    """Return the parts that have runs, in their order; the archived come last."""
    found = [Part(status, by_status[status]) for status in ORDER if by_status.get(status)]
    return [*found, Part(None, archived)] if archived else found


def share_words(count: int, total: int) -> str:
    """Return a part of the whole in words: ``85.8 %``; what is there is never told as nothing."""
    share = 100 * count / total if total else 0.0
    return "< 0.1 %" if 0 < share < 0.05 else f"{share:.1f} %"


def widths(parts: Sequence[Part], room: float) -> list[float]:
    """Return how wide each part is painted: at least four pixels, the others give way."""
    if not parts:
        return []
    total = sum(part.runs for part in parts)
    free = max(0.0, room - _GAP * (len(parts) - 1))
    least = min(_LEAST, free / len(parts))
    wide = [free * part.runs / total for part in parts]
    small = [place for place, width in enumerate(wide) if width < least]
    taken = sum(least - wide[place] for place in small)
    spare = sum(width - least for width in wide if width > least)
    return [least if width <= least else width - taken * (width - least) / spare for width in wide]


def paint_bar(painter: QPainter, rect: QRectF, parts: Sequence[Part], behind: QColor) -> None:
    """Paint the parts side by side in `rect`; hatching tells crashed from failed without colour."""
    painter.save()
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(rect, 2, 2)
        painter.setClipPath(shape)
        left = rect.left()
        for part, wide in zip(parts, widths(parts, rect.width()), strict=True):
            _paint_part(painter, QRectF(left, rect.top(), wide, rect.height()), part, behind)
            left += wide + _GAP
    finally:
        painter.restore()


def _paint_part(painter: QPainter, rect: QRectF, part: Part, behind: QColor) -> None:
    painter.fillRect(rect, _color(part.status))
    if part.status is not RunStatus.CRASHED:
        return
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(behind, 1.5))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(QLineF(x, rect.bottom(), x + rect.height(), rect.top()))
        x += _HATCH
    painter.restore()


def _color(status: RunStatus | None) -> QColor:
    colors = tokens()
    if status is None:
        return colors.line_strong
    return {
        RunStatus.RUNNING: colors.accent,
        RunStatus.STALE: colors.warn,
        RunStatus.QUEUED: colors.text_faint,
        RunStatus.FINISHED: colors.ok,
        RunStatus.FAILED: colors.bad,
        RunStatus.CRASHED: colors.bad,
        RunStatus.KILLED: colors.warn,
    }[status]
