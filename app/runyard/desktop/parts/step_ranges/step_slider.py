"""`StepSlider`: one step after another, by slider, by number, by keys, or played."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets import Button, ElidedLabel, Label, Slider

_PLAY_MS = 200
_LONGEST = 20
_Key = Qt.Key


class StepSlider(QWidget):
    """Previous, play and next, the step as a number to type, a slider over the steps logged.

    `changed` tells the step whenever it becomes another, whatever the cause; None when there is none left.
    A step that nobody logged leads to the nearest one that was, and the words at the end say which. At the
    last step it follows what is logged.
    """

    changed = Signal(object)
    #: Playing began or ended.
    played = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[int] = []
        self._step: int | None = None
        self._busy = False
        self.previous = Button("", "skip-back", "icon", tip="Previous step")
        self.play = Button("", "play", "icon", filled=True, tip="Play")
        self.next = Button("", "skip-forward", "icon", tip="Next step")
        self.field = _StepField()
        self.slider = Slider(0, 0, name="Step")
        self.told = ElidedLabel(tone="text_soft")
        self._timer = QTimer(self, interval=_PLAY_MS)
        self._lay_out()
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.play.clicked.connect(self._toggle_play)
        self.field.returnPressed.connect(self._typed)
        self.field.left.connect(self._show)
        self.slider.valueChanged.connect(self._slid)
        self._timer.timeout.connect(self._tick)
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP)
        label = Label("Step")
        label.setBuddy(self.field)
        for part in (self.previous, self.play, self.next, label, self.field):
            row.addWidget(part)
        row.addWidget(self.slider, 1)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.told)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def step(self) -> int | None:
        """Return the step shown; None without any."""
        return self._step

    @property
    def following(self) -> int | None:
        """Return the step after the one shown; None at the last."""
        after = self._place() + 1
        return self._steps[after] if after < len(self._steps) else None

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def set_steps(self, steps: Sequence[int]) -> None:
        """Offer these steps, in rising order; the step stays, or follows where it was the last."""
        found = list(steps)
        if found == self._steps:
            return
        followed = self._step is None or (self._steps and self._step == self._steps[-1])
        self._steps = found
        if not found:
            self.stop()
            self._become(None)
        elif followed and not self.playing:
            self._become(found[-1])
        else:
            self._become(found[self._nearest(self._step if self._step is not None else found[-1])])

    def set_step(self, step: int) -> None:
        """Go to a step, or to the one nearest to it."""
        if self._steps:
            self._become(self._steps[self._nearest(step)])

    @property
    def busy(self) -> bool:
        """Whether a step is still being made ready."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Say that a step is still being made ready: playing waits for it."""
        self._busy = busy

    @Slot()
    def go_back(self) -> None:
        """Go to the step before this one."""
        self.stop()
        self._go(-1)

    @Slot()
    def go_on(self) -> None:
        """Go to the step after this one."""
        self.stop()
        self._go(1)

    @Slot()
    def stop(self) -> None:
        """Play no longer."""
        if self._timer.isActive():
            self._timer.stop()
            self._dress_play()

    @Slot()
    def _toggle_play(self) -> None:
        if self.playing:
            self.stop()
            return
        if len(self._steps) < 2:
            return
        if self._step == self._steps[-1]:
            self._become(self._steps[0])
        self._timer.start()
        self._dress_play()

    @Slot()
    def _tick(self) -> None:
        if self._busy:
            return
        self._go(1)
        if self._place() >= len(self._steps) - 1:
            self.stop()

    def _dress_play(self) -> None:
        self.play.set_icon("pause" if self.playing else "play")
        self.play.set_tip("Pause" if self.playing else "Play")
        self.played.emit(self.playing)

    def _place(self) -> int:
        return -1 if self._step is None else bisect_left(self._steps, self._step)

    def _nearest(self, step: int) -> int:
        """Return the place of the step nearest to one; of two as near, the earlier."""
        after = bisect_left(self._steps, step)
        if after == len(self._steps):
            return after - 1
        if after == 0 or self._steps[after] - step < step - self._steps[after - 1]:
            return after
        return after - 1

    def _go(self, by: int) -> None:
        if self._steps:
            self._become(self._steps[min(len(self._steps) - 1, max(0, self._place() + by))])

    def _become(self, step: int | None, told: str = "") -> None:
        moved = step != self._step
        self._step = step
        self._show(told)
        if moved:
            self.changed.emit(step)

    @Slot()
    def _show(self, told: str = "") -> None:
        count, place = len(self._steps), self._place()
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, count - 1))
        self.slider.setPageStep(max(1, count // 10))
        self.slider.setValue(max(0, place))
        self.slider.blockSignals(False)
        several = count > 1
        self.slider.setEnabled(several)
        self.play.setEnabled(several)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(0 <= place < count - 1)
        self.field.setEnabled(several)
        self.field.setText("" if self._step is None else f"{self._step:,}")
        words = f"{place + 1:,} of {count:,} steps" if several else "One step" if count else "No steps"
        self.told.set_text(told or words)
        # Reserved, so that the slider keeps its length while the number grows.
        widest = f"{count:,} of {count:,} steps" if several else words
        self.told.setMinimumWidth(QFontMetrics(ui_font()).horizontalAdvance(widest) + 2)
        self.slider.setAccessibleDescription(words)

    @Slot(int)
    def _slid(self, place: int) -> None:
        self.stop()
        self._become(self._steps[place])

    @Slot()
    def _typed(self) -> None:
        text = self.field.text().replace(",", "").replace(" ", "").replace("_", "")
        self.stop()
        try:
            wanted = int(text)
        except ValueError:
            self._show(f"{self.field.text().strip() or 'Nothing'} is not a step")
            return
        if not self._steps:
            return
        step = self._steps[self._nearest(wanted)]
        told = "" if step == wanted else f"Nothing at {wanted:,}, nearest is {step:,}"
        self._become(step, told)
        self.field.selectAll()


class _StepField(QLineEdit):
    """A step to type; leaving it or Esc brings back the step shown."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Step")
        self.setToolTip("Type a step to go to it")
        self.setProperty("dense", True)
        self.setMaxLength(_LONGEST + 8)
        self.textChanged.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        """As wide as what stands in it, so that a long step is read whole."""
        digits = min(_LONGEST, max(6, len(self.text()) + 1))
        wide = QFontMetrics(ui_font()).horizontalAdvance("0" * digits) + 16
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _Key.Key_Escape and self.isModified():
            self.left.emit()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]  # Qt hands a QFocusEvent
        if self.isModified():
            self.left.emit()

    @Slot()
    def _dress(self) -> None:
        self.setFont(ui_font())
