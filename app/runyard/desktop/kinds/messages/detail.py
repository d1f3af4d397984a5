"""`MessagePane`: one message whole, with what was given with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.messages import levels
from runyard.desktop.kinds.messages.reading import whole_text
from runyard.desktop.parts import words
from runyard.desktop.parts.param_value import copy_text
from runyard.desktop.theme import pixmap, scaled, sizes, tokens, watcher
from runyard.desktop.widgets import Button, CopyButton, Label, bare_area
from runyard.domain import printed
from runyard.domain.message import Level, Message

_WIDE, _HIGH = 360, 200
_ANY = 16_777_215  # Qt's largest size: no limit
#: Characters shown of a text and of arguments: a message may be a book, and the pane is none.
_MOST = 20_000


class MessagePane(QWidget):
    """At the right of the table. `logs_asked` carries the time of the message."""

    logs_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: Message | None = None
        self._below = False
        self.setAccessibleName("Message")
        self._shape = Label()
        self._level = Label(bold=True)
        self._time = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.text = _words(Label(wrap=True), "Text of the message")
        self.args_head = Label("Arguments", size=sizes.TEXT_SMALL, tone="text_soft", bold=True)
        self.args = _words(Label(mono=True), "Arguments of the message")
        self.copy = CopyButton(self.copied_text, "Copy message")
        self.copy_args = CopyButton(self.copied_args, "Copy arguments as JSON")
        self.show_logs = Button("Show in logs", "list", dense=True)
        self.show_logs.clicked.connect(self._ask_logs)
        self._arrange()
        watcher().changed.connect(self._dress)
        self._dress()

    def show_message(self, message: Message, created: int) -> None:
        """Show a message of a run that began at `created`."""
        if message == self.message:
            return
        self.message = message
        self._level.setText(levels.word(message.level))
        after = words.duration(max(0, message.time - created))
        self._time.setText(f"{words.full_moment(message.time)}, {after} after the start")
        self.text.setText(_cut(whole_text(message)))
        self.args.setText(_cut(self._args_shown()))
        for part in (self.args_head, self.args, self.copy_args):
            part.setVisible(bool(message.args))
        self._dress()

    def set_below(self, below: bool) -> None:
        """Stand below the table, as wide as it is, or beside it."""
        if below != self._below:
            self._below = below
            self._dress()
            self.update()

    def copied_text(self) -> str:
        """Return what is copied of the message."""
        return "" if self.message is None else self.message.text

    def copied_args(self) -> str:
        """Return what is copied of the arguments."""
        return "" if self.message is None else copy_text(self.message.args)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            side = (self.width(), 1) if self._below else (1, self.height())
            painter.fillRect(0, 0, *side, tokens().line)
        finally:
            painter.end()

    def _args_shown(self) -> str:
        return "\n".join(printed.shown(line) for line in self.copied_args().split("\n"))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(sizes.GAP)
        for part in (self._shape, self._level):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.show_logs)
        head.addWidget(self.copy)
        head.setContentsMargins(0, 0, sizes.GAP, 0)
        given = QHBoxLayout()
        given.addWidget(self.args_head)
        given.addStretch(1)
        given.addWidget(self.copy_args)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, sizes.GAP, 0)
        inner.setSpacing(sizes.GAP)
        inner.addWidget(self.text)
        inner.addSpacing(sizes.GAP)
        inner.addLayout(given)
        inner.addWidget(self.args)
        inner.addStretch(1)
        area = bare_area(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.MARGIN, sizes.GAP_CARDS, sizes.GAP, sizes.GAP_CARDS)
        column.setSpacing(sizes.GAP)
        column.addLayout(head)
        column.addWidget(self._time)
        column.addWidget(area, 1)

    @Slot()
    def _ask_logs(self) -> None:
        if self.message is not None:
            self.logs_asked.emit(self.message.time)

    @Slot()
    def _dress(self) -> None:
        self.setMaximumSize(_ANY, _ANY)
        self.setMinimumSize(0, 0)
        if self._below:
            self.setFixedHeight(scaled(_HIGH))
        else:
            self.setFixedWidth(scaled(_WIDE))
        level = Level.INFO if self.message is None else self.message.level
        shape = pixmap(levels.SHAPES[level], levels.color(level), sizes.ICON, self.devicePixelRatioF())
        self._shape.setPixmap(shape)


def _words(label: Label, name: str) -> Label:
    """Return a label whose text can be selected by mouse and keys."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setAccessibleName(name)
    return label


def _cut(text: str) -> str:
    more = len(text) - _MOST
    return text if more <= 0 else f"{text[:_MOST]}\n… {more:,} more characters, copy them to see all"
