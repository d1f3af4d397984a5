"""`KeysPopover`: the fields that runs are sorted or grouped by, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, ElidedLabel, Label, Option, OptionList, Popover, Rule
from runyard.storage.table.listing import Sort

_Key, _Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


class KeyRow(QWidget):
    """One field: its name, its direction where it has one, up, down and a cross."""

    turned = Signal()
    stepped = Signal(object)
    removed = Signal()

    def __init__(self, title: str, descending: bool | None, *, first: bool, last: bool) -> None:
        super().__init__()
        self.title = ElidedLabel(title, Qt.TextElideMode.ElideMiddle)
        arrow, order = ("arrow-down", "descending") if descending else ("arrow-up", "ascending")
        turn = Button("", arrow, "icon", dense=True, tip=f"{title}: {order}")
        up = Button("", "chevron-up", "icon", dense=True, tip=f"{title} earlier")
        down = Button("", "chevron-down", "icon", dense=True, tip=f"{title} later")
        remove = Button("", "x", "icon", dense=True, tip=f"Take out {title}")
        self.buttons = {"turn": turn, "up": up, "down": down, "remove": remove}
        up.setEnabled(not first)
        down.setEnabled(not last)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.GAP, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.title, 1)
        for button in self.buttons.values():
            row.addWidget(button)
            button.installEventFilter(self)
        turn.setVisible(descending is not None)
        turn.clicked.connect(self.turned)
        up.clicked.connect(partial(self._step, -1))
        down.clicked.connect(partial(self._step, 1))
        remove.clicked.connect(self.removed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves the field; the arrow alone would move the focus."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.modifiers() & _Alt
            and event.key() in (_Key.Key_Up, _Key.Key_Down)
        ):
            self.stepped.emit(-1 if event.key() == _Key.Key_Up else 1)
            return True
        return super().eventFilter(watched, event)

    def _step(self, places: int, _checked: bool = False) -> None:
        self.stepped.emit(places)


class KeysPopover(Popover):
    """The fields chosen so far, and below them all others to add; `changed` carries them in their order."""

    changed = Signal(object)

    def __init__(self, owner: QWidget, name: str, empty: str, *, directed: bool) -> None:
        super().__init__(owner, width=320, name=name)
        self._directed = directed
        self._keys: list[Sort] = []
        self._empty = Label(empty, tone="text_faint")
        self._empty.setContentsMargins(sizes.GAP, 4, sizes.GAP, 4)
        self._top = QVBoxLayout()
        self._top.setSpacing(0)
        self.rows: list[KeyRow] = []
        self.list = OptionList("Add a field", none="No column has this name")
        self.body.addLayout(self._top)
        self.body.addWidget(self._empty)
        self.body.addWidget(Rule())
        self.body.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._add)

    def show_keys(
        self, fields: Mapping[str, Option], keys: Sequence[Sort], *, without: Sequence[str] = ()
    ) -> None:
        """Show the fields chosen, and what can be added to them."""
        focus = self._focused()
        self._keys = list(keys)
        self._show_rows(fields)
        self._empty.setVisible(not keys)
        taken = {*without, *(key.column for key in keys)}
        self.list.set_options([option for column, option in fields.items() if column not in taken])
        if self.isVisible():
            if focus is not None:
                self._focus_again(*focus)
            QTimer.singleShot(0, self, self.fit)

    def _show_rows(self, fields: Mapping[str, Option]) -> None:
        for row in self.rows:
            self._top.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for place, key in enumerate(self._keys):
            known = fields.get(key.column)
            title = f"{known.label} {known.detail}".strip() if known is not None else key.column
            direction = key.descending if self._directed else None
            row = KeyRow(title, direction, first=place == 0, last=place == len(self._keys) - 1)
            row.turned.connect(partial(self._turn, place))
            row.stepped.connect(partial(self._step, place))
            row.removed.connect(partial(self._remove, place))
            self._top.addWidget(row)
            self.rows.append(row)

    def _focused(self) -> tuple[int, str] | None:
        """Return which button of which row has the focus."""
        focus = self.window().focusWidget()
        for place, row in enumerate(self.rows):
            for name, button in row.buttons.items():
                if button is focus:
                    return place, name
        return None

    def _focus_again(self, place: int, name: str) -> None:
        button = self.rows[min(place, len(self.rows) - 1)].buttons[name] if self.rows else None
        (button if button is not None and button.isEnabled() else self.list).setFocus()

    @Slot(object)
    def _add(self, column: str) -> None:
        self.list.begin()
        self.changed.emit([*self._keys, Sort(column)])

    def _turn(self, place: int) -> None:
        key = self._keys[place]
        new = Sort(key.column, not key.descending)
        self.changed.emit([*self._keys[:place], new, *self._keys[place + 1 :]])

    def _step(self, place: int, places: int) -> None:
        keys = list(self._keys)
        keys.insert(min(max(0, place + places), len(keys) - 1), keys.pop(place))
        self.changed.emit(keys)

    def _remove(self, place: int) -> None:
        self.changed.emit([*self._keys[:place], *self._keys[place + 1 :]])


class GroupPopover(KeysPopover):
    """Fields without a direction; `seeds_asked` asks to group by all settings but seeds."""

    seeds_asked = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, "Group", "Runs are not grouped", directed=False)
        self.seeds = Button(
            "Collapse seeds", "fold-vertical", "ghost", tip="Group by every setting but seeds"
        )
        self.seeds.clicked.connect(self._ask_seeds)
        self.body.addWidget(Rule())
        self.body.addWidget(self.seeds, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _ask_seeds(self) -> None:
        self.dismiss()
        self.seeds_asked.emit()
