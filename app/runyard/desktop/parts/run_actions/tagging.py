"""Where the picker of tags opens: at the tags of the run that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes

if TYPE_CHECKING:
    from runyard.desktop.parts.run_table import RunTable
    from runyard.desktop.parts.tag_picker import TagPicker

_TAGS = "tags"


class Tagging:
    """Keeps one picker for a page, made when it is first wanted."""

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        self._workspace = workspace
        self._owner = owner
        self.picker: TagPicker | None = None

    def open(self, run_ids: Sequence[int], table: RunTable | None) -> None:
        """Choose the tags of these runs."""
        if not run_ids:
            return
        from runyard.desktop.parts.tag_picker import TagPicker  # not on the way to the first rows

        if self.picker is None:
            self.picker = TagPicker(self._owner, self._workspace)
        anchor, rect = self._place(run_ids, table)
        self.picker.open_for(anchor, run_ids, rect)

    def _place(self, run_ids: Sequence[int], table: RunTable | None) -> tuple[QWidget, QRect]:
        """Return a cell of the current row, or of the first chosen one; else the top of the page."""
        if table is not None:
            rows, panes = table.table, table.table.panes
            columns = [column.id for column in rows.model.columns]
            column = columns.index(_TAGS) if _TAGS in columns else 0
            view = panes.view(column)
            for place in (rows.choosing.current, rows.model.find(run_ids[0])):
                top = view.rowViewportPosition(place) if place >= 0 else -1
                left = max(0, view.columnViewportPosition(column))
                corner = QPoint(left, top)
                if place >= 0 and view.viewport().rect().contains(corner):
                    size = (view.columnWidth(column), rows.row_height)
                    return view.viewport(), QRect(corner.x(), corner.y(), *size)
        return self._owner, QRect(sizes.MARGIN, 0, sizes.CONTROL, sizes.HEADER)
