"""The columns of the trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from runyard.desktop.parts import words
from runyard.desktop.parts.tag_badge import paint_tags, shown_tags, tags_width
from runyard.desktop.tables import PADDING, Cell, Look, TableColumn, Text, paint_none, paint_pending
from runyard.desktop.theme import series_color, sizes
from runyard.desktop.widgets import box
from runyard.domain.run import RunInfo, Tag
from runyard.storage.runs import runs
from runyard.storage.store import Store


class TrashRow(NamedTuple):
    """A run in the trash."""

    info: RunInfo
    cells: tuple[Any, ...]


class _Name(Cell):
    """The run's colour and its name."""

    inset = sizes.SWATCH + sizes.GAP

    def text(self, row: TrashRow, value: Any) -> str:
        return " ".join(row.info.name[:500].split())

    def paint(self, painter: QPainter, rect: QRect, row: TrashRow, value: Any, look: Look) -> None:
        side = sizes.SWATCH
        swatch = QRectF(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        box(painter, swatch, sizes.SWATCH_RADIUS, series_color(row.info.color), None)
        name = rect.adjusted(side + sizes.GAP, 0, 0, 0)
        look.write(painter, name, self.text(row, value), look.colors.text)

    def width(self, row: TrashRow, value: Any, look: Look) -> float:
        return super().width(row, value, look) + sizes.SWATCH + sizes.GAP


class _Deleted(Cell):
    """When it was put here."""

    soft = True

    def text(self, row: TrashRow, value: Any) -> str:
        return words.moment(value) if value else ""

    def tip(self, row: TrashRow, value: Any, room: float, look: Look) -> str:
        return words.full_moment(value) if value else ""


class _Size(Cell):
    """What its removal frees, once that is known."""

    right = True
    soft = True

    def __init__(self, known: Mapping[int, int]) -> None:
        self._known = known

    def text(self, row: TrashRow, value: Any) -> str:
        found = self._known.get(row.info.id)
        return "" if found is None else words.size(found)

    def paint(self, painter: QPainter, rect: QRect, row: TrashRow, value: Any, look: Look) -> None:
        if row.info.id in self._known:
            super().paint(painter, rect, row, value, look)
        else:
            paint_pending(painter, rect, look, right=True)


class _Tags(Cell):
    """The tags as badges."""

    def text(self, row: TrashRow, value: tuple[Tag, ...]) -> str:
        return ", ".join(tag.name for tag in shown_tags(value))

    def paint(
        self, painter: QPainter, rect: QRect, row: TrashRow, value: tuple[Tag, ...], look: Look
    ) -> None:
        if shown_tags(value):
            paint_tags(painter, QRectF(rect), value)
        else:
            paint_none(painter, rect, look)

    def width(self, row: TrashRow, value: tuple[Tag, ...], look: Look) -> float:
        return tags_width(value) + 2 * PADDING


def trash_columns(known: Mapping[int, int]) -> list[TableColumn]:
    """Return the columns; `known` holds the bytes of the runs, as they become known."""
    return [
        TableColumn("name", "Name", _Name()),
        TableColumn("experiment", "Experiment", Text(soft=True), narrowest=120, widest=320),
        TableColumn("trashed", "Deleted", _Deleted(), narrowest=120),
        TableColumn("size", "Size", _Size(known), narrowest=88),
        TableColumn("tags", "Tags", _Tags(), narrowest=160, widest=400),
    ]


def read_rows(store: Store, ids: Sequence[int]) -> dict[int, TrashRow]:
    """Return rows by id; runs that are gone are left out."""
    return {
        info.id: TrashRow(info, (info.name, info.experiment, info.trashed, None, info.tags))
        for info in runs.infos(store, ids)
    }
