"""The head of the reader: which text it is, how it is shown, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.texts.document import Document
from runyard.desktop.kinds.texts.renderings import CODE, JSON, MARKDOWN, PLAIN, TREE
from runyard.desktop.parts import words
from runyard.desktop.theme import scaled, sizes, tokens
from runyard.desktop.widgets import Button, CopyButton, ElidedLabel, Label, Segmented

_RENDERINGS = ((PLAIN, "Plain"), (MARKDOWN, "Markdown"), (JSON, "JSON"), (TREE, "Tree"), (CODE, "Code"))
_NARROW = 400


class ReaderHead(QWidget):
    """Two rows: name, facts and tools; renderings and the matches.

    `stepped` goes to another match, `walked` to another text where no table stands beside.
    """

    stepped = Signal(int)
    walked = Signal(int)

    def __init__(self, copy: CopyButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.above = Button("", "chevron-up", "icon", tip="Text above (K)")
        self.below = Button("", "chevron-down", "icon", tip="Text below (J)")
        self.title = ElidedLabel(bold=True)
        self.facts = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.wrap = Button("", "wrap-text", "icon", tip="Wrap lines")
        self.wrap.setCheckable(True)
        self.wrap.setChecked(True)
        self.opened = Button("", "unfold-vertical", "icon", tip="Expand all")
        self.closed = Button("", "fold-vertical", "icon", tip="Collapse all")
        self.save = Button("", "download", "icon", tip="Save text")
        self.large = Button("", "maximize-2", "icon", tip="Fill the tab")
        self.large.setCheckable(True)
        self.rendering = Segmented(_RENDERINGS, name="Rendering")
        self.matches = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.before = Button("", "arrow-up", "icon", dense=True, tip="Previous match in this text")
        self.after = Button("", "arrow-down", "icon", dense=True, tip="Next match in this text")
        self.note = Label(size=sizes.TEXT_SMALL, tone="text_soft", wrap=True)
        copy.setFixedSize(sizes.CONTROL, sizes.CONTROL)
        self._lay_out(copy)
        self.before.clicked.connect(self._go_back)
        self.after.clicked.connect(self._go_on)
        self.large.toggled.connect(self._dress_large)
        self.above.clicked.connect(self._walk_up)
        self.below.clicked.connect(self._walk_down)

    def _lay_out(self, copy: CopyButton) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(0)
        for way in (self.above, self.below):
            upper.addWidget(way)
            way.hide()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.facts)
        upper.addLayout(names, 1)
        upper.addSpacing(sizes.GAP)
        for tool in (self.wrap, self.opened, self.closed, copy, self.save, self.large):
            upper.addWidget(tool)
        lower = QHBoxLayout()
        lower.setSpacing(sizes.GAP)
        lower.addWidget(self.rendering)
        lower.addStretch(1)
        for part in (self.matches, self.before, self.after):
            lower.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, sizes.GAP, sizes.GAP, sizes.GAP)
        column.setSpacing(sizes.GAP)
        column.addLayout(upper)
        column.addLayout(lower)
        column.addWidget(self.note)
        self.note.hide()
        self.show_tools(PLAIN, tree=False)
        self.show_matches(-1, 0)

    def show_document(self, document: Document) -> None:
        """Name a text."""
        item = document.item
        index = f", index {item.index:,}" if item.index else ""
        self.title.set_text(f"Step {item.step:,}{index}")
        epoch = [] if item.epoch is None else [f"epoch {item.epoch:g}"]
        length = len(document.text)
        lines = document.lines
        facts = [
            *epoch,
            "1 character" if length == 1 else f"{length:,} characters",
            "1 line" if lines == 1 else f"{lines:,} lines",
            words.moment(item.time),
        ]
        self.facts.set_text(" · ".join(facts))
        self.facts.setToolTip(words.full_moment(item.time))

    def show_rendering(self, rendering: str, guess: str) -> None:
        """Say how a text is shown; what it can hardly be is not offered."""
        self.rendering.set_key(rendering)
        self.rendering.set_shown(TREE, guess == JSON or rendering == TREE)
        self.rendering.set_shown(MARKDOWN, guess != JSON or rendering == MARKDOWN)

    def show_tools(self, rendering: str, *, tree: bool) -> None:
        """Offer what can be done to the text as it is shown."""
        self.wrap.setVisible(rendering != MARKDOWN and not tree)
        for tool in (self.opened, self.closed):
            tool.setVisible(tree)

    def show_note(self, sentences: list[str]) -> None:
        """Say what is worth knowing of this text, or nothing."""
        self.note.setText(". ".join(sentences))
        self.note.setVisible(bool(sentences))

    def show_matches(self, at: int, of: int) -> None:
        """Say which of the matches in this text one is at, from zero; -1 before the first."""
        self.matches.setText("" if not of else f"{of:,} matches" if at < 0 else f"{at + 1:,} of {of:,}")
        if of == 1 and at < 0:
            self.matches.setText("1 match")
        for part in (self.before, self.after):
            part.setVisible(of > 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the head is narrow, words give way to the arrows beside them."""
        self.matches.setVisible(bool(self.matches.text()) and self.width() >= scaled(_NARROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    def _dress_large(self, on: bool) -> None:
        self.large.set_icon("minimize-2" if on else "maximize-2")
        self.large.set_tip("Show the table" if on else "Fill the tab")
        for way in (self.above, self.below):
            way.setVisible(on)

    def _walk_up(self) -> None:
        self.walked.emit(-1)

    def _walk_down(self) -> None:
        self.walked.emit(1)

    def _go_back(self) -> None:
        self.stepped.emit(-1)

    def _go_on(self) -> None:
        self.stepped.emit(1)
