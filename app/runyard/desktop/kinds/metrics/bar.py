"""The control bar of the metrics tab."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.charts.options import Smoothing, XKind
from runyard.desktop.kinds.metrics.options import SIZES, Options
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Button, CheckBox, Label, SearchField, Segmented, Select, Slider

_SMOOTHING = (
    (Smoothing.EMA_STEP, "EMA by step"),
    (Smoothing.EMA, "EMA by point"),
    (Smoothing.GAUSSIAN, "Gaussian"),
    (Smoothing.AVERAGE, "Moving average"),
)
_X = (
    (XKind.STEP, "Step"),
    (XKind.EPOCH, "Epoch"),
    (XKind.RELATIVE, "Relative time"),
    (XKind.WALL, "Wall time"),
)
_SEARCH, _AMOUNT = 140, 80


class ControlBar(QWidget):
    """Search and choices, 44 high. `chosen` tells a dictionary of changed options."""

    chosen = Signal(object)
    searched = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self.search = _MetricSearch("Find a metric", name="Find a metric")
        self.search.setMaximumWidth(188)
        self.search.setMinimumWidth(_SEARCH)
        self.search.textChanged.connect(self._search_typed)
        self.search.regex.toggled.connect(self._search_changed)
        self._typed = QTimer(self, singleShot=True, interval=120)
        self._typed.timeout.connect(self._search_changed)
        self._smoothing = Select(_SMOOTHING, name="Smoothing")
        self._smoothing.chosen.connect(self._smoothing_chosen)
        self._amount = Slider(0, 99, name="Amount of smoothing")
        self._amount.setFixedWidth(_AMOUNT)
        self._amount.valueChanged.connect(self._amount_moved)
        self._amount_text = Label("0.60")
        self._amount_text.setFixedWidth(32)
        self._x = Select(_X, name="X axis")
        self._x.chosen.connect(self._x_chosen)
        for select in (self._smoothing, self._x):
            select.currentTextChanged.connect(self._fit_selects)
        self._scale = Segmented(((False, "Linear"), (True, "Log")), name="Y axis")
        self._scale.changed.connect(self._scale_chosen)
        self._contexts = Segmented(((False, "Overlaid"), (True, "Apart")), name="Contexts")
        self._contexts.changed.connect(self._contexts_chosen)
        self._outliers = CheckBox("Ignore outliers")
        self._outliers.toggled.connect(self._outliers_toggled)
        self._more = Button("", "sliders-horizontal", "icon", tip="Chart size")
        self._more.clicked.connect(self._open_sizes)
        self._sizes: _Sizes | None = None
        self._size = 236
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.search, 8)
        row.addSpacing(sizes.GAP)
        self._smoothing_label = Label("Smoothing", tone="text_soft")
        self._smoothing_label.setBuddy(self._smoothing)
        row.addWidget(self._smoothing_label)
        row.addWidget(self._smoothing)
        row.addWidget(self._amount)
        row.addWidget(self._amount_text)
        row.addSpacing(sizes.GAP)
        self._x_label = Label("X axis", tone="text_soft")
        self._x_label.setBuddy(self._x)
        row.addWidget(self._x_label)
        row.addWidget(self._x)
        row.addSpacing(sizes.GAP)
        row.addWidget(self._scale)
        row.addSpacing(sizes.GAP)
        self._contexts_label = Label("Contexts", tone="text_soft")
        row.addWidget(self._contexts_label)
        row.addWidget(self._contexts)
        row.addSpacing(sizes.GAP)
        row.addWidget(self._outliers)
        row.addStretch(1)
        row.addWidget(self._more)
        self._fit_selects()

    @Slot()
    def _fit_selects(self) -> None:
        """A select is as wide as its choice, its list as wide as the widest."""
        for select in (self._smoothing, self._x):
            words = select.fontMetrics().horizontalAdvance(select.currentText())
            select.setFixedWidth(words + 46)
            select.view().setMinimumWidth(select.sizeHint().width() + 16)

    def show_options(self, options: Options) -> None:
        """Show choices without telling anybody."""
        for control in (self._amount, self._outliers):
            control.blockSignals(True)
        self._smoothing.set_key(options.smoothing)
        self._amount.setValue(round(options.amount * 100))
        self._amount_text.setText(f"{options.amount:.2f}")
        self._x.set_key(options.x)
        self._scale.set_key(options.log)
        self._contexts.set_key(options.apart)
        self._outliers.setChecked(options.ignore_outliers)
        self._size = options.size
        for control in (self._amount, self._outliers):
            control.blockSignals(False)

    def clear_search(self) -> None:
        """Empty the search field and tell at once."""
        self.search.clear()
        self._search_changed()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sizes.TOOLBAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the bar is narrow, labels give way first, then the search and the slider."""
        super().resizeEvent(event)
        for label in (self._smoothing_label, self._x_label, self._contexts_label):
            label.setVisible(self.width() >= 1152)
        self._outliers.setVisible(self.width() >= 960)
        narrow = self.width() < 840
        self.search.setMinimumWidth(_SEARCH // 2 if narrow else _SEARCH)
        self._amount.setFixedWidth(_AMOUNT // 2 if narrow else _AMOUNT)
        self._amount_text.setVisible(not narrow)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    @Slot()
    def _search_typed(self) -> None:
        self._typed.start()

    @Slot()
    def _search_changed(self) -> None:
        self._typed.stop()
        self.searched.emit(self.search.text(), self.search.regex.isChecked())

    @Slot(object)
    def _smoothing_chosen(self, key: Smoothing) -> None:
        self.chosen.emit({"smoothing": key})

    @Slot(int)
    def _amount_moved(self, value: int) -> None:
        self._amount_text.setText(f"{value / 100:.2f}")
        self.chosen.emit({"amount": value / 100})

    @Slot(object)
    def _x_chosen(self, key: XKind) -> None:
        self.chosen.emit({"x": key})

    @Slot(object)
    def _scale_chosen(self, key: bool) -> None:
        self.chosen.emit({"log": key})

    @Slot(object)
    def _contexts_chosen(self, key: bool) -> None:
        self.chosen.emit({"apart": key})

    @Slot(bool)
    def _outliers_toggled(self, on: bool) -> None:
        self.chosen.emit({"ignore_outliers": on})

    @Slot()
    def _open_sizes(self) -> None:
        if self._sizes is None:
            self._sizes = _Sizes(self)
            self._sizes.changed.connect(self._size_chosen)
        corner = self._more.mapToGlobal(QPoint(self._more.width(), self._more.height() + 4))
        self._sizes.open_at(corner, self._size)

    @Slot(int)
    def _size_chosen(self, size: int) -> None:
        self._size = size
        self.chosen.emit({"size": size})


class _MetricSearch(SearchField):
    """A search field with a switch for regular expressions at its right end."""

    def __init__(self, placeholder: str, *, name: str) -> None:
        super().__init__(placeholder, name=name)
        self.setTextMargins(sizes.ICON + sizes.GAP, 0, 48, 0)
        self.regex = Button("", "regex", "icon", dense=True, tip="Regular expression", parent=self)
        self.regex.setCheckable(True)
        self.regex.setFixedSize(sizes.HIT, sizes.HIT)
        self.regex.setCursor(Qt.CursorShape.ArrowCursor)
        self.textChanged.connect(self._place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @Slot()
    def _place(self) -> None:
        """Stand left of the clear button while there is one."""
        right = 26 if self.text() else 2
        self.regex.move(self.width() - right - sizes.HIT, (self.height() - sizes.HIT) // 2)


class _Sizes(QFrame):
    """A small popover with the slider for the size of charts."""

    changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._slider = Slider(0, len(SIZES) - 1, name="Chart size")
        self._slider.setFixedWidth(160)
        self._slider.valueChanged.connect(self._moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.MARGIN, 12, sizes.MARGIN, 12)
        column.setSpacing(sizes.GAP)
        column.addWidget(Label("Chart size", tone="text_soft"))
        column.addWidget(self._slider)

    def open_at(self, corner: QPoint, size: int) -> None:
        """Open with the right edge at `corner`."""
        self._slider.blockSignals(True)
        self._slider.setValue(SIZES.index(size))
        self._slider.blockSignals(False)
        self.adjustSize()
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        self._slider.setFocus()

    @Slot(int)
    def _moved(self, place: int) -> None:
        self.changed.emit(SIZES[place])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().raised)
            painter.setPen(tokens().line_strong)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        finally:
            painter.end()
