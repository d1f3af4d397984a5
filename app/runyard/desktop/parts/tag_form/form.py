"""`TagForm`: the form in which a tag is made or edited."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.tag_form import writing
from runyard.desktop.parts.tag_form.colour_choice import NAMES, ColourChoice
from runyard.desktop.parts.tag_form.preview import Preview
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import AreaField, Button, Dialog, Field, Keys, Label
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import TAG_COMMENT_LIMIT, TAG_NAME_LIMIT, RunInfo, Tag
from runyard.storage.organise import tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing

_SHOWN = 2
_GONE = "The tag is gone"
_PLACEHOLDER = "Tag"


class _Known(NamedTuple):
    """The tags there are, and the newest runs."""

    tags: tuple[Tag, ...]
    runs: tuple[RunInfo, ...]


class TagForm(Dialog):
    """Name, comment and colour of a tag, with a preview; with `tag` that one is edited.

    `saved` carries the name once it is written. Closing discards what was typed.
    """

    saved = Signal(str)

    def __init__(
        self, owner: QWidget, workspace: Workspace, tag: Tag | None = None, *, name: str = ""
    ) -> None:
        super().__init__(
            "Edit tag" if tag else "Create tag", owner, primary="Save tag" if tag else "Create tag"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._old = tag
        self._others: dict[str, Tag] | None = None
        self._busy = False
        self._refusal = ""
        self._touched = tag is not None
        start = tag or Tag(0, name[:TAG_NAME_LIMIT])
        self.name = Field("Name", start.name, limit=TAG_NAME_LIMIT)
        self.comment = AreaField("Comment", start.comment, limit=TAG_COMMENT_LIMIT, hint="Optional", lines=3)
        self.colour = ColourChoice(start.color)
        self.preview = Preview(start)
        self.reset = Button("Reset", "rotate-ccw", "ghost", parent=self)
        self.reset.setVisible(tag is not None)
        self._arrange()
        self._connect()
        self._check()
        self._read()

    def tag(self) -> Tag:
        """Return the tag as the form has it."""
        name, comment = self.name.text().strip(), self.comment.text().strip()
        if self._old is None:
            return Tag(0, name, comment, self.colour.color())
        return self._old._replace(name=name, comment=comment, color=self.colour.color())

    def accept(self) -> None:
        """Write; the form goes once that is done, and stays with the cause where it is refused."""
        if not self.primary.isEnabled():
            return
        self._busy = True
        self.primary.setEnabled(False)
        new = self.tag()
        if self._old is None:
            writing.create(self._workspace, self, new, self._written, self._refused)
        else:
            writing.edit(self._workspace, self, self._old, new, self._written, self._refused)

    @Slot()
    def put_back(self) -> None:
        """Put back what the tag says now."""
        if self._old is not None:
            self.name.set_text(self._old.name)
            self.comment.set_text(self._old.comment)
            self.colour.set_color(self._old.color)
            self._check()
            self.name.edit.setFocus()

    def _arrange(self) -> None:
        shown = QVBoxLayout()
        shown.setSpacing(4)
        shown.addWidget(Label("Preview", size=sizes.TEXT_SMALL, tone="text_soft"))
        shown.addWidget(self.preview)
        for part in (self.name, self.comment, self.colour):
            self.body.addWidget(part)
        self.body.addLayout(shown)
        if self._old is None:
            self.foot.insertWidget(0, Keys("Ctrl Enter"))
            self.foot.insertWidget(1, Label("creates it", size=sizes.TEXT_SMALL, tone="text_soft"))
        else:
            self.foot.insertWidget(0, self.reset)
        layout = self.layout()
        if layout is not None:  # as high as what it shows: a slider comes and goes
            layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
            self.body.addStrut(self.width() - 2 * sizes.MARGIN)
        self.name.edit.setFocus()

    def _connect(self) -> None:
        self.name.changed.connect(self._edited)
        self.comment.changed.connect(self._edited)
        self.colour.changed.connect(self._pick)
        self.reset.clicked.connect(self.put_back)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept)
        self._workspace.tasks.changed.connect(self._changed)

    def _read(self) -> None:
        self._workspace.tasks.read(_known, owner=self, key="tags", then=self._take)

    def _take(self, known: _Known) -> None:
        own = None if self._old is None else self._old.id
        self._others = {tag.name: tag for tag in known.tags if tag.id != own}
        if own is not None and all(tag.id != own for tag in known.tags):
            self._refusal = _GONE
        self.preview.set_runs(known.runs)
        if not self._touched:
            self.colour.set_color(str(len(known.tags) % len(NAMES)))
        self._check()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tags:
            self._read()

    @Slot(str)
    def _pick(self, _color: str) -> None:
        self._touched = True
        self._edited()

    @Slot()
    def _edited(self) -> None:
        """What was refused may be right now, unless the tag is gone."""
        if self._refusal != _GONE:
            self._refusal = ""
        self._check()

    def _check(self) -> None:
        """Say at once what is wrong, and let only what is right be saved."""
        if self._busy:
            return  # what is being written would count as a tag of the same name
        new = self.tag()
        taken = (self._others or {}).get(new.name)
        if taken is not None:
            hidden = ", hidden" if taken.hidden else ""
            self.name.set_problem(f"A tag named {taken.name} exists{hidden}")
        else:
            self.name.set_problem(self._refusal)
        if not new.name:
            self.name.set_note("Required")
        else:
            self.name.set_note("" if self._others is None else "No other tag has this name")
        differs = new != self._old
        self.primary.setEnabled(bool(new.name) and taken is None and differs and self._refusal != _GONE)
        self.reset.setEnabled(differs)
        self.preview.set_tag(new if new.name else new._replace(name=_PLACEHOLDER))

    def _written(self, _changes: Changes) -> None:
        self.saved.emit(self.tag().name)
        super().accept()

    def _refused(self, problem: Exception) -> None:
        self._busy = False
        if isinstance(problem, KnownProblem) and self._refusal != _GONE:
            self._refusal = problem.sentence
        self._check()


def _known(store: Store, _cancel: Cancel) -> _Known:
    newest = listing.find(store, None, archived=True).ids[:_SHOWN]
    return _Known(tuple(use.tag for use in tags.all(store)), tuple(runs.infos(store, newest)))
