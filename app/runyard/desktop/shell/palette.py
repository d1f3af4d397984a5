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
    find_views,
    page_choices,
    run_choices,
    search_choice,
    view_choices,
)
from runyard.desktop.shell.overlay import Overlay
from runyard.desktop.shell.palette_list import ROW, PaletteDelegate, PaletteListModel
from runyard.desktop.shell.scopes import COMMANDS, RUNS, SCOPES, SETTINGS
from runyard.desktop.state import Workspace
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Keys, Label, Rule

WIDTH, TOP = 640, 96
FIELD, FOOT = 48, 36
SETTING = "settings."
OWN = "app.palette"


class CommandPalette(Overlay):
    """Opens over the window; the arrow keys move, Tab looks among other things, Enter runs, Esc closes."""

    def __init__(self, window: QWidget, commands: CommandSet, pages: Sequence[PageEntry]) -> None:
        super().__init__(window, WIDTH, TOP)
        self._commands = commands
        self._pages = pages
        self._workspace: Workspace | None = None
        self._found = FoundRuns([], 0)
        self._views: list[str] = []
        self._at = 0
        self.setAccessibleName("Command palette")
        self.field = QLineEdit(self.panel)
        self.field.setFrame(False)
        self.field.setProperty("bare", True)
        self.field.installEventFilter(self)
        self.scope = Label(size=sizes.TEXT_SMALL, tone="text_soft")
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
        """Say whose runs and views are found."""
        if workspace is not self._workspace:
            self._workspace, self._views = workspace, []

    def pop_up(self) -> None:
        """Open with an empty field; a second time closes."""
        if self.isVisible():
            self.dismiss()
            return
        self.field.clear()
        self._found = FoundRuns([], 0)
        if self._workspace is not None:
            self._workspace.tasks.read(find_views, owner=self, key="views", then=self._show_views)
        self._narrow(0)
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
        }
        scopes = {int(Qt.Key.Key_Tab): 1, int(Qt.Key.Key_Backtab): -1}
        if key in scopes:
            self._narrow((self._at + scopes[key]) % len(SCOPES))
            return True
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

    def _narrow(self, at: int) -> None:
        """Look among other things."""
        self._at = at
        scope = SCOPES[at]
        self.scope.setText(scope.title)
        self.field.setPlaceholderText(scope.hint)
        self.field.setAccessibleName(scope.hint)
        self.field.setAccessibleDescription(f"{scope.title}; Tab looks among other things")
        self._typed(self.field.text())

    @Slot(str)
    def _typed(self, text: str) -> None:
        most = SCOPES[self._at].runs
        # Without a word typed, runs are listed only where nothing else is.
        if self._workspace is not None and most and (text.strip() or self._only_runs()):
            self._workspace.tasks.read(
                partial(find_runs, text, most),
                owner=self,
                key="runs",
                then=self._show_runs,
                failed=self._no_runs,
            )
        self._fill()

    def _only_runs(self) -> bool:
        return SCOPES[self._at].groups == {RUNS}

    def _show_views(self, names: list[str]) -> None:
        self._views = names
        self._fill()

    def _show_runs(self, found: FoundRuns) -> None:
        self._found = found
        self._fill()

    def _no_runs(self, _problem: Exception) -> None:
        self._show_runs(FoundRuns([], 0))

    def _fill(self) -> None:
        choices = [choice for choice in self._offered() if choice.group in SCOPES[self._at].groups]
        more = self._found.total > len(self._found.infos)
        tail = f"{len(self._found.infos)} of {self._found.total:,}" if more else ""
        self.model.set_choices(choices, {RUNS: tail})
        self._empty.setVisible(not choices)
        self.list.setVisible(bool(choices))
        self._select(self.model.next_choice(-1, 1) if choices else -1)
        if self.isVisible():
            self._place()

    def _offered(self) -> list[Choice]:
        """Return what fits, in the order of the groups."""
        typed = self.field.text()
        active = [c for c in self._commands.active() if c.id != OWN and not c.id.startswith("go.page.")]
        active.sort(key=_page_first)
        settings = [command for command in active if command.id.startswith(SETTING)]
        others = [command for command in active if not command.id.startswith(SETTING)]
        found: list[Choice] = []
        if typed.strip() or self._only_runs():
            found += run_choices(typed, self._found, self._open_run)
        found += command_choices(typed, COMMANDS, others)
        if typed.strip() and self._found.total:
            found.append(search_choice(typed, self._search))
        found += page_choices(typed, self._pages, self._go)
        found += view_choices(typed, self._views, self._open_view)
        return found + command_choices(typed, SETTINGS, settings)

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

    def _open_view(self, name: str) -> None:
        if self._workspace is not None:
            self._workspace.go.emit(Route("runs", view=name))

    def _search(self, query: str) -> None:
        if self._workspace is not None:
            self._workspace.go.emit(Route("runs", query=query))

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
        head.addWidget(self.scope)
        head.addWidget(Keys("Tab"))
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(Rule(Qt.Orientation.Horizontal))
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
        dress = self.list.palette()
        dress.setColor(self.list.backgroundRole(), colors.panel)
        self.list.setPalette(dress)


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
