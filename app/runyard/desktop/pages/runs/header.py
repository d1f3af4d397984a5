"""`RunsHeader`: which view is looked through, whether it was edited, whether changes are followed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.commands import CommandSet, fill
from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.pages.runs.tool_button import ViewButton
from runyard.desktop.pages.runs.views_menu import ViewsMenu
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.parts.words import count
from runyard.desktop.state import Workspace
from runyard.desktop.state.settings import LIVE
from runyard.desktop.widgets import Button, ElidedLabel, Label, PageHeader, Switch

_MENU = (
    "runs.save_view_as",
    "runs.revert_view",
    "",
    "runs.columns",
    "runs.group",
    "runs.collapse_seeds",
    "runs.sort",
    "runs.differing",
    "",
    "runs.dense",
    "runs.normal",
    "runs.roomy",
    "",
    "runs.select_all",
    "runs.copy",
    "",
    "runs.refresh",
)


class RunsHeader(PageHeader):
    """`export_asked` asks to export; the rest it does itself, to the state and the table."""

    export_asked = Signal()

    def __init__(
        self, title: str, state: RunsState, runs: RunTable, workspace: Workspace, commands: CommandSet
    ) -> None:
        super().__init__(title)
        self._state, self._runs, self._settings, self._commands = state, runs, workspace.settings, commands
        self.view = ViewButton()
        self.edited = Label("Edited", size=11, tone="text_soft")
        self.save = Button("Save", role="ghost", dense=True, tip="Keep the view as it is now")
        self.revert = Button("Revert", role="ghost", dense=True, tip="Back to the view as it was saved")
        self.waiting = ElidedLabel(tone="accent", link=True)
        self.waiting.setToolTip("Show them")
        self.live = Switch("Live")
        self.live.setToolTip("Follow what changes")
        self.export = Button("Export…", "download", tip="Write the runs to a file")
        self.more = Button("", "ellipsis", "icon", tip="More", filled=True)
        self.views = ViewsMenu(state, workspace, self.view)
        for part in (self.view, self.edited, self.save, self.revert):
            self.left.addWidget(part)
        for tool in (self.waiting, self.live, self.export, self.more):
            self.tools.addWidget(tool)
        self.waiting.hide()
        self._connect()
        self._show_live(workspace.settings.get(LIVE))
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """Show the name of the view, and what can be done with it."""
        self.view.set_name(self._state.name)
        for part in (self.edited, self.save, self.revert):
            part.setVisible(self._state.edited)

    def _connect(self) -> None:
        self.view.clicked.connect(self.views.toggle)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._state.revert)
        self.waiting.clicked.connect(self._runs.refresh)
        self.live.toggled.connect(self._use_live)
        self.export.clicked.connect(self.export_asked)
        self.more.clicked.connect(self._show_menu)
        self._state.saved_changed.connect(self.show_state)
        self._state.view_changed.connect(self.show_state)
        self._runs.waiting.connect(self._show_waiting)
        self._settings.changed.connect(self._setting_changed)

    @Slot()
    def _save(self) -> None:
        self._state.save()

    @Slot(bool)
    def _use_live(self, live: bool) -> None:
        self._settings.set(LIVE, live)
        self._runs.set_live(live)

    def _show_live(self, live: bool) -> None:
        self.live.setChecked(live)
        self._runs.set_live(live)

    @Slot(object)
    def _setting_changed(self, entry: object) -> None:
        """The settings page, or another window, has the same switch."""
        if entry is LIVE:
            self._show_live(self._settings.get(LIVE))

    @Slot(object)
    def _show_waiting(self, runs: int) -> None:
        self.waiting.set_text(f"{count(runs)} {'change' if runs == 1 else 'changes'}")
        self.waiting.setVisible(runs > 0)

    @Slot()
    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, self._commands, _MENU)
        menu.popup(_below(self.more))


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(button.rect().bottomLeft())
