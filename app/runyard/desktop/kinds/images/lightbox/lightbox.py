"""`Lightbox`: one image alone, with its neighbours one key away."""

from __future__ import annotations

from array import array

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.images.foot import Foot
from runyard.desktop.kinds.images.groups import place_of, steps_of
from runyard.desktop.kinds.images.lightbox.canvas import Canvas
from runyard.desktop.kinds.images.lightbox.details import Details
from runyard.desktop.kinds.images.lightbox.head import LightboxHead
from runyard.desktop.kinds.images.lightbox.moving import Moving
from runyard.desktop.kinds.images.lightbox.viewing import Viewer
from runyard.desktop.kinds.images.options import Arrangement
from runyard.desktop.kinds.images.reading import Whole
from runyard.desktop.kinds.images.rows import Rows
from runyard.desktop.kinds.images.words import facts, whole_caption
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Button, Faces
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage.objects.item_places import Places

_Key = Qt.Key
_CUT = "Cut off: the end of the file is missing"
_STILL = "Too large to be played: the first frame is shown"


class Lightbox(QWidget):
    """`moved` tells the place of the image it went to; `closed` that it is done with."""

    moved = Signal(object)
    closed = Signal()
    save_asked = Signal(object)
    copy_asked = Signal(object)

    def __init__(self, tasks: Tasks, rows: Rows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.number = -1
        self._shown: int | None = None
        self._context = ""
        self._arrangement = Arrangement.NEWEST
        self._places = Places(array("q"), array("q"), array("q"), array("d"))
        self.head = LightboxHead()
        self.canvas = Canvas()
        self.faces = Faces(self.canvas)
        self.details = Details()
        self.foot = Foot()
        self.previous = Button("", "chevron-left", "icon", filled=True, tip="Previous image (←)")
        self.next = Button("", "chevron-right", "icon", filled=True, tip="Next image (→)")
        self.viewer = Viewer(tasks, self)
        self.moving = Moving(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._lay_out()
        self._connect()
        self.details.setVisible(False)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(sizes.GAP, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.previous)
        middle.addWidget(self.faces, 1)
        middle.addWidget(self.next)
        middle.addSpacing(sizes.GAP)
        middle.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        head = self.head
        self.rows.arrived.connect(self._rows_arrived)
        self.viewer.shown.connect(self._show)
        self.viewer.failed.connect(self._fail)
        self.moving.frame.connect(self.canvas.set_frame)
        self.canvas.zoomed.connect(self._zoomed)
        self.canvas.pointed.connect(self.head.pixel.setText)
        self.foot.steps.changed.connect(self._step_chosen)
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        head.smaller.clicked.connect(self._smaller)
        head.larger.clicked.connect(self._larger)
        head.fit.clicked.connect(self.canvas.fit)
        head.actual.clicked.connect(self.canvas.actual)
        head.details.toggled.connect(self.details.setVisible)
        head.copy.clicked.connect(self._copy)
        head.save.clicked.connect(self._save)
        head.close_.clicked.connect(self.close_box)

    @property
    def item(self) -> Item | None:
        """Return the image looked at, as far as it is known."""
        return self.rows.get(self.number)

    def set_places(self, name: str, context: str, places: Places, arrangement: Arrangement) -> None:
        """Stand for the images of a series; what is looked at stays if it is still among them."""
        self._context = context
        self.head.title.set_text(f"{name}, {context}" if context else name)
        self._places, self._arrangement = places, arrangement
        if self.number < 0:
            return
        known = self._shown is not None and self._shown in places.ids
        kept = places.ids.index(self._shown) if known and self._shown is not None else -1
        if kept < 0:
            self.close_box()
            return
        self.number = kept
        self._head_steps()
        self._place_words()

    def open_at(self, number: int) -> None:
        """Look at an image."""
        self.faces.show_content()
        self._go(number)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_box(self) -> None:
        """Go back to the grid."""
        if self.number < 0:
            return
        self.rest()
        self.number, self._shown = -1, None
        self.canvas.clear()
        self.closed.emit()

    def rest(self) -> None:
        """Stop what costs time."""
        self.foot.steps.stop()
        self.moving.stop()
        self.viewer.stop()

    def resume(self) -> None:
        """Go on after a rest."""
        if self.number >= 0:
            self._ask()

    @Slot()
    def go_back(self) -> None:
        """Look at the image before this one."""
        self._go(self.number - 1)

    @Slot()
    def go_on(self) -> None:
        """Look at the image after this one."""
        self._go(self.number + 1)

    def set_smooth(self, smooth: bool) -> None:
        """Draw smoothly when zoomed in, or by whole pixels."""
        self.canvas.smooth = smooth
        self.canvas.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().canvas)
        finally:
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self._save()
        elif key in (_Key.Key_Left, _Key.Key_Right):
            self._go(self.number + (1 if key == _Key.Key_Right else -1))
        elif key in (_Key.Key_Up, _Key.Key_PageUp):
            self.foot.steps.go_back()
        elif key in (_Key.Key_Down, _Key.Key_PageDown):
            self.foot.steps.go_on()
        elif key == _Key.Key_Home:
            self._go(0)
        elif key == _Key.Key_End:
            self._go(len(self.rows.ids) - 1)
        elif key == _Key.Key_Space:
            self.foot.steps.play.click()
        elif key == _Key.Key_I:
            self.head.details.toggle()
        elif key in (_Key.Key_Escape, _Key.Key_Return, _Key.Key_Enter):
            self.close_box()
        else:
            event.ignore()

    def _go(self, number: int) -> None:
        if not 0 <= number < len(self.rows.ids) or number == self.number:
            return
        self.number = number
        self._shown = self.rows.ids[number]
        self._head_steps()
        self._place_words()
        self.rows.want(range(max(0, number - 1), min(len(self.rows.ids), number + 2)))
        self._ask()
        self.moved.emit(number)

    def _head_steps(self) -> None:
        """Offer the steps at which an image of this index was logged."""
        steps = self.foot.steps
        steps.blockSignals(True)
        steps.set_steps(steps_of(self._places, self._places.indices[self.number]))
        steps.set_step(self._places.steps[self.number])
        steps.blockSignals(False)

    def _place_words(self) -> None:
        many = len(self.rows.ids)
        self.head.place.setText(f"{self.number + 1:,} of {many:,}")
        self.previous.setEnabled(self.number > 0)
        self.next.setEnabled(self.number < many - 1)

    def _ask(self) -> None:
        item = self.item
        if item is None:
            self.foot.steps.set_busy(True)
            return
        self.foot.steps.set_busy(True)
        self.viewer.ask(item, self.rows.get(self._ahead()))

    def _ahead(self) -> int:
        """Return the image that is likely to be looked at next."""
        steps = self.foot.steps
        after = steps.following if steps.playing else None
        if after is None:
            return self.number + 1
        found = self._same_index(after)
        self.rows.want(range(found, found + 1))
        return found

    def _same_index(self, step: int) -> int:
        return place_of(self._places, self._arrangement, step, self._places.indices[self.number])

    @Slot()
    def _rows_arrived(self) -> None:
        if self.number >= 0 and self.item is not None and self.foot.steps.busy:
            self._ask()

    @Slot(object)
    def _show(self, whole: Whole) -> None:
        if whole.item.id != self._shown:
            return
        self.foot.steps.set_busy(False)
        found = whole.picture
        self.moving.stop()
        self.canvas.set_picture(found.image, whole.halves)
        self.faces.show_content()
        if self.hasFocus():
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer(True)
        self.moving.start(whole)
        still = found.animated and not self.moving.playing
        self._facts(whole.item, _CUT if found.cut else _STILL if still else "", found.width, found.height)
        if found.cut and not self.details.isVisible():
            self.head.details.setChecked(True)

    @Slot(object, object)
    def _fail(self, item: Item, problem: KnownProblem) -> None:
        if item.id != self._shown:
            return
        self.foot.steps.set_busy(False)
        self.moving.stop()
        if self.canvas.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # the canvas is hidden, and its keys with it
        self.canvas.clear()
        self.faces.show_failed(problem.sentence, problem.hint)
        self._offer(False)
        self._facts(item, "", *_said_size(item))

    def _offer(self, on: bool) -> None:
        """Allow what needs a picture."""
        head = self.head
        for control in (head.smaller, head.larger, head.fit, head.actual, head.copy):
            control.setEnabled(on)
        if not on:
            head.zoom.setText("")

    def _facts(self, item: Item, trouble: str, width: int, height: int) -> None:
        form = item.meta.get("format")
        shown = facts(item, width, height, form if isinstance(form, str) else "", self._context)
        self.details.show_facts(whole_caption(item), trouble, shown)
        self.canvas.setAccessibleDescription(whole_caption(item, 200))

    @Slot(object)
    def _zoomed(self, share: float) -> None:
        self.head.zoom.setText(f"{share * 100:,.0f} %")

    @Slot()
    def _smaller(self) -> None:
        self.canvas.zoom_by(0.8)

    @Slot()
    def _larger(self) -> None:
        self.canvas.zoom_by(1.25)

    @Slot(object)
    def _step_chosen(self, step: int | None) -> None:
        if step is not None and self.number >= 0:
            self._go(self._same_index(step))

    @Slot()
    def _copy(self) -> None:
        if self.item is not None:
            self.copy_asked.emit(self.item)

    @Slot()
    def _save(self) -> None:
        if self.item is not None:
            self.save_asked.emit(self.item)


def _said_size(item: Item) -> tuple[int, int]:
    """Return the size that was logged with an image, where it says one."""
    width, height = item.meta.get("width"), item.meta.get("height")
    return (width if isinstance(width, int) else 0, height if isinstance(height, int) else 0)
