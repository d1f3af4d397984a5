"""`LogActions`: what can be done with lines besides reading them: go somewhere, copy, save."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu

from runyard.desktop.commands import Command
from runyard.desktop.kinds.logs import reading
from runyard.desktop.kinds.logs.actions import taking
from runyard.desktop.kinds.logs.actions.going import GoTo, understood
from runyard.desktop.kinds.logs.actions.taking import Wanted
from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.theme import icon
from runyard.desktop.widgets import copy_to_clipboard
from runyard.domain import clock
from runyard.domain.errors import KnownProblem
from runyard.storage.metrics.moments import Moment

if TYPE_CHECKING:
    from runyard.desktop.kinds.logs.tab import LogsTab

_PLAIN, _COLOURED = "Text (*.txt)", "Text with its colours (*.log)"


class LogActions(QObject):
    """Belongs to a `LogsTab`; its commands work while that is in sight."""

    #: From a reading thread: which share of the lines is saved.
    save_stepped = Signal(float)

    def __init__(self, tab: LogsTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self._goto: GoTo | None = None
        bar, view = tab.bar, tab.view
        bar.go_to.clicked.connect(self.ask_where)
        bar.copy.clicked.connect(self.copy)
        bar.save.clicked.connect(self.ask_file)
        self.save_stepped.connect(tab.foot.show_saving, Qt.ConnectionType.QueuedConnection)
        for sequence, slot in (
            (QKeySequence.StandardKey.Copy, self.copy),
            (QKeySequence.StandardKey.SelectAll, self.select_all),
            (QKeySequence.StandardKey.Cancel, self.select_nothing),
        ):
            shortcut = QShortcut(QKeySequence(sequence), view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._add_commands()

    def _add_commands(self) -> None:
        tab, bar = self._tab, self._tab.bar
        before, after = partial(tab.step, -1), partial(tab.step, 1)
        made = (
            ("find", "Find in the output", "What the run printed", "search", "/", tab.find_text),
            ("next", "Next match", "In the output", "arrow-down", "F3", after),
            ("previous", "Previous match", "In the output", "arrow-up", "Shift+F3", before),
            ("go", "Go to line, time or step", "In the output", "hash", "Ctrl+G", self.ask_where),
            ("end", "Jump to the end of the output", "And follow it", "arrow-down", "", tab.jump_to_end),
            ("wrap", "Wrap long lines", "In the output", "wrap-text", "W", bar.wrap.toggle),
            ("save", "Save the output…", "The lines shown", "download", "", self.ask_file),
        )
        tab.commands.add(
            *(
                Command(f"logs.{id_}", title, tip, shape, key, "run", run, tab.isVisible)
                for id_, title, tip, shape, key, run in made
            )
        )

    # Going

    @Slot()
    def ask_where(self) -> None:
        """Open the panel to type a line, a time or a step into."""
        if self._goto is None:
            self._goto = GoTo(self._tab)
            self._goto.asked.connect(self.go_to)
        anchor = self._tab.bar.go_to if self._tab.bar.go_to.isVisible() else self._tab.bar
        self._goto.open_for(anchor)

    @Slot(str)
    def go_to(self, text: str) -> None:
        """Go to a line, a time or a step that was typed."""
        facts = self._tab.state.facts
        if facts is None or not facts.count:
            return
        goal = understood(text, facts.created, facts.ended or max(clock.now(), facts.last or 0))
        if goal is None:
            self._refuse("Type a line such as 1,814, a time such as 15:06, or step 1700")
        elif goal.line is not None and not 1 <= goal.line <= facts.count:
            self._refuse(f"There are lines 1 to {facts.count:,}")
        elif goal.line is not None:
            self._arrive(goal.line - 1)
        elif goal.step is not None:
            self._tab.workspace.tasks.read(
                partial(reading.line_of_step, run_id=self._tab.run_id, step=goal.step),
                owner=self,
                key="go",
                then=partial(self._arrive_at_step, goal.step),
            )
        elif goal.time is not None:
            self.go_to_time(goal.time)

    def go_to_time(self, time: int) -> None:
        """Go to the line written at a time, or nearest to it."""
        self._tab.workspace.tasks.read(
            partial(reading.line_of_time, run_id=self._tab.run_id, time=time),
            owner=self,
            key="go",
            then=self._arrive,
        )

    def _arrive_at_step(self, step: int, found: tuple[Moment | None, int | None]) -> None:
        moment, line = found
        if moment is None:
            self._refuse("This run has logged no metric that tells when a step was")
            return
        if moment.step != step:
            self._tab.workspace.notice(f"Step {step:,} was not logged, this is step {moment.step:,}")
        self._arrive(line)

    def _arrive(self, line: int | None) -> None:
        if line is None:
            return
        tab = self._tab
        if self._goto is not None and self._goto.isVisible():
            self._goto.dismiss()
        if not tab.state.rows.shows(line):
            near = tab.state.rows.row(line)
            if near < 0:
                return
            shown = tab.state.rows.line(near)
            tab.workspace.notice(f"Line {line + 1:,} is filtered out, this is line {shown + 1:,}")
            line = shown
        tab.view.show_place(Place(line, 0), middle=True)
        tab.view.setFocus()

    def _refuse(self, sentence: str) -> None:
        if self._goto is not None and self._goto.isVisible():
            self._goto.refuse(sentence)
        else:
            self._tab.workspace.notice(sentence, bad=True)

    # Selecting and copying

    @Slot()
    def select_all(self) -> None:
        """Select every line shown."""
        rows = self._tab.state.rows
        if len(rows):
            last = Place(rows.line(len(rows) - 1), 1 << 30)
            self._tab.view.set_choice(Choice(Place(rows.line(0), 0), last))

    @Slot()
    def select_nothing(self) -> None:
        """Take the selection back."""
        caret = self._tab.view.choice.caret
        self._tab.view.set_choice(Choice(caret, caret))

    def wanted(self, *, chosen: bool) -> Wanted:
        """Return which lines are to be taken: those selected, or all shown."""
        rows, choice = self._tab.state.rows, self._tab.view.choice
        lines = None if rows.lines is None else rows.lines[:]
        if chosen:
            return Wanted(choice.start.line, choice.end.line, lines)
        return Wanted(0, max(0, rows.count - 1), lines)

    @Slot()
    def copy(self) -> None:
        """Copy what is selected, or all lines shown."""
        choice = self._tab.view.choice
        self._tab.workspace.tasks.read(
            partial(
                taking.copied,
                run_id=self._tab.run_id,
                wanted=self.wanted(chosen=bool(choice)),
                choice=choice if choice else None,
            ),
            owner=self,
            key="copy",
            then=self._copied,
            failed=self._failed,
        )

    def _copied(self, text: str) -> None:
        copy_to_clipboard(text)
        lines = text.count("\n") + 1
        self._tab.workspace.notice("1 line copied" if lines == 1 else f"{lines:,} lines copied")

    # Saving

    @Slot()
    def ask_file(self) -> None:
        """Ask for a file and write the lines shown into it."""
        start = Path.home() / f"{self._tab.workspace.name}-{self._hash()}.txt"
        name, kind = QFileDialog.getSaveFileName(
            self._tab, "Save lines", str(start), f"{_PLAIN};;{_COLOURED}"
        )
        if name:
            coloured = kind == _COLOURED
            path = Path(name)
            end = ".log" if coloured else ".txt"
            self.save(path if path.suffix else path.with_name(path.name + end), coloured=coloured)

    def save(self, path: Path, *, coloured: bool) -> None:
        """Write the lines shown into a file, on a reading thread; the foot tells how far it is."""
        self._tab.bar.save.setEnabled(False)
        self._tab.workspace.tasks.read(
            partial(
                taking.saved,
                run_id=self._tab.run_id,
                wanted=self.wanted(chosen=False),
                path=path,
                coloured=coloured,
                tell=self.save_stepped.emit,
            ),
            owner=self,
            key="save",
            then=partial(self._saved, path),
            failed=self._not_saved,
        )

    def _saved(self, path: Path, count: int) -> None:
        self._end_saving()
        lines = "1 line" if count == 1 else f"{count:,} lines"
        show = ("Show in folder", partial(_show_folder, path))
        self._tab.workspace.notice(f"Saved {lines} to {path.name}", act=show)

    def _not_saved(self, problem: Exception) -> None:
        self._end_saving()
        self._failed(problem)

    def _end_saving(self) -> None:
        self._tab.bar.save.setEnabled(True)
        self._tab.foot.show_saving(1.0)

    def _failed(self, problem: Exception) -> None:
        known = isinstance(problem, KnownProblem)
        self._tab.workspace.notice(str(problem) if known else "The lines could not be read", bad=True)

    def _hash(self) -> str:
        facts = self._tab.state.facts
        return "log" if facts is None else facts.hash[:8]

    # The menu of the lines

    @Slot(object)
    def open_menu(self, at: QPoint) -> None:
        """Open the menu of the lines at a place of the screen."""
        self.menu().popup(at)

    def menu(self) -> QMenu:
        """Return what can be done with lines."""
        tab = self._tab
        menu = QMenu(tab)
        menu.aboutToHide.connect(menu.deleteLater)
        chosen = bool(tab.view.choice)
        for title, shape, slot in (
            ("Copy selection" if chosen else "Copy all lines shown", "copy", self.copy),
            ("Select all", "", self.select_all),
            ("Go to line, time or step", "hash", self.ask_where),
            ("Save lines…", "download", self.ask_file),
            ("Wrap long lines", "wrap-text", tab.bar.wrap.toggle),
            ("Times", "clock", tab.bar.times.toggle),
        ):
            action = QAction(icon(shape), title, menu) if shape else QAction(title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
