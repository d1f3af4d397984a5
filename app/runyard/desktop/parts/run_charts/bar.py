"""The control bar over a grid of charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.charts.options import Smoothing, XKind
from runyard.desktop.parts.run_charts.bar_popovers import LookPopover, MetricPopover
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import Outline
from runyard.desktop.theme import scaled, sizes, tokens
from runyard.desktop.widgets import Button, CheckBox, Label, MatchField, Segmented, Select, Slider

_SMOOTHING = (
    (Smoothing.EMA_STEP, "EMA by step"),
    (Smoothing.EMA, "EMA by point"),
    (Smoothing.GAUSSIAN, "Gaussian"),
    (Smoothing.AVERAGE, "Moving average"),
)
_X = {
    XKind.STEP: "Step",
    XKind.EPOCH: "Epoch",
    XKind.RELATIVE: "Relative time",
    XKind.WALL: "Wall time",
}
_WIDE_SEARCH, _SEARCH, _LEAST_SEARCH = 224, 176, 96
_AMOUNT = 80
_TYPING_MS = 120
_LONGEST_NAME = 28


class ControlBar(QWidget):
    """Search and choices, 44 high. `chosen` tells a dictionary of changed options, `searched` a Matcher."""

    chosen = Signal(object)
    searched = Signal(object)

    def __init__(
        self, outline: Outline, names: Callable[[], list[str]], parent: QWidget | None = None
    ) -> None:
        """`names` returns the metrics that the x axis may count."""
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self._outline = outline
        self._names = names
        self._options = outline.default
        words = f"Find a {outline.one}"
        self.search = MatchField(words, name=words)
        self.search.setMaximumWidth(scaled(260))
        self.search.changed.connect(self._search_typed)
        self._typed = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typed.timeout.connect(self._search_changed)
        self._smoothing = Select(_SMOOTHING, name="Smoothing")
        self._smoothing.chosen.connect(self._smoothing_chosen)
        self._amount = Slider(0, 99, name="Amount of smoothing")
        self._amount.setFixedWidth(_AMOUNT)
        self._amount.valueChanged.connect(self._amount_moved)
        self._amount_text = Label("0.60")
        self._amount_text.setFixedWidth(32)
        self._x = Select(name="X axis")
        self._x.chosen.connect(self._x_chosen)
        for select in (self._smoothing, self._x):
            select.currentTextChanged.connect(self._fit_selects)
        self._scale = Segmented(((False, "Linear"), (True, "Log")), name="Y axis")
        self._scale.changed.connect(self._scale_chosen)
        self._contexts = Segmented(((False, "Overlaid"), (True, "Apart")), name="Contexts")
        self._contexts.changed.connect(self._contexts_chosen)
        # Where there is no room for the labels.
        self._smoothing.setToolTip("Smoothing")
        self._x.setToolTip("X axis")
        self._scale.setToolTip("Y axis")
        self._contexts.setToolTip("Contexts in one chart, or each in its own")
        self._outliers = CheckBox("Ignore outliers")
        self._outliers.toggled.connect(self._outliers_toggled)
        self.table = Button("", "table", "icon", tip="Show as table")
        self.table.setCheckable(True)
        self.export = Button("", "download", "icon", tip="Export charts…")
        self.more = Button("", "sliders-horizontal", "icon", tip="Chart size and axes")
        self.more.clicked.connect(self._open_look)
        self._look: LookPopover | None = None
        self._metrics: MetricPopover | None = None
        self._lay_out()
        self._offer_x()

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
        if self._outline.overlays:
            row.addSpacing(sizes.GAP)
        row.addWidget(self._outliers)
        row.addStretch(1)
        for button in (self.table, self.export, self.more):
            row.addWidget(button)
        if not self._outline.overlays:
            self._contexts_label.hide()
            self._contexts.hide()
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
        self._options = options
        for control in (self._amount, self._outliers):
            control.blockSignals(True)
        self._smoothing.set_key(options.smoothing)
        self._amount.setValue(round(options.amount * 100))
        self._amount_text.setText(f"{options.amount:.2f}")
        self._offer_x()
        self._scale.set_key(options.log)
        self._contexts.set_key(options.apart)
        self._outliers.setChecked(options.ignore_outliers)
        for control in (self._amount, self._outliers):
            control.blockSignals(False)

    def _offer_x(self) -> None:
        """Offer the axes, a metric that is chosen by its name, and the way to another one."""
        offered: list[tuple[object, str]] = [(kind, _X[kind]) for kind in self._outline.axes if kind in _X]
        chosen: object = self._options.x
        if XKind.METRIC in self._outline.axes:
            if self._options.x is XKind.METRIC:
                chosen = name = self._options.x_metric
                short = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
                offered.append((name, short))
            offered.append((XKind.METRIC, "Another metric…"))
        self._x.set_options(offered)
        self._x.set_key(chosen)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sizes.TOOLBAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.layout() is not None:
            self._amount_text.setFixedWidth(scaled(32))
            self._fit_selects()
            self._give_way()

    def _give_way(self) -> None:
        """Where the bar is narrow, labels go first, then what the look popover has too, then room.

        That of the smoothing goes before the others: what is chosen there tells what it is.
        """
        going: list[QWidget] = [self._smoothing_label, self._x_label, self._outliers, self._amount_text]
        if self._outline.overlays:
            going = [*going[:2], self._contexts_label, *going[2:], self._contexts]
        for part in going:
            part.setVisible(True)
        self.search.setMinimumWidth(scaled(_WIDE_SEARCH))
        self._amount.setFixedWidth(_AMOUNT)
        while going and self._wanted() > self.width():
            going.pop(0).setVisible(False)
            if len(going) == 1:
                self.search.setMinimumWidth(_SEARCH)
        if self._wanted() > self.width():
            self.search.setMinimumWidth(_LEAST_SEARCH)
            self._amount.setFixedWidth(_AMOUNT // 2)

    def _wanted(self) -> int:
        row = self.layout()
        if row is None:
            return 0
        row.invalidate()
        return row.minimumSize().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    @Slot(object)
    def _search_typed(self, _matcher: object) -> None:
        self._typed.start()

    @Slot()
    def _search_changed(self) -> None:
        self._typed.stop()
        self.searched.emit(self.search.matcher)

    def _choose(self, **choices: Any) -> None:
        self._options = replace(self._options, **choices)
        self.chosen.emit(choices)

    @Slot(object)
    def _smoothing_chosen(self, key: Smoothing) -> None:
        self._choose(smoothing=key)

    @Slot(int)
    def _amount_moved(self, value: int) -> None:
        self._amount_text.setText(f"{value / 100:.2f}")
        self._choose(amount=value / 100)

    @Slot(object)
    def _x_chosen(self, key: object) -> None:
        if key is XKind.METRIC:
            self._offer_x()
            self._open_metrics()
        elif isinstance(key, XKind):
            self._choose(x=key)
            self._offer_x()

    @Slot(object)
    def _metric_chosen(self, name: str) -> None:
        self._choose(x=XKind.METRIC, x_metric=name)
        self._offer_x()

    @Slot(object)
    def _scale_chosen(self, key: bool) -> None:
        self._choose(log=key)

    @Slot(object)
    def _contexts_chosen(self, key: bool) -> None:
        self._choose(apart=key)

    @Slot(bool)
    def _outliers_toggled(self, on: bool) -> None:
        self._choose(ignore_outliers=on)

    @Slot(object)
    def _look_chosen(self, choices: dict[str, Any]) -> None:
        self._choose(**choices)
        self.show_options(self._options)

    def _open_metrics(self) -> None:
        if self._metrics is None:
            self._metrics = MetricPopover(self)
            self._metrics.chosen.connect(self._metric_chosen)
        self._metrics.open_for(self._x, self._names(), self._options.x_metric)

    @Slot()
    def _open_look(self) -> None:
        if self._look is None:
            self._look = LookPopover(self, overlays=self._outline.overlays)
            self._look.chosen.connect(self._look_chosen)
        self._look.open_for(self.more, self._options)
