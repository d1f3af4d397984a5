"""The side bar: the repository, the pages, the open runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.frame import PageEntry
from runyard.desktop.shell.open_runs import OpenRuns
from runyard.desktop.shell.side_item import RunItem, SideItem
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import bare_area


class SideBar(QWidget):
    """Derived from the registry's pages; asks the window to go somewhere and does nothing itself."""

    page_asked = Signal(str)
    run_asked = Signal(str)
    run_closed = Signal(str)
    repository_asked = Signal()
    collapsed_changed = Signal(bool)

    def __init__(self, pages: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self._runs: OpenRuns | None = None
        self._run_items: dict[str, RunItem] = {}
        self._current_run = ""
        self.repository = SideItem("repository", "", "layers", self)
        self.repository.accent_icon = self.repository.bold = True
        self.repository.tail_icon = "chevrons-up-down"
        self.repository.clicked.connect(self.repository_asked)
        self.pages: dict[str, SideItem] = {}
        self._last_page = self.repository
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.GAP, sizes.GAP, sizes.GAP, sizes.GAP)
        column.setSpacing(0)
        column.addWidget(self.repository)
        column.addSpacing(sizes.GAP)
        self._add_pages(pages, "main", column)
        self._head = QLabel("Open runs", self)
        self._list = self._make_list()
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addStretch(0)
        self._add_pages(pages, "foot", column)
        self.collapse = SideItem("collapse", "Collapse", "panel-left-close", self)
        self.collapse.clicked.connect(self._toggle)
        column.addWidget(self.collapse)
        self.setFixedWidth(sizes.SIDEBAR)
        self._paint_head()
        self._refresh_runs()
        watcher().changed.connect(self._paint_head)

    @property
    def collapsed(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only icons, or words again."""
        self._narrow = collapsed
        self.setFixedWidth(sizes.SIDEBAR_COLLAPSED if collapsed else sizes.SIDEBAR)
        for item in (self.repository, *self.pages.values(), *self._run_items.values(), self.collapse):
            item.set_narrow(collapsed)
        self.collapse.set_icon("panel-left-open" if collapsed else "panel-left-close")
        self.collapse.set_title("Expand" if collapsed else "Collapse")
        self._head.setText("" if collapsed else "Open runs")

    def set_runs(self, runs: OpenRuns | None) -> None:
        """Show the open runs of a repository."""
        self._runs = runs
        if runs is not None:
            runs.changed.connect(self._refresh_runs)
        self._refresh_runs()

    def set_current(self, page: str, run: str = "") -> None:
        """Mark the page in front, or the run in front."""
        self._current_run = run
        for key, item in self.pages.items():
            item.set_current(key == page)
        for hash_, run_item in self._run_items.items():
            run_item.set_current(hash_ == run)
            if hash_ == run:
                self._list.ensureWidgetVisible(run_item, 0, 0)

    def set_enabled_pages(self, enabled: bool) -> None:
        """Without a repository there is nowhere to go."""
        for item in self.pages.values():
            item.setEnabled(enabled)

    def run_items(self) -> list[RunItem]:
        """The items of the open runs, from the top."""
        return list(self._run_items.values())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), colors.canvas)
            painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), colors.line)
        finally:
            painter.end()

    def _add_pages(self, pages: Sequence[PageEntry], section: str, column: QVBoxLayout) -> None:
        for entry in sorted(pages, key=_order):
            if entry.section == section:
                self.pages[entry.key] = item = SideItem(entry.key, entry.title, entry.icon, self)
                item.chosen.connect(self.page_asked)
                column.addWidget(item)
                if section == "main":
                    self._last_page = item

    def _make_list(self) -> QScrollArea:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        return bare_area(inside)

    @Slot()
    def _toggle(self) -> None:
        self.set_collapsed(not self._narrow)
        self.collapsed_changed.emit(self._narrow)

    @Slot()
    def _paint_head(self) -> None:
        colors = self.palette()
        colors.setColor(self._head.foregroundRole(), tokens().text_faint)
        self._head.setPalette(colors)
        self._head.setFont(ui_font(sizes.TEXT_SMALL, bold=True))
        self._head.setContentsMargins(sizes.GAP, 16, sizes.GAP, 4)
        self.update()

    @Slot()
    def _refresh_runs(self) -> None:
        wanted = self._runs.hashes() if self._runs is not None else []
        for hash_ in [known for known in self._run_items if known not in wanted]:
            item = self._run_items.pop(hash_)
            item.hide()
            item.deleteLater()
        for hash_ in wanted:
            item = self._run_items.get(hash_) or self._add_run(hash_)
            info = self._runs.info(hash_) if self._runs is not None else None
            if info is not None:
                item.set_info(info)
        self._head.setVisible(bool(wanted))

    def _add_run(self, hash_: str) -> RunItem:
        item = RunItem(hash_, self)
        item.chosen.connect(self.run_asked)
        item.close_asked.connect(self.run_closed)
        item.set_narrow(self._narrow)
        item.set_current(hash_ == self._current_run)
        above = [self._last_page, *self.run_items()][-1]
        self._run_items[hash_] = item
        self._column.addWidget(item)
        self.setTabOrder(above, item)  # a widget made later comes last else, after the page
        return item


def _order(page: PageEntry) -> int:
    return page.order
