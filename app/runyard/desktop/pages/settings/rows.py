"""Rows of a card of settings: what it is, what it does, and the control that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.state import Entry, Settings
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Card, Label, Rule, Segmented, Select, Switch

T = TypeVar("T")


def add_row(card: Card, title: str, detail: str, control: QWidget) -> None:
    """Add a row below the others; its words wrap where the window is narrow."""
    if card.body.count():
        card.body.addWidget(Rule(Qt.Orientation.Horizontal))
    row = QHBoxLayout()
    row.setContentsMargins(12, 10, 12, 10)
    row.setSpacing(sizes.MARGIN)
    words = QVBoxLayout()
    words.setSpacing(2)
    name = Label(title)
    name.setBuddy(control)
    words.addWidget(name)
    if detail:
        words.addWidget(Label(detail, size=sizes.TEXT_SMALL, tone="text_soft", wrap=True))
    row.addLayout(words, 1)
    row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    card.body.addLayout(row)


class Choices(QObject):
    """Controls that keep what is picked at once, and follow when it is changed elsewhere."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._controls: list[tuple[Entry[Any], Segmented | Select | Switch]] = []
        settings.changed.connect(self._follow)

    def segmented(self, entry: Entry[T], options: Sequence[tuple[T, str]], name: str) -> Segmented:
        """Return all the choices side by side."""
        control = Segmented(options, name=name)
        control.changed.connect(partial(self._settings.set, entry))
        self._add(entry, control)
        return control

    def select(self, entry: Entry[T], options: Sequence[tuple[T, str]], name: str) -> Select:
        """Return the choices as a list that opens."""
        control = Select(options, name=name)
        control.chosen.connect(partial(self._settings.set, entry))
        self._add(entry, control)
        return control

    def switch(self, entry: Entry[bool], name: str) -> Switch:
        """Return on or off."""
        control = Switch(name=name)
        control.clicked.connect(partial(self._keep, entry, control))
        self._add(entry, control)
        return control

    def _keep(self, entry: Entry[bool], control: Switch) -> None:
        self._settings.set(entry, control.isChecked())

    def _add(self, entry: Entry[Any], control: Segmented | Select | Switch) -> None:
        self._controls.append((entry, control))
        self._follow(entry)

    @Slot(object)
    def _follow(self, entry: Entry[Any]) -> None:
        for known, control in self._controls:
            if known is entry:
                value = self._settings.get(entry)
                if isinstance(control, Switch):
                    control.setChecked(value)
                else:
                    control.set_key(value)
