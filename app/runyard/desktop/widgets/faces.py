"""`Faces`: the four faces of a list, tab or chart, beside its content."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.skeleton import Skeleton

_WIDEST = 420
#: A command inside a sentence, marked as a terminal shows it.
_COMMAND = re.compile(r"`([^`]+)`")


class Faces(QWidget):
    """Shows the content, or why there is none: loading, empty, no match, failed."""

    def __init__(self, content: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._skeleton = Skeleton()
        self._message = _Message()
        self._blank = QWidget()
        self._stack = QStackedLayout(self)
        for page in (self._blank, content, self._skeleton, self._message):
            self._stack.addWidget(page)
        self._delay = QTimer(self, singleShot=True, interval=sizes.SKELETON_DELAY_MS)
        self._delay.timeout.connect(self._show_skeleton)
        self._face = "blank"

    @property
    def face(self) -> str:
        """Return which face shows: content, loading, empty, no_match or failed; blank before the first."""
        return self._face

    def forget(self) -> None:
        """Show nothing: what was shown is of no use any more, and loading may say so again."""
        self._show("blank", self._blank)

    def show_content(self) -> None:
        """Show the content."""
        self._show("content", self.content)

    def show_loading(self) -> None:
        """Say that something is coming. Content that is shown already stays; a skeleton waits 150 ms."""
        if self._face == "content" or self._delay.isActive():
            return
        self._face = "loading"
        self._delay.start()

    def show_empty(
        self, title: str, sentence: str, action: str = "", callback: Callable[[], None] | None = None
    ) -> None:
        """Say that there is nothing yet, and offer what to do about it."""
        self._message.set("", "text_soft", title, sentence, action, callback)
        self._show("empty", self._message)

    def show_no_match(self, on_clear: Callable[[], None], sentence: str = "") -> None:
        """Say that the search found nothing, and offer to clear it."""
        words = sentence or "Try fewer or other words"
        self._message.set("search", "text_faint", "Nothing matches", words, "Clear search", on_clear)
        self._show("no_match", self._message)

    def show_failed(self, sentence: str, hint: str = "", on_retry: Callable[[], None] | None = None) -> None:
        """Say what went wrong and what to do next."""
        action = "Try again" if on_retry is not None else ""
        self._message.set("triangle-alert", "bad", sentence, hint, action, on_retry)
        self._show("failed", self._message)

    def _show(self, face: str, page: QWidget) -> None:
        self._delay.stop()
        self._face = face
        self._stack.setCurrentWidget(page)

    @Slot()
    def _show_skeleton(self) -> None:
        self._stack.setCurrentWidget(self._skeleton)


class _Message(QWidget):
    """An icon, a title, a sentence and one action, in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._callback: Callable[[], None] | None = None
        self._shape, self._color = "", "text_faint"
        self._icon = Label()
        self._title = Label(size=sizes.TEXT_TITLE, bold=True, wrap=True)
        self._sentence = Label(tone="text_soft", wrap=True)
        self._action = Button()
        self._action.clicked.connect(self._act)
        # Wrapped words only get the height they need in a layout that gives them its whole width.
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP)
        for part in (self._icon, self._title, self._sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        column.addSpacing(sizes.GAP)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 100)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[sizes.MARGIN] * 4)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)
        watcher().changed.connect(self._dress)

    def set(
        self,
        shape: str,
        color: str,
        title: str,
        sentence: str,
        action: str,
        callback: Callable[[], None] | None,
    ) -> None:
        """Say something else."""
        self._shape, self._color, self._callback = shape, color, callback
        self._title.setText(title)
        self._sentence.setText(_COMMAND.sub(r"“\1”", sentence))
        self._sentence.setVisible(bool(sentence))
        self._action.setText(action)
        self._action.setVisible(bool(action) and callback is not None)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._icon.setVisible(bool(self._shape))
        if self._shape:
            color = getattr(tokens(), self._color)
            self._icon.setPixmap(pixmap(self._shape, color, 24, self.devicePixelRatioF()))

    @Slot()
    def _act(self) -> None:
        if self._callback is not None:
            self._callback()
