"""`Dialog`: a question or a small form over the window, which is dimmed behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.button import Button, Role
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.painting import box

_HEAD, _FOOT = 44, 52


class Scrim(QWidget):
    """Dims a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().scrim)
        finally:
            painter.end()


class Dialog(QDialog):
    """A head of 44, a `body`, and a `foot` with Cancel left of the primary. Enter accepts, Esc cancels.

    The primary of a `danger` is filled where there is no way back; else it is only written in that colour.
    """

    def __init__(
        self,
        title: str,
        parent: QWidget,
        *,
        primary: str = "Save",
        danger: bool = False,
        filled: bool = True,
        width: int = 440,
    ) -> None:
        super().__init__(parent.window())
        self._over = parent.window()
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(width)
        self._scrim: Scrim | None = None
        role: Role = "danger" if danger else "primary"
        self.cancel = Button("Cancel")
        self.primary = Button(primary, role=role, filled=danger and filled)
        self.primary.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.primary.clicked.connect(self.accept)
        self.close_button = Button("", "x", "icon", tip="Close")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has Esc and Cancel
        self.close_button.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*[sizes.MARGIN] * 4)
        self.body.setSpacing(sizes.MARGIN)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head(title))
        layout.addLayout(self.body)
        layout.addWidget(self._foot())
        self.finished.connect(self._lift)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS_PANEL, colors.panel, colors.line_strong)
            painter.setPen(QPen(colors.line, 1.0))
            for y in (_HEAD - 0.5, self.height() - _FOOT - 0.5):
                painter.drawLine(QLineF(1, y, self.width() - 1, y))
        finally:
            painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self._over
        if self._scrim is None:
            self._scrim = Scrim(window)
            self._scrim.show()
            self._scrim.raise_()
        if self.focusWidget() in (None, self.cancel):
            self.primary.setFocus()
        place = self.rect()
        place.moveCenter(window.rect().center())
        self.move(window.mapToGlobal(place.topLeft()))

    def _head(self, title: str) -> QWidget:
        head = QWidget()
        head.setFixedHeight(_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.GAP, 0)
        row.addWidget(Label(title, size=sizes.TEXT_TITLE, bold=True))
        row.addStretch(1)
        row.addWidget(self.close_button)
        return head

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(_FOOT)
        row = self.foot
        foot.setLayout(row)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.primary)
        return foot

    @Slot(int)
    def _lift(self, _result: int) -> None:
        if self._scrim is not None:
            self._scrim.deleteLater()
            self._scrim.hide()
            self._scrim = None
