"""`CodeFacts`: branch, commit, author and remote of the code of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.git.icon_label import IconLabel
from runyard.desktop.parts import words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import CopyButton, ElidedLabel

_SHORT = 8


class CodeFacts(QWidget):
    """Two lines: the commit with who made it, and where it came from."""

    def __init__(self) -> None:
        super().__init__()
        self._digest = ""
        self.branch = IconLabel("git-branch", mono=True)
        self.commit = IconLabel("git-commit-horizontal", mono=True)
        self.author = ElidedLabel(tone="text_faint")
        self.author.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.remote = ElidedLabel(tone="text_faint", size=sizes.TEXT_SMALL)
        self.remote.setContentsMargins(12, 0, 12, 4)
        self.copy = CopyButton(self._whole_digest, "Copy commit")
        line = QHBoxLayout()
        line.setContentsMargins(12, sizes.GAP, sizes.GAP, 4)
        line.setSpacing(sizes.GAP)
        for part in (self.branch, self.commit, self.copy):
            line.addWidget(part)
        line.addWidget(self.author, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.remote)

    def show_facts(self, info: Mapping[Any, Any]) -> None:
        """Show what git knew."""
        commit = info.get("commit")
        known: Mapping[Any, Any] = commit if isinstance(commit, dict) else {}
        self._digest = _text(known.get("hash") if known else commit)
        self.branch.set_text(_text(info.get("branch")))
        self.commit.set_text(self._digest[:_SHORT])
        self.copy.setVisible(bool(self._digest))
        author, moment = _text(known.get("author")), _moment(_text(known.get("timestamp")))
        self.author.set_text(" · ".join(part for part in (author, moment) if part))
        self.remote.set_text(_text(info.get("remote_origin_url")))
        self.remote.setVisible(bool(self.remote.text()))

    def _whole_digest(self) -> str:
        return self._digest


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(text: str) -> str:
    import datetime as dt

    try:
        return words.moment(int(dt.datetime.fromisoformat(text).timestamp() * 1_000_000))
    except (ValueError, OverflowError, OSError):
        return ""
