"""`Details`: what is known of the image that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import scaled, sizes, tokens
from runyard.desktop.widgets import CopyButton, ElidedLabel, Label, bare_area

_LABEL = 72


class Details(QWidget):
    """A column at the right: the caption in full, then names and values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(scaled(sizes.FACTS))
        self.caption = Label(wrap=True)
        self.caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.trouble = Label(tone="warn", wrap=True)
        self._values: dict[str, ElidedLabel] = {}
        self._digest = ""
        self.copy: CopyButton | None = None
        inside = QWidget()
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(sizes.GAP)
        self._form.setVerticalSpacing(4)
        column = QVBoxLayout(inside)
        column.setContentsMargins(sizes.MARGIN, sizes.GAP_CARDS, sizes.MARGIN, sizes.GAP_CARDS)
        column.setSpacing(sizes.GAP_CARDS)
        for part in (self.caption, self.trouble):
            column.addWidget(part)
        column.addLayout(self._form)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(bare_area(inside))

    def show_facts(self, caption: str, trouble: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show these; a name keeps its line while others come and go."""
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if list(self._values) != [name for name, _ in facts]:
            while self._form.rowCount():
                self._form.removeRow(0)
            self._values = {}
            for name, _ in facts:
                label = Label(name, tone="text_soft")
                label.setFixedWidth(scaled(_LABEL))
                mode = Qt.TextElideMode.ElideMiddle if name == "SHA-256" else Qt.TextElideMode.ElideRight
                shown = self._values[name] = ElidedLabel(mode=mode, mono=name == "SHA-256")
                self._form.addRow(label, shown if name != "SHA-256" else self._with_copy(shown))
        for name, value in facts:
            self._values[name].set_text(value)
        self._digest = dict(facts).get("SHA-256", "")

    def _with_copy(self, value: ElidedLabel) -> QWidget:
        self.copy = CopyButton(self._text, "Copy hash")
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(value, 1)
        row.addWidget(self.copy)
        return both

    def _text(self) -> str:
        return self._digest

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(QRect(0, 0, 1, self.height()), tokens().line)
        finally:
            painter.end()
