"""The command palette: everything by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from runyard.desktop.commands import APP, Command, CommandSet
from runyard.desktop.frame import PageEntry, Route
from runyard.desktop.shell.choices import (
    Choice,
    FoundRuns,
    command_choices,
    find_runs,
    page_choices,
    run_choices,
)
from runyard.desktop.shell.overlay import Overlay
from runyard.desktop.shell.palette_list import ROW, PaletteDelegate, PaletteListModel
from runyard.desktop.state import Workspace
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Keys, Label

WIDTH, TOP = 640, 96
FIELD, FOOT = 48, 36
SETTINGS = "settings."
OWN = "app.palette"


class CommandPalette(Overlay):
    """Opens over the window; the arrow keys move, Enter runs, Esc closes."""

    def __init__(self, window: QWidget, commands: CommandSet, pages: Sequence[PageEntry]) -> None:
        super().__init__(window, WIDTH, TOP)
        self._commands = commands
        self._pages = pages
        self._workspace: Workspace | None = None
        self._found = FoundRuns([], 0)
        self.setAccessibleName("Command palette")
        self.field = QLineEdit(self.panel)
        self.field.setFrame(False)
        self.field.setProperty("bare", True)
        self.field.setPlaceholderText("Find a run, a command or a page")
        self.field.setAccessibleName("Find a run, a command or a page")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._typed)
        self.model = PaletteListModel(self)
        self.list = self._make_list()
        self._empty = Label("Nothing fits", tone="text_soft", parent=self.panel)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._foot = _Foot(self.panel)
        self._arrange()
        watcher().changed.connect(self._dress)
        self._dress()

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Say whose runs are found."""
        self._workspace = workspace

    def pop_up(self) -> None:
        """Open with an empty field; a second time closes."""
        if self.isVisible():
            self.dismiss()
            return
        self.field.clear()
        self._found = FoundRuns([], 0)
        self._fill()
        self.open(self.field)

    def choices(self) -> list[Choice]:
        """What is offered now, in order."""
        lines = (self.model.line(row) for row in range(self.model.rowCount()))
        return [line for line in lines if isinstance(line, Choice)]

    def panel_height(self) -> int:
        rows = self.model.rowCount()
        return FIELD + (rows * ROW + 12 if rows else 3 * ROW) + FOOT + 2

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {
            int(Qt.Key.Key_Down): 1,
            int(Qt.Key.Key_Up): -1,
            int(Qt.Key.Key_Tab): 1,
            int(Qt.Key.Key_Backtab): -1,
        }
        if key in steps:
            self._select(self.model.next_choice(self.list.currentIndex().row(), steps[key]))
            return True
        if key in (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)):
            self._act(self.list.currentIndex())
            return True
        if key == int(Qt.Key.Key_Escape):
            self.dismiss()
            return True
        return False

    @Slot(str)
    def _typed(self, text: str) -> None:
        if self._workspace is not None:
            self._workspace.tasks.read(
                partial(find_runs, text), owner=self, key="runs", then=self._show_runs, failed=self._no_runs
            )
        self._fill()

    def _show_runs(self, found: FoundRuns) -> None:
        self._found = found
        self._fill()

    def _no_runs(self, _problem: Exception) -> None:
        self._show_runs(FoundRuns([], 0))

    def _fill(self) -> None:
        typed = self.field.text()
        active = [c for c in self._commands.active() if c.id != OWN and not c.id.startswith("go.page.")]
        active.sort(key=_page_first)
        settings = [command for command in active if command.id.startswith(SETTINGS)]
        others = [command for command in active if not command.id.startswith(SETTINGS)]
        choices = run_choices(typed, self._found, self._open_run) if typed.strip() else []
        choices += command_choices(typed, "Commands", others)
        choices += page_choices(typed, self._pages, self._go)
        choices += command_choices(typed, "Settings", settings)
        more = self._found.total > len(self._found.infos)
        tail = f"{len(self._found.infos)} of {self._found.total:,}" if more else ""
        self.model.set_choices(choices, {"Runs": tail})
        self._empty.setVisible(not choices)
        self.list.setVisible(bool(choices))
        self._select(self.model.next_choice(-1, 1) if choices else -1)
        if self.isVisible():
            self._place()

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if row == 1:
            self.list.scrollToTop()

    @Slot(QModelIndex)
    def _act(self, index: QModelIndex) -> None:
        choice = self.model.line(index.row()) if index.isValid() else None
        if isinstance(choice, Choice):
            self.dismiss()
            # After the focus is back where it was: a command may ask what is selected there.
            QTimer.singleShot(0, self, choice.act)

    def _open_run(self, hash_: str) -> None:
        if self._workspace is not None:
            self._workspace.open_run(hash_)

    def _go(self, page: str) -> None:
        if self._workspace is not None:
            self._workspace.go.emit(Route(page))

    def _make_list(self) -> QListView:
        found = QListView(self.panel)
        found.setModel(self.model)
        found.setItemDelegate(PaletteDelegate(found))
        found.setFrameShape(QFrame.Shape.NoFrame)
        found.setUniformItemSizes(True)
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        found.setAccessibleName("What fits")
        found.clicked.connect(self._act)
        return found

    def _arrange(self) -> None:
        self._sign = QLabel(self.panel)
        top = QWidget()
        top.setFixedHeight(FIELD)
        head = QHBoxLayout(top)
        head.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        head.setSpacing(sizes.GAP)
        head.addWidget(self._sign)
        head.addWidget(self.field, 1)
        self._line = QFrame(self.panel)
        self._line.setFixedHeight(1)
        self._line.setAutoFillBackground(True)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._line)
        column.addSpacing(4)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        column.addSpacing(6)
        column.addWidget(self._foot)

    @Slot()
    def _dress(self) -> None:
        colors = tokens()
        self._sign.setPixmap(pixmap("search", colors.text_faint, sizes.ICON, self.devicePixelRatioF()))
        self.field.setFont(ui_font(sizes.TEXT_TITLE))
        for widget, color in ((self._line, colors.line), (self.list, colors.panel)):
            dress = widget.palette()
            dress.setColor(widget.backgroundRole(), color)
            widget.setPalette(dress)


class _Foot(QWidget):
    """Says which keys do what."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(FOOT)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 1, sizes.MARGIN, 0)
        row.setSpacing(6)
        for keys, word in (("↑↓", "move"), (("Enter",), "open"), (("Esc",), "close")):
            if word == "close":
                row.addStretch(1)
            row.addWidget(Keys(*keys))
            row.addWidget(Label(word, size=sizes.TEXT_SMALL, tone="text_soft"))
            row.addSpacing(sizes.GAP)
        row.takeAt(row.count() - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, 0, self.width(), 1, tokens().line)
        finally:
            painter.end()


def _page_first(command: Command) -> bool:
    return command.context == APP
