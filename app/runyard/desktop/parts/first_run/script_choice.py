"""`ScriptChoice`: a script to copy, for the library one trains with."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.first_run.code_block import CodeBlock
from runyard.desktop.parts.first_run.scripts import SCRIPTS
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Segmented


class ScriptChoice(QWidget):
    """The libraries in a row, and the lines for the one chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scripts = dict(SCRIPTS)
        self.framework = Segmented([(title, title) for title, _ in SCRIPTS], name="Library")
        self.code = CodeBlock(SCRIPTS[0][1])
        row = QHBoxLayout()
        row.addWidget(self.framework)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP)
        column.addLayout(row)
        column.addWidget(self.code)
        self.framework.changed.connect(self._show)

    @Slot(object)
    def _show(self, title: str) -> None:
        self.code.set_code(self._scripts[title])
