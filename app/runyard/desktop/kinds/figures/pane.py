"""`FigurePane`: one figure, in one of its forms."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.figures import reading
from runyard.desktop.kinds.figures.drawing import Drawing
from runyard.desktop.kinds.figures.head import FigureHead
from runyard.desktop.kinds.figures.reading import Content, Form
from runyard.desktop.kinds.figures.sheet import Sheet
from runyard.desktop.kinds.figures.view import View
from runyard.desktop.kinds.figures.web_door import WebDoor
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.theme import watcher
from runyard.desktop.widgets import Faces, Label, Strip
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item


class FigurePane(QWidget):
    """Head, a sentence where one is needed, and the figure: in the web view, or on the sheet.

    `settled` tells that what was asked for is shown, or why it is not.
    """

    settled = Signal()
    link_refused = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.item: Item | None = None
        self.form: Form = "interactive"
        self._wanted: Form | None = None
        self._allowed: set[int] = set()
        self._drawn_series: int | None = None
        self._web_ready = self._resting = False
        self.head = FigureHead()
        self.strip = Strip()
        self.sheet = Sheet(workspace.tasks)
        self.door = WebDoor(workspace, self)
        self._still = Label()  # what the web view showed, until it is there again
        self._still.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._still.setMinimumSize(1, 1)  # a picture of a wide pane keeps no window wide
        self._body = QWidget()
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self.sheet)
        self._stack.addWidget(self._still)
        self.faces = Faces(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.strip)
        column.addWidget(self.faces, 1)
        self.door.known.connect(self._tried)
        self.head.form_chosen.connect(self._choose)
        self.head.themed.toggled.connect(self._look)
        self.head.fit.toggled.connect(self._fit)
        self.head.smaller.clicked.connect(self.sheet.zoom_out)
        self.head.larger.clicked.connect(self.sheet.zoom_in)
        self.head.scale.clicked.connect(self._own_size)
        self.sheet.zoomed.connect(self._zoomed)
        watcher().changed.connect(self._undress)

    @property
    def drawing(self) -> Drawing | None:
        """Return the still drawing on the sheet, if that is what is shown."""
        return self.sheet.drawing if self.shows("content") and self.form != "interactive" else None

    @property
    def interactive(self) -> bool:
        """Whether the web view shows the figure."""
        return self.shows("content") and self._web_ready and self.door.view is not None

    def shows(self, face: str) -> bool:
        """Whether this face is in front."""
        return self.faces.face == face

    def show_item(self, item: Item) -> None:
        """Show a figure in the form chosen last, if it has that one."""
        self._resting = False
        self.item = item
        self.again()

    @Slot()
    def again(self) -> None:
        """Show the same figure, now that something about it may be different."""
        item = self.item
        if item is None:
            return
        forms = self._forms(item)
        self.form = self._wanted if self._wanted in forms else forms[0]
        self.head.show_forms(forms, self.form)
        self.strip.say("")
        if reading.weight(item, self.form) > reading.limit(self.form) and item.id not in self._allowed:
            if "picture" not in forms:
                self._ask_whether(item)
                return
            size = words.size(item.size)
            self.form = "picture"
            self.head.show_forms(forms, self.form)
            self.strip.say(f"This figure is {size}, so its picture is shown", f"Load {size}", self._allow)
        elif not self._explain(item):
            self.faces.show_loading()
            self.head.set_idle(True)
            return
        self._load(item)

    def _load(self, item: Item) -> None:
        self.faces.show_loading()
        self._workspace.tasks.read(
            partial(reading.content, item=item, form=self.form),
            owner=self,
            key="content",
            then=self._arrived,
            failed=self._failed,
        )

    def clear(self) -> None:
        """Show nothing."""
        self.item = self._drawn_series = None
        self._workspace.tasks.cancel(self, "content")
        self.sheet.show_drawing(None)
        self.strip.say("")
        self.head.set_idle(True)

    def deactivate(self) -> None:
        """Free what costs memory and time; a picture of it stays until it is there again."""
        self._workspace.tasks.cancel(self, "content")
        if self.interactive and self.door.view is not None:
            self._still.setPixmap(self._picture(self.door.view))
            self._stack.setCurrentWidget(self._still)
        self._web_ready, self._resting = False, True
        self.door.close()
        self.sheet.free()

    @Slot()
    def _undress(self) -> None:
        """A picture of the web view in the colours of another theme is not shown again."""
        if self._stack.currentWidget() is self._still:
            self._still.clear()
            self.faces.forget()

    def _picture(self, view: QWidget) -> QPixmap:
        return view.grab() if view.isVisible() else QPixmap()

    def _forms(self, item: Item) -> list[Form]:
        """Return the forms there are here: without a web view no interactive one, but a sketch at worst."""
        forms = reading.forms(item)
        if self.door.cause is not None:
            forms = [form for form in forms if form != "interactive"]
        return forms or ["sketch"]

    def _explain(self, item: Item) -> bool:
        """Say why a figure is not interactive; False while that is being found out."""
        if self.form == "interactive" and not self.door.decided:
            self.door.ask()
            return False
        if self.door.cause is not None and "interactive" in reading.forms(item) and self.form != "vector":
            known = "A sketch of it is shown" if self.form == "sketch" else "Its picture is shown"
            self.strip.say(f"{self.door.cause}. {known}", "Try again", self._try_again)
        return True

    def _ask_whether(self, item: Item) -> None:
        size = words.size(item.size)
        self.head.set_idle(True)
        self.head.export.setEnabled(True)
        self._workspace.tasks.cancel(self, "content")
        self.faces.show_empty(
            f"This figure is {size}",
            "Loading it takes a while, and several times as much memory",
            f"Load {size}",
            self._allow,
        )
        self.settled.emit()

    def _allow(self) -> None:
        if self.item is not None:
            self._allowed.add(self.item.id)
            self._wanted = None
            self.again()

    @Slot()
    def _tried(self) -> None:
        if not self._resting:  # else nobody looks, and a browser is not started for nobody
            self.again()

    def _try_again(self) -> None:
        self.door.try_again()
        self.again()

    def _arrived(self, content: Content) -> None:
        if self.item is None or content.item.id != self.item.id or content.form != self.form:
            return
        self.head.set_idle(False)
        if content.form == "interactive":
            self._show_web(content)
            return
        self.sheet.show_drawing(content.drawing)
        self._drawn_series = content.item.series_id
        self._stack.setCurrentWidget(self.sheet)
        self.faces.show_content()
        self.head.show_scale(self.sheet.scale)
        self.settled.emit()

    def _show_web(self, content: Content) -> None:
        fresh = self.door.view is None
        view = self.door.open(self._body)
        if fresh:
            self._stack.addWidget(view)
            view.ready.connect(self._drawn)
            view.failed.connect(self._not_drawn)
            view.blocked.connect(self._blocked)
            view.link_refused.connect(self.link_refused)
        self._web_ready = False
        if self._drawn_series != content.item.series_id:
            self._still.clear()  # what was shown is no step of this
            self._stack.setCurrentWidget(self._still)
        view.show_figure(content.data, self._view(content.item), compiling=content.compiling)

    def _view(self, item: Item) -> View:
        def pixels(name: str) -> int | None:
            value = item.meta.get(name)
            return round(value) if isinstance(value, int | float) and 0 < value < 20_000 else None

        return View(
            self.head.fit.isChecked(), self.head.themed.isChecked(), pixels("width"), pixels("height")
        )

    @Slot(object)
    def _drawn(self, _size: QSize) -> None:
        if self.item is not None and self.form == "interactive" and self.door.view is not None:
            self._web_ready = True
            self._drawn_series = self.item.series_id
            self._stack.setCurrentWidget(self.door.view)
            self.faces.show_content()
            self._still.clear()
            self.settled.emit()

    @Slot(str)
    def _not_drawn(self, cause: str) -> None:
        self.head.set_idle(True)
        self.head.export.setEnabled(True)
        if self.door.view is not None and self.door.view.lost:
            self.door.close()
        self.faces.show_failed("This figure cannot be drawn", f"What went wrong: {cause}", self.again)
        self.settled.emit()

    @Slot(str)
    def _blocked(self, hosts: str) -> None:
        self.strip.say(f"Figures fetch nothing. This one asked for {hosts}")

    def _failed(self, problem: Exception) -> None:
        known = problem if isinstance(problem, KnownProblem) else KnownProblem("This figure cannot be read")
        item = self.item
        if item is not None and self.form == "vector" and item.picture is not None:
            self.form = "picture"
            self.head.show_forms(self._forms(item), self.form)
            self.strip.say(f"{known.sentence}. {known.hint}. Its picture is shown")
            self._load(item)
            return
        self.head.set_idle(True)
        self.head.export.setEnabled(True)
        self.faces.show_failed(known.sentence, known.hint, self.again)
        self.settled.emit()

    @Slot(object)
    def _choose(self, form: Form) -> None:
        self._wanted = form
        self.again()

    @Slot()
    def _look(self) -> None:
        from_view = self.door.view
        if from_view is not None and self.item is not None:
            from_view.set_view(self._view(self.item))

    @Slot(bool)
    def _fit(self, fits: bool) -> None:
        self.sheet.set_scale(None if fits else 1.0)
        self._look()

    @Slot()
    def _own_size(self) -> None:
        self.head.fit.setChecked(False)
        self.sheet.set_scale(1.0)

    @Slot(object)
    def _zoomed(self, scale: float) -> None:
        self.head.show_scale(scale)
