"""`ElidedLabel`: one line of text that gives way, with the whole text as tooltip only then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from runyard.desktop.theme import mono_font, sizes, tokens, ui_font
from runyard.desktop.widgets.label import Tone
from runyard.desktop.widgets.painting import focus_ring

#: Characters of a tooltip: what was logged may be a book.
_LONGEST_TIP = 2_000


class ElidedLabel(QWidget):
    """One line of plain text, elided where it does not fit. With `link`, it can be clicked and focused."""

    clicked = Signal()

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        *,
        size: int = sizes.TEXT,
        bold: bool = False,
        tone: Tone = "text",
        mono: bool = False,
        link: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._mode = text, mode
        self._size, self._bold, self._mono = size, bold, mono
        self._tone: Tone = tone
        self._link = link
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        if link:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def set_tone(self, tone: Tone) -> None:
        """Change the tone."""
        self._tone = tone
        self.update()

    def is_elided(self) -> bool:
        """Whether the text does not fit at present."""
        self._use_font()
        return self.fontMetrics().horizontalAdvance(self._line()) > self.contentsRect().width()

    def sizeHint(self) -> QSize:
        self._use_font()
        metrics = self.fontMetrics()
        margins = self.contentsMargins()
        beside = margins.left() + margins.right()
        return QSize(metrics.horizontalAdvance(self._line()) + 1 + beside, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("mm…")), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._use_font()
        painter = QPainter(self)
        try:
            painter.setPen(getattr(tokens(), self._tone))
            inside = self.contentsRect()
            shown = self.fontMetrics().elidedText(self._line(), self._mode, inside.width())
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            painter.drawText(inside, align | int(Qt.TextFlag.TextSingleLine), shown)
            if self._link and self.underMouse():
                width = self.fontMetrics().horizontalAdvance(shown)
                low = (self.height() + self.fontMetrics().ascent()) // 2 + 1
                painter.drawLine(inside.left(), low, inside.left() + width, low)
            if self.hasFocus():
                focus_ring(painter, self.rect().toRectF(), sizes.RADIUS_SMALL)
        finally:
            painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.toolTip():
            if self.is_elided():
                QToolTip.showText(event.globalPos(), Qt.convertFromPlainText(self._text[:_LONGEST_TIP]), self)
            else:
                QToolTip.hideText()
            return True
        if self._link and event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._link and inside and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._link and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def _line(self) -> str:
        return self._text.replace("\n", " ")

    def _use_font(self) -> None:
        font = mono_font(self._size) if self._mono else ui_font(self._size, self._bold)
        if font != self.font():
            self.setFont(font)
