"""`LogsTab`: what a run prints, live while it does."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Tab
from runyard.desktop.kinds.logs import options, reading
from runyard.desktop.kinds.logs.actions.actions import LogActions
from runyard.desktop.kinds.logs.actions.caret import CaretLine
from runyard.desktop.kinds.logs.bar import LogBar
from runyard.desktop.kinds.logs.foot import LogFoot
from runyard.desktop.kinds.logs.lines.lines import ShownLine
from runyard.desktop.kinds.logs.search.hits import Match
from runyard.desktop.kinds.logs.state import LogState
from runyard.desktop.kinds.logs.view.choice import Place
from runyard.desktop.kinds.logs.view.view import LogView
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Faces
from runyard.domain import clock
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher

_TYPING_MS = 150
_TICK_MS = 1000
_WAITS = "They appear here as the run prints them"
_NEVER = "It has printed nothing, or its script asked not to keep what it prints"


class LogsTab(Tab):
    """Controls, lines, and a row below that tells how much there is."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.run_id = 0
        self.state = LogState(workspace.tasks, self)
        self.bar = LogBar()
        self.view = LogView(self.state)
        self.view.tip_of = self._tip
        self.faces = Faces(self.view)
        self.foot = LogFoot()
        self.acts = LogActions(self)
        self.caret = CaretLine(self)
        self._left_at = 0  # how many lines there were when the end was followed last
        self._wanted_time: int | None = None
        self._sought: Match | None = None  # the match to be brought into sight
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.faces, 1)
        column.addWidget(self.foot)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._connect()
        self._show_options()

    def _connect(self) -> None:
        state, bar, view = self.state, self.bar, self.view
        self._typing.timeout.connect(self._search)
        self._clock.timeout.connect(self._tell_follow)
        bar.search.changed.connect(self._typed)
        bar.search.stepped.connect(self.step)
        bar.before.clicked.connect(partial(self.step, -1))
        bar.after.clicked.connect(partial(self.step, 1))
        bar.only.toggled.connect(self._only)
        bar.stream.changed.connect(self._stream)
        bar.detail.chosen.connect(self._detail)
        bar.wrap.toggled.connect(self._wrap)
        bar.times.toggled.connect(self._times)
        bar.follow.clicked.connect(view.set_follow)
        self.foot.end.clicked.connect(self.jump_to_end)
        view.follow_changed.connect(self._followed)
        view.menu_asked.connect(self.acts.open_menu)
        state.told.connect(self._told)
        state.rows_changed.connect(self._show_rows)
        state.rows_changed.connect(self._show_sought)
        state.marked.connect(self._show_sought)
        state.failed.connect(self._failed)
        state.search.found.connect(self._show_found)
        state.search.moved.connect(self._show_match)

    # The frame's contract

    def show_run(self, run_id: int) -> None:
        self.run_id = run_id
        self._wanted_time = None
        self._left_at = 0
        self.caret.forget()
        self.view.reset()
        self.state.show(run_id)
        self.faces.show_loading()
        self._clock.start()

    def refresh(self, changes: Changes) -> None:
        if self.run_id in changes.runs:
            self.state.refresh()
        self._clock.start()

    def show_time(self, time: int) -> None:
        """Bring the line written at a time, or nearest to it, into sight."""
        self._clock.start()
        if self.state.facts is None:
            self._wanted_time = time
        else:
            self.acts.go_to_time(time)

    def deactivate(self) -> None:
        self._clock.stop()
        self.state.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.bar.search.search.hasFocus() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.state.facts is not None:  # go on with what was stopped
            self.state.refresh()
            self._clock.start()

    # What is known

    @Slot()
    def _told(self) -> None:
        facts = self.state.facts
        if facts is None:
            return
        self._show_face()
        self._show_rows()
        self.bar.stream.set_count(2, self.state.stderr)
        self._tell_follow()
        if self._wanted_time is not None and facts.count:
            wanted, self._wanted_time = self._wanted_time, None
            self.acts.go_to_time(wanted)

    @Slot()
    def _show_rows(self) -> None:
        facts = self.state.facts
        if facts is None:
            return
        self.foot.show_counts(len(self.state.rows), facts.count, facts.size)
        self._show_progress()
        self._show_face()
        self._tell_follow()

    def _show_face(self) -> None:
        facts, state = self.state.facts, self.state
        if facts is None:
            return
        for part in (self.bar, self.foot):
            part.setVisible(facts.count > 0)
        if not facts.count:
            words = _WAITS if facts.active else _NEVER
            self.faces.show_empty("No printed lines", words, "Show messages", self._show_messages)
        elif len(state.rows) or state.progress < 1:
            self.faces.show_content()
        elif not state.wanted.shows_all:
            self.faces.show_no_match(self.clear, self._nothing_words())

    def _show_messages(self) -> None:
        if self.state.facts is not None:
            self.workspace.open_run(self.state.facts.hash, "messages")

    def _nothing_words(self) -> str:
        if self.state.wanted.only:
            return self.state.search.problem or f"No line holds {self.state.search.matcher.text}"
        return "No line warns or tells an error" if self.state.filter.detail == "problems" else "No line here"

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._retry)

    def _retry(self) -> None:
        self.faces.show_loading()
        self.show_run(self.run_id)

    def _show_progress(self) -> None:
        searching = not self.state.search.over
        self.foot.show_progress(self.state.progress, "Searching" if searching else "Sorting lines")

    # Search and filters

    @Slot()
    def clear(self) -> None:
        """Show all lines again and look for nothing."""
        self.bar.only.setChecked(False)
        self.bar.stream.set_key(0)
        self.bar.detail.set_key("all")
        self.bar.search.clear()
        self._typing.stop()
        self.state.find(Matcher(), 0)
        self.state.set_filter(only=False, stream=0, detail="all")

    @Slot()
    def find_text(self) -> None:
        """Go to the search field."""
        self.bar.search.search.setFocus()
        self.bar.search.search.selectAll()

    @Slot(int)
    def step(self, by: int, _checked: bool = False) -> None:
        """Go to the next match, or to the one before."""
        if self._typing.isActive():
            self._search()
            return
        self.state.search.step(by, self._here(), self.state.reaches)

    @Slot(object)
    def _typed(self, _matcher: Matcher) -> None:
        self._typing.start()

    @Slot()
    def _search(self) -> None:
        self._typing.stop()
        self.state.find(self.bar.search.matcher, self._here())

    def _here(self) -> int:
        """The line from which a search begins: that of the caret when it is in sight, else the top one."""
        caret = self.view.choice.caret.line
        return caret if self.view.is_seen(caret) and self.view.choice.caret.line else self.view.top_line

    @Slot()
    def _show_found(self) -> None:
        search = self.state.search
        current = search.current
        if not search.matcher:
            self.bar.search.show_place()
        elif current is not None:
            self.bar.search.show_place(current.place + 1, len(search.hits))
        elif search.over:
            self.bar.search.show_place(0, len(search.hits))
        if search.problem:
            self.bar.search.set_problem(search.problem)
        self._show_progress()

    @Slot()
    def _show_match(self) -> None:
        self._show_found()
        self._sought = self.state.search.current
        self._show_sought()

    @Slot()
    def _show_sought(self) -> None:
        """Bring the current match into sight, once its line is unfolded and its place there known."""
        sought, rows = self._sought, self.state.rows
        if sought is None or not len(rows):
            return
        if rows.hides(sought.line):
            self.state.unfold(sought.line)
            return
        marks = self.state.marks(sought.line)
        if marks is not None or not rows.shows(sought.line):
            self._sought = None
        if not rows.shows(sought.line):
            return
        column = marks[sought.nth][0] if marks and sought.nth < len(marks) else 0
        self.view.show_place(Place(sought.line, column), middle=True)

    @Slot(bool)
    def _only(self, on: bool) -> None:
        self.state.set_filter(only=on)

    @Slot(object)
    def _stream(self, key: int) -> None:
        self.state.set_filter(stream=key)

    @Slot(object)
    def _detail(self, key: str) -> None:
        self.workspace.settings.set(options.DETAIL, key)
        self.state.set_filter(detail=key)

    # Looks

    def _show_options(self) -> None:
        settings = self.workspace.settings
        self.bar.wrap.setChecked(settings.get(options.WRAP))
        self.bar.times.setChecked(settings.get(options.TIMES))
        self._times(settings.get(options.TIMES))
        self.bar.detail.set_key(settings.get(options.DETAIL))
        self.state.set_filter(detail=settings.get(options.DETAIL))
        self.bar.follow.setChecked(True)

    @Slot(bool)
    def _wrap(self, on: bool) -> None:
        self.workspace.settings.set(options.WRAP, on)
        self.view.set_wraps(on)

    @Slot(bool)
    def _times(self, on: bool) -> None:
        self.workspace.settings.set(options.TIMES, on)
        self.view.set_times(on)

    @Slot()
    def jump_to_end(self) -> None:
        """Show the last lines and follow those that come."""
        self.view.set_follow(True)
        self.view.setFocus()

    @Slot(bool)
    def _followed(self, follow: bool) -> None:
        self.bar.follow.setChecked(follow)
        self._left_at = self.state.count
        self._tell_follow()

    @Slot()
    def _tell_follow(self) -> None:
        facts = self.state.facts
        if facts is None:
            return
        self.foot.show_follow(
            follow=self.view.follow,
            sentence=_follow_words(facts, clock.now()),
            new=self.state.count - self._left_at,
        )

    def _tip(self, line: ShownLine) -> str:
        facts = self.state.facts
        after = "" if facts is None else f", {words.duration(line.time - facts.created)} after the start"
        return f"{words.full_moment(line.time)}{after}"


def _follow_words(facts: reading.Facts, now: int) -> str:
    if facts.last is None:
        return ""
    if not facts.active:
        at = words.moment(facts.last, now)
        return f"Ended, last line {at[:1].lower()}{at[1:]}"
    away = now - facts.last
    return f"Following, last line {'just now' if away < 1_000_000 else words.duration(away) + ' ago'}"
