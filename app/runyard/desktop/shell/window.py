"""The main window: which page is in front, and everything around the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page, PageEntry, Route
from runyard.desktop.shell.facts import RepositoryFacts
from runyard.desktop.shell.history import History
from runyard.desktop.shell.menu_bar import MenuBar
from runyard.desktop.shell.notices import Notices
from runyard.desktop.shell.open_runs import OpenRuns
from runyard.desktop.shell.side_bar import SideBar
from runyard.desktop.shell.status_line import StatusLine
from runyard.desktop.state import Notice, Settings, Workspace, recent
from runyard.desktop.state import settings as entries
from runyard.domain.errors import KnownProblem

if TYPE_CHECKING:
    from runyard.desktop.shell.switcher import Switcher

log = logging.getLogger(__name__)
WIDTH, HEIGHT = 1440, 900
RUN, FIRST, HOME = "run", "runs", "home"
#: Pages that show one thing and need to be told which.
NEEDS_MORE = (RUN, "experiment")
SAVE_AFTER = 1000


class MainWindow(QMainWindow):
    """Shows one repository, or why there is none to show.

    `first_painted` is emitted once, after the first paint. `repository_asked` and `creation_asked` ask for
    another repository by a dialog, `folder_asked` for the one in a folder, `window_asked` for a new window.
    """

    first_painted = Signal()
    repository_asked = Signal()
    creation_asked = Signal()
    folder_asked = Signal(object)
    window_asked = Signal()
    closing = Signal()

    def __init__(
        self,
        settings: Settings,
        commands: CommandSet,
        pages: Sequence[PageEntry],
        prepare: Callable[[Page], None],
    ) -> None:
        """Make the frame; `prepare` completes each page with what only the composition root knows."""
        super().__init__()
        self.settings = settings
        self.commands = commands
        self.workspace: Workspace | None = None
        self.route: Route | None = None
        self._entries = {entry.key: entry for entry in pages}
        self._prepare = prepare
        self._pages: dict[str, Page] = {}
        self.painted = False
        self.history = History()
        self.open_runs: OpenRuns | None = None
        self._facts: RepositoryFacts | None = None
        self._switcher: Switcher | None = None
        self._soon = QTimer(self, singleShot=True, interval=SAVE_AFTER)
        self._soon.timeout.connect(self.save_session)
        self.side_bar = SideBar(pages, self)
        self.stack = QStackedWidget(self)
        self.status_line = StatusLine(self)
        self.notices = Notices(self.stack, settings)
        self._arrange()
        self.setMenuBar(MenuBar(commands, self))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        commands.bind(self)
        self.side_bar.page_asked.connect(self._go_page)
        self.side_bar.run_asked.connect(self._go_run)
        self.side_bar.run_closed.connect(self.close_run)
        self.side_bar.repository_asked.connect(self._switch)
        self.side_bar.collapsed_changed.connect(self._keep_collapsed)
        self.side_bar.set_collapsed(settings.get(entries.SIDE_BAR_COLLAPSED))
        self.stack.currentChanged.connect(self.notices.place)  # a page that comes to the front covers them
        self.setAcceptDrops(True)
        self._restore_geometry(settings.get(entries.GEOMETRY))

    def open(self, workspace: Workspace) -> None:
        """Show a repository: the place where it was left, or the runs, or home while there are none."""
        folder = workspace.folder
        self.workspace = workspace
        self.setWindowTitle(f"{workspace.name} – Runyard")
        self._clear_stack()
        self.history.clear()
        self.notices.forget_undo()
        if not self.painted:  # a window that is there already keeps its place
            self._restore_geometry(self.settings.get(entries.geometry(folder)))
        narrow = self.settings.get(entries.side_bar(folder))
        if narrow is not None:
            self.side_bar.set_collapsed(narrow)
        tabs = self.settings.get(entries.open_tabs(folder))
        hashes = self.settings.get(entries.open_runs(folder))
        self.open_runs = OpenRuns(workspace, hashes, tabs, self)
        self.open_runs.changed.connect(self._save_soon)
        self._facts = RepositoryFacts(workspace, self)
        self._facts.changed.connect(self._show_facts)
        self._facts.changed.connect(self._begin, Qt.ConnectionType.SingleShotConnection)
        self.side_bar.repository.set_title(workspace.name)
        self.side_bar.set_enabled_pages(True)
        self.side_bar.set_runs(self.open_runs)
        self.status_line.set_folder(folder, read_only=workspace.tasks.read_only)
        self.status_line.follow(workspace.tasks)
        workspace.go.connect(self.go)
        workspace.noticed.connect(self._notice)
        workspace.tasks.troubled.connect(self._trouble)
        self.go(self._kept_route(workspace))

    def show_face(self, face: QWidget, folder: Path) -> None:
        """Show why there is no repository in `folder`; the pages have nothing to show then."""
        name = folder.parent.name
        self.workspace = None
        self.open_runs = None
        self.route = None
        self.setWindowTitle(f"{name} – Runyard" if name else "Runyard")
        self._clear_stack()
        self.side_bar.repository.set_title(name or "No repository")
        self.side_bar.set_enabled_pages(False)
        self.side_bar.set_runs(None)
        self.status_line.set_folder(folder)
        self.status_line.set_facts(None)
        self.status_line.follow(None)
        for item in self.side_bar.pages.values():
            item.set_count(None)
        self.side_bar.set_current("")
        self.stack.addWidget(face)
        self.stack.setCurrentWidget(face)
        face.setFocus(Qt.FocusReason.OtherFocusReason)
        self.commands.set_contexts("")

    @Slot(object)
    def go(self, route: Route) -> None:
        """Bring a page to the front."""
        if self.workspace is None or route.page not in self._entries:
            return
        if route.page == RUN and not route.run:
            route = Route(FIRST)
        self._remember_tab()
        before = self.page()
        page = self._page(route.page)
        if before is not None and before is not page:
            before.leave()
        self.route = route
        self.history.visit(route)
        if route.run and self.open_runs is not None:
            self.open_runs.open(route.run, route.tab)
        self._save_soon()
        self.stack.setCurrentWidget(page)
        self.side_bar.set_current(self._entries[route.page].under or route.page, route.run)
        self.commands.set_contexts(route.page)
        if before is not page:  # before it is told where to be: it may give the focus to a part of it
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        page.show_route(route)

    def page(self) -> Page | None:
        """The page in front."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @Slot(str)
    def close_run(self, hash_: str) -> None:
        """Close an open run; when it was in front, the run beside it comes, or the runs."""
        if self.open_runs is None:
            return
        following = self.open_runs.close(hash_)
        if self.route is not None and self.route.run == hash_:
            self.route = None
            self.go(Route(RUN, following, self.open_runs.tab(following)) if following else Route(FIRST))

    def close_current_run(self) -> None:
        """Close the run in front."""
        if self.route is not None and self.route.run:
            self.close_run(self.route.run)

    @Slot()
    def save_session(self) -> None:
        """Keep where the window is, so that the next start continues there."""
        self._soon.stop()
        place = bytes(self.saveGeometry().data()).hex()
        self.settings.set(entries.GEOMETRY, place)
        if self.workspace is not None and self.open_runs is not None:
            self._remember_tab()
            folder = self.workspace.folder
            self.settings.set(entries.geometry(folder), place)
            self.settings.set(entries.side_bar(folder), self.side_bar.collapsed)
            self.settings.set(entries.open_runs(folder), self.open_runs.hashes())
            self.settings.set(entries.open_tabs(folder), self.open_runs.tabs())
            if self._facts is not None and self._facts.now is not None:
                recent.count(self.settings, folder, self._facts.now.runs)
            if self.route is not None:
                self.settings.set(entries.last_route(folder), self._route_kept(self.route))
        self.settings.save()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.folder_asked.emit(folder)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_session()
        if self._switcher is not None:
            self._switcher.dismiss()
        page = self.page()
        if page is not None:
            page.leave()
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self, self._say_painted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.notices.place()

    def _arrange(self) -> None:
        center = QWidget(self)
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addWidget(self.stack, 1)
        column.addLayout(row, 1)
        column.addWidget(self.status_line)
        self.setCentralWidget(center)

    def _page(self, key: str) -> Page:
        page = self._pages.get(key)
        if page is None:
            assert self.workspace is not None
            page = self._entries[key].load()(self.workspace, self.commands)
            self._prepare(page)
            self._pages[key] = page
            self.stack.addWidget(page)
        return page

    def _clear_stack(self) -> None:
        self._pages.clear()
        while (widget := self.stack.widget(0)) is not None:
            self.stack.removeWidget(widget)
            widget.deleteLater()

    def _kept_route(self, workspace: Workspace) -> Route:
        first = self.settings.get(entries.START_PAGE)
        if first in self._entries and first not in NEEDS_MORE:
            return Route(first)
        kept = self.settings.get(entries.last_route(workspace.folder))
        if len(kept) in (3, 4) and kept[0] in self._entries:
            page, run, tab, *more = kept
            experiment = int(more[0]) if more and more[0].isdecimal() else None
            if page not in NEEDS_MORE or run or experiment is not None:
                return Route(page, run, tab, experiment=experiment)
        return Route(FIRST)

    def _route_kept(self, route: Route) -> list[str]:
        tab = self.open_runs.tab(route.run) if self.open_runs is not None and route.run else route.tab
        return [route.page, route.run, tab, "" if route.experiment is None else str(route.experiment)]

    def _remember_tab(self) -> None:
        """A run page knows which of its tabs is in front; the next visit begins there."""
        tab = getattr(self.page(), "current_tab", "")
        if self.route is not None and self.route.run and self.open_runs is not None and isinstance(tab, str):
            self.open_runs.keep_tab(self.route.run, tab)

    def _restore_geometry(self, kept: str) -> None:
        if kept:
            try:
                self.restoreGeometry(QByteArray(bytes.fromhex(kept)))
            except ValueError:
                log.warning("the kept geometry of the window has no meaning")
        elif not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(WIDTH, HEIGHT)

    @Slot()
    def _save_soon(self) -> None:
        """A process that is killed keeps the session of a moment ago."""
        self._soon.start()

    @Slot()
    def _switch(self) -> None:
        if self._switcher is None:
            from runyard.desktop.shell.switcher import Switcher

            self._switcher = Switcher(self)
        self._switcher.toggle_at(self.side_bar.repository)

    @Slot()
    def _say_painted(self) -> None:
        self.first_painted.emit()

    @Slot(str)
    def _go_page(self, key: str) -> None:
        self.go(Route(key))

    @Slot(str)
    def _go_run(self, hash_: str) -> None:
        self.go(Route(RUN, hash_, self.open_runs.tab(hash_) if self.open_runs else ""))

    @Slot(bool)
    def _keep_collapsed(self, collapsed: bool) -> None:
        self.settings.set(entries.SIDE_BAR_COLLAPSED, collapsed)
        self._save_soon()

    @Slot()
    def _show_facts(self) -> None:
        facts = self._facts.now if self._facts is not None else None
        self.status_line.set_facts(facts)
        for key, item in self.side_bar.pages.items():
            field = self._entries[key].count
            item.set_count(getattr(facts, field) if facts is not None and field else None)

    @Slot()
    def _begin(self) -> None:
        """The first facts are here: a repository without a run begins at home, not with an empty table."""
        facts = self._facts.now if self._facts is not None else None
        chosen = self.settings.get(entries.START_PAGE)
        if facts is not None and not (facts.runs or chosen) and self.route == Route(FIRST):
            self.history.clear()
            self.go(Route(HOME))

    @Slot(object)
    def _notice(self, notice: Notice) -> None:
        self.notices.show_notice(notice)

    @Slot(object)
    def _trouble(self, problem: KnownProblem) -> None:
        text = f"{problem.sentence}. {problem.hint}" if problem.hint else problem.sentence
        self.notices.show_notice(Notice(text, bad=True))


def _dropped(data: QMimeData) -> Path | None:
    """Return the one folder that is being dropped."""
    places = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return places[0] if len(places) == 1 and places[0].is_dir() else None
