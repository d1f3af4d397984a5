"""Where the repository lies, what takes its space, and whether it is sound."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.settings.rows import add_row
from runyard.desktop.pages.settings.space import Examination, Part, parts
from runyard.desktop.pages.settings.space_rows import SpaceRow
from runyard.desktop.parts.words import size as size_words
from runyard.desktop.state import Workspace
from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Button, Card, CopyButton, Faces, Label
from runyard.domain.errors import KnownProblem
from runyard.storage.repair.examine_files import Finding

_MOST = 50
#: Room for a face that says why there is nothing.
_FACE = 160


class RepositoryCards(QObject):
    """Two cards that read when they are looked at."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.place = Card("Repository")
        self.show_folder = Button("Show in folder", "folder")
        self.show_folder.clicked.connect(self._show_folder)
        where = QWidget()
        row = QHBoxLayout(where)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(CopyButton(self._path, "Copy the path"))
        row.addWidget(self.show_folder)
        add_row(self.place, "Location", self._path(), where)
        self.check = Button("Check repository", "circle-check")
        self.check.clicked.connect(self.examine)
        self.stop = Button("Stop", "x")
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.check)
        row.addWidget(self.stop)
        said = "Reads every file and looks for damage; nothing is changed, and scripts go on logging"
        add_row(self.place, "Soundness", said, both)
        self.findings = Findings()
        self.place.body.addWidget(self.findings)
        self._examination = Examination(self)
        self._examination.stepped.connect(self._step)
        self.space = Card("Space")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 4, 0, 4)
        self._rows.setSpacing(0)
        self._rows.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setLayout(self._rows)
        self.faces = Faces(inside)
        self.faces.setFixedHeight(_FACE)
        self.space.body.addWidget(self.faces)

    def cards(self) -> list[Card]:
        """The cards from the top."""
        return [self.place, self.space]

    def rows(self) -> list[SpaceRow]:
        """What takes the space, the largest first."""
        items = (self._rows.itemAt(place) for place in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, SpaceRow)]

    @Slot()
    def read(self) -> None:
        """Read what takes the space."""
        self.faces.show_loading()
        self._workspace.tasks.read(
            parts, owner=self, key="space", then=self._show_space, failed=self._fail_space
        )

    @Slot()
    def examine(self) -> None:
        """Look for damage in the background, and show what was found."""
        self.check.setEnabled(False)
        self.stop.show()
        self.findings.say("Reading every file of the repository")
        self._workspace.tasks.read(
            partial(self._examination.run, self._workspace.folder),
            owner=self,
            key="examine",
            then=self._show_findings,
            failed=self._fail_check,
        )

    def _show_space(self, found: list[Part]) -> None:
        for row in self.rows():
            row.hide()
            row.deleteLater()
            self._rows.removeWidget(row)
        whole = sum(part.bytes for part in found)
        for part in found:
            self._rows.addWidget(SpaceRow(part, part.bytes / whole))
        self.space.set_count(size_words(whole))
        self.faces.setFixedHeight(sum(row.sizeHint().height() for row in self.rows()) + 8)
        self.faces.show_content()

    def _fail_space(self, problem: Exception) -> None:
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.setFixedHeight(_FACE)
        self.faces.show_failed(sentence, hint, self.read)

    @Slot(object, object)
    def _step(self, done: int, whole: int) -> None:
        if whole and not self.check.isEnabled():
            self.findings.say(f"{done:,} of {whole:,} metrics")

    def _show_findings(self, found: list[Finding]) -> None:
        self._rest()
        self.findings.show_findings(found)

    def _fail_check(self, problem: Exception) -> None:
        self._rest()
        self.findings.say(str(problem))

    @Slot()
    def _stop(self) -> None:
        self._workspace.tasks.cancel(self, "examine")
        self._rest()
        self.findings.say("Stopped")

    def _rest(self) -> None:
        self.check.setEnabled(True)
        self.stop.hide()

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._path()))

    def _path(self) -> str:
        return str(self._workspace.folder)


class Findings(QWidget):
    """What an examination found, or how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self._signs: list[tuple[Label, str, str]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 12, 10)
        self._column.setSpacing(sizes.GAP)
        self.hide()
        watcher().changed.connect(self._dress)

    def texts(self) -> list[str]:
        """What is said, line by line."""
        return [label.text() for label in self.findChildren(Label) if label.text()]

    def say(self, words: str) -> None:
        """Say one thing."""
        self._clear()
        self._column.addWidget(Label(words, tone="text_soft", wrap=True))
        self.show()

    def show_findings(self, found: list[Finding]) -> None:
        """Show what was found; damage first."""
        self._clear()
        damaged = [finding for finding in found if finding.damage]
        if not damaged:
            self._add("check", "ok", "No damage was found", "")
        for finding in [*damaged, *(known for known in found if not known.damage)][:_MOST]:
            sign, tone = ("triangle-alert", "bad") if finding.damage else ("info", "text_soft")
            self._add(sign, tone, finding.what, finding.saved)
        if len(found) > _MOST:
            said = f"And {len(found) - _MOST:,} more, which runyard check --json prints"
            self._column.addWidget(Label(said, tone="text_soft", wrap=True))
        self._dress()
        self.show()

    def _add(self, icon: str, tone: str, what: str, saved: str) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        sign = Label()
        self._signs.append((sign, icon, tone))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(what, wrap=True))
        if saved:
            words.addWidget(Label(saved, size=sizes.TEXT_SMALL, tone="text_soft", wrap=True))
        row.addLayout(words, 1)
        self._column.addWidget(holder)

    def _clear(self) -> None:
        self._signs = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    @Slot()
    def _dress(self) -> None:
        for sign, icon, tone in self._signs:
            color = getattr(tokens(), tone)
            sign.setPixmap(pixmap(icon, color, sizes.ICON, self.devicePixelRatioF()))
