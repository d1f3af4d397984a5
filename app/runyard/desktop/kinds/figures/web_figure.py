"""`WebFigure`: the one web view that shows figures, made when first needed and freed when nobody looks."""

from __future__ import annotations

import base64
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.kinds.figures import web_guard as guard
from runyard.desktop.kinds.figures.view import View
from runyard.desktop.theme import tokens, watcher

_PATIENCE_MS = 30_000


class WebFigure(QWidget):
    """Shows Plotly figures. What comes from the page comes as words in its title, after our own number.

    Signals: `ready` when the figure is drawn, `failed` with a cause, `blocked` with the hosts it was kept
    from, `link_refused` with an address, `saved` with the bytes of a picture, or None.
    """

    ready = Signal(object)
    failed = Signal(str)
    blocked = Signal(str)
    link_refused = Signal(str)
    saved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Figure")
        self._view = QWebEngineView(self)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._view.setAcceptDrops(False)
        self._profile, self._served = guard.guarded_profile(QGuiApplication.instance() or self)
        self.page = guard.guarded_page(self._profile, self._view)
        self._view.setPage(self.page)
        self._view.destroyed.connect(self._profile.deleteLater)  # the page goes before its profile
        self._number = 0
        self._host = ""
        self._up = False
        #: The process that draws is gone or busy for ever: another view has to take its place.
        self.lost = False
        self._shown = View()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._too_slow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.setFocusProxy(self._view)
        self.page.titleChanged.connect(self._told)
        self.page.link_refused.connect(self.link_refused)
        self.page.renderProcessTerminated.connect(self._died)
        watcher().changed.connect(self._dress)
        self._dress()

    def show_figure(self, content: bytes, view: View, *, compiling: bool) -> None:
        """Show a figure's JSON. `compiling` allows what traces drawn by regl need."""
        self._number += 1
        self._served.number, self._served.figure = self._number, content
        self._shown = view
        self._served.view = view.told()
        self._patience.start()
        host = guard.COMPILING if compiling else guard.PLAIN
        if host != self._host:
            self._host, self._up = host, False
            self.page.load(guard.address(host))
        elif self._up:
            self._call("show")

    def set_view(self, view: View) -> None:
        """Show the same figure in another way."""
        self._shown = view
        self._served.view = view.told()
        if self._up:
            self._call("look")

    def save(self, form: str) -> None:
        """Make a picture of the figure, "png" or "svg"; `saved` brings it."""
        if self._up:
            self._call("save", f'"{"svg" if form == "svg" else "png"}"')
        else:
            self.saved.emit(None)

    def _call(self, name: str, *more: str) -> None:
        arguments = ", ".join((str(self._number), *more))
        self.page.runJavaScript(f"runyard.{name}({arguments})")

    @Slot(str)
    def _told(self, title: str) -> None:
        number, _, words = title.partition(" ")
        verb, _, rest = words.partition(" ")[2].partition(" ")
        if not number.isdecimal() or (int(number) and int(number) != self._number):
            return
        if verb == "waiting":
            self._up = True
            self._call("show")
        elif verb == "ready":
            self._patience.stop()
            self._served.figure = b"{}"  # the page has it now
            width, _, height = rest.partition(" ")
            self.ready.emit(QSize(_whole(width), _whole(height)))
        elif verb == "failed":
            self._patience.stop()
            self.failed.emit(rest)
        elif verb == "blocked":
            self.blocked.emit(rest)
        elif verb == "saved":
            self.page.runJavaScript("runyard.taken()", 0, self._take)
        elif verb == "unsaved":
            self.saved.emit(None)

    def _take(self, address: object) -> None:
        self.saved.emit(_decoded(address) if isinstance(address, str) else None)

    @Slot()
    def _too_slow(self) -> None:
        self.lost, self._up = True, False
        self.failed.emit("it took too long to draw")

    @Slot(object, int)
    def _died(self, _status: object, code: int) -> None:
        self._patience.stop()
        self.lost, self._up = True, False
        self.failed.emit(f"the process that draws it ended with code {code}")

    @Slot()
    def _dress(self) -> None:
        self.page.setBackgroundColor(tokens().panel)
        self.set_view(self._shown)


def _whole(text: str) -> int:
    try:
        return min(100_000, max(0, round(float(text))))
    except (ValueError, OverflowError):
        return 0


def _decoded(address: str) -> bytes | None:
    """Return the bytes of a data URL."""
    head, comma, body = address.partition(",")
    if not head.startswith("data:image/") or not comma:
        return None
    return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
