"""`FigureHead`: what is shown, in which form, how large, and the way to a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from runyard.desktop.kinds.figures.reading import Form
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Button, ElidedLabel, Label, Segmented

_TITLES: dict[Form, str] = {
    "interactive": "Interactive",
    "vector": "Vector",
    "picture": "Picture",
    "sketch": "Sketch",
}
#: The widths from which everything is shown, from which the zoom has its buttons, and the least.
_WIDE, _ROOMY, _NARROWEST = 700, 520, 320
assert set(_TITLES) == set(get_args(Form))


class FigureHead(QWidget):
    """A row of 44 above the figure. `form_chosen` tells a form, `moved` a step through the list of a step."""

    form_chosen = Signal(object)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self.title = ElidedLabel(bold=True)
        self.facts = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_soft")
        self.before = Button("", "chevron-left", "icon", dense=True, tip="Previous figure of this step")
        self.place = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.after = Button("", "chevron-right", "icon", dense=True, tip="Next figure of this step")
        self.forms: Segmented | None = None
        self.themed = Button("", "palette", "icon", tip="Colours of the program, or as logged")
        self.themed.setCheckable(True)
        self.themed.setChecked(True)
        self.smaller = Button("", "zoom-out", "icon", tip="Smaller")
        self.scale = Button("100 %", role="ghost", tip="Own size")
        self.larger = Button("", "zoom-in", "icon", tip="Larger")
        self.fit = Button("", "expand", "icon", tip="Fit into the pane")
        self.fit.setCheckable(True)
        self.export = Button("Export", "download", tip="Write the figure to a file")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(_NARROWEST)
        self._row.setSpacing(sizes.GAP)
        self._row.addWidget(self.title)
        self._row.addWidget(self.facts)
        self._row.addStretch(1)
        for part in (
            self.before, self.place, self.after, self.themed, self.smaller, self.scale, self.larger,
            self.fit, self.export,
        ):  # fmt: skip
            self._row.addWidget(part)
        self._forms: tuple[Form, ...] = ()
        self._still = True
        self.before.clicked.connect(self._go_back)
        self.after.clicked.connect(self._go_on)
        self.show_place(0, 0)

    def show_words(self, title: str, facts: str) -> None:
        """Say which figure it is."""
        self.title.set_text(title)
        self.facts.set_text(facts)

    def show_place(self, place: int, count: int) -> None:
        """Say which of the figures of one step it is, counted from zero."""
        for part in (self.before, self.place, self.after):
            part.setVisible(count > 1)
        self.place.setText(f"{place + 1:,} of {count:,}")
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place < count - 1)

    def show_forms(self, forms: Sequence[Form], form: Form) -> None:
        """Offer these forms; with one there is nothing to choose."""
        wanted = tuple(forms)
        if wanted != self._forms:
            self._forms = wanted
            if self.forms is not None:
                self._row.removeWidget(self.forms)
                self.forms.hide()
                self.forms.deleteLater()
                self.forms = None
            if len(wanted) > 1:
                self.forms = Segmented([(key, _TITLES[key]) for key in wanted], name="Form")
                self.forms.changed.connect(self.form_chosen)
                self._row.insertWidget(self._row.indexOf(self.themed), self.forms)
        if self.forms is not None:
            self.forms.set_key(form)
        self._still = form != "interactive"
        self._give_way()

    def show_scale(self, scale: float) -> None:
        """Say how large the drawing is shown."""
        self.scale.setText(f"{scale * 100:.0f} %")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """In a narrow window the words go first, then what keys and the wheel do as well."""
        roomy, wide = self.width() >= scaled(_ROOMY), self.width() >= scaled(_WIDE)
        self.facts.setVisible(wide)
        self.export.setText("Export" if wide else "")
        self.export.setAccessibleName("Export")
        self.themed.setVisible(not self._still)
        self.scale.setVisible(self._still and wide)
        for part in (self.smaller, self.larger):
            part.setVisible(self._still and roomy)

    def set_idle(self, idle: bool) -> None:
        """Take away what works on a figure, while there is none."""
        for part in (self.themed, self.smaller, self.scale, self.larger, self.fit, self.export):
            part.setEnabled(not idle)

    @Slot()
    def _go_back(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _go_on(self) -> None:
        self.moved.emit(1)
