"""The figures tab without a browser: vectors, pictures, sketches, steps, files, and what goes wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.kinds.figures import exporting, reading, web_trial
from runyard.desktop.kinds.figures.drawing import PaintedDrawing
from runyard.desktop.kinds.figures.sketch import Sketch
from runyard.desktop.kinds.figures.traces import plot_of
from runyard.domain.errors import KnownProblem
from support.figures import plotly, png, svg
from support.figures_tab import PLOTLY, SVG, Shown, no_browser, shown

__all__ = ["no_browser", "shown"]


def color_at(view: Any, x: int, y: int) -> str:
    return view.viewport().grab().toImage().pixelColor(x, y).name()


def wait_sharp(shown: Shown) -> None:
    shown.qtbot.waitUntil(lambda: shown.tab.pane.sheet.sharp)


def test_a_vector_comes_first_in_its_own_size_and_follows_the_last_step(shown: Shown) -> None:
    shown.log([(step, 0, svg(), SVG) for step in (10, 20, 30)], picture=png(), plotly=plotly())
    tab = shown.open()
    assert (tab.slider.step, tab.pane.form, tab.pane.head.title.text()) == (30, "vector", "Confusion")
    assert tab.pane.head.forms is not None
    sheet = tab.pane.sheet
    wait_sharp(shown)
    middle = sheet.viewport().rect().center()
    assert color_at(sheet, middle.x(), middle.y()) == "#ff0000"
    assert sheet._sheet().width() == pytest.approx(192)
    assert not sheet.horizontalScrollBar().maximum()


def test_zooming_and_moving_keep_what_is_under_the_pointer(shown: Shown, qtbot: QtBot) -> None:
    shown.log([(1, 0, svg(), SVG)])
    tab = shown.open()
    sheet = tab.pane.sheet
    wait_sharp(shown)
    spot = QPointF(sheet._sheet().topLeft() + QPointF(60, 64))
    held = Qt.KeyboardModifier.ControlModifier
    for _ in range(8):
        event = QWheelEvent(
            spot, sheet.mapToGlobal(spot), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(sheet.viewport(), event)
    wait_sharp(shown)
    assert sheet.scale == pytest.approx(1.25**8)
    assert sheet.horizontalScrollBar().maximum() > 0
    assert color_at(sheet, round(spot.x()), round(spot.y())) == "#ff0000"
    before = sheet.horizontalScrollBar().value()
    start = sheet.viewport().rect().center()
    qtbot.mousePress(sheet.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(sheet.viewport(), start - QPoint(30, 0))
    qtbot.mouseRelease(sheet.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(30, 0))
    assert sheet.horizontalScrollBar().value() == before + 30
    sheet.setFocus()
    qtbot.keyClick(sheet, Qt.Key.Key_Left)
    assert sheet.horizontalScrollBar().value() == before - 10
    qtbot.keyClick(sheet, Qt.Key.Key_Plus)
    qtbot.keyClick(sheet, Qt.Key.Key_0)
    assert sheet.scale == 1.0
    tab.pane.head.fit.click()
    assert sheet.scale > 3
    assert not sheet.verticalScrollBar().maximum()
    tab.pane.head.scale.click()
    assert (sheet.scale, tab.pane.head.fit.isChecked()) == (1.0, False)


def test_the_picture_is_another_form(shown: Shown) -> None:
    shown.log([(1, 0, svg(), SVG)], picture=png(200, 133, shade=120))
    tab = shown.open()
    assert tab.pane.head.forms is not None
    tab.pane.head.forms.changed.emit("picture")
    shown.settle()
    wait_sharp(shown)
    middle = tab.pane.sheet.viewport().rect().center()
    assert color_at(tab.pane.sheet, middle.x(), middle.y()) == QColor(120, 120, 120).name()
    assert tab.pane.sheet._sheet().width() == pytest.approx(192)


def test_a_drawing_that_is_refused_gives_way_to_its_picture(shown: Shown) -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'
    shown.log([(1, 0, bomb, SVG)], picture=png())
    tab = shown.open()
    assert tab.pane.form == "picture"
    assert tab.pane.strip.words.text() == (
        "This drawing is not drawn. It declares entities of its own. Its picture is shown"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "This drawing is not drawn"),
        (b"nothing of the kind", "This drawing is not valid SVG"),
    ],
)
def test_without_a_picture_it_fails_with_its_cause(shown: Shown, content: bytes, sentence: str) -> None:
    shown.log([(1, 0, content, SVG)])
    tab = shown.open()
    assert tab.pane.faces.face == "failed"
    assert tab.pane.faces._message._title.text() == sentence


def test_a_missing_file_is_told_and_another_step_is_shown(shown: Shown) -> None:
    shown.log([(1, 0, svg(), SVG)])
    for blob in shown.store.blobs.rglob("*"):
        if blob.is_file():
            blob.unlink()
    shown.log([(2, 0, svg("<g/>"), SVG)])
    tab = shown.open()
    assert tab.pane.shows("content")
    tab.slider.set_step(1)
    shown.settle()
    assert tab.pane.faces._message._title.text() == "The file of this figure is missing from the repository"


def test_without_a_browser_there_is_the_picture_and_a_sentence(shown: Shown, no_browser: str) -> None:
    shown.tab.pane.door._cause, shown.tab.pane.door.decided = no_browser, True
    shown.log([(1, 0, plotly(), PLOTLY)], picture=png())
    tab = shown.open()
    assert tab.pane.form == "picture"
    assert tab.pane.strip.words.text() == f"{no_browser}. Its picture is shown"


def test_without_a_browser_and_a_picture_there_is_a_sketch(shown: Shown, no_browser: str) -> None:
    shown.tab.pane.door._cause, shown.tab.pane.door.decided = no_browser, True
    shown.log([(1, 0, plotly(title={"text": "Recall"}), PLOTLY)])
    tab = shown.open()
    assert tab.pane.form == "sketch"
    assert tab.pane.strip.words.text() == f"{no_browser}. A sketch of it is shown"
    wait_sharp(shown)
    image = tab.pane.sheet.viewport().grab().toImage()
    assert len({image.pixelColor(x, y).name() for x in range(0, 800, 3) for y in range(0, 500, 3)}) > 5


@pytest.mark.parametrize(
    "content", [b"", b"  ", b"not JSON", b"[1, 2]", b'{"data": 5}', b"{}", b'"' + b"[" * 99_999]
)
def test_what_is_no_figure_is_a_sentence(shown: Shown, no_browser: str, content: bytes) -> None:
    shown.tab.pane.door._cause, shown.tab.pane.door.decided = no_browser, True
    shown.log([(1, 0, content, PLOTLY)])
    tab = shown.open()
    assert tab.pane.faces.face == "failed"
    assert "figure" in tab.pane.faces._message._title.text()
    assert [form.ending for form in tab.exporter.formats()] == ["html", "json"]


def test_a_large_figure_is_told_before_it_is_loaded(
    shown: Shown, no_browser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.tab.pane.door._cause, shown.tab.pane.door.decided = no_browser, True
    large = plotly() + b" " * (50 * 1024 * 1024)
    shown.log([(1, 0, large, PLOTLY)])
    read: list[int] = []
    content = reading.content
    monkeypatch.setattr(reading, "content", lambda *a, **k: read.append(1) or content(*a, **k))
    tab = shown.open()
    message = tab.pane.faces._message
    assert (tab.pane.faces.face, message._title.text()) == ("empty", "This figure is 50.0 MB")
    assert not read
    message._action.click()
    shown.settle()
    assert read
    assert tab.pane.shows("content")


def test_steps_indices_and_ranges_choose_the_figure(shown: Shown, qtbot: QtBot) -> None:
    figures = [
        (s, i, svg(f'<rect width="{s + i}" height="9"/>'), SVG | {"title": f"{s}/{i}"})
        for s in (5, 6, 9)
        for i in range(3)
    ]
    shown.log(figures)
    tab = shown.open()
    assert (tab.pane.head.title.text(), tab.pane.head.place.text()) == ("9/0", "1 of 3")
    tab.pane.head.after.click()
    shown.settle()
    assert tab.pane.head.title.text() == "9/1"
    tab.slider.go_back()
    shown.settle()
    assert (tab.pane.head.title.text(), tab.pane.head.facts.text()) == ("6/1", "step 6, index 1")
    handles = {found.accessibleName(): found for found in tab.ranges.findChildren(QSlider)}
    qtbot.keyClick(handles["Steps, last"], Qt.Key.Key_Left)
    qtbot.keyClick(handles["Steps, last"], Qt.Key.Key_Left)
    shown.settle()
    assert (tab.slider.step, tab.pane.head.title.text()) == (5, "5/1")
    qtbot.keyClick(handles["Index, first"], Qt.Key.Key_End)
    shown.settle()
    assert (tab.pane.head.title.text(), tab.pane.head.place.isVisible()) == ("5/2", False)


def test_it_is_live_and_keeps_the_step_that_is_looked_at(shown: Shown, qtbot: QtBot) -> None:
    shown.log([(step, 0, svg(), SVG) for step in (1, 2)])
    tab = shown.open()
    shown.workspace.tasks.changed.connect(tab.refresh)
    shown.log([(3, 0, svg(), SVG | {"title": "third"})])
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: tab.slider.step == 3 and tab.pane.head.title.text() == "third")
    tab.slider.go_back()
    shown.settle()
    shown.log([(4, 0, svg(), SVG)])
    shown.workspace.tasks.look()
    qtbot.waitUntil(lambda: tab.slider.told.text() == "2 of 4 steps")
    assert tab.slider.step == 2


def test_a_tab_that_comes_back_shows_its_figure_again(shown: Shown) -> None:
    shown.log([(1, 0, svg(), SVG), (2, 0, svg(), SVG)])
    tab = shown.open()
    tab.slider.go_back()
    shown.settle()
    wait_sharp(shown)
    tab.deactivate()
    tab.hide()
    assert not tab.pane.sheet.sharp  # what was drawn is freed
    tab.show()
    shown.settle()
    wait_sharp(shown)
    assert tab.slider.step == 1


def test_playing_shows_each_step_before_the_next(shown: Shown, qtbot: QtBot) -> None:
    shown.log([(step, 0, svg(), SVG | {"title": str(step)}) for step in range(4)])
    tab = shown.open()
    titles: list[str] = []
    tab.pane.settled.connect(lambda: titles.append(tab.pane.head.title.text()))
    tab.slider.play.click()
    qtbot.waitUntil(lambda: not tab.slider.playing)
    shown.settle()
    assert [title for at, title in enumerate(titles) if title not in titles[:at]] == ["0", "1", "2", "3"]


def test_empty_and_failed_runs_have_their_faces(shown: Shown) -> None:
    tab = shown.open()
    assert tab.faces.face == "empty"
    shown.log([(1, 0, svg(), SVG)])
    tab.show_run(shown.run.id)
    shown.settle()
    assert tab.faces.face == "content"
    tab.show_run(shown.run.id + 99)
    shown.settle()
    assert tab.faces.face == "failed"


def test_files_hold_what_was_logged(shown: Shown, tmp_path: Path) -> None:
    picture = png(30, 20)
    shown.log([(1, 0, svg(), SVG)], picture=picture, plotly=plotly())
    tab = shown.open()
    told: list[str] = []
    shown.workspace.noticed.connect(lambda notice: told.append(notice.text))
    formats = tab.exporter.formats()
    assert [form.ending for form in formats] == ["png", "svg", "html", "json"]
    assert [action.text() for action in tab.exporter.menu().actions()][1] == "Vector drawing, SVG…"
    for form in formats:
        tab.exporter.export(form, tmp_path / f"a.{form.ending}")
        shown.settle()
    assert (tmp_path / "a.png").read_bytes() == picture
    assert (tmp_path / "a.svg").read_bytes() == svg()
    assert json.loads((tmp_path / "a.json").read_text())["data"][0]["y"] == [1, 3, 2]
    assert told[0] == "Figure written to a.png"
    tab.exporter.export(exporting.SVG, tmp_path / "nowhere" / "a.svg")
    shown.settle()
    assert told[-1] == "a.svg could not be written. No such file or directory"
    assert sorted(found.name for found in tmp_path.glob("*a.*")) == ["a.html", "a.json", "a.png", "a.svg"]


def test_a_drawing_without_a_picture_is_written_as_one(shown: Shown, tmp_path: Path) -> None:
    shown.log([(1, 0, svg(), SVG)])
    tab = shown.open()
    tab.exporter.export(exporting.PNG, tmp_path / "a.png")
    shown.settle()
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (384, 256)


def test_a_page_cannot_be_broken_out_of() -> None:
    figure = plotly(title={"text": "</script><script>alert(1)</script><!--"})
    page = exporting.page(figure, "<b>&").decode()
    data = page.partition('id="logged">')[2].partition("</script>")[0]
    assert json.loads(data)["layout"]["title"]["text"] == "</script><script>alert(1)</script><!--"
    assert "alert(1)</script" not in page
    assert "<title>&lt;b&gt;&amp;</title>" in page
    assert "default-src 'none'" in page


PACKED = {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAAQA==", "shape": "2"}


@pytest.mark.parametrize(
    "trace",
    [
        {"y": [1, None, 3], "mode": "lines+markers"},
        {"x": ["a", "b"], "y": [1, 2], "type": "bar"},
        {"x": [1, 1, 2, 5], "type": "histogram"},
        {"z": [[1, 2], [3, None]], "type": "heatmap"},
        {"z": [[1, 2], [3]], "type": "surface"},
        {"y": PACKED},
        {"y": PACKED | {"dtype": "no"}, "x": [1]} | {"y": [1]},
        {"y": [1e400, -1e400, "word", True, [], 10**400], "x": [1, 2, 3, 4]},
        {"x": [f"{n}" for n in range(5000)], "y": list(range(5000))},
    ],
)
def test_simple_traces_are_sketched(qapp: QApplication, trace: dict[str, Any]) -> None:
    content = json.dumps({"data": [trace], "layout": {"xaxis": {"title": {"text": "recall"}}}}).encode()
    sketch = Sketch(plot_of(content))
    drawing = PaintedDrawing(sketch.size, sketch.paint)
    image = drawing.rendered(sketch.size.toSize(), QRect(64, 44, 612, 354))
    colors = {image.pixelColor(x, y).name() for x in range(612) for y in range(354)}
    heat = [color.name() for color in theme.tokens().heat]
    assert colors & {theme.series_color(0).name(), heat[0], heat[-1]}


def test_what_cannot_be_sketched_says_so() -> None:
    with pytest.raises(KnownProblem, match="nothing that can be sketched"):
        plot_of(b'{"data": [{"type": "sankey"}, 5, null]}')


def test_root_and_missing_packages_are_known_without_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_trial, "_user", lambda: 0)
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    monkeypatch.delenv("QTWEBENGINE_CHROMIUM_FLAGS", raising=False)
    assert "root" in (web_trial.missing() or "")
    monkeypatch.setattr(web_trial, "_user", lambda: 1000)
    assert web_trial.missing() is None
    for name, word in (("plotly", "plotly"), ("PySide6.QtWebEngineWidgets", "PySide6-WebEngine")):
        monkeypatch.setattr(web_trial, "_found", lambda module, name=name: module != name)
        assert word in (web_trial.missing() or "")


def test_a_driver_that_is_only_software_draws_and_does_not_compose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--mine")
    web_trial.prepare()
    web_trial.prepare()
    flags = os.environ["QTWEBENGINE_CHROMIUM_FLAGS"].split()
    assert flags[0] == "--mine"
    for flag in ("--ignore-gpu-blocklist", "--disable-gpu-compositing"):
        assert flags.count(flag) == 1


def test_a_trial_that_fails_names_its_cause_and_one_that_is_unwanted_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "")
    for program, word in (
        ("import sys; sys.stderr.write('No usable sandbox!'); sys.exit(1)", "no sandbox"),
        ("raise ImportError('libnss3.so: cannot open shared object file: nothing')", "libnss3.so"),
        ("import os; os.abort()", "does not start"),
        ("import time; time.sleep(60)", "does not start"),
    ):
        monkeypatch.setattr(web_trial, "_TRIAL", program)
        assert word in (web_trial.trial(lambda program=program: "sleep" in program) or "")


def test_steps_that_could_not_be_read_are_read_when_it_is_tried_again(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.log([(1, 0, svg(), SVG)])
    steps = reading.steps

    def broken(*_: object, **__: object) -> None:
        raise KnownProblem("The disk is busy", "Try again")

    monkeypatch.setattr(reading, "steps", broken)
    tab = shown.open()
    assert tab.faces.face == "failed"
    monkeypatch.setattr(reading, "steps", steps)
    tab.faces._message._action.click()
    shown.settle()
    assert (tab.faces.face, tab.pane.faces.face, tab.slider.step) == ("content", "content", 1)
    assert not tab.slider.busy
