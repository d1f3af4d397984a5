"""Charts written to a file: their points, or a picture of them. On a worker; imports numpy."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from runyard.desktop.charts import drawing
from runyard.desktop.parts.chart_grid.layout import Cell, Section, arrange
from runyard.desktop.parts.run_charts.outline import ChartKey
from runyard.desktop.parts.run_charts.reading import Wish
from runyard.desktop.parts.run_charts.source import Source
from runyard.desktop.parts.run_charts.state import Curve
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes, tokens, ui_font
from runyard.domain.errors import KnownProblem
from runyard.storage.metrics import series
from runyard.storage.store import Store

_RATIO = 2
_BLOCK = 20_000
_ALONE = QSize(1200, 640)
_WIDE = 1256
#: Qt paints no picture that is higher.
_HIGHEST = 32_000 // _RATIO
COLUMNS = ("name", "context", "step", "epoch", "time", "value")


class Drawn(NamedTuple):
    """What is drawn: sections of charts, and what to load for each."""

    sections: tuple[Section, ...]
    wishes: Mapping[ChartKey, Wish | None]


def write_points(curves: Sequence[Curve], path: Path, store: Store, cancel: Cancel) -> None:
    """Write a line a point: every point that counts, nothing smoothed or left out.

    Times are ISO in UTC, values to the last digit, `nan` and `inf` as Python writes them; an epoch that was
    not logged is empty.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for curve in curves:
            for rows in _rows(curve, store):
                if cancel():
                    raise KnownProblem("The export was cancelled", f"{path.name} is not whole")
                writer.writerows(rows)


def _rows(curve: Curve, store: Store) -> Iterator[list[tuple[object, ...]]]:
    found = series.read(store, curve.series.id)
    key = curve.series.key
    for start in range(0, len(found.steps), _BLOCK):
        part = slice(start, start + _BLOCK)
        epochs = found.epochs[part].tolist() if found.epochs is not None else None
        yield [
            (
                key.name,
                key.context,
                step,
                "" if epochs is None or epochs[at] != epochs[at] else epochs[at],
                datetime.fromtimestamp(time / 1e6, UTC).isoformat(),
                value,
            )
            for at, (step, time, value) in enumerate(
                zip(
                    found.steps[part].tolist(),
                    found.times[part].tolist(),
                    found.values[part].tolist(),
                    strict=True,
                )
            )
        ]


def write_picture(drawn: Drawn, path: Path, store: Store, cancel: Cancel) -> None:
    """Write PNG, twice as fine as the screen, or SVG, by the ending of the name."""
    size, heads, cells = _arranged(drawn)
    if path.suffix.lower() == ".svg":
        svg = QSvgGenerator()
        svg.setFileName(str(path))
        svg.setSize(size)
        svg.setViewBox(QRect(0, 0, size.width(), size.height()))
        svg.setTitle(" ".join(section.title for section in drawn.sections)[:200])
        painter = QPainter()
        if not painter.begin(svg):
            raise KnownProblem(f"{path.name} could not be written", "Choose another place")
        _paint(painter, size, heads, cells, drawn, store, cancel)
        return
    if size.height() > _HIGHEST:
        raise KnownProblem("These are too many charts for one picture", "Search for fewer, or save as SVG")
    image = QImage(size * _RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_RATIO)
    painter = QPainter(image)
    _paint(painter, size, heads, cells, drawn, store, cancel)
    if not image.save(str(path)):
        raise KnownProblem(f"{path.name} could not be written", "Choose another place, or a name in .png")


_Placed = list[tuple[Cell, QRectF, float]]


def _arranged(drawn: Drawn) -> tuple[QSize, list[tuple[str, QRectF]], _Placed]:
    charts = [cell for section in drawn.sections for cell in section.cells]
    if len(charts) == 1:
        rect = QRectF(0, 0, _ALONE.width(), _ALONE.height())
        return _ALONE, [], [(charts[0], rect, float(sizes.CHART_HEAD))]
    layout = arrange(drawn.sections, (), sizes.MARGIN, _WIDE - 2 * sizes.MARGIN, 236)
    titles = [section.title for section in drawn.sections]
    heads = [(title, QRectF(rect)) for title, rect in zip(titles, layout.heads, strict=True)]
    cells = [
        (one.cell, QRectF(one.rect), float(sizes.CHART_HEAD if one.large else sizes.CHART_HEAD_SMALL))
        for one in layout.cells
    ]
    return QSize(_WIDE, layout.height + sizes.GAP), heads, cells


def _paint(
    painter: QPainter,
    size: QSize,
    heads: list[tuple[str, QRectF]],
    cells: _Placed,
    drawn: Drawn,
    store: Store,
    cancel: Cancel,
) -> None:
    source = Source()
    try:
        painter.fillRect(0, 0, size.width(), size.height(), tokens().panel)
        bold: QFont = ui_font(bold=True)
        for title, rect in heads:
            painter.setFont(bold)
            painter.setPen(tokens().text)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter.value), title[:200])
        for cell, rect, head in cells:
            if cancel():
                raise KnownProblem("The export was cancelled", "Nothing was kept")
            wish = drawn.wishes.get(cell.key) if isinstance(cell.key, ChartKey) else None
            if wish is None:
                continue
            lines = source.load(store, cancel, wish, thorough=True).lines
            source.clear()
            drawing.chart(painter, rect, head, cell.title, cell.contexts, lines, wish.axes, wish.view)
    finally:
        painter.end()
