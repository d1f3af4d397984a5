"""`ChangedCard`: what is different in a run since the one before it, or since another one."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout

from runyard.desktop.kinds.overview.changed import comparing
from runyard.desktop.kinds.overview.changed.comparing import Alone, Comparison
from runyard.desktop.kinds.overview.changed.sides import Sides
from runyard.desktop.parts import words
from runyard.desktop.parts.run_chooser import RunChooser
from runyard.desktop.parts.swatch import Swatch
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Card, CopyButton, ElidedLabel, Label, Select
from runyard.domain.errors import KnownProblem

_PREVIOUS, _CHOOSE = "previous", "choose"


class ChangedCard(Card):
    """Params, code and packages, and metrics at the same step, side by side.

    `run_asked` carries the hash of the other run, `diff_asked` wants the uncommitted changes, and `compared`
    tells that another comparison is shown.
    """

    run_asked = Signal(str)
    diff_asked = Signal()
    compared = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("What changed")
        self._workspace = workspace
        self._run = 0
        self._chosen: int | None = None
        self._reading, self._again = False, False
        self.comparison: Comparison | None = None
        self.swatch = Swatch()
        self.other = ElidedLabel(link=True)
        self._about = ElidedLabel(size=sizes.TEXT_SMALL, tone="text_faint")
        self.choice = Select([(_PREVIOUS, "Previous run"), (_CHOOSE, "Another run…")], name="Compare with")
        self.chooser: RunChooser | None = None
        self._sides: Sides | None = None
        self.message = Label(tone="text_soft", wrap=True)
        self._arrange()
        self.other.clicked.connect(self._open_other)
        self.choice.chosen.connect(self._choose)
        self.hide()

    @property
    def sides(self) -> Sides:
        """What differs, made with the first comparison: the first run of a script has none."""
        if self._sides is None:
            self._sides = Sides()
            self._sides.diff_asked.connect(self.diff_asked)
            self.body.insertWidget(0, self._sides)
            for before, after in pairwise([self.choice, *self._sides.stops]):
                self.setTabOrder(before, after)
        return self._sides

    def show_run(self, run_id: int) -> None:
        """Compare another run, with the one before it."""
        self._run, self._chosen, self._again = run_id, None, False
        self.comparison = None
        self._offer()
        self.hide()
        self._reading = False
        self.read()

    def read(self) -> None:
        """Compare anew; while that is under way, once more afterwards: a live run must not starve it."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._workspace.tasks.read(
            partial(comparing.compare, run_id=self._run, chosen=self._chosen),
            owner=self,
            key="changed",
            then=self._arrived,
            failed=self._failed,
        )

    def changed_names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the params and the packages that are different."""
        if self.comparison is None:
            return frozenset(), frozenset()
        return self.comparison.names

    def copy_text(self) -> str:
        """Return all that changed as text."""
        if self.comparison is None:
            return ""
        first = f"Changed since {self.comparison.other.name} ({self.comparison.other.hash})"
        return "\n".join([first, *self.sides.copy_lines()])

    @Slot(object)
    def compare_with(self, run_id: int) -> None:
        """Compare with a run that a person chose."""
        self._chosen = run_id
        self._reading = self._again = False
        self.read()

    def _arrange(self) -> None:
        head = self._head.layout()
        assert isinstance(head, QBoxLayout)
        copy = CopyButton(self.copy_text, "Copy what changed")
        since = Label("since", tone="text_soft")
        for place, part in enumerate((since, self.swatch, self.other, self._about), 1):
            head.insertWidget(place, part, 1 if part is self._about else 0)
        self._beside = (since, self.swatch, self.other, self._about, copy)
        self.tools.setSpacing(sizes.GAP)
        self.tools.addWidget(copy)
        self.tools.addWidget(self.choice)
        self.message.setContentsMargins(12, sizes.GAP, 12, 4)
        self.message.hide()
        self.body.addWidget(self.message)

    def _arrived(self, found: Comparison | Alone) -> None:
        self._reading = False
        self.comparison = found if isinstance(found, Comparison) else None
        if isinstance(found, Comparison):
            self.message.hide()
            self._show(found)
            self.show()
        else:
            self._say("This script has not run before, and nothing else in this experiment")
            self.setVisible(found.others)
        self.compared.emit()
        self._go_on()

    def _failed(self, problem: Exception) -> None:
        self._reading = False
        if isinstance(problem, KnownProblem):
            self.comparison = None
            self._say(problem.sentence)
            self.setVisible(self._chosen is not None)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.read()

    def _show(self, found: Comparison) -> None:
        self._show_parts(True)
        self.swatch.set_index(found.other.color)
        self.other.set_text(found.other.name)
        when = words.moment(found.other.created)
        self._about.set_text(f"{found.about}, {when}" if found.about else f"{found.other.experiment}, {when}")
        self.sides.show_comparison(found)
        self._offer()

    def _say(self, words: str) -> None:
        """Say why nothing is compared."""
        self._show_parts(False)
        self.message.setText(words)
        self.message.show()

    def _show_parts(self, on: bool) -> None:
        """Show the comparison and what it is with, or leave room for a sentence."""
        for part in self._beside:
            part.setVisible(on)
        if on or self._sides is not None:
            self.sides.setVisible(on)

    def _offer(self) -> None:
        """Offer the run before, the one that was chosen, and any other."""
        options: list[tuple[object, str]] = [(_PREVIOUS, "Previous run")]
        if self._chosen is not None:
            options.append((self._chosen, "Chosen run"))
        self.choice.set_options([*options, (_CHOOSE, "Another run…")])
        self.choice.set_key(_PREVIOUS if self._chosen is None else self._chosen)

    @Slot(object)
    def _choose(self, key: object) -> None:
        if key == _PREVIOUS:
            self._chosen = None
            self._reading = self._again = False
            self.read()
        elif key == _CHOOSE:
            self.choice.set_key(_PREVIOUS if self._chosen is None else self._chosen)
            if self.chooser is None:
                self.chooser = RunChooser(self, self._workspace)
                self.chooser.chosen.connect(self.compare_with)
            self.chooser.open_for(self.choice, self._run)

    @Slot()
    def _open_other(self) -> None:
        if self.comparison is not None:
            self.run_asked.emit(self.comparison.other.hash)
