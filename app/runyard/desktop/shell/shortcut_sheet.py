"""Every key and what it does, made from the commands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.commands import APP, Command, CommandSet
from runyard.desktop.shell.overlay import Overlay
from runyard.desktop.shell.palette_list import key_words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Keys, Label

WIDTH, TOP = 560, 96
HEAD = 44
ROW = 28


class ShortcutSheet(Overlay):
    """Lists the commands that have a key, the page's own first."""

    def __init__(self, window: QWidget, commands: CommandSet) -> None:
        super().__init__(window, WIDTH, TOP)
        self._commands = commands
        self._rows = 0
        self.setAccessibleName("Keyboard shortcuts")
        self.close_button = Button("", "x", "icon", dense=True, tip="Close")
        self.close_button.clicked.connect(self.dismiss)
        top = QWidget()
        top.setFixedHeight(HEAD)
        head = QHBoxLayout(top)
        head.setContentsMargins(sizes.MARGIN, 0, sizes.GAP, 0)
        head.addWidget(Label("Keyboard shortcuts", size=sizes.TEXT_TITLE, bold=True))
        head.addStretch(1)
        head.addWidget(self.close_button)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, sizes.GAP)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._area, 1)

    def pop_up(self) -> None:
        """Open, or close when it is open."""
        if self.isVisible():
            self.dismiss()
            return
        sheet = self._sheet()
        self._area.setWidget(sheet)
        sheet.setAutoFillBackground(False)  # the area has just switched it on
        self.open(self.close_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._area.verticalScrollBar()
        page, key = self._area.viewport().height() - ROW, event.key()
        steps = {
            int(Qt.Key.Key_Down): ROW,
            int(Qt.Key.Key_Up): -ROW,
            int(Qt.Key.Key_PageDown): page,
            int(Qt.Key.Key_PageUp): -page,
            int(Qt.Key.Key_Home): -bar.maximum(),
            int(Qt.Key.Key_End): bar.maximum(),
        }
        if key in steps:
            bar.setValue(bar.value() + steps[key])
        else:
            super().keyPressEvent(event)

    def panel_height(self) -> int:
        return HEAD + self._rows * ROW + sizes.GAP + 2

    def _sheet(self) -> QWidget:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        grid.setSpacing(0)
        grid.setColumnStretch(0, 1)
        self._rows = 0
        for context, commands in self._grouped().items():
            self._add(grid, Label(_title(context), size=sizes.TEXT_SMALL, bold=True, tone="text_soft"), None)
            for command in commands:
                self._add(grid, Label(command.title), Keys(*key_words(command.shortcut)))
        grid.setRowStretch(self._rows, 1)
        return sheet

    def _add(self, grid: QGridLayout, words: QWidget, keys: QWidget | None) -> None:
        grid.setRowMinimumHeight(self._rows, ROW)
        grid.addWidget(words, self._rows, 0)
        if keys is not None:
            grid.addWidget(keys, self._rows, 1, Qt.AlignmentFlag.AlignRight)
        self._rows += 1

    def _grouped(self) -> dict[str, list[Command]]:
        groups: dict[str, list[Command]] = {}
        everywhere: list[Command] = []
        for command in self._commands.keyed():
            if command.context == APP:
                everywhere.append(command)
            else:
                groups.setdefault(command.context, []).append(command)
        return {**groups, APP: everywhere}


def _title(context: str) -> str:
    return "Everywhere" if context == APP else "On this page"
