"""Names and labels for several runs at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.parts.run_actions.words import common, counted
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Dialog, ElidedLabel, Field, Label
from runyard.storage.runs.brief import Brief

NAME_LIMIT, LABEL_LIMIT = 500, 100
_PREVIEWED = 3


def numbered(name: str, many: int) -> list[str]:
    """Return a name for each of many runs: the name itself for one, else with numbers of one width."""
    if many == 1:
        return [name]
    wide = len(str(many))
    return [f"{name}-{number:0{wide}}" for number in range(1, many + 1)]


class RenameDialog(Dialog):
    """One name for all, with numbers behind it; what comes of it stands below. `named` carries id to name."""

    named = Signal(object)

    def __init__(self, owner: QWidget, briefs: Sequence[Brief]) -> None:
        title = "Rename run" if len(briefs) == 1 else "Rename runs"
        super().__init__(title, owner, primary=f"Rename {counted(len(briefs))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._briefs = briefs
        self.field = Field("Name", _stem(briefs), limit=NAME_LIMIT)
        self.field.changed.connect(self._preview)
        self.preview = [ElidedLabel("", Qt.TextElideMode.ElideMiddle, tone="text_soft") for _ in range(4)]
        self.body.addWidget(self.field)
        if len(briefs) > 1:
            self.body.addLayout(self._lines())
        self.accepted.connect(self._decide)
        self._preview(self.field.text())
        self.field.edit.selectAll()
        self.field.setFocus()

    def names(self) -> dict[int, str]:
        """Return what each run will be called."""
        fresh = numbered(self.field.text().strip(), len(self._briefs))
        return {brief.id: name for brief, name in zip(self._briefs, fresh, strict=True)}

    def _lines(self) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(4)
        lines.addWidget(Label("Preview", size=sizes.TEXT_SMALL, tone="text_soft"))
        for label in self.preview:
            lines.addWidget(label)
        return lines

    @Slot(str)
    def _preview(self, text: str) -> None:
        empty = not text.strip()
        self.field.set_problem("A run needs a name" if empty else "")
        self.primary.setEnabled(not empty)
        names = list(self.names().values())
        shown = names if len(names) <= len(self.preview) else [*names[: _PREVIEWED - 1], "…", names[-1]]
        shown = ["" if empty else name for name in shown]
        for label, name in zip(self.preview, [*shown, *[""] * len(self.preview)], strict=False):
            label.set_text(name)
            label.setVisible(bool(name))

    @Slot()
    def _decide(self) -> None:
        self.named.emit(self.names())


class LabelDialog(Dialog):
    """A short text beside the names; an empty one takes it away. `labelled` carries the text."""

    labelled = Signal(object)

    def __init__(self, owner: QWidget, briefs: Sequence[Brief]) -> None:
        title = "Label run" if len(briefs) == 1 else "Label runs"
        super().__init__(title, owner, primary=f"Label {counted(len(briefs))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._many = counted(len(briefs))
        self._labelled = any(brief.label for brief in briefs)
        self.field = Field("Label", common(briefs, "label"), limit=LABEL_LIMIT, placeholder="No label")
        self.field.changed.connect(self._name_primary)
        self.body.addWidget(self.field)
        if not self.field.text() and self._labelled:
            replaced = "Their labels differ; all of them are replaced"
            self.body.addWidget(Label(replaced, size=sizes.TEXT_SMALL, tone="text_soft", wrap=True))
        self.accepted.connect(self._decide)
        self._name_primary(self.field.text())
        self.field.edit.selectAll()
        self.field.setFocus()

    @Slot(str)
    def _name_primary(self, text: str) -> None:
        removes = not text.strip() and self._labelled
        self.primary.setText(f"Remove label of {self._many}" if removes else f"Label {self._many}")
        self.primary.setEnabled(removes or bool(text.strip()))

    @Slot()
    def _decide(self) -> None:
        self.labelled.emit(self.field.text().strip())


def _stem(briefs: Sequence[Brief]) -> str:
    """Return what the names have in common at their beginning, to begin with, or the first of them."""
    names = [brief.name for brief in briefs]
    if len(names) == 1:
        return names[0]
    low, high = min(names), max(names)
    same = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:same].rstrip("-_ .0123456789") or names[0]
