"""`Pointing`: what the mouse does in the log: it selects characters, words and lines, and presses chips."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.kinds.logs.view.keys import word_around

if TYPE_CHECKING:
    from runyard.desktop.kinds.logs.view.view import LogView

_SCROLL_MS = 40


class Pointing(QObject):
    """A press begins a selection, a drag extends it, beyond the edges too.

    Two presses take a word, three a line.
    """

    def __init__(self, view: LogView) -> None:
        super().__init__(view)
        self._view = view
        self._unit = ""  # what a drag selects by: characters, words or lines
        self._from = Choice(Place(0, 0), Place(0, 0))
        self._point = QPointF()
        self._doubled = 0.0
        self._timer = QTimer(self, interval=_SCROLL_MS)
        self._timer.timeout.connect(self._scroll)

    def press(self, event: QMouseEvent) -> None:
        """Begin to select, or press a chip."""
        view = self._view
        if event.button() == Qt.MouseButton.RightButton and not view.choice:
            view.set_caret(view.scene.place_at(event.position()))
        if event.button() != Qt.MouseButton.LeftButton:
            return
        chip = view.scene.chip_at(event.position().toPoint())
        if chip is not None:
            view.press_chip(*chip)
            return
        place = view.scene.place_at(event.position())
        tripled = time.monotonic() - self._doubled < QApplication.doubleClickInterval() / 1000
        if tripled or event.position().x() < view.scene.columns.stream_start:
            self._begin("lines", self._line(place))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._begin("characters", Choice(view.choice.anchor, place))
            self._from = Choice(view.choice.anchor, view.choice.anchor)
        else:
            self._begin("characters", Choice(place, place))

    def double_click(self, event: QMouseEvent) -> None:
        """Select a word; a press soon after takes the line."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        chip = self._view.scene.chip_at(event.position().toPoint())
        if chip is not None:
            self._view.press_chip(*chip)
            return
        self._doubled = time.monotonic()
        self._begin("words", self._word(self._view.scene.place_at(event.position())))

    def move(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what is under the pointer."""
        view = self._view
        self._point = event.position()
        if self._unit:
            self._extend()
            outside = not 0 <= self._point.y() < view.viewport().height()
            if outside and not self._timer.isActive():
                self._timer.start()
            elif not outside:
                self._timer.stop()
            return
        if view.scene.chip_at(self._point.toPoint()) is not None:
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._point.x() < view.scene.columns.text_start:
            view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        else:
            view.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def release(self, _event: QMouseEvent) -> None:
        """End the selection."""
        self._unit = ""
        self._timer.stop()

    def _begin(self, unit: str, choice: Choice) -> None:
        self._unit, self._from = unit, choice
        self._view.set_choice(choice)

    @Slot()
    def _scroll(self) -> None:
        """Go on beyond the edge, the faster the farther the pointer is."""
        high = self._view.viewport().height()
        y = self._point.y()
        away = y - high if y >= high else y
        self._view.scroll_by(round(away / self._view.scene.columns.row) or (1 if away > 0 else -1))
        self._extend()

    def _extend(self) -> None:
        self._select()
        if self._view.choice:
            self._view.set_follow(False)  # lines that come must not pull away what is being selected

    def _select(self) -> None:
        place = self._view.scene.place_at(self._point)
        if self._unit == "characters":
            self._view.set_choice(Choice(self._from.anchor, place))
            return
        now = self._word(place) if self._unit == "words" else self._line(place)
        if now.start < self._from.start:
            self._view.set_choice(Choice(self._from.end, now.start))
        else:
            self._view.set_choice(Choice(self._from.start, max(now.end, self._from.end)))

    def _text(self, line: int) -> str:
        shown = self._view.state.cache.get(line)
        return "" if shown is None else shown.text

    def _word(self, place: Place) -> Choice:
        low, high = word_around(self._text(place.line), place.column)
        return Choice(Place(place.line, low), Place(place.line, high))

    def _line(self, place: Place) -> Choice:
        """Return a line with its end, so that several of them are selected without gaps."""
        return Choice(Place(place.line, 0), Place(place.line, len(self._text(place.line))))
