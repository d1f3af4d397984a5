"""`ChangedCard`: what is different in a run since the one before it, or since another one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.changed import comparing
from runyard.desktop.kinds.overview.changed.comparing import Alone, Comparison
from runyard.desktop.kinds.overview.table.card_model import CardRow, CardTableModel, Column
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.parts import words
from runyard.desktop.parts.run_chooser import RunChooser
from runyard.desktop.parts.swatch import Swatch
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Card, CopyButton, ElidedLabel, Label, Rule, Select
from runyard.domain.errors import KnownProblem
from runyard.storage.changed import common_step

_PREVIOUS, _CHOOSE = "previous", "choose"
#: Rows in sight before a part of the card scrolls, and the width from which the parts stand side by side.
_ROWS, _SIDE_BY_SIDE = 7, 860


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
        self.params = _Part("Params", comparing.VALUE_COLUMNS)
        self.code = _Part("Code and packages", comparing.VALUE_COLUMNS)
        self.metrics = _Part("Metrics", comparing.METRIC_COLUMNS)
        self.show_diff = ElidedLabel("Show uncommitted changes", tone="accent", link=True)
        self.message = Label(tone="text_soft", wrap=True)
        self._arrange()
        self.other.clicked.connect(self._open_other)
        self.show_diff.clicked.connect(self.diff_asked)
        self.choice.chosen.connect(self._choose)
        self.hide()

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
        lines = [f"Changed since {self.comparison.other.name} ({self.comparison.other.hash})"]
        for part in (self.params, self.code, self.metrics):
            if part.rows:
                lines += ["", part.title.text(), *(row.copy for row in part.rows)]
        return "\n".join(lines)

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
        self.code.column.addWidget(self.show_diff)
        self.message.setContentsMargins(12, sizes.GAP, 12, 4)
        self.message.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(0)
        self._rules = (Rule(), Rule())
        for part, share in ((self.params, 4), (self._rules[0], 0), (self.code, 4), (self._rules[1], 0)):
            self._row.addWidget(part, share)
        self._row.addWidget(self.metrics, 6)
        self.body.addLayout(self._row)
        self.body.addWidget(self.message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _SIDE_BY_SIDE
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        for rule in self._rules:
            rule.setVisible(beside and self.comparison is not None)

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
        change = found.changed
        self.params.show_rows(
            found.params,
            f"{len(change.params):,} of {change.total:,}",
            "No param differs",
        )
        self.code.show_rows(found.code, "", "The same" if change.after.commit else "Not kept by this run")
        self.show_diff.setVisible(bool(change.after.diff))
        step = common_step(change.metrics)
        at = "at the last step of both" if step is None else f"at step {step:,} of both"
        none = "No metric differs" if change.compared else "No metric in common"
        self.metrics.show_rows(found.metrics, at if change.metrics else "", none)
        self._offer()

    def _say(self, words: str) -> None:
        """Say why nothing is compared."""
        self._show_parts(False)
        self.message.setText(words)
        self.message.show()

    def _show_parts(self, on: bool) -> None:
        """Show the comparison and what it is with, or leave room for a sentence."""
        for part in (self.params, self.code, self.metrics, *self._beside):
            part.setVisible(on)
        for rule in self._rules:
            rule.setVisible(on and self._row.direction() == QBoxLayout.Direction.LeftToRight)

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


class _Part(QWidget):
    """A title with a note, and rows; or a few words where there are none."""

    def __init__(self, title: str, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self.rows: list[CardRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title = Label(title, size=sizes.TEXT_SMALL, bold=True, tone="text_soft")
        self._note = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self._none = Label(tone="text_faint")
        self.table = CardTable(CardTableModel(columns, self), title, header=False, most=_ROWS)
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addWidget(self._note, 1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(12, 0, 12, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, sizes.GAP, 0, 4)
        whole.setSpacing(2)
        head.setContentsMargins(12, 0, 12, 2)
        whole.addLayout(head)
        whole.addWidget(self.table)
        whole.addLayout(self.column)
        self.column.addWidget(self._none)
        whole.addStretch(1)

    def show_rows(self, rows: list[CardRow], note: str, none: str) -> None:
        """Show these rows, or the words for none."""
        self.rows = rows
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._note.setText(note)
        self._none.setText(none)
        self._none.setVisible(not rows)
