"""The cards of the Overview tab, filled from what was read; a card whose rows are the same is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.kinds.overview.cards import around, rows, system_rows
from runyard.desktop.kinds.overview.cards.columns import CardColumns
from runyard.desktop.kinds.overview.changed.changed_card import ChangedCard
from runyard.desktop.kinds.overview.files.files_card import FilesCard
from runyard.desktop.kinds.overview.git.git_card import GitCard
from runyard.desktop.kinds.overview.snapshot import Overview
from runyard.desktop.kinds.overview.table.list_card import ListCard
from runyard.desktop.parts.sparkline import Spark
from runyard.desktop.state import Workspace
from runyard.storage.objects.attachments import DIFF

#: About as high is the card of git once its difference has been read.
_WITH_DIFFERENCE = 480


class Cards(CardColumns):
    """What was measured and what was set first, then the rest.

    `tab_asked` carries the key of a tab that shows more.
    """

    tab_asked = Signal(str)

    def __init__(self, workspace: Workspace, changed: ChangedCard, parent: QWidget) -> None:
        tasks = workspace.tasks
        self._changed = changed
        self._overview: Overview | None = None
        self._seen: dict[str, Any] = {}
        self.metrics = ListCard("Metrics", rows.METRIC_COLUMNS, tasks, tab="Open metrics")
        self.system = ListCard("System", system_rows.SYSTEM_COLUMNS, tasks, tab="Open system")
        self.files = FilesCard(workspace)
        self.packages = ListCard("Packages", around.PACKAGE_COLUMNS, tasks, header=False)
        self.params = ListCard("Params", rows.PARAM_COLUMNS, tasks, header=False, tab="Open params")
        self.git = GitCard(workspace)
        self.arguments = ArgumentsCard("CLI arguments", around.ARGUMENT_COLUMNS, tasks, header=False)
        self.variables = ListCard("Environment variables", around.VARIABLE_COLUMNS, tasks, header=False)
        self.lists = (
            self.metrics,
            self.system,
            self.files,
            self.packages,
            self.params,
            self.arguments,
            self.variables,
        )
        rest = (self.system, self.git, self.files, self.arguments, self.packages, self.variables)
        super().__init__(self.metrics, self.params, rest, parent)
        changed.compared.connect(self._mark_changed)
        for card in self.lists:
            card.filled.connect(self._show_filled)
        self.metrics.more_asked.connect(self._open_metrics)
        self.system.more_asked.connect(self._open_system)
        self.params.more_asked.connect(self._open_params)

    @property
    def any_shown(self) -> bool:
        """Whether there is a card to see."""
        return any(not card.isHidden() for card in (*self.lists, self.git))

    def start_over(self) -> None:
        super().start_over()
        self._overview = None
        self._seen.clear()
        for card in self.lists:
            card.start_over()

    def show_overview(self, overview: Overview, curves: Mapping[tuple[int, int], Spark]) -> None:
        """Fill the cards; one without rows is not there."""
        self._overview = overview
        self.show_metrics(curves)
        if self._is_new("system", overview.system):
            self.system.fill(len(overview.system), partial(system_rows.system_rows, overview.system))
        if self._is_new("files", overview.files):
            self.files.show_files(overview.files)
        if self._is_new("around", overview.around):
            self.arguments.command = around.command(overview.around)
            self.arguments.fill(_many(overview, "arguments"), partial(around.argument_rows, overview.around))
            kept = _many(overview, "env_variables") + _many(overview, "env_variables_dropped")
            self.variables.fill(kept, partial(around.variable_rows, overview.around))
        self._mark_changed()
        info = overview.around.get("git_info")
        diffs = [file for file in overview.files if file.name == DIFF]
        self.git.show_code(info if isinstance(info, dict) else {}, diffs[-1] if diffs else None)
        self.git.setVisible(bool(diffs) or (isinstance(info, dict) and bool(info)))
        self._show_filled()

    def height_of(self, card: QWidget) -> int:
        if card is self.git and self.git.waits:
            return _WITH_DIFFERENCE
        return super().height_of(card)

    def show_metrics(self, curves: Mapping[tuple[int, int], Spark]) -> None:
        """Show the metrics with the curves that are known."""
        if self._overview is not None:
            found = self._overview.metrics
            self.metrics.fill(len(found), partial(rows.metric_rows, found, curves))

    @Slot()
    def _mark_changed(self) -> None:
        """Fill the cards that can be filtered by what changed since the other run."""
        if self._overview is None:
            return
        params, packages = self._changed.changed_names()
        mine, kept = self._overview.params, self._overview.around
        if self._is_new("params", (mine, params)):
            self.params.fill(len(mine), partial(rows.param_rows, mine, params))
        if self._is_new("packages", (kept.get("packages"), packages)):
            many = _many(self._overview, "packages")
            self.packages.fill(many, partial(around.package_rows, kept, packages))

    @Slot()
    def _show_filled(self) -> None:
        """Show the cards that have rows."""
        if self._overview is not None:
            for card in self.lists:
                card.setVisible(card.has_rows)
            self.arrange()

    def _is_new(self, name: str, found: Any) -> bool:
        if name in self._seen and self._seen[name] == found:
            return False
        self._seen[name] = found
        return True

    @Slot()
    def _open_metrics(self) -> None:
        self.tab_asked.emit("metrics")

    @Slot()
    def _open_system(self) -> None:
        self.tab_asked.emit("system")

    @Slot()
    def _open_params(self) -> None:
        self.tab_asked.emit("params")


def _many(overview: Overview, name: str) -> int:
    found = overview.around.get(name)
    return len(found) if isinstance(found, dict | list) else 0


class ArgumentsCard(ListCard):
    """The arguments one by one; all of them are copied as a command line."""

    command = ""

    def copy_text(self) -> str:
        return self.command if not self.wanted.narrows else super().copy_text()
