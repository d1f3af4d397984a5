"""`OptionList`: find something among many and choose it, or check several, by mouse or keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.option_paint import OptionDelegate, more_rect, row_height
from runyard.desktop.widgets.search_field import SearchField

_Index = QModelIndex | QPersistentModelIndex
_Key = Qt.Key
_STEPS = {_Key.Key_Up: -1, _Key.Key_Down: 1, _Key.Key_PageUp: -8, _Key.Key_PageDown: 8}
_TAKE = (_Key.Key_Return, _Key.Key_Enter)
_DISPLAY = Qt.ItemDataRole.DisplayRole
_CHECK = Qt.ItemDataRole.CheckStateRole
#: The whole option, for the delegate.
OPTION = int(Qt.ItemDataRole.UserRole) + 1


class Option(NamedTuple):
    """Something to choose: its key, its words, fainter ones beside it, its icon, and whether there is more.

    A blank as icon leaves the room of one free.
    """

    key: Any
    label: str
    detail: str = ""
    icon: str = ""
    mono: bool = False
    more: bool = True


class OptionModel(QAbstractListModel):
    """The options that fit what is searched for; several can be checked."""

    def __init__(self, parent: QObject, *, checkable: bool) -> None:
        super().__init__(parent)
        self.checkable = checkable
        self.checked: set[Any] = set()
        self._all: tuple[Option, ...] = ()
        self._shown: tuple[Option, ...] = ()
        self._words: tuple[str, ...] = ()

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these."""
        self._all = tuple(options)
        self._find()

    def find(self, typed: str) -> None:
        """Show the options in which every word typed occurs."""
        words = tuple(typed.lower().split())
        if words != self._words:
            self._words = words
            self._find()

    def option(self, row: int) -> Option | None:
        """Return what is shown in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def find_key(self, key: Any) -> int:
        """Return the row of an option; -1 if it is not shown."""
        return next((row for row, option in enumerate(self._shown) if option.key == key), -1)

    def set_checked(self, keys: Collection[Any]) -> None:
        """Check these and no others."""
        self.checked = set(keys)
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [_CHECK])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        option = self.option(index.row()) if index.isValid() else None
        if option is None:
            return None
        if role == _DISPLAY:
            return f"{option.label}, {option.detail}" if option.detail else option.label
        if role == OPTION:
            return option
        if role == _CHECK and self.checkable:
            on = option.key in self.checked
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def _find(self) -> None:
        self.beginResetModel()
        fitting = (option for option in self._all if self._fits(f"{option.label} {option.detail}".lower()))
        self._shown = tuple(fitting) if self._words else self._all
        self.endResetModel()

    def _fits(self, text: str) -> bool:
        return all(word in text for word in self._words)


class OptionList(QWidget):
    """`chosen` carries the key of the option taken; where several can be checked, `checked` carries theirs.

    The search field keeps the focus: Up and Down go through the list, Enter takes, so does Space where there
    is nothing to type into. With `more` each option ends in a button; `more_asked` carries its key and the
    place on the screen, and so does the menu key.
    """

    chosen = Signal(object)
    checked = Signal(object)
    more_asked = Signal(object, object)

    def __init__(
        self,
        name: str,
        *,
        checkable: bool = False,
        search: bool = True,
        rows: int = 8,
        none: str = "Nothing here",
        more: bool = False,
    ) -> None:
        super().__init__()
        self._rows = rows
        self._more = more
        self.search = SearchField(name, name=name)
        self.model = OptionModel(self, checkable=checkable)
        self.view = QListView()
        self.none = Label(none, tone="text_faint")
        self.none.setContentsMargins(sizes.GAP, 4, sizes.GAP, 4)
        self.none.hide()
        self._arrange(name)
        self.set_searchable(search)
        self.search.textChanged.connect(self.model.find)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.clicked.connect(self._clicked)
        self.view.viewport().installEventFilter(self)
        self.model.modelReset.connect(self._listed)
        watcher().changed.connect(self._listed)

    def set_options(self, options: Sequence[Option], checked: Collection[Any] = ()) -> None:
        """Offer these, some of them checked."""
        here = self.model.option(self.view.currentIndex().row())
        self.model.set_checked(checked)
        self.model.set_options(options)
        if here is not None:
            self.view.setCurrentIndex(self.model.index(max(0, self.model.find_key(here.key))))

    def set_searchable(self, on: bool) -> None:
        """Offer a field to search in, or have the list take the focus itself."""
        self.search.setVisible(on)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus if on else Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.search if on else self.view)

    def begin(self, key: Any = None) -> None:
        """Forget what was searched for, and stand on an option, or else on the first."""
        self.search.clear()
        self._listed()
        self.view.setCurrentIndex(self.model.index(max(0, self.model.find_key(key))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._more and watched is self.view.viewport():
            if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
                self._ask_more(self.view.indexAt(event.pos()).row())
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
                index = self.view.indexAt(event.position().toPoint())
                option = self.model.option(index.row())
                on_more = more_rect(self.view.visualRect(index)).contains(event.position().toPoint())
                if option is not None and option.more and on_more:
                    self._ask_more(index.row())
                    return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        row = self.view.currentIndex().row()
        if key in _STEPS:
            row = min(max(0, row + _STEPS[key]), self.model.rowCount() - 1)
            self.view.setCurrentIndex(self.model.index(row))
            return True
        if self._more and key == _Key.Key_Menu:
            self._ask_more(row)
            return True
        if key in _TAKE or (key == _Key.Key_Space and watched is self.view):
            self._take(row)
            return True
        return super().eventFilter(watched, event)

    def _arrange(self, name: str) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(OptionDelegate(OPTION, view, more=self._more))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName(name)
        view.viewport().setAutoFillBackground(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(view)
        column.addWidget(self.none)

    @Slot()
    def _listed(self) -> None:
        """As high as what is offered, so far as it may."""
        found = self.model.rowCount()
        self.view.setFixedHeight(min(found, self._rows) * row_height())
        self.view.setVisible(found > 0)
        self.none.setVisible(found == 0)
        self.none.setMinimumHeight(QFontMetrics(ui_font()).height() + 8)
        if found and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self.updateGeometry()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _ask_more(self, row: int) -> None:
        option = self.model.option(row)
        if option is not None and option.more:
            rect = more_rect(self.view.visualRect(self.model.index(row)))
            self.more_asked.emit(option.key, self.view.viewport().mapToGlobal(rect.bottomLeft()))

    def _take(self, row: int) -> None:
        option = self.model.option(row)
        if option is None:
            return
        if self.model.checkable:
            self.model.set_checked(self.model.checked ^ {option.key})
            self.checked.emit(set(self.model.checked))
        else:
            self.chosen.emit(option.key)
