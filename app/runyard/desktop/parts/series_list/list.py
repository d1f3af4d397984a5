"""`SeriesList`: choose one of the series of a kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.parts.series_list.model import SeriesListModel
from runyard.desktop.parts.series_list.view import SeriesView
from runyard.desktop.theme import scaled, sizes, tokens, watcher
from runyard.desktop.widgets import Faces, SearchField
from runyard.domain.series import SeriesInfo, SeriesKey

_WIDTH, _NARROW = 220, 160


class SeriesList(QWidget):
    """Names and, below them, contexts with their counts; one is always chosen while there is any.

    `chosen` tells the `SeriesInfo` whenever another series is chosen, by a person, by `select`, or because
    the one before is gone; None when there is none left. Where only counts change, nothing is told.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self.search = SearchField("Find a name or context")
        self.model = SeriesListModel(self)
        self.view = SeriesView(self.model)
        self.faces = Faces(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.GAP, sizes.GAP, sizes.GAP + 1, sizes.GAP)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.faces, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.view.taken.connect(self._take)
        self.view.folded.connect(self._fold)
        watcher().changed.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 240)

    @property
    def current(self) -> SeriesInfo | None:
        """Return the series chosen."""
        return self.model.info(self.model.chosen)

    def set_series(self, series: Sequence[SeriesInfo]) -> None:
        """Offer these; the choice stays if it is still among them, else the first is chosen."""
        kept = self._here()
        self.model.set_series(series)
        self._show(kept)
        if self.current is None:
            first = self.model.first()
            had = self.model.chosen is not None
            self.model.choose(None if first is None else first.key)
            self._stand(self.model.row_of(self.model.chosen))
            if first is not None or had:
                self.chosen.emit(first)

    def select(self, key: SeriesKey) -> None:
        """Choose a series, if there is one of this key."""
        info = self.model.info(key)
        if info is None or key == self.model.chosen:
            return
        self.model.fold(info.key.name, False)
        self.model.choose(key)
        self._stand(self.model.row_of(key))
        self.chosen.emit(info)

    def set_narrow(self, narrow: bool) -> None:
        """Take less room, where there is little."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        down = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in down:
            self._enter()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), tokens().line)
        finally:
            painter.end()

    def _enter(self) -> None:
        """Go from the search into the list, and take the first found unless the chosen one is in sight."""
        if not self.model.rowCount():
            return
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        row = self.model.row_of(self.model.chosen)
        if row < 0:
            numbers = range(self.model.rowCount())
            row = next((n for n in numbers if (r := self.model.row(n)) is not None and r.series), 0)
            self._take(row)
        self._stand(row)

    def _here(self) -> tuple[str, str] | None:
        """Return what the keyboard stands on."""
        row = self.model.row(self.view.currentIndex().row())
        return None if row is None else (row.name, row.label)

    def _stand(self, number: int) -> None:
        if number >= 0:
            self.view.setCurrentIndex(self.model.index(number))

    def _show(self, here: tuple[str, str] | None) -> None:
        """Show the rows or that none was found, with the keyboard where it was."""
        if self.model.rowCount() or not self.model.series:
            self.faces.show_content()
        else:
            self.faces.show_no_match(self.search.clear)
        rows = (self.model.row(number) for number in range(self.model.rowCount()))
        found = next((n for n, row in enumerate(rows) if row and (row.name, row.label) == here), -1)
        self._stand(found if found >= 0 else self.model.row_of(self.model.chosen))

    @Slot(str)
    def _find(self, text: str) -> None:
        here = self._here()
        self.model.find(text)
        self._show(here)

    @Slot(int)
    def _take(self, number: int) -> None:
        row = self.model.row(number)
        if row is not None and row.series is not None and row.series.key != self.model.chosen:
            self.model.choose(row.series.key)
            self.chosen.emit(row.series)

    @Slot(int, bool)
    def _fold(self, number: int, folded: bool) -> None:
        row = self.model.row(number)
        if row is not None:
            place = self.view.verticalScrollBar().value()
            self.model.fold(row.name, folded)
            self._stand(number)
            self.view.verticalScrollBar().setValue(place)

    @Slot()
    def _fit(self) -> None:
        self.setFixedWidth(scaled(_NARROW if self._narrow else _WIDTH))
