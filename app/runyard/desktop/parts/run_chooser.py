"""`RunChooser`: finds another run, to compare one with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Label, Option, OptionList, Popover
from runyard.domain.errors import KnownProblem
from runyard.domain.run import RunInfo
from runyard.storage.runs import previous, runs
from runyard.storage.store import Store

_WIDE = 440
_TYPING_MS = 120
_SHORT_HASH = 8


class RunChooser(Popover):
    """Offers the newest runs of the same experiment; what is typed is looked for in all runs.

    `chosen` carries the id of the run taken.
    """

    chosen = Signal(object)

    def __init__(self, owner: QWidget, workspace: Workspace, name: str = "Compare with") -> None:
        super().__init__(owner, width=_WIDE, name=name)
        self._workspace = workspace
        self._run = 0
        self.list = OptionList("Find a run by name or hash", none="No run is called so")
        self.message = Label(tone="text_soft", wrap=True)
        self.message.hide()
        self.body.addWidget(self.list)
        self.body.addWidget(self.message)
        self.setFocusProxy(self.list)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._read)
        self.list.search.textChanged.connect(self._typed)
        self.list.chosen.connect(self._take)
        owner.destroyed.connect(self.deleteLater)  # the window, whose child this is, outlives its pages

    def open_for(self, anchor: QWidget, run_id: int) -> None:
        """Open below a control, for a run that another one is to be compared with."""
        self._run = run_id
        self.list.set_options([])
        self.list.begin()
        self.open_at(anchor)
        self._read()

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _read(self) -> None:
        job = partial(_found, run_id=self._run, text=self.list.search.text())
        self._workspace.tasks.read(job, owner=self, key="runs", then=self._show, failed=self._fail)

    def _show(self, found: list[tuple[RunInfo, str]]) -> None:
        self.message.hide()
        self.list.set_options(
            [
                Option(
                    info.id,
                    info.name,
                    f"{info.hash[:_SHORT_HASH]}{where}, {words.moment(info.created)}",
                )
                for info, where in found
            ]
        )
        self.fit()

    def _fail(self, problem: Exception) -> None:
        self.message.setText(problem.sentence if isinstance(problem, KnownProblem) else str(problem))
        self.message.show()
        self.fit()

    @Slot(object)
    def _take(self, run_id: int) -> None:
        self.dismiss()
        self.chosen.emit(run_id)


def _found(store: Store, _cancel: Cancel, run_id: int, text: str) -> list[tuple[RunInfo, str]]:
    """Return runs, each with its experiment where that is another one."""
    here = runs.info(store, run_id).experiment_id
    ids = previous.candidates(store, run_id, text)
    by_id = {info.id: info for info in runs.infos(store, ids)}
    found = [by_id[one] for one in ids if one in by_id]
    return [(info, "" if info.experiment_id == here else f", {info.experiment}") for info in found]
