"""Interactive figures in the real browser: drawn, kept in their pane, saved, freed.

Each test starts Chromium's processes, so there are few, and each looks at several things.
"""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.kinds.figures import exporting, web_trial
from runyard.desktop.kinds.figures.web_figure import WebFigure
from support.figures import plotly, png, svg
from support.figures_tab import PLOTLY, SVG, Shown, shown

__all__ = ["shown"]


class Trap(http.server.BaseHTTPRequestHandler):
    """Notes whoever comes."""

    visits: list[str]

    def do_GET(self) -> None:  # the name the library calls
        self.visits.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and what was asked of it."""
    visits: list[str] = []
    kind = type("Noted", (Trap,), {"visits": visits})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", visits
    server.shutdown()
    thread.join()
    server.server_close()


def ask(view: WebFigure, qtbot: QtBot, script: str) -> Any:
    """Return what a script finds in the page."""
    found: list[Any] = []
    view.page.runJavaScript(script, 0, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def colors_of(view: WebFigure) -> set[str]:
    image: QImage = view.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)
    }


def wait_color(view: WebFigure, qtbot: QtBot, color: str) -> None:
    """Wait until what was drawn has reached the screen."""
    qtbot.waitUntil(lambda: color in colors_of(view))


def test_a_figure_is_drawn_resized_restepped_saved_and_freed(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    bars = {"type": "bar", "y": [3, 1, 2], "marker": {"color": "#12ab34"}}
    small = PLOTLY | {"width": 500, "height": 400}
    shown.log([(1, 0, plotly(), PLOTLY), (2, 0, plotly(bars), small)])
    assert not shown.tab.pane.door.decided
    tab = shown.open()
    assert shown.workspace.settings.get(web_trial.PASSED) == web_trial.here()  # the trial was run, and kept
    view = tab.pane.door.view
    assert view is not None
    wait_color(view, qtbot, "#12ab34")
    assert theme.tokens().panel.name() in colors_of(view)
    size = "(box => box.clientWidth + ' ' + box.clientHeight)(document.querySelector('.main-svg'))"
    assert ask(view, qtbot, size) == "500 400"
    tab.slider.go_back()
    shown.settle()
    assert tab.pane.door.view is view  # one view for all
    assert ask(view, qtbot, size) == "700 450"
    scrolls = "document.body.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight"
    assert not ask(view, qtbot, scrolls)
    tab.resize(800, 420)
    qtbot.waitUntil(lambda: ask(view, qtbot, scrolls))
    tab.pane.head.fit.click()
    qtbot.waitUntil(lambda: not ask(view, qtbot, scrolls))
    for form in (exporting.PNG, exporting.SVG):
        path = tmp_path / f"a.{form.ending}"
        tab.exporter.export(form, path)
        qtbot.waitUntil(path.exists)
    assert not QImage(str(tmp_path / "a.png")).isNull()
    assert b"main-svg" in (tmp_path / "a.svg").read_bytes()
    process = view.page.renderProcessPid()
    assert psutil.pid_exists(process)
    tab.deactivate()
    assert tab.pane.door.view is None
    assert not tab.pane._still.pixmap().isNull()  # something to look at until it is there again
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not psutil.pid_exists(process))
    tab.hide()
    tab.show()  # as a page comes to the front again where nothing has changed
    shown.settle()
    assert tab.pane.interactive
    assert tab.pane.door.view is not view
    tab.deactivate()
    theme.watcher().changed.emit()
    assert tab.pane._still.pixmap().isNull()  # it has the colours of another theme
    assert not tab.pane.shows("content")


def hostile(address: str) -> list[bytes]:
    """Figures that try to get out of their pane."""
    script = f"<script>fetch('{address}/script')</script><img src='{address}/img' onerror='fetch(1)'>"
    link = f"<a href='{address}/link' target='_blank'>link</a><a href='javascript:hacked=1'>x</a>"
    scatter = {"x": [1, 2], "y": [1, 2], "text": [script, link], "name": script, "hovertemplate": script}
    image = {"source": f"{address}/layout.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1}
    tiles = {"style": {"version": 8, "sources": {"a": {"type": "raster", "tiles": [f"{address}/{{z}}"]}},
                       "layers": [{"id": "a", "type": "raster", "source": "a"}]}}  # fmt: skip
    title = "</script><script>hacked = 1</script>" + link
    config = {
        "data": [scatter],
        "config": {"plotlyServerURL": address, "showSendToCloud": True},
        "layout": {"title": {"text": title}},
    }
    return [
        plotly(scatter, title={"text": link}, images=[image], xaxis={"title": {"text": script}}),
        plotly({"type": "scattermap", "lat": [1], "lon": [1]}, map=tiles),
        plotly({"type": "scattergeo", "lat": [1], "lon": [1]}, geo={"scope": f"{address}/geo"}),
        plotly({"type": "choropleth", "geojson": f"{address}/geo.json", "locations": ["a"], "z": [1]}),
        json.dumps(config).encode(),
        b'{"data": [{"y": [1, 2]}], "layout": {}, "__proto__": {"polluted": 1}}',
    ]


def link_of(view: WebFigure, qtbot: QtBot) -> tuple[QWidget, Qt.MouseButton, Qt.KeyboardModifier, QPoint]:
    """Return what a click on the first link in a figure is."""
    script = "(box => box.x + box.width / 2 + ' ' + (box.y + box.height / 2))"
    script += "(document.querySelector('.gtitle a').getBoundingClientRect())"
    x, y = (round(float(part)) for part in ask(view, qtbot, script).split())
    target = view.focusProxy().focusProxy() or view.focusProxy()
    return target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y)


def test_no_figure_reaches_out_of_its_pane(shown: Shown, qtbot: QtBot, trap: tuple[str, list[str]]) -> None:
    shown.workspace.settings.set(web_trial.PASSED, web_trial.here())
    address, visits = trap
    shown.log([(step, 0, content, PLOTLY) for step, content in enumerate(hostile(address))])
    tab = shown.open()
    view = tab.pane.door.view
    assert view is not None
    links: list[str] = []
    tab.pane.link_refused.connect(links.append)
    for step in range(len(hostile(address))):
        tab.slider.set_step(step)
        shown.settle()
        assert tab.pane.interactive or "while fetching" in tab.pane.faces._message._sentence.text()
        assert ask(view, qtbot, "typeof hacked + typeof ({}).polluted") == "undefinedundefined"
        assert ask(view, qtbot, "document.querySelectorAll('#figure script, #figure iframe').length") == 0
        if step == 0:
            qtbot.waitUntil(tab.pane.strip.isVisible)
            assert tab.pane.strip.words.text().startswith(
                "Figures fetch nothing. This one asked for 127.0.0.1"
            )
            for _ in range(50):  # until the page has its place below the sentence
                qtbot.mouseClick(*link_of(view, qtbot))
                qtbot.wait(50)
                if links:
                    break
            assert set(links) == {f"{address}/link"}
    # Nor does the page itself, were it ever made to try.
    for script in (
        f"fetch('{address}/fetch').catch(() => 0)",
        f"window.open('{address}/open')",
        f"location.href = '{address}/go'",
        f"new WebSocket('{address.replace('http', 'ws')}/socket')",
        f"navigator.sendBeacon('{address}/beacon')",
        f"document.body.appendChild(document.createElement('iframe')).src = '{address}/frame'",
        "location.href = 'file:///etc/passwd'",
        f"const a = document.createElement('a'); a.href = '{address}/load'; a.download = 'x'; a.click()",
        "alert(1); confirm(2); prompt(3)",
    ):
        view.page.runJavaScript(f"try {{ {script} }} catch (problem) {{}}")
    assert ask(view, qtbot, "typeof Plotly + location.protocol") == "objectrunyard-figure:"
    qtbot.waitUntil(lambda: any("/go" in link for link in links))
    assert (
        ask(
            view,
            qtbot,
            "eval === undefined || (() => { try { return eval('1') } catch (p) { return 'no' } })()",
        )
        == "no"
    )
    assert visits == []


def test_no_packet_leaves_the_page_either(shown: Shown, qtbot: QtBot) -> None:
    shown.tab.pane.door.decided = True
    shown.log([(1, 0, plotly(), PLOTLY)])
    view = shown.open().pane.door.view
    assert view is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.setblocking(False)
        server = f"{{urls: 'stun:127.0.0.1:{heard.getsockname()[1]}'}}"
        script = f"asked = new RTCPeerConnection({{iceServers: [{server}]}}); asked.createDataChannel('a');"
        script += "asked.createOffer().then(offer => asked.setLocalDescription(offer))"
        view.page.runJavaScript(script)
        state = "typeof asked === 'undefined' ? '' : asked.iceGatheringState"
        qtbot.waitUntil(lambda: ask(view, qtbot, state) == "complete")
        with pytest.raises(BlockingIOError):
            heard.recv(1)


@pytest.mark.parametrize("content", [b"", b"not JSON", b'{"data": 5}', b"5", b"null"])
def test_what_plotly_cannot_draw_fails_with_its_cause(shown: Shown, content: bytes) -> None:
    shown.tab.pane.door.decided = True
    shown.log([(1, 0, content, PLOTLY)])
    tab = shown.open()
    assert tab.pane.faces.face == "failed"
    assert tab.pane.faces._message._sentence.text()


def test_a_figure_that_fails_leaves_the_next_one_a_clean_place(shown: Shown, qtbot: QtBot) -> None:
    shown.tab.pane.door.decided = True
    odd = {"type": "scatter", "y": [1, 2], "uid": '"<b> >', "marker": {"color": [1, 2], "showscale": True}}
    bars = {"type": "bar", "y": [3, 1, 2], "marker": {"color": "#12ab34"}}
    shown.log([(1, 0, plotly(bars), PLOTLY), (2, 0, plotly(odd), PLOTLY)])
    tab = shown.open()
    assert tab.pane.faces.face == "failed"
    view = tab.pane.door.view
    tab.slider.go_back()
    shown.settle()
    assert tab.pane.faces.face == "content"
    assert tab.pane.door.view is view
    assert view is not None
    wait_color(view, qtbot, "#12ab34")


def test_compiled_traces_maps_and_matplotlib_are_interactive_too_and_a_lost_process_comes_again(
    shown: Shown, qtbot: QtBot
) -> None:
    shown.tab.pane.door.decided = True
    dots = {"type": "scattergl", "y": [1, 2], "marker": {"size": 40, "color": "#12ab34"}}
    shown.log([(1, 0, plotly(dots), PLOTLY)], "a")
    shown.log(
        [(1, 0, svg(), SVG | {"width": 600, "height": 400})],
        "b",
        picture=png(),
        plotly=plotly({"y": [1, 2], "line": {"color": "#fe5500", "width": 9}}),
    )
    tab = shown.open()
    view = tab.pane.door.view
    assert view is not None
    wait_color(view, qtbot, "#12ab34")
    tab.list.select(next(series.key for series in tab.list.model.series if series.key.name == "b"))
    shown.settle()
    assert tab.pane.form == "vector"
    assert tab.pane.head.forms is not None
    tab.pane.head.forms.changed.emit("interactive")
    shown.settle()
    wait_color(view, qtbot, "#fe5500")
    with qtbot.waitSignal(view.failed):
        psutil.Process(view.page.renderProcessPid()).kill()
    assert tab.pane.faces.face == "failed"
    assert tab.pane.door.view is None
    tab.pane.faces._message._action.click()
    shown.settle()
    assert tab.pane.interactive
    view = tab.pane.door.view
    assert view is not None
    wait_color(view, qtbot, "#fe5500")
    view._patience.setInterval(300)
    view.page.runJavaScript("for (;;) {}")
    process = view.page.renderProcessPid()
    tab.pane.again()
    qtbot.waitUntil(lambda: tab.pane.faces.face == "failed")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not psutil.pid_exists(process))
    tab.pane.again()
    shown.settle()
    assert tab.pane.door.view is not None
    view = tab.pane.door.view
    assert QColor(theme.tokens().panel).name() in colors_of(view)


def test_no_browser_is_started_for_a_tab_that_was_left_while_it_was_tried_out(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_trial, "missing", lambda: None)
    shown.tab.pane.door._cause, shown.tab.pane.door.decided = None, False
    started: list[object] = []
    monkeypatch.setattr(shown.tab.pane.door, "ask", lambda: None)
    monkeypatch.setattr(shown.tab.pane.door, "open", started.append)
    shown.log([(1, 0, plotly(), PLOTLY)])
    shown.tab.show()
    shown.tab.show_run(shown.run.id)
    shown.qtbot.waitUntil(lambda: shown.tab.pane.item is not None and shown.workspace.tasks.idle())
    shown.tab.deactivate()
    shown.tab.hide()
    shown.tab.pane.door._learn(None)
    shown.qtbot.waitUntil(shown.workspace.tasks.idle)
    assert started == []


def test_what_is_shown_until_the_browser_is_there_again_keeps_no_window_wide(shown: Shown) -> None:
    before = shown.tab.pane.minimumSizeHint()
    shown.tab.pane._still.setPixmap(QPixmap(1900, 1000))
    assert shown.tab.pane.minimumSizeHint() == before
