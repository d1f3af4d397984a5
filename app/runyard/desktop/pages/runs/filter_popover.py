"""`FilterPopover`: a condition on any param, metric or fact: a column, how it is compared, and a value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.runs import expressions
from runyard.desktop.pages.runs.expressions import ALONE, Wrong
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, ElidedLabel, Field, Option, OptionList, Popover, Select
from runyard.storage.table.columns import Column, is_curve


class FilterPopover(Popover):
    """First a list of columns, then the comparison; `condition_asked` carries the condition."""

    condition_asked = Signal(object)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, width=320, name="Filter")
        self._offered: Sequence[Column] = ()
        self._columns: dict[str, Column] = {}
        self._column: Column | None = None
        self.list = OptionList("Find a param or metric", rows=10, none="No column has this name")
        self.form = QWidget()
        self.title = ElidedLabel(bold=True)
        self.back = Button("", "chevron-left", "icon", dense=True, tip="Another column")
        self.how = Select(name="Comparison")
        self.value = Field("Value")
        self.add = Button("Add filter", role="primary")
        self._arrange()
        self.list.chosen.connect(self._choose)
        self.back.clicked.connect(self._go_back)
        self.how.chosen.connect(self._compare)
        self.value.changed.connect(self._typed)
        self.value.edit.returnPressed.connect(self._finish)
        self.add.clicked.connect(self._finish)

    def offer(self, columns: Sequence[Column]) -> None:
        """Begin anew with these columns."""
        if columns is not self._offered:
            self._offered = columns
            fit = (column for column in columns if column.group != "system" and not is_curve(column.id))
            self._columns = {column.id: column for column in fit}
            self.list.set_options([_option(column) for column in self._columns.values()])
        self.list.begin()
        self._go_back()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.add)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(4, 0, 4, 4)
        form.setSpacing(sizes.GAP)
        form.addLayout(head)
        form.addWidget(self.how)
        form.addWidget(self.value)
        form.addLayout(foot)
        self.form.hide()
        self.body.addWidget(self.list)
        self.body.addWidget(self.form)
        self.setFocusProxy(self.list)

    @Slot(object)
    def _choose(self, column_id: str) -> None:
        self._column = self._columns[column_id]
        signs = expressions.operators(self._column)
        self.title.set_text(_name(self._column))
        self.how.set_options([(sign, sign) for sign in signs])
        self.how.set_key(signs[0])
        self.value.set_text("")
        self.list.hide()
        self.form.show()
        self._compare()
        self._fit_soon()
        (self.how if len(signs) > 1 else self.value).setFocus()

    @Slot()
    def _go_back(self) -> None:
        self._column = None
        self.form.hide()
        self.list.show()
        self.list.setFocus()
        self._fit_soon()

    @Slot()
    def _compare(self) -> None:
        self.value.setVisible(self.how.key() not in ALONE)
        self._typed()
        self._fit_soon()

    @Slot()
    def _typed(self) -> None:
        self.value.set_problem("")
        self.add.setEnabled(bool(self.value.text().strip()) or not self.value.isVisibleTo(self.form))

    @Slot()
    def _finish(self) -> None:
        if self._column is None:
            return
        made = expressions.condition(self._column, self.how.key(), self.value.text())
        if isinstance(made, Wrong):
            self.value.set_problem(made.sentence)
            self._fit_soon()
        else:
            self.dismiss()
            self.condition_asked.emit(made)

    def _fit_soon(self) -> None:
        if self.isVisible():
            QTimer.singleShot(0, self, self.fit)


def _option(column: Column) -> Option:
    detail = column.subtitle if column.group != "run" else ""
    return Option(column.id, column.title, detail)


def _name(column: Column) -> str:
    return f"{column.title} {column.subtitle}".strip()
