"""`MoveDialog`: into which experiment runs go, an existing one or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from runyard.desktop.parts.run_actions.words import common, counted
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import Dialog, SearchField, box
from runyard.domain.run import Experiment
from runyard.storage.runs.brief import Brief

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ROWS, _FEWEST = 8, 4
_Index = QModelIndex | QPersistentModelIndex


class Target(NamedTuple):
    """Where runs can go; `runs` is None for an experiment that is still to be made."""

    name: str
    runs: int | None
    here: bool = False


class TargetListModel(QAbstractListModel):
    """The experiments whose name has the typed text in it, and a new one of that name."""

    def __init__(self, experiments: Sequence[Experiment], here: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = [
            Target(found.name, found.runs, found.name == here) for found in experiments if not found.archived
        ]
        self._names = {found.name for found in experiments}
        self._shown: list[Target] = list(self._all)

    def target(self, number: int) -> Target:
        """Return one of what is shown."""
        return self._shown[number]

    def narrow(self, text: str) -> None:
        """Show what fits, and offer to create what is not there."""
        wanted = text.strip()
        self.beginResetModel()
        self._shown = [target for target in self._all if wanted.casefold() in target.name.casefold()]
        if wanted and wanted not in self._names:
            self._shown.append(Target(wanted, None))
        self.endResetModel()

    def first_good(self, text: str) -> int:
        """Return the row to begin with: the one of this very name, else the first that can be chosen."""
        free = [at for at, target in enumerate(self._shown) if not target.here]
        same = [
            at for at in free if self._shown[at].name == text.strip() and self._shown[at].runs is not None
        ]
        return (same or free or [-1])[0]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        if role != DISPLAY:
            return None
        target = self._shown[index.row()]
        if target.runs is None:
            return f"Create experiment {target.name}"
        return f"{target.name}, {'their experiment' if target.here else counted(target.runs)}"

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self._shown[index.row()].here:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class MoveDialog(Dialog):
    """Typing narrows the list, the arrow keys choose in it. `chosen` carries the name of the experiment."""

    chosen = Signal(str)

    def __init__(self, owner: QWidget, briefs: Sequence[Brief], experiments: Sequence[Experiment]) -> None:
        title = "Move run" if len(briefs) == 1 else "Move runs"
        super().__init__(title, owner, primary=f"Move {counted(len(briefs))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = SearchField("Find or create an experiment")
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._narrow)
        self.model = TargetListModel(experiments, common(briefs, "experiment"), self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Targets(self.model, self.view))
        self.view.setAccessibleName("Experiments")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # One more than there are: a new one may come by typing.
        self.view.setFixedHeight(sizes.ROW * min(_ROWS, max(_FEWEST, len(experiments) + 1)))
        self.view.doubleClicked.connect(self._take)
        self.view.selectionModel().currentChanged.connect(self._allow)
        self.body.addWidget(self.search)
        self.body.addWidget(self.view)
        self.accepted.connect(self._decide)
        self._narrow("")
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}.get(event.key())
            if step is not None:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, step: int) -> None:
        row = self.view.currentIndex().row() + step
        while 0 <= row < self.model.rowCount() and self.model.target(row).here:
            row += step
        if 0 <= row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row))

    @Slot(str)
    def _narrow(self, text: str) -> None:
        self.model.narrow(text)
        row = self.model.first_good(text)
        self.view.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        self._allow()

    @Slot()
    def _allow(self) -> None:
        self.primary.setEnabled(self.view.currentIndex().isValid())

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if not self.model.target(index.row()).here:
            self.accept()

    @Slot()
    def _decide(self) -> None:
        self.chosen.emit(self.model.target(self.view.currentIndex().row()).name)


class _Targets(QStyledItemDelegate):
    """A name and the number of its runs; a plus where the experiment is to be made."""

    def __init__(self, model: TargetListModel, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, max(sizes.ROW, option.fontMetrics.height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors, target, rect = tokens(), self._model.target(index.row()), QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not target.here
        painter.save()
        try:
            if chosen or hovered:
                box(painter, QRectF(rect), sizes.RADIUS, colors.wash if chosen else colors.hover, None)
            left = rect.left() + sizes.GAP
            if target.runs is None:
                shape = pixmap("plus", colors.accent, sizes.ICON, painter.device().devicePixelRatioF())
                painter.drawPixmap(left, rect.top() + (rect.height() - sizes.ICON) // 2, shape)
                left += sizes.ICON + sizes.GAP
            vertical = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            aside = "" if target.runs is None else "here now" if target.here else counted(target.runs)
            wide = painter.fontMetrics().horizontalAdvance(aside)
            painter.setPen(colors.text_soft if chosen else colors.text_faint)
            end = QRect(rect.right() - sizes.GAP - wide, rect.top(), wide + 1, rect.height())
            painter.drawText(end, vertical, aside)
            painter.setFont(ui_font())
            painter.setPen(colors.text_faint if target.here else colors.text)
            name = QRect(left, rect.top(), end.left() - sizes.GAP - left, rect.height())
            words = f"Create experiment {target.name}" if target.runs is None else target.name
            middle = Qt.TextElideMode.ElideMiddle
            words = painter.fontMetrics().elidedText(" ".join(words.split()), middle, name.width())
            painter.drawText(name, vertical, words)
        finally:
            painter.restore()
