"""The bar below a table while rows are selected: how many, and what can be done to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from runyard.desktop.commands import fill
from runyard.desktop.parts.run_actions.actions import RunActions
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.theme import sizes, tokens, watcher
from runyard.desktop.widgets import Button, CheckBox, Label

_SHORT = {"tag": "Tag", "move": "Move…", "rename": "Rename…", "export": "Export…"}


class ActionBar(QWidget):
    """44 high with a line above: a box, "3 selected", Clear, then buttons; the last ones at the far right.

    What does not fit goes into the menu of the last of the left ones. It hides while nothing is selected.
    `cleared` and `all_asked` ask for another selection.
    """

    cleared = Signal()
    all_asked = Signal()

    def __init__(
        self, left: Sequence[Button], right: Sequence[Button], *, more: Button | None = None
    ) -> None:
        super().__init__()
        self._left, self._right, self._more = list(left), list(right), more
        self._all = False
        self.setFixedHeight(sizes.SELECTION_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Selection")
        self.box = CheckBox(name="Select all rows")
        self.box.setTristate(True)
        self.box.clicked.connect(self._toggle)
        self.count = Label(bold=True)
        self.clear = Button("Clear", role="ghost")
        self.clear.clicked.connect(self.cleared)
        self._rule = _Rule()
        self._row = QHBoxLayout(self)
        # The box keeps two pixels around it for its focus ring.
        self._row.setContentsMargins(sizes.MARGIN - 2, 1, sizes.MARGIN, 0)
        self._row.setSpacing(sizes.GAP)
        for part in (self.box, self.count, self.clear, self._rule, *self._left, *([more] if more else ())):
            self._row.addWidget(part)
        self._row.addStretch(1)
        for part in self._right:
            self._row.addWidget(part)
        self.hide()
        watcher().changed.connect(self.fit)

    def show_count(self, many: int, total: int | None = None) -> None:
        """Say how many of `total` rows are selected; none hides the bar."""
        self._all = total is not None and many >= total > 0
        self.count.setText(f"{many:,} selected")
        self.box.setCheckState(Qt.CheckState.Checked if self._all else Qt.CheckState.PartiallyChecked)
        self.box.setAccessibleName("Select no row" if self._all else "Select all rows")
        self.setVisible(many > 0)
        self.fit()

    def hidden_buttons(self) -> list[Button]:
        """Return the buttons for which there is no room."""
        return [button for button in (*self._left, *self._right) if button.isHidden()]

    @Slot()
    def fit(self) -> None:
        """Show as many buttons as fit: those at the right stay longest."""
        room = self.width() - self._row.contentsMargins().left() - self._row.contentsMargins().right()
        fixed = [self.box, self.count, self.clear, self._rule, *([self._more] if self._more else ())]
        wide = sum(_wide(part) for part in fixed) + sizes.MARGIN
        shown: set[Button] = set()
        for button in (*reversed(self._right), *self._left):
            wide += _wide(button)
            if wide <= room or self._more is None:
                shown.add(button)
        for button in (*self._left, *self._right):
            button.setVisible(button in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, 0, self.width(), 1, tokens().line)
        finally:
            painter.end()

    @Slot()
    def _toggle(self) -> None:
        all_now = self._all
        # The click has turned the box already; how it looks follows the selection.
        self.box.setCheckState(Qt.CheckState.Checked if all_now else Qt.CheckState.PartiallyChecked)
        (self.cleared if all_now else self.all_asked).emit()


class SelectionBar(ActionBar):
    """The bar of runs: what its buttons do are the commands of its `RunActions`."""

    def __init__(self, actions: RunActions) -> None:
        self._actions = actions
        self._many = 0
        names = [name for name in _SHORT if f"{actions.context}.{name}" in _ids(actions)]
        self.buttons = {name: self._made(name, _SHORT[name]) for name in names}
        self.archive = Button("Archive", "archive")
        self.delete = Button("Delete", "trash-2", "danger")
        self.more = Button("", "ellipsis", "icon", tip="More", filled=True)
        super().__init__(tuple(self.buttons.values()), (self.archive, self.delete), more=self.more)
        self.archive.clicked.connect(self._archive)
        self.delete.clicked.connect(partial(actions.run, "delete"))
        self.more.clicked.connect(self._show_more)
        actions.considered.connect(self._name_buttons)

    def set_selected(self, ids: Sequence[int], total: int | None = None) -> None:
        """Act on these runs; `total` is how many are listed."""
        self._many = len(ids)
        self._actions.consider(ids)
        self._name_buttons()
        self.show_count(self._many, total)

    def menu_names(self) -> list[str]:
        """Return the commands that the menu of the bar lists, "" between groups."""
        gone = self.hidden_buttons()
        first = [name for name, button in self.buttons.items() if button in gone]
        last = [name for name in ("archive", "delete") if getattr(self, name) in gone]
        rest = ["label", "untag", "", "mark", "unmark", "", "copy_hash"]
        other = "archive" if self._all_archived() else "unarchive"
        return [*first, *([""] if first else []), *rest, "", other, *(["", *last] if last else [])]

    def _made(self, name: str, text: str) -> Button:
        command = self._actions.commands.find(f"{self._actions.context}.{name}")
        button = Button(text, command.icon, tip=command.tip)
        button.clicked.connect(partial(self._actions.run, name))
        return button

    def _all_archived(self) -> bool:
        kinds = self._actions.kinds
        return kinds is not None and kinds.runs > 0 and kinds.archived == kinds.runs

    @Slot()
    def _name_buttons(self) -> None:
        back = self._all_archived()
        many = counted(self._many)
        self.archive.setText(f"{'Unarchive' if back else 'Archive'} {many}…")
        self.archive.set_icon("archive-restore" if back else "archive")
        self.delete.setText(f"Delete {many}…")
        changes = not self._actions.workspace.tasks.read_only
        for button in (self.archive, self.delete, *(self.buttons[name] for name in self.buttons)):
            button.setEnabled(changes or button is self.buttons.get("export"))
        self.fit()

    @Slot()
    def _archive(self) -> None:
        self._actions.run("unarchive" if self._all_archived() else "archive")

    @Slot()
    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        prefix = self._actions.context
        fill(menu, self._actions.commands, [name and f"{prefix}.{name}" for name in self.menu_names()])
        corner = self.more.mapToGlobal(QPoint(0, 0))
        menu.popup(QPoint(corner.x(), corner.y() - menu.sizeHint().height() - 4))


class _Rule(QWidget):
    """A short line between what is selected and what is done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(17, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(8, 0, 1, self.height(), tokens().line)
        finally:
            painter.end()


def _wide(part: QWidget) -> int:
    return max(part.sizeHint().width(), part.minimumWidth()) + sizes.GAP


def _ids(actions: RunActions) -> set[str]:
    return {command.id for command in actions.commands.all()}
