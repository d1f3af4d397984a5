"""`References`: the params that a run wants to be read first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.plain_words import PlainWords
from runyard.desktop.parts.param_value import copy_text
from runyard.desktop.parts.prose import Prose
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import scaled, sizes, watcher
from runyard.desktop.widgets import Card, CopyButton, ElidedLabel, Label
from runyard.domain import params

#: A run that pins more has pinned nothing.
MOST = 30
#: Characters shown of a value that is no text.
_LONGEST, _ONE_LINE, _MOST_LINES = 4_000, 400, 16
_DEEPEST = 64
_TITLE = 160


class Reference(NamedTuple):
    """A pinned param: `value` is None where the run has no such param yet."""

    path: str
    value: Any
    there: bool = True


def references(tree: Mapping[Any, Any], pinned: Sequence[str]) -> list[Reference]:
    """Return the pinned params in the given order, each once."""
    return [_look(tree, path) for path in dict.fromkeys(pinned)]


def _look(tree: Mapping[Any, Any], path: str) -> Reference:
    """Follow a path as a person writes it: parted by dots, though a key may hold some itself."""
    found = _follow(tree, path.split("."))
    if found is None and "[" in path:
        found = [value for keys, value in params.leaves(dict(tree)) if params.dotted(keys) == path]
    return Reference(path, found[0]) if found else Reference(path, None, False)


def _follow(tree: Any, parts: Sequence[str]) -> list[Any] | None:
    """Return the value at the end, in a list of its own as it may be None; the shortest keys come first."""
    if not parts:
        return [tree]
    if not isinstance(tree, Mapping) or len(parts) > _DEEPEST:
        return None
    for end in range(1, len(parts) + 1):
        key = ".".join(parts[:end])
        for name in (key, int(key)) if key.isdecimal() and len(key) < 19 else (key,):
            if name in tree:
                found = _follow(tree[name], parts[end:])
                if found is not None:
                    return found
    return None


def _plain(value: Any) -> str:
    """Return a value that is no text: what is short on one line, else the beginning of its lines."""
    text = copy_text(value)
    if isinstance(value, dict | list) and len(text) < 2 * _LONGEST:
        line = json.dumps(json.loads(text), ensure_ascii=False)
        text = line if len(line) <= _ONE_LINE else text
    lines = text[:_LONGEST].split("\n")[:_MOST_LINES]
    shown = "\n".join(lines)
    return shown if len(shown) == len(text) else f"{shown}…"


class References(Card):
    """Each pinned param under its path: a text as Markdown, anything else as it is."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__("References")
        self._tasks = tasks
        self._shown: list[Reference] = []
        self._entries: dict[str, _Entry] = {}
        self._rest = Label(tone="text_faint")
        self.tools.addWidget(CopyButton(self.copy_text, "Copy references"))
        self.body.setContentsMargins(12, sizes.GAP, 12, sizes.GAP)
        self.body.setSpacing(sizes.GAP)
        self.body.addWidget(self._rest)
        self._rest.hide()
        self.hide()

    def show_references(self, found: Sequence[Reference]) -> None:
        """Show these, and keep those that have not changed as they are."""
        self.setVisible(bool(found))
        if list(found) == self._shown:
            return
        kept = {one.path for one in found[:MOST]}
        for path in [path for path in self._entries if path not in kept]:
            entry = self._entries.pop(path)
            self.body.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        for at, one in enumerate(found[:MOST]):
            entry = self._entries.get(one.path) or _Entry(one.path, self._tasks)
            self._entries[one.path] = entry
            if self.body.indexOf(entry) != at:
                self.body.removeWidget(entry)
                self.body.insertWidget(at, entry)
            entry.show_value(one)
        self._shown = list(found)
        left = len(found) - MOST
        self._rest.setVisible(left > 0)
        self._rest.setText(f"{left:,} more are among the params")

    def copy_text(self) -> str:
        """Return every reference as text."""
        return "\n".join(f"{one.path} = {copy_text(one.value)}" for one in self._shown if one.there)


class _Entry(QWidget):
    """The path of a param, and its value beside it."""

    def __init__(self, path: str, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.prose: Prose | None = None
        self.words = PlainWords(path)
        self._path = path
        self._title = ElidedLabel(path, Qt.TextElideMode.ElideMiddle, tone="text_soft", mono=True)
        self._column = QVBoxLayout()
        self._column.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP_CARDS)
        row.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        watcher().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self._title.setFixedWidth(scaled(_TITLE))

    def show_value(self, one: Reference) -> None:
        """Show a value."""
        markdown = one.there and isinstance(one.value, str)
        self.words.setVisible(not markdown)
        if markdown:
            if self.prose is None:
                self.prose = Prose(self._tasks, self, grows=True, margin=0, name=self._path)
                self._column.addWidget(self.prose)
            self.prose.set_markdown(one.value)
        if self.prose is not None:
            self.prose.setVisible(markdown)
        if not markdown:
            shown = (_plain(one.value), "text") if one.there else ("Not set", "text_faint")
            self.words.set_words(*shown)
