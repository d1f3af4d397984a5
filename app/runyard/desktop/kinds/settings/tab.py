"""`SettingsTab`: what people set about a run, each thing saved by itself, and putting the run away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Tab
from runyard.desktop.kinds.settings.away import Away
from runyard.desktop.kinds.settings.setting import Setting
from runyard.desktop.parts.run_actions import writing
from runyard.desktop.parts.run_actions.questions import QUESTIONS, ask_purge, assign_all, read_briefs
from runyard.desktop.parts.run_actions.typing_dialogs import LABEL_LIMIT, NAME_LIMIT
from runyard.desktop.parts.tag_badge import TagBadges
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import AreaField, Button, ColumnArea, ElidedLabel, Faces, Field, Label
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.domain.run import RunInfo
from runyard.storage.runs import runs
from runyard.storage.store import Store

_WIDE = 600
_FIELDS = {
    "name": "Name",
    "description": "Description",
    "label": "Label",
    "group": "Group",
    "job_type": "Job type",
}


class SettingsTab(Tab):
    """A field saves when it is left; the notice of it offers to undo."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self.info: RunInfo | None = None
        self._writes = not workspace.tasks.read_only
        self.picker: TagPicker | None = None
        self.fields: dict[str, Field | AreaField] = {
            "name": Field("Name"),
            "description": AreaField("Description", lines=4),
            "label": Field("Label", placeholder="Beside the name"),
            "group": Field("Group", placeholder="What the run is part of"),
            "job_type": Field("Job type", placeholder="What it does there"),
        }
        self.settings = {
            key: Setting(field, needed="A run needs a name" if key == "name" else "")
            for key, field in self.fields.items()
        }
        self.experiment = ElidedLabel()
        self.choose = Button("Move…", "folder-input")
        self.tags = TagBadges()
        self.edit_tags = Button("Edit tags", "tags")
        self.away = Away(archive=self._archive, trash=self._trash, purge=self._purge, writes=self._writes)
        self._arrange()
        self._connect()

    def show_run(self, run_id: int) -> None:
        for setting in self.settings.values():
            setting.save()  # of the run before
        self._run, self.info = run_id, None
        self.faces.show_loading()
        self._read()

    def refresh(self, changes: Changes) -> None:
        self._read()

    def deactivate(self) -> None:
        for setting in self.settings.values():
            setting.save()

    @Slot()
    def _read(self) -> None:
        if self._run is not None:
            job = partial(_read, self._run)
            self.workspace.tasks.read(job, owner=self, key="run", then=self._take, failed=self._fail)

    def _take(self, info: RunInfo) -> None:
        fresh = self.info is None
        self.info = info
        texts = {key: getattr(info, key) for key in self.settings}
        for key, setting in self.settings.items():
            setting.show(texts[key], fresh=fresh)
        self.experiment.set_text(info.experiment)
        self.tags.set_tags(info.tags)
        self._no_tags.setVisible(not info.tags)
        self.away.show_info(info)
        self.faces.show_content()

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._read)

    def _arrange(self) -> None:
        for key, field in self.fields.items():
            if isinstance(field, Field):
                field.edit.setMaxLength(NAME_LIMIT if key == "name" else LABEL_LIMIT)
                field.edit.setReadOnly(not self._writes)
            else:
                field.edit.setReadOnly(not self._writes)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, sizes.MARGIN, 0, sizes.GAP_GROUPS)
        column.setSpacing(sizes.MARGIN)
        hint = "A field is saved when you leave it; Esc takes back what you typed"
        column.addWidget(Label(hint, size=sizes.TEXT_SMALL, tone="text_soft", wrap=True))
        for key in ("name", "description"):
            column.addWidget(self.fields[key])
        column.addLayout(self._row("Experiment", self.experiment, self.choose))
        across = QHBoxLayout()
        across.setSpacing(sizes.GAP_CARDS)
        for key in ("label", "group", "job_type"):
            across.addWidget(self.fields[key], 1)
        column.addLayout(across)
        self._no_tags = Label("None yet", tone="text_faint")
        column.addLayout(self._row("Tags", self.tags, self.edit_tags, self._no_tags))
        column.addSpacing(sizes.GAP)
        column.addWidget(self.away)
        column.addStretch(1)
        self.faces = Faces(ColumnArea(form, scaled(_WIDE)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)
        self.setFocusProxy(self.fields["name"])

    def _row(self, title: str, shown: QWidget, button: Button, empty: QWidget | None = None) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Label(title, size=sizes.TEXT_SMALL, tone="text_soft"))
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP_CARDS)
        if empty is not None:
            row.addWidget(empty)
        row.addWidget(shown, 1)
        row.addWidget(button)
        button.setEnabled(self._writes)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        for key, setting in self.settings.items():
            setting.saved.connect(partial(self._save, key))
        self.choose.clicked.connect(self._move)
        self.edit_tags.clicked.connect(self._choose_tags)

    def _save(self, key: str, text: str) -> None:
        info = self.info
        if info is not None:
            say = partial(_said, _FIELDS[key], info.name if key != "name" else text, bool(text))
            writing.assign(self.workspace, key, {info.id: text}, say)

    @Slot()
    def _archive(self) -> None:
        if self.info is not None:
            back = self.info.archived
            done = "Unarchived" if back else "Archived"
            assign_all(self.workspace, "archived", int(not back), done, [self.info.id])

    @Slot()
    def _trash(self) -> None:
        if self.info is not None and self.info.trashed is not None:
            writing.restore(self.workspace, [self.info.id])
        else:
            self._ask("delete")

    @Slot()
    def _purge(self) -> None:
        if self.info is not None:
            job = partial(read_briefs, [self.info.id])
            then = partial(ask_purge, self, self.workspace)
            self.workspace.tasks.read(job, owner=self, key="question", then=then)

    @Slot()
    def _move(self) -> None:
        self._ask("move")

    def _ask(self, name: str) -> None:
        if self.info is not None:
            read, ask = QUESTIONS[name]
            then = partial(ask, self, self.workspace)
            self.workspace.tasks.read(partial(read, [self.info.id]), owner=self, key="question", then=then)

    @Slot()
    def _choose_tags(self) -> None:
        """Open the picker of tags, or close it."""
        if self.info is None:
            return
        if self.picker is None:
            self.picker = TagPicker(self, self.workspace)
        if self.picker.isVisible():
            self.picker.dismiss()
        else:
            self.picker.open_for(self.edit_tags, [self.info.id])


def _said(field: str, name: str, filled: bool, _many: int) -> str:
    if field == "Name":
        return f"Renamed to {name}"
    return f"{field} of {name} saved" if filled else f"{field} of {name} removed"


def _read(run_id: int, store: Store, _cancel: Cancel) -> RunInfo:
    return runs.info(store, run_id)
