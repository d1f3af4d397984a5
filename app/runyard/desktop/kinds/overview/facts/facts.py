"""The column of facts at the right of the Overview tab."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.facts.description import Description
from runyard.desktop.kinds.overview.facts.logged import Logged
from runyard.desktop.kinds.overview.facts.tag_flow import TagFlow
from runyard.desktop.kinds.overview.snapshot import Overview
from runyard.desktop.kinds.overview.trouble import ending
from runyard.desktop.parts import words
from runyard.desktop.parts.status import StatusMark
from runyard.desktop.parts.tag_badge import shown_tags
from runyard.desktop.theme import scaled, sizes, watcher
from runyard.desktop.widgets import Button, CopyButton, ElidedLabel, Label
from runyard.domain.clock import now

_LABEL = 76
_TICK_MS = 1000
SHORT_HASH = 8
_TIMES = ("Started", "Ended", "Duration", "Progress", "Exit")
_PROCESS = ("Host", "Python", "Script", "Process", "Attempts")
_MONO = ("Host", "Python", "Script")
#: What people and scripts say a run belongs to, each with its name in a query.
_PLACES = {"Group": "group", "Job type": "job_type", "Label": "label"}


class Facts(QScrollArea):
    """Everything known of a run, 264 wide. `query_asked` asks the runs page to search."""

    query_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._overview: Overview | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[Label, QWidget]] = {}
        self.status = StatusMark()
        self.experiment = ElidedLabel(tone="accent", link=True)
        self.experiment.clicked.connect(self._search_experiment)
        self._values = {title: ElidedLabel(mono=title in _MONO) for title in (*_TIMES, *_PROCESS)}
        self._values["Mark"] = ElidedLabel()
        for title in _PLACES:
            link = self._values[title] = ElidedLabel(tone="accent", link=True)
            link.clicked.connect(partial(self._search_place, title))
        self._hash = ElidedLabel(mono=True)
        self._add("Status", self.status)
        self._add("Experiment", self.experiment)
        for title in (*_PLACES, "Mark"):
            self._add(title, self._values[title])
        for title in _TIMES:
            self._add(title, self._values[title])
        self._add("Hash", self._with_copy())
        for title in _PROCESS:
            self._add(title, self._values[title])
        self.tags = TagFlow()
        self._no_tags = Label("None yet", tone="text_faint")
        self.edit_tags = Button("", "tags", "icon", dense=True, tip="Edit tags")
        self.description = Description()
        self.logged = Logged()
        self._arrange()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        watcher().changed.connect(self._fit)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._fit()

    def show_overview(self, overview: Overview) -> None:
        """Show the facts of a run."""
        self._overview = overview
        info = overview.info
        share = info.progress.share if info.progress is not None else None
        self.status.set_status(info.status, share)
        self.experiment.set_text(info.experiment)
        self._hash.set_text(info.hash[:SHORT_HASH])
        last = overview.attempts[-1] if overview.attempts else None
        self._set("Group", info.group)
        self._set("Job type", info.job_type)
        self._set("Label", info.label)
        self._set("Mark", "Marked" if info.marked else "")
        self._set("Started", words.full_moment(info.created))
        self._set("Ended", words.full_moment(info.ended) if info.ended is not None else "")
        self._set("Progress", info.progress.words if info.progress is not None else "")
        self._set("Exit", ending(last).removeprefix("exit ") if last is not None else "")
        self._set("Host", last.host if last is not None else "")
        self._set("Python", last.python if last is not None else "")
        self._set("Script", last.script.replace("\\", "/").rsplit("/", 1)[-1] if last is not None else "")
        self._set("Process", f"pid {last.pid}" if last is not None else "")
        self._set("Attempts", str(len(overview.attempts)) if len(overview.attempts) > 1 else "")
        self.tags.set_tags(info.tags)
        self._no_tags.setVisible(not shown_tags(info.tags))
        self.description.set_text(info.description)
        self.logged.set_counts(overview.logged)
        self._tick()
        if info.status.active:
            self._timer.start()
        else:
            self._timer.stop()

    def rest(self) -> None:
        """Stop the clock while nobody looks."""
        self._timer.stop()

    def _arrange(self) -> None:
        page = QWidget()
        self.setWidget(page)  # while it is empty: moving a full one takes longer
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.MARGIN, sizes.MARGIN - 4, sizes.MARGIN, sizes.MARGIN)
        self._column = column
        column.setSpacing(4)
        column.addWidget(Label("Details", bold=True))
        column.addLayout(self._grid)
        column.addSpacing(sizes.MARGIN)
        head = QHBoxLayout()
        head.addWidget(Label("Tags", bold=True))
        head.addStretch(1)
        head.addWidget(self.edit_tags)
        column.addLayout(head)
        column.addWidget(self.tags)
        column.addWidget(self._no_tags)
        column.addSpacing(sizes.MARGIN)
        column.addWidget(self.description)
        column.addSpacing(sizes.MARGIN)
        column.addWidget(self.logged)
        column.addStretch(1)

    def _add(self, title: str, value: QWidget) -> None:
        label = Label(title, tone="text_soft")
        label.setMinimumHeight(sizes.ROW_DENSE)
        at = len(self._rows)
        self._grid.addWidget(label, at, 0)
        self._grid.addWidget(value, at, 1)
        self._rows[title] = (label, value)

    def _set(self, title: str, text: str) -> None:
        """Show a fact; one that is unknown takes no row."""
        self._values[title].set_text(text)
        for part in self._rows[title]:
            part.setVisible(bool(text))

    def _with_copy(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._hash)
        row.addWidget(CopyButton(self._whole_hash, "Copy hash"))
        row.addStretch(1)
        return holder

    def _whole_hash(self) -> str:
        return self._overview.info.hash if self._overview is not None else ""

    @Slot(int, int)
    def _make_room(self, _least: int, most: int) -> None:
        """Keep the width of what is shown, scroll bar or not: a moment fits, and nothing wraps anew."""
        margins = self._column.contentsMargins()
        margins.setRight(sizes.MARGIN - sizes.SCROLL_BAR if most else sizes.MARGIN)
        self._column.setContentsMargins(margins)

    @Slot()
    def _fit(self) -> None:
        self.setFixedWidth(scaled(sizes.FACTS) - sizes.BORDER)
        for label, _value in self._rows.values():
            label.setFixedWidth(scaled(_LABEL))

    @Slot()
    def _tick(self) -> None:
        if self._overview is not None:
            self._set("Duration", words.duration(self._overview.info.duration(now())))

    def _search_place(self, title: str) -> None:
        value = json.dumps(self._values[title].text(), ensure_ascii=False)
        self.query_asked.emit(f"run.{_PLACES[title]} == {value}")

    @Slot()
    def _search_experiment(self) -> None:
        if self._overview is not None:
            name = json.dumps(self._overview.info.experiment, ensure_ascii=False)
            self.query_asked.emit(f"run.experiment == {name}")
