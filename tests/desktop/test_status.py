from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.status import StatusMark, paint_status, share_words, status_word
from runyard.domain.status import RunStatus


def _drawn(status: RunStatus, share: float | None = None) -> QImage:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(theme.tokens().panel)
    painter = QPainter(image)
    paint_status(painter, QRectF(0, 0, 48, 48), status, share, theme.tokens().panel)
    painter.end()
    return image


def _colors(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(48) for y in range(48)}


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_status_has_a_shape_of_its_own_in_its_colour(qapp: QApplication, mode: str) -> None:
    theme.apply(qapp, mode)
    tokens = theme.tokens()
    wanted = {
        RunStatus.RUNNING: tokens.accent,
        RunStatus.FINISHED: tokens.ok,
        RunStatus.FAILED: tokens.bad,
        RunStatus.CRASHED: tokens.bad,
        RunStatus.KILLED: tokens.warn,
        RunStatus.STALE: tokens.warn,
        RunStatus.QUEUED: tokens.text_faint,
    }
    drawn = {status: _drawn(status, 0.5) for status in RunStatus}
    for status, image in drawn.items():
        assert wanted[status].name() in _colors(image), status
    shapes = {bytes(image.convertToFormat(QImage.Format.Format_Mono).constBits()) for image in drawn.values()}
    assert len(shapes) == len(RunStatus), "told apart without colour"


def test_the_arc_grows_with_the_part_done(qapp: QApplication) -> None:
    def accent(share: float) -> int:
        image = _drawn(RunStatus.RUNNING, share)
        color = theme.tokens().accent
        return sum(image.pixelColor(x, y) == QColor(color) for x in range(48) for y in range(48))

    assert accent(0.2) < accent(0.6) < accent(1.0)


def test_the_mark_says_word_and_percent(qtbot: QtBot) -> None:
    mark = StatusMark()
    qtbot.addWidget(mark)
    mark.set_status(RunStatus.RUNNING, 0.62)
    assert mark.accessibleName() == "Status Running 62 %"
    wide = mark.sizeHint().width()
    mark.set_status(RunStatus.FAILED, 0.62)
    assert mark.accessibleName() == "Status Failed"
    assert mark.sizeHint().width() < wide


def test_words() -> None:
    assert [status_word(status) for status in (RunStatus.QUEUED, RunStatus.CRASHED)] == ["Queued", "Crashed"]
    assert (share_words(0.999), share_words(1.0), share_words(0.0)) == ("99 %", "100 %", "0 %")
