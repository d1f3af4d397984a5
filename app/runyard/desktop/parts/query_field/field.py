"""`QueryField`: where a query is typed; it says what it means and runs as soon as it is understood."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.parts.query_field.edit import QueryEdit
from runyard.desktop.parts.query_field.suggestions import Suggestions
from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Button, Keys, box, focus_ring
from runyard.domain.errors import Problem, QueryError
from runyard.search.completion.check import check
from runyard.search.completion.complete import Completion, complete
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.grammar.parse import parse
from runyard.search.tree import Query

_RUN_MS = 180
_COMPLAIN_MS = 900
_Key = Qt.Key
_STEPS = {_Key.Key_Up: -1, _Key.Key_Down: 1, _Key.Key_PageUp: -8, _Key.Key_PageDown: 8}


class QueryField(QWidget):
    """`query_changed` carries the `Query` to run; `problem_changed` what is wrong (or None) and whether it is
    only a warning; `left` tells that Esc leaves the field; `entered_focus` that it is about to be used."""

    query_changed = Signal(object)
    problem_changed = Signal(object, object)
    left = Signal()
    entered_focus = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QueryEdit()
        self.edit.setPlaceholderText('run.hparams.lr > 0.001 and "best" in run.tags')
        self.suggestions: Suggestions | None = None
        self._vocabulary = Vocabulary()
        self._query = parse("")
        self._problem: Problem | None = None
        self._warning = False
        self._completing = False
        self._steered = False
        self._seen = ""
        self._hint = Keys("/")
        self._clear = Button("", "x", "icon", dense=True, tip="Clear search")
        self._clear.setFixedSize(20, 20)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setVisible(False)
        self._run_soon = QTimer(self, singleShot=True, interval=_RUN_MS)
        self._complain_soon = QTimer(self, singleShot=True, interval=_COMPLAIN_MS)
        self._arrange()
        self._connect()

    @property
    def query(self) -> Query:
        """The last query that was understood."""
        return self._query

    def text(self) -> str:
        """Return what is typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Type a query and run it."""
        self.edit.set_text(text)
        self._close_list()
        self.run()

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Use the names that the runs have, for completion and warnings."""
        self._vocabulary = vocabulary
        if self._problem is None or self._warning:
            self._warn()

    def add_tool(self, tool: QWidget) -> None:
        """Put a small button at the right end of the field."""
        tool.setFixedSize(sizes.HIT, sizes.HIT)
        tool.setCursor(Qt.CursorShape.ArrowCursor)
        self._row.addWidget(tool, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.setContentsMargins(sizes.GAP + sizes.ICON + sizes.GAP, 0, 4, 0)

    def select(self, start: int, end: int) -> None:
        """Show a part of the query, ready to be typed over."""
        self.edit.select(start, end)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        """Put the cursor in the field, all text selected."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(400, max(sizes.CONTROL, self.edit.height() + 8))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, rect = tokens(), QRectF(self.rect())
        painter = QPainter(self)
        try:
            failed = self._problem is not None and not self._warning
            box(painter, rect, sizes.RADIUS, colors.field, colors.bad if failed else colors.line_strong)
            if self.edit.hasFocus() and not failed:
                focus_ring(painter, rect, sizes.RADIUS)
            side = sizes.ICON
            glass = pixmap("search", colors.text_faint, side, self.devicePixelRatioF())
            painter.drawPixmap(sizes.GAP, (self.height() - side) // 2, glass)
        finally:
            painter.end()

    @Slot()
    def run(self) -> None:
        """Run what is typed, or say at once why it cannot be run."""
        self._run_soon.stop()
        self._complain_soon.stop()
        try:
            query = parse(self.text())
        except QueryError as error:
            self._show_problem(error.problem, warning=False)
            return
        self._take(query)

    def _arrange(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(sizes.GAP + sizes.ICON + sizes.GAP, 0, sizes.GAP, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._typed)
        self.edit.entered.connect(self._entered)
        self.edit.escaped.connect(self._escaped)
        self.edit.list_asked.connect(self._complete)
        self.edit.steered.connect(self._steer)
        self.edit.focus_changed.connect(self._focus_changed)
        self._clear.clicked.connect(self._emptied)
        self._run_soon.timeout.connect(self._try)
        self._complain_soon.timeout.connect(self._complain)
        watcher().changed.connect(self._dress)

    @Slot()
    def _typed(self) -> None:
        text = self.text()
        if text == self._seen:
            return  # colours changed, not the text
        self._seen = text
        self._clear.setVisible(bool(text))
        # An underline belongs to the text it was found in.
        self._show_problem(None, warning=False)
        if self.edit.hasFocus():
            self._run_soon.start()
            self._complain_soon.start()
            if text and not self._completing:
                self._complete()
            else:
                self._close_list()

    @Slot()
    def _try(self) -> None:
        """Run what is typed if it is a query already."""
        try:
            query = parse(self.text())
        except QueryError:
            return
        if self._half_typed(query):
            return
        self._complain_soon.stop()
        self._take(query)

    def _half_typed(self, query: Query) -> bool:
        """Whether the name at the cursor is none yet and the list offers some: what is listed stays."""
        if self.suggestions is None or not self.suggestions.isVisible():
            return False
        problem = check(query, self._vocabulary)
        return problem is not None and problem.position + problem.length == self.edit.caret()

    @Slot()
    def _complain(self) -> None:
        """Typing has paused: say what is wrong, unless the list still offers how to go on."""
        if self.suggestions is None or not self.suggestions.isVisible():
            self.run()

    def _take(self, query: Query) -> None:
        changed = query.text.strip() != self._query.text.strip()
        self._query = query
        self._warn()
        if changed:
            self.query_changed.emit(query)

    def _warn(self) -> None:
        self._show_problem(
            check(self._query, self._vocabulary) if self._vocabulary.params else None, warning=True
        )

    def _show_problem(self, problem: Problem | None, *, warning: bool) -> None:
        warning = warning and problem is not None
        if (problem, warning) == (self._problem, self._warning):
            return
        self._problem, self._warning = problem, warning
        self.edit.colours.mark(problem, warning=warning)
        self.problem_changed.emit(problem, warning)
        self.update()

    @Slot()
    def _entered(self) -> None:
        chosen = self.suggestions.current() if self.suggestions is not None else None
        if chosen is not None and self._steered:
            self._put(chosen)
        else:
            self._close_list()
            self.run()

    @Slot()
    def _escaped(self) -> None:
        if self.suggestions is not None and self.suggestions.isVisible():
            self._close_list()
        else:
            self.left.emit()

    @Slot(object)
    def _steer(self, key: int) -> None:
        chosen = self.suggestions.current() if self.suggestions is not None else None
        if chosen is None or self.suggestions is None:
            return
        if key == _Key.Key_Tab:
            self._put(chosen)
        else:
            self._steered = True
            self.suggestions.move_by(_STEPS[Qt.Key(key)])

    @Slot()
    def _complete(self) -> None:
        """Offer what may stand at the cursor."""
        found = complete(self.text(), self.edit.caret(), self._vocabulary)
        text = self.text()
        found = [c for c in found if text[c.start : c.end] != c.text]
        if not found:
            self._close_list()
            return
        if self.suggestions is None:
            self.suggestions = Suggestions(self.window())
            self.suggestions.taken.connect(self._put)
        # Enter takes a suggestion only after a key has gone through the list: mostly it means "search".
        self._steered = False
        self.edit.steering = True
        caret = self.edit.cursorRect()
        place = self.edit.viewport().mapTo(self.window(), QPoint(caret.left(), 0))
        below = self.mapTo(self.window(), QPoint(0, self.height() + 4))
        self.suggestions.show_found(found, place.x() - sizes.GAP, below.y())

    @Slot(object)
    def _put(self, chosen: Completion) -> None:
        self._completing = True
        self.edit.replace(chosen.start, chosen.end, chosen.text)
        self._completing = False
        self._close_list()
        if chosen.text.endswith((".", '"', "[")):
            self._complete()

    def _close_list(self) -> None:
        self.edit.steering = False
        if self.suggestions is not None:
            self.suggestions.hide()

    @Slot(object)
    def _focus_changed(self, has: bool) -> None:
        self._hint.setVisible(not has)
        if has:
            self.entered_focus.emit()
        else:
            self._close_list()
            self._complain_soon.stop()
            self._try()
        self.update()

    @Slot()
    def _emptied(self) -> None:
        self.set_text("")
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
