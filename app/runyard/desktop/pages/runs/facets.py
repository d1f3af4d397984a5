"""Popovers of the quick filters: each says by `condition_asked` which condition to write, "" for none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.pages.runs import quick_filters as quick
from runyard.desktop.pages.runs.filter_reading import Days
from runyard.desktop.parts.status import status_word
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Field, Option, OptionList, Popover, Rule
from runyard.domain import clock
from runyard.domain.status import RunStatus

STATUSES = tuple(status for status in RunStatus if status is not RunStatus.STALE)
_ANY = "any"
_PRESETS = (
    (_ANY, "Any time"),
    ("today", "Today"),
    ("7", "Last 7 days"),
    ("30", "Last 30 days"),
    ("month", "This month"),
)
_ARCHIVED = (
    ((), "Leave archived runs out"),
    ((True,), "Only archived runs"),
    ((True, False), "Archived runs with the others"),
)
_HELP = "Write a day as 2026-11-20"


class FacetPopover(Popover):
    """Below the chip of a quick filter."""

    condition_asked = Signal(object)

    def show_values(self, values: Sequence[object]) -> None:
        """Show what the query asks for at present."""


class ChoicePopover(FacetPopover):
    """Several values at once; every check is written into the query at once."""

    def __init__(
        self,
        owner: QWidget,
        name: str,
        write: Callable[[list[str]], str],
        options: Sequence[Option] = (),
        *,
        search: bool = True,
    ) -> None:
        super().__init__(owner, name=name)
        self._write = write
        self._options: tuple[Option, ...] = tuple(options)
        self._values: list[str] = []
        self.list = OptionList(f"Find {name}", checkable=True, search=search, rows=10)
        self.body.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.checked.connect(self._check)
        self._offer()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these."""
        self._options = tuple(Option(name, name) for name in names)
        self._offer()

    def show_values(self, values: Sequence[object]) -> None:
        found = [str(value) for value in values]
        if set(found) != self.list.model.checked:
            self._values = found
            self._offer()

    def _offer(self) -> None:
        self.list.set_options(self._offered(), self._values)
        if self.isVisible():
            self.fit()

    def _offered(self) -> list[Option]:
        """Return what can be checked, and what is typed in the query and no run has."""
        known = {option.key for option in self._options}
        strange = [Option(value, value, "no such") for value in self._values if value not in known]
        return [*self._options, *strange]

    @Slot(object)
    def _check(self, checked: Collection[str]) -> None:
        self._values = [option.key for option in self._offered() if option.key in checked]
        self.condition_asked.emit(self._write(self._values) if self._values else "")


class ArchivedPopover(FacetPopover):
    """Whether archived runs are left out, alone or among the others."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, name="Archived")
        self.list = OptionList("Archived", search=False)
        self.body.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._choose)
        self.show_values(())

    def show_values(self, values: Sequence[object]) -> None:
        shown = () if tuple(values) == (False,) else tuple(values)
        self.list.set_options(
            [Option(key, words, icon="check" if key == shown else " ") for key, words in _ARCHIVED]
        )

    @Slot(object)
    def _choose(self, values: tuple[bool, ...]) -> None:
        self.dismiss()
        self.condition_asked.emit(quick.archived(values) if values else "")


class CreatedPopover(FacetPopover):
    """Days by name, or from one to another."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, name="Created")
        self.list = OptionList("Created", search=False)
        self.list.set_options([Option(key, words, icon="clock") for key, words in _PRESETS])
        self.since = Field("From", placeholder="2026-11-01")
        self.until = Field("To", placeholder="2026-11-20")
        self.use = Button("Show these days")
        days = QHBoxLayout()
        days.setContentsMargins(sizes.GAP, sizes.GAP, sizes.GAP, 0)
        days.setSpacing(sizes.GAP)
        for field in (self.since, self.until):
            days.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            field.edit.returnPressed.connect(self._use_days)
            field.changed.connect(self._typed)
        foot = QHBoxLayout()
        foot.setContentsMargins(sizes.GAP, 4, sizes.GAP, sizes.GAP)
        foot.addStretch(1)
        foot.addWidget(self.use)
        self.body.addWidget(self.list)
        self.body.addWidget(Rule())
        self.body.addLayout(days)
        self.body.addLayout(foot)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._choose)
        self.use.clicked.connect(self._use_days)
        self.use.setEnabled(False)

    def show_values(self, values: Sequence[object]) -> None:
        days = next((value for value in values if isinstance(value, Days)), Days())
        self.since.set_text(str(days.since or ""))
        self.until.set_text(str(days.until or ""))

    @Slot(object)
    def _choose(self, key: str) -> None:
        if key == _ANY:
            self.dismiss()
            self.condition_asked.emit("")
            return
        today = clock.local(clock.now()).date()
        known = {"today": Days(since=today), "month": Days(since=today.replace(day=1))}
        self._take(known[key] if key in known else Days(last=int(key)))

    @Slot()
    def _typed(self) -> None:
        self.since.set_problem("")
        self.until.set_problem("")
        self.use.setEnabled(bool(self.since.text().strip() or self.until.text().strip()))

    @Slot()
    def _use_days(self) -> None:
        since, until = _date(self.since), _date(self.until)
        typed = self.since.text().strip() or self.until.text().strip()
        if not typed or self.since.problem.text() or self.until.problem.text():
            self.fit()
            return
        if since is not None and until is not None and until < since:
            since, until = until, since
        self._take(Days(since=since, until=until))

    def _take(self, days: Days) -> None:
        self.dismiss()
        self.condition_asked.emit(quick.created(days))


def status_options() -> list[Option]:
    """Return the states a run can be asked for."""
    return [Option(status.value, status_word(status)) for status in STATUSES]


def _date(field: Field) -> dt.date | None:
    """Return the day typed into a field; say there what is wrong with it."""
    typed = field.text().strip()
    try:
        found = dt.date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        found = None
    field.set_problem(_HELP if typed and found is None else "")
    return found
