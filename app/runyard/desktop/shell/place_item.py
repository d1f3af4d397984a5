"""A repository in the switcher: its name, where it lies, and how many runs it had."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from runyard.desktop.parts import words
from runyard.desktop.shell.status_line import counted
from runyard.desktop.state.recent import Recent
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Button, box, focus_ring

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PlaceItem(QAbstractButton):
    """Two lines; one that is missing is pale, says so and cannot be opened. Delete takes it off the list.

    `chosen` and `removed` carry the folder.
    """

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, place: Recent, current: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._current = current
        self._missing = False
        self.setText(place.name)
        self.setToolTip(Qt.convertFromPlainText(str(place.folder)))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.remove = Button("", "x", "icon", dense=True, tip=f"Take {place.name} off the list", parent=self)
        self.remove.setVisible(not current)
        self.remove.clicked.connect(self._remove)
        self.clicked.connect(self._choose)
        watcher().changed.connect(self.update)
        self.set_missing(False)

    @property
    def current(self) -> bool:
        """Whether it is the one that is open."""
        return self._current

    @property
    def missing(self) -> bool:
        """Whether there is nothing in its place any more."""
        return self._missing

    def set_missing(self, missing: bool) -> None:
        """Say that there is no repository any more, or that there is one."""
        self._missing = missing
        said = ["missing"] if missing else ["open now"] if self._current else []
        if self.place.runs >= 0 and not missing:
            said.append(counted(self.place.runs, "run"))
        self.setAccessibleName(f"{self.place.name}, {words.folder(self.place.folder.parent)}")
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(ui_font()).height() + QFontMetrics(ui_font(sizes.TEXT_SMALL)).height()
        return QSize(320, lines + 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self.remove.sizeHint().height()
        self.remove.move(self.width() - side - 4, (self.height() - side) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == int(Qt.Key.Key_Delete) and not self._current:
            self._remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = colors.wash if self._current else colors.hover if self.underMouse() else None
            if ground is not None and (self._current or not self._missing):
                box(painter, self.rect().toRectF(), sizes.RADIUS, ground, None)
            self._paint_words(painter)
            if self.hasFocus():
                focus_ring(painter, self.rect().toRectF(), sizes.RADIUS)
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        colors = tokens()
        plain = colors.text_faint if self._missing else colors.text_soft
        shape = "triangle-alert" if self._missing else "layers"
        color = colors.accent if self._current else colors.warn if self._missing else colors.text_soft
        middle = (self.height() - sizes.ICON) // 2
        painter.drawPixmap(sizes.GAP, middle, pixmap(shape, color, sizes.ICON, self.devicePixelRatioF()))
        left = sizes.GAP + sizes.ICON + sizes.GAP
        right = self.width() - (sizes.GAP if self._current else self.remove.width() + 8)
        small = ui_font(sizes.TEXT_SMALL)
        said = "Missing" if self._missing else self._count()
        painter.setFont(small)
        painter.setPen(plain)
        wide = painter.fontMetrics().horizontalAdvance(said)
        painter.drawText(QRect(right - wide, 0, wide, self.height()), _RIGHT, said)
        room = right - left - wide - sizes.GAP
        name = ui_font(bold=self._current)
        high = QFontMetrics(name).height()
        path = words.folder(self.place.folder.parent)
        painter.drawText(
            QRect(left, 6 + high, room, QFontMetrics(small).height()),
            _LEFT,
            QFontMetrics(small).elidedText(path, Qt.TextElideMode.ElideMiddle, room),
        )
        painter.setFont(name)
        painter.setPen(colors.text_soft if self._missing else colors.text)
        shown = QFontMetrics(name).elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, 6, room, high), _LEFT, shown)

    def _count(self) -> str:
        return counted(self.place.runs, "run") if self.place.runs >= 0 else ""

    @Slot()
    def _choose(self) -> None:
        if not self._missing:
            self.chosen.emit(self.place.folder)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.place.folder)
