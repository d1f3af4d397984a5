"""Lists of places to go to: searches, views, experiments, tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.parts import words
from runyard.desktop.parts.tag_badge import paint_tags
from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Button, Card, Label, focus_ring
from runyard.domain.run import Tag

_PADDING = 12
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)


class Link(NamedTuple):
    """A place to go to, with a number beside it; a tag is shown as its badge, a query in the fixed font."""

    text: str
    route: Route
    icon: str = ""
    number: int | None = None
    query: bool = False
    tag: Tag | None = None


class LinkCard(Card):
    """A card of links, or a sentence that says how they come about."""

    asked = Signal(object)

    def __init__(self, title: str, nothing: str, everything: Route | None = None) -> None:
        """`everything` is where a button in the head leads."""
        super().__init__(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.rows: list[LinkRow] = []
        self._everything = everything
        self._nothing = Label(nothing, tone="text_soft", wrap=True)
        self._nothing.setContentsMargins(_PADDING, 6, _PADDING, 6)
        self.body.setContentsMargins(1, 4, 1, 4)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)
        self._head_button: list[QWidget] = []
        if everything is not None:
            button = Button("Show all", role="ghost", dense=True)
            button.setAccessibleName(f"Show all {title.lower()}")
            button.clicked.connect(self._ask_everything)
            self.tools.addWidget(button)
            self._head_button.append(button)

    def show_links(self, links: Sequence[Link]) -> None:
        """Show these; rows that are there are used again, so that the focus stays."""
        while len(self.rows) < len(links):
            row = LinkRow()
            row.asked.connect(self.asked)
            self.body.insertWidget(len(self.rows), row)
            self.rows.append(row)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(links))
            if place < len(links):
                row.show_link(links[place])
        self._nothing.setVisible(not links)

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*self._head_button, *self.rows]

    def _ask_everything(self) -> None:
        self.asked.emit(self._everything)


class LinkRow(QAbstractButton):
    """One line of 28: icon or badge, text, number."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.link = Link("", Route("home"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._ask)
        watcher().changed.connect(self.updateGeometry)

    def show_link(self, link: Link) -> None:
        """Lead somewhere else."""
        if link == self.link:
            return
        self.link = link
        number = "" if link.number is None else f", {words.count(link.number)}"
        self.setAccessibleName(f"{link.text}{number}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, max(sizes.ROW, QFontMetrics(ui_font()).height() + 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            metrics = QFontMetrics(self._font())
            cut = self.link.tag is None and metrics.horizontalAdvance(self.link.text) > self._text().width()
            tip = Qt.convertFromPlainText(self.link.text) if cut else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            if self.underMouse() or self.isDown():
                painter.fillRect(self.rect(), colors.hover)
            link, area = self.link, self._text()
            if link.tag is not None:
                paint_tags(painter, QRectF(area), (link.tag,))
            else:
                if link.icon:
                    shape = pixmap(link.icon, colors.text_soft, sizes.ICON, self.devicePixelRatioF())
                    painter.drawPixmap(_PADDING, (self.height() - sizes.ICON) // 2, shape)
                painter.setFont(self._font())
                painter.setPen(colors.text)
                shown = painter.fontMetrics().elidedText(link.text, Qt.TextElideMode.ElideRight, area.width())
                painter.drawText(area, _LEFT, shown)
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft if self.underMouse() else colors.text_faint)
            painter.drawText(self.rect().adjusted(0, 0, -_PADDING, 0), _RIGHT, self._number())
            if self.hasFocus():
                focus_ring(painter, self.rect().toRectF().adjusted(2, 0, -2, 0), sizes.RADIUS)
        finally:
            painter.end()

    def _font(self) -> QFont:
        return mono_font() if self.link.query else ui_font()

    def _number(self) -> str:
        return "" if self.link.number is None else words.count(self.link.number)

    def _text(self) -> QRect:
        """Where the text or the badge is."""
        left = _PADDING + (sizes.ICON + sizes.GAP if self.link.icon else 0)
        number = self._number()
        wide = QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(number) + sizes.GAP if number else 0
        return QRect(left, 0, max(0, self.width() - left - wide - _PADDING), self.height())

    def _ask(self) -> None:
        self.asked.emit(self.link.route)
