"""`ListCommands`: what can be done to the experiment that is chosen in the list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from runyard.desktop.commands import Command, always
from runyard.desktop.frame import Route
from runyard.desktop.parts import queries
from runyard.desktop.parts.experiment_actions import ExperimentActions
from runyard.desktop.state import Workspace
from runyard.storage.organise.experiments import Standing

CONTEXT = "experiments"


class ListCommands(QObject):
    """Makes the commands of the page; `chosen` says which experiment they are about."""

    def __init__(
        self,
        workspace: Workspace,
        doing: ExperimentActions,
        chosen: Callable[[], Standing | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._doing = doing
        self._chosen = chosen

    def own(self, *, search: Callable[[], None], refresh: Callable[[], None]) -> list[Command]:
        """Return the commands."""
        doing, some, changes = self._doing, self._has_chosen, self._changes
        put_away, bring_back = self._is_active, self._is_archived
        return [
            _made("search", "Search experiments", "By name or description", "search", "/", search, always),
            _made("new", "New experiment…", "Name and description", "plus", "N", doing.create, self._writes),
            _made("refresh", "Refresh", "Read the experiments anew", "refresh-cw", "F5", refresh, always),
            _made("open", "Open experiment", "Show its page", "arrow-right", "", self._open, some),
            _made("list", "Show its runs", "In the runs page", "list", "R", self._list_runs, some),
            _made("edit", "Edit name and description…", "Both at once", "pencil", "F2", self._edit, changes),
            self.moving(0),
            _made("archive", "Archive", "Its runs stay listed", "archive", "A", self._archive, put_away),
            _made(
                *("unarchive", "Unarchive", "Back into the list", "archive-restore", "Shift+A"),
                *(self._archive, bring_back),
            ),
            _made(
                *("delete", "Delete…", "You say what becomes of its runs", "trash-2", "Del"),
                *(partial(self._do, doing.delete), changes),
            ),
        ]

    def moving(self, many: int) -> Command:
        """Return the command that moves so many runs; 0 leaves open how many."""
        count = f"{many:,} {'run' if many == 1 else 'runs'}" if many else "runs"
        run = partial(self._do, self._doing.move_runs)
        tip = "Another experiment takes them"
        return _made("move", f"Move its {count} to…", tip, "folder-input", "M", run, self._has_runs)

    def _writes(self) -> bool:
        return not self._workspace.tasks.read_only

    def _has_chosen(self) -> bool:
        return self._chosen() is not None

    def _changes(self) -> bool:
        return self._writes() and self._has_chosen()

    def _has_runs(self) -> bool:
        chosen = self._chosen()
        return self._writes() and chosen is not None and chosen.experiment.runs > 0

    def _is_active(self) -> bool:
        chosen = self._chosen()
        return self._writes() and chosen is not None and not chosen.experiment.archived

    def _is_archived(self) -> bool:
        chosen = self._chosen()
        return self._writes() and chosen is not None and chosen.experiment.archived

    def _edit(self) -> None:
        self._do(self._doing.edit)

    def _do(self, run: Callable[[int], None]) -> None:
        chosen = self._chosen()
        if chosen is not None:
            run(chosen.experiment.id)

    def _open(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._workspace.go.emit(Route("experiment", experiment=chosen.experiment.id))

    def _list_runs(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            query = queries.of_experiment(chosen.experiment.name)
            self._workspace.go.emit(Route("runs", query=query))

    def _archive(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._doing.archive(chosen)


def _made(
    id_: str, title: str, tip: str, icon: str, key: str, run: Callable[[], None], rule: Callable[[], bool]
) -> Command:
    return Command(f"{CONTEXT}.{id_}", title, tip, icon, key, CONTEXT, run, rule)
