"""The commands of the window itself; those of a page are added by the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from runyard.desktop.commands import APP, Command
from runyard.desktop.frame import PageEntry, Route
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings
from runyard.desktop.state.settings import SCALES, TEXT_SCALE, THEME, Entry
from runyard.desktop.theme import apply, tokens, watcher

if TYPE_CHECKING:
    from runyard.desktop.shell.palette import CommandPalette
    from runyard.desktop.shell.shortcut_sheet import ShortcutSheet


class WindowActions(QObject):
    """Adds the window's commands to its command set, and does what they say."""

    def __init__(self, window: MainWindow, pages: Sequence[PageEntry]) -> None:
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._palette: CommandPalette | None = None
        self._sheet: ShortcutSheet | None = None
        window.commands.add(*self._commands(), *self._page_commands())
        watcher().changed.connect(self._name_theme)
        window.notices.undo_changed.connect(self._name_undo)
        window.settings.changed.connect(self._take_setting)
        self._name_theme()
        self._name_undo()

    @property
    def palette(self) -> CommandPalette:
        """The command palette, made at its first use."""
        if self._palette is None:
            from runyard.desktop.shell.palette import CommandPalette

            self._palette = CommandPalette(self._window, self._window.commands, self._pages)
        return self._palette

    @property
    def sheet(self) -> ShortcutSheet:
        """The shortcut sheet, made at its first use."""
        if self._sheet is None:
            from runyard.desktop.shell.shortcut_sheet import ShortcutSheet

            self._sheet = ShortcutSheet(self._window, self._window.commands)
        return self._sheet

    def _commands(self) -> list[Command]:
        made = partial(Command, context=APP)
        window = self._window
        return [
            made("app.palette", "Open the command palette", "Find anything by its name", "search", "Ctrl+K",
                 run=self._open_palette),
            made("app.open", "Open repository…", "Show the runs of another folder", "folder", "Ctrl+O",
                 run=window.repository_asked.emit),
            made("app.create", "Create repository…", "An empty one in a folder of your choice", "plus", "",
                 run=window.creation_asked.emit),
            made("app.window", "New window", "The same repository beside this one", "app-window",
                 "Ctrl+Shift+N", run=window.window_asked.emit, enabled=self._open),
            made("app.switch", "Switch repository", "Those that were open lately", "layers", "Ctrl+Shift+O",
                 run=window.side_bar.repository.click),
            made("app.refresh", "Look for changes now", "Changes show by themselves anyway",
                 "refresh-cw", "F5", run=self._refresh, enabled=self._open),
            made("app.close_run", "Close this run", "The run stays in the list of runs", "x", "Ctrl+W",
                 run=window.close_current_run, enabled=self._at_run),
            made("app.close", "Close this window", "Runs go on logging", "", "Ctrl+Shift+W", run=self._close),
            made("app.quit", "Quit", "Close every window; runs go on logging", "", "Ctrl+Q",
                 run=QApplication.closeAllWindows),
            made("go.back", "Go back", "The place before this one", "chevron-left", "Alt+Left",
                 run=self._back, enabled=partial(window.history.can_go, -1)),
            made("go.forward", "Go forward", "The place after this one", "chevron-right", "Alt+Right",
                 run=self._forward, enabled=partial(window.history.can_go, 1)),
            made("view.side_bar", "Collapse or expand the side bar", "Icons or words", "panel-left-close",
                 "Ctrl+B", run=window.side_bar.collapse.click),
            made("settings.text_larger", "Larger text", "Up to 140 %", "zoom-in", "Ctrl++",
                 run=partial(self._scale, 1)),
            made("settings.text_smaller", "Smaller text", "Down to 85 %", "", "Ctrl+-",
                 run=partial(self._scale, -1)),
            made("settings.text_normal", "Normal text size", "100 %", "", "Ctrl+0",
                 run=partial(self._scale, 0)),
            made("settings.theme_system", "Follow the system's theme", "Light or dark with it", "monitor", "",
                 run=partial(self._use_theme, "system")),
            made("help.shortcuts", "Show keyboard shortcuts", "Every key and what it does", "keyboard", "?",
                 run=self._open_sheet),
        ]  # fmt: skip

    def _page_commands(self) -> list[Command]:
        shown = [page for page in sorted(self._pages, key=_order) if page.section != "hidden"]
        return [
            Command(
                f"go.page.{page.key}",
                f"Go to {page.title.lower()}",
                page.title,
                page.icon,
                page.shortcut,
                APP,
                partial(self._window.go, Route(page.key)),
                self._open,
            )
            for page in shown
        ]

    @Slot()
    def _name_theme(self) -> None:
        other, icon = ("light", "sun") if tokens().dark else ("dark", "moon")
        self._window.commands.add(
            Command(
                "settings.theme",
                f"Switch to the {other} theme",
                "Light is for bright rooms",
                icon,
                "Ctrl+Shift+L",
                APP,
                partial(self._use_theme, other),
            )
        )

    @Slot()
    def _name_undo(self) -> None:
        said = self._window.notices.undoable()
        title = f"Undo “{said}”" if said else "Undo"
        self._window.commands.add(
            Command(
                "app.undo", title, "Take back the latest", "undo-2", "Ctrl+Z", APP, self._undo, self._can_undo
            )
        )

    def _undo(self) -> None:
        self._window.notices.undo()

    def _can_undo(self) -> bool:
        return bool(self._window.notices.undoable())

    @Slot(object)
    def _take_setting(self, entry: Entry[object]) -> None:
        if entry is THEME or entry is TEXT_SCALE:
            use_kept_look(self._window.settings)
        if entry is TEXT_SCALE:
            for part in self._window.findChildren(QWidget):
                part.updateGeometry()  # what paints its words itself asks for another size now

    def _use_theme(self, mode: str) -> None:
        self._window.settings.set(THEME, mode)

    def _scale(self, step: int) -> None:
        settings = self._window.settings
        at = SCALES.index(settings.get(TEXT_SCALE)) + step if step else SCALES.index(100)
        settings.set(TEXT_SCALE, SCALES[min(max(at, 0), len(SCALES) - 1)])

    def _open_palette(self) -> None:
        self.palette.set_workspace(self._window.workspace)
        self.palette.pop_up()

    def _open_sheet(self) -> None:
        self.sheet.pop_up()

    def _open(self) -> bool:
        return self._window.workspace is not None

    def _at_run(self) -> bool:
        return self._window.route is not None and bool(self._window.route.run)

    def _refresh(self) -> None:
        if self._window.workspace is not None:
            self._window.workspace.tasks.look()

    def _back(self) -> None:
        route = self._window.history.back()
        if route is not None:
            self._window.go(route)

    def _forward(self) -> None:
        route = self._window.history.forward()
        if route is not None:
            self._window.go(route)

    def _close(self) -> None:
        self._window.close()


def use_kept_look(settings: Settings) -> None:
    """Put the chosen theme and text scale on the application, before its first window is made."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply(app, settings.get(THEME), settings.get(TEXT_SCALE) / 100)


def _order(page: PageEntry) -> int:
    return page.order
