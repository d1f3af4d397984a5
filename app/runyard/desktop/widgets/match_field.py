"""`MatchField`: a search field that can match case, whole words and regular expressions."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.painting import box
from runyard.desktop.widgets.search_field import SearchField
from runyard.search.matching.matching import Matcher

_TOGGLES = 3 * sizes.HIT
_LONGEST = 360  # of the sentence below, before it wraps


class MatchField(QWidget):
    """A search field with three toggles.

    `changed` carries the `Matcher`; `stepped` is +1 on Enter and -1 with Shift: the next, the one before.
    A pattern that cannot be used is told below the field while it has the focus. Whoever searches tells there
    what went wrong on the way, with `set_problem`.
    """

    changed = Signal(object)
    stepped = Signal(int)

    def __init__(
        self, placeholder: str = "", *, name: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.search = _Search(placeholder, name=name, key=key, parent=self)
        self.case = self._toggle("case-sensitive", "Match case")
        self.word = self._toggle("whole-word", "Whole words")
        self.regex = self._toggle("regex", "Regular expression")
        self._place = Label(size=sizes.TEXT_SMALL, tone="text_faint", parent=self)
        self._place.hide()
        self._told = ""
        self._sentence: _Sentence | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search)
        self.setFocusProxy(self.search)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.textChanged.connect(self._asked)
        self.search.stepped.connect(self.stepped)
        self.search.moved.connect(self._arrange)
        self.search.focused.connect(self._tell)
        self._matcher = Matcher()
        self._arrange()

    @property
    def matcher(self) -> Matcher:
        """Return what is asked for."""
        return self._matcher

    def set_matcher(self, matcher: Matcher) -> None:
        """Ask for something else."""
        for widget in (self.search, self.case, self.word, self.regex):
            widget.blockSignals(True)
        self.search.setText(matcher.text)
        self.case.setChecked(matcher.case)
        self.word.setChecked(matcher.word)
        self.regex.setChecked(matcher.regex)
        for widget in (self.search, self.case, self.word, self.regex):
            widget.blockSignals(False)
        self.search.show_ends()
        self._asked()

    def clear(self) -> None:
        """Look for nothing; the toggles stay."""
        self.search.clear()

    def set_problem(self, sentence: str | None) -> None:
        """Say below the field what went wrong, or nothing; typing clears it."""
        self._told = sentence or ""
        self.search.setAccessibleDescription(self._told)
        self.search.setToolTip(self._told)
        if self.search.property("error") != bool(self._told):
            self.search.setProperty("error", bool(self._told))
            self.search.style().unpolish(self.search)
            self.search.style().polish(self.search)
        self._tell()

    def show_place(self, at: int | None = None, of: int = 0) -> None:
        """Show "3 of 17" at the end of the field, or "No match" of none, or nothing."""
        words = "" if at is None else f"{at:,} of {of:,}" if of else "No match"
        self._place.setText(words)
        self._place.setVisible(bool(words))
        self._arrange()

    def _toggle(self, icon: str, tip: str) -> Button:
        made = Button("", icon, "icon", dense=True, tip=tip, parent=self)
        made.setCheckable(True)
        made.setFixedSize(sizes.HIT, sizes.HIT)
        made.toggled.connect(self._asked)
        return made

    @Slot()
    def _asked(self) -> None:
        asked = Matcher(
            self.search.text(), self.case.isChecked(), self.word.isChecked(), self.regex.isChecked()
        )
        if asked == self._matcher:
            return
        self._matcher = asked
        self.set_problem(asked.problem())
        self.changed.emit(asked)

    @Slot()
    def _arrange(self) -> None:
        wide = self._place.sizeHint().width() + sizes.GAP if self._place.text() else 0
        self.search.reserve(_TOGGLES + wide)
        right, middle = self.search.width() - 2, (self.height() - sizes.HIT) // 2
        for place, toggle in enumerate((self.regex, self.word, self.case), 1):
            toggle.move(right - place * sizes.HIT, middle)
            toggle.raise_()
        high = self._place.sizeHint().height()
        self._place.setGeometry(right - _TOGGLES - wide, (self.height() - high) // 2, wide, high)
        self._place.raise_()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if not self._told or not self.search.hasFocus() or not self.isVisible():
            if self._sentence is not None:
                self._sentence.hide()
            return
        if self._sentence is None or self._sentence.parentWidget() is not self.window():
            self._forget()
            self._sentence = _Sentence(self.window())
            self.destroyed.connect(self._sentence.deleteLater)
        self._sentence.show_below(self, self._told)

    def _forget(self) -> None:
        if self._sentence is not None:
            self._sentence.hide()
            self._sentence.deleteLater()
            self._sentence = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._tell()


class _Search(SearchField):
    """The line itself."""

    stepped = Signal(int)
    moved = Signal()
    focused = Signal()

    def show_ends(self) -> None:
        """Show what belongs to the text, after it was set without a signal."""
        self._text_changed(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


class _Sentence(QFrame):
    """What is wrong, over the window and below the field."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = Label(size=sizes.TEXT_SMALL, tone="bad", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.GAP, 4, sizes.GAP, 4)
        column.addWidget(self._words)
        self.hide()

    def show_below(self, field: QWidget, sentence: str) -> None:
        """Show a sentence below a field of the same window."""
        self._words.setText(sentence)
        wide = self._words.fontMetrics().horizontalAdvance(sentence) + 2 * sizes.GAP + 4
        self.setFixedWidth(max(min(wide, _LONGEST), 60))
        corner = field.mapTo(self.window(), QPoint(0, field.height() + 2))
        self.adjustSize()
        self.move(max(0, min(corner.x(), self.window().width() - self.width())), corner.y())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS, tokens().raised, tokens().bad)
        finally:
            painter.end()
