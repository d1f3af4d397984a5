"""The header of the run page: what run this is, how it does, and the runs before and after it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.pages.run.name_field import NameField
from runyard.desktop.pages.run.snapshot import RunSnapshot
from runyard.desktop.parts import words
from runyard.desktop.parts.status import StatusMark, share_words
from runyard.desktop.parts.swatch import Swatch
from runyard.desktop.parts.tag_badge import TagBadges
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Badge, Button, CopyButton, ElidedLabel, Label, ProgressLine

SHORT_HASH = 8
_PROGRESS = 96
_EXPERIMENT = 140
_SCRIPT = 120
_OVERLAP = 6


class RunHeader(QWidget):
    """44 px with experiment, name, status and neighbours, then 24 px with the facts."""

    experiment_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: RunSnapshot | None = None
        self.experiment = ElidedLabel(tone="text_soft", size=sizes.TEXT, link=True)
        self.experiment.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.experiment.clicked.connect(self.experiment_asked)
        self.swatch = Swatch()
        self.name = NameField()
        self.status = StatusMark()
        self.progress = ProgressLine(width=_PROGRESS)
        self.progress.setFixedWidth(_PROGRESS)
        self.share = Label()
        self.left = Label(tone="text_soft")
        self.before = Button("", "chevron-left", "icon", tip="Previous run")
        self.after = Button("", "chevron-right", "icon", tip="Next run")
        self.place = Label(tone="text_soft")
        self.more = Button("", "ellipsis", "icon", tip="Do something with this run")
        self.set_aside = Badge("")
        self.hash = Label(size=sizes.TEXT_SMALL, mono=True)
        self.started = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.duration = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.script_word = Label("script", size=sizes.TEXT_SMALL, tone="text_soft")
        self.script = ElidedLabel("", Qt.TextElideMode.ElideMiddle, size=sizes.TEXT_SMALL, mono=True)
        self._script_dot = _dot()
        self.tags = TagBadges()
        self.edit_tags = Button("Tag", "plus", "ghost", dense=True, tip="Put tags on or take them off")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._first_row())
        column.addWidget(self._second_row())
        column.addSpacing(_OVERLAP)

    def show_snapshot(self, snapshot: RunSnapshot) -> None:
        """Show a run."""
        self._snapshot = snapshot
        info = snapshot.info
        share = info.progress.share if info.progress is not None and info.status.active else None
        self.experiment.set_text(info.experiment)
        # A long name of the run must not squeeze the experiment to nothing.
        self.experiment.setMinimumWidth(min(_EXPERIMENT, self.experiment.sizeHint().width()))
        self.swatch.set_index(info.color)
        self.name.set_name(info.name)
        self.status.set_status(info.status, share)
        aside = "In the trash" if info.trashed is not None else "Archived" if info.archived else ""
        self.set_aside.set_text(aside)
        self.set_aside.setVisible(bool(aside))
        self.progress.setVisible(share is not None)
        self.progress.set_share(share or 0.0)
        self.share.setVisible(share is not None)
        self.share.setText("" if share is None else share_words(share))
        self.hash.setText(info.hash[:SHORT_HASH])
        when = words.moment(info.created)
        self.started.setText(f"Started {when[0].lower() if when.startswith('Today') else when[0]}{when[1:]}")
        self.started.setToolTip(words.full_moment(info.created))
        last = snapshot.attempts[-1] if snapshot.attempts else None
        script = last.script.replace("\\", "/").rsplit("/", 1)[-1] if last is not None else ""
        self.script.set_text(script)
        # Tags can be counted instead of shown; a script cannot.
        self.script.setMinimumWidth(min(_SCRIPT, self.script.sizeHint().width()))
        for part in (self._script_dot, self.script_word, self.script):
            part.setVisible(bool(script))
        self.tags.set_tags(info.tags)

    def show_clock(self, duration: int, left: str) -> None:
        """Show how long the run has taken, and what is left in words."""
        self.duration.setText(words.duration(duration))
        self.left.setText(left)
        self.left.setVisible(bool(left))

    def show_place(self, at: int | None, total: int) -> None:
        """Show which of the listed runs this is, counted from one; None if it is not listed."""
        listed = at is not None and total > 1
        for part in (self.before, self.place, self.after):
            part.setVisible(listed)
        if at is not None:
            self.place.setText(f"{at:,} of {total:,}")
            self.before.setEnabled(at > 1)
            self.after.setEnabled(at < total)

    def _first_row(self) -> QWidget:
        holder = QWidget()
        # The rows overlap by six pixels: 44 centred on 22, then 24 centred on 50, in 68 together.
        holder.setFixedHeight(sizes.HEADER - _OVERLAP)
        row = QHBoxLayout(holder)
        row.setContentsMargins(sizes.MARGIN, _OVERLAP, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        _fill(row, self.experiment, Label("/", tone="text_faint"), self.swatch, self.name)
        row.addSpacing(12)
        row.addWidget(self.status)
        row.addWidget(self.set_aside)
        row.addWidget(self.progress)
        row.addWidget(self.share)
        row.addWidget(self.left)
        row.addStretch(1)
        _fill(row, self.before, self.place, self.after, self.more)
        return holder

    def _second_row(self) -> QWidget:
        holder = QWidget()
        holder.setFixedHeight(sizes.FACTS_ROW)
        row = QHBoxLayout(holder)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(6)
        copy = CopyButton(self._whole_hash, "Copy hash")
        _fill(row, self.hash, copy, self.started, _dot(), self.duration)
        _fill(row, self._script_dot, self.script_word, self.script)
        row.addSpacing(sizes.MARGIN)
        row.addWidget(self.tags)
        row.addWidget(self.edit_tags)
        row.addStretch(1)
        return holder

    def _whole_hash(self) -> str:
        return self._snapshot.info.hash if self._snapshot is not None else ""


def _dot() -> Label:
    return Label("·", size=sizes.TEXT_SMALL, tone="text_faint")


def _fill(row: QHBoxLayout, *parts: QWidget) -> None:
    for part in parts:
        row.addWidget(part)
