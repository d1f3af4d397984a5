"""`PurgeDialog`: the last question before runs are gone for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.parts.run_actions.asking import WIDTH
from runyard.desktop.parts.run_actions.run_list import RunList
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.parts.run_actions.writing import Purging
from runyard.desktop.parts.words import size
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import pixmap, scaled, sizes, tokens
from runyard.desktop.widgets import Dialog, Label, ProgressLine, box
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.storage.overview.space import run_sizes
from runyard.storage.removal import goods
from runyard.storage.removal.goods import Goods
from runyard.storage.runs.brief import Brief
from runyard.storage.store import Store

_OF_SERIES = {DataKind.METRIC: "metric", DataKind.SYSTEM: "system metric"}
_OF_ITEMS = {
    DataKind.IMAGE: "image",
    DataKind.AUDIO: "audio clip",
    DataKind.TEXT: "text",
    DataKind.DISTRIBUTION: "distribution",
    DataKind.FIGURE: "figure",
}
_INSET = 36  # of the words beside the sign


class PurgeDialog(Dialog):
    """Says that there is no way back, what it frees, and shows how far it is; it may be closed meanwhile."""

    def __init__(self, owner: QWidget, workspace: Workspace, briefs: Sequence[Brief]) -> None:
        super().__init__("Delete permanently", owner, primary="Delete", danger=True, width=scaled(WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._sizes: Mapping[int, int] | None = None
        self._goods: dict[int, Goods] = {}
        self._purging: Purging | None = None
        self.warning = _Warning()
        self.list = RunList(briefs)
        self.list.changed.connect(self._count)
        self.bar = ProgressLine(name="Runs deleted")
        self.progress = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.problem = Label(tone="bad", wrap=True)
        self.problem.setFixedWidth(_room())
        for part in (self.warning, self.list, self.problem, self.bar, self.progress):
            self.body.addWidget(part)
        for part in (self.problem, self.bar, self.progress):
            part.hide()
        # Nobody deletes for good by a quick Enter: it is the danger button's only once that has the focus.
        self.cancel.setDefault(True)
        self.primary.setAutoDefault(True)
        self.list.setFocus()
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(self._purge)
        self.finished.connect(self._leave)
        workspace.tasks.read(
            partial(_sizes, [brief.id for brief in briefs]), owner=self, key="sizes", then=self._measure
        )
        self._count()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()  # the words take more lines, or the progress came
        return done

    def _measure(self, found: tuple[Mapping[int, int], dict[int, Goods]]) -> None:
        self._sizes, self._goods = found
        self.list.set_sizes(self._sizes)
        self._count()

    @Slot()
    def _count(self) -> None:
        ids = self.list.ids()
        many = counted(len(ids)) if ids else "runs"
        self.primary.setText(f"Delete {many} permanently")
        self.primary.setEnabled(bool(ids) and self._purging is None)
        if self._sizes is None:
            room = "Everything logged is removed from the disk at once"
        else:
            amount = size(sum(self._sizes.get(run_id, 0) for run_id in ids))
            what = goods_words([self._goods[run_id] for run_id in ids if run_id in self._goods])
            room = f"Everything logged, {amount}, is removed from the disk at once{what and f': {what}'}"
        self.warning.set_words("This cannot be undone", room)

    @Slot()
    def _purge(self) -> None:
        ids = self.list.ids()
        purging = self._purging = Purging(self._workspace, ids)
        purging.stepped.connect(self._step)
        purging.ended.connect(self._end)
        self.problem.hide()
        self.bar.show()
        self.progress.show()
        self._step(0, len(ids))
        self.list.setEnabled(False)
        self.cancel.setText("Close")
        self._count()
        purging.start()

    @Slot(object, object)
    def _step(self, done: int, total: int) -> None:
        self.bar.set_share(done / total if total else 1.0)
        self.progress.setText(f"{done:,} of {counted(total)} deleted")

    @Slot(object)
    def _end(self, problem: Exception | None) -> None:
        self._purging = None
        if problem is None:
            self.accept()
            return
        known = isinstance(problem, KnownProblem)
        self.problem.setText(str(problem) if known else "The runs could not be deleted")
        self.problem.show()
        self.bar.hide()
        self.progress.hide()
        self.list.setEnabled(True)
        self.cancel.setText("Cancel")
        self._count()

    @Slot(int)
    def _leave(self, _result: int) -> None:
        if self._purging is not None:
            self._purging.watched = False


class _Warning(QWidget):
    """A band in the colour of danger."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label(bold=True)
        self._words = Label(wrap=True)
        self._words.setFixedWidth(_room() - _INSET - sizes.GAP_CARDS)  # or the band would be too high
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSET, 10, sizes.GAP_CARDS, 10)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._words)

    def words(self) -> str:
        """Return what it says."""
        return f"{self._title.text()}. {self._words.text()}"

    def set_words(self, title: str, words: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS, colors.bad_wash, None)
            shape = pixmap("triangle-alert", colors.bad, sizes.ICON, self.devicePixelRatioF())
            painter.drawPixmap(12, 11, shape)
        finally:
            painter.end()


def _room() -> int:
    """Return how wide the body of the dialog is."""
    return scaled(WIDTH) - 2 * sizes.MARGIN


def _sizes(ids: list[int], store: Store, _cancel: Cancel) -> tuple[Mapping[int, int], dict[int, Goods]]:
    return run_sizes(store, ids), goods.of_runs(store, ids)


def goods_words(held: Sequence[Goods]) -> str:
    """Return what some runs hold in words: ``24 metrics, 120 images and 2 notes``; empty where nothing."""
    many: Counter[str] = Counter()
    for one in held:
        for kind, word in _OF_SERIES.items():
            many[word] += one.series.get(kind, 0)
        for kind, word in _OF_ITEMS.items():
            many[word] += one.items.get(kind, 0)
        many["line of output"] += one.lines
        many["message"] += one.messages
        many["note"] += one.notes
    parts = [_plural(number, word) for word, number in many.items() if number]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _plural(number: int, word: str) -> str:
    return counted(number, word) if word != "line of output" or number == 1 else f"{number:,} lines of output"
