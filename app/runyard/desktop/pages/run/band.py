"""`StateBand`: says over the tabs that a run is set aside or ended badly, and offers what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.theme import pixmap, sizes, tokens
from runyard.desktop.widgets import Button, ElidedLabel
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.status import RunStatus

_HIGH = 36
_LONGEST = 300


class Standing(NamedTuple):
    """What to say of a run: an icon, whether it is bad, the sentence, and what can be done."""

    icon: str
    bad: bool
    sentence: str
    action: str = ""
    title: str = ""


def standing(info: RunInfo, attempts: Sequence[Attempt]) -> Standing | None:
    """Return what is to be said of a run; None of one that is as most are."""
    last = attempts[-1] if attempts else None
    if info.trashed is not None:
        since = _inside(words.moment(info.trashed))
        said = f"In the trash since {since}. Nothing but the trash lists it"
        return Standing("trash-2", False, said, "restore", "Restore run")
    if info.status is RunStatus.CRASHED:
        heard = f", last heard of {_inside(words.moment(info.last_record))}" if info.last_record else ""
        said = f"Its process ended without a word{heard}. What it had logged until then is kept"
        return Standing("triangle-alert", True, said)
    if info.status is RunStatus.STALE:
        heard = f" since {_inside(words.moment(info.last_record))}" if info.last_record else ""
        return Standing("clock", False, f"Nothing was heard of it{heard}. It may still be running elsewhere")
    if info.status is RunStatus.FAILED and last is not None and last.traceback:
        lines = last.traceback.strip().splitlines()
        return Standing("triangle-alert", True, lines[-1].strip()[:_LONGEST], "traceback", "Show traceback")
    if info.archived:
        return Standing(
            "archive", False, "Archived. Lists leave it out unless asked", "unarchive", "Unarchive run"
        )
    return None


class StateBand(QWidget):
    """One line with an icon; `asked` carries what is to be done: restore, unarchive or traceback."""

    asked = Signal(str)

    def __init__(self, *, writes: bool) -> None:
        super().__init__()
        self._writes = writes
        self._standing: Standing | None = None
        self.words = ElidedLabel()
        self.action = Button(dense=True)
        self.action.clicked.connect(self._ask)
        self.setFixedHeight(_HIGH)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN + sizes.ICON + 2 * sizes.GAP, 0, sizes.MARGIN + sizes.GAP, 4)
        row.setSpacing(sizes.GAP_CARDS)
        row.addWidget(self.words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_standing(self, said: Standing | None) -> None:
        """Say this, or nothing."""
        self._standing = said
        self.setVisible(said is not None)
        if said is not None:
            self.words.set_text(said.sentence)
            self.action.setText(said.title)
            self.action.setVisible(bool(said.action))
            self.action.setEnabled(self._writes or said.action == "traceback")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        said = self._standing
        if said is None:
            return
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.bad_wash if said.bad else colors.hover)
            ground = QRectF(self.rect()).adjusted(sizes.MARGIN, 0, -sizes.MARGIN, -4)
            painter.drawRoundedRect(ground, sizes.RADIUS, sizes.RADIUS)
            shape = pixmap(
                said.icon, colors.bad if said.bad else colors.text_soft, sizes.ICON, self.devicePixelRatioF()
            )
            top = round(ground.center().y() - sizes.ICON / 2)
            painter.drawPixmap(sizes.MARGIN + sizes.GAP, top, shape)
        finally:
            painter.end()

    @Slot()
    def _ask(self) -> None:
        if self._standing is not None:
            self.asked.emit(self._standing.action)


def _inside(moment: str) -> str:
    """A time in the middle of a sentence."""
    return f"{moment[0].lower()}{moment[1:]}" if moment.startswith("Today") else moment
