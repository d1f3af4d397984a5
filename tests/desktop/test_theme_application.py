from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.theme import fonts


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    theme.apply(qapp, "light")
    return qapp


def test_a_switch_announces_itself_with_the_new_colours(app: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.watcher().changed):
        theme.apply(app, "dark")
    assert theme.tokens().dark
    assert app.palette().color(QPalette.ColorRole.Window) == theme.tokens().panel
    assert theme.tokens().accent.name() in app.styleSheet()


def test_an_unknown_mode_is_refused(app: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(app, "sepia")


def test_text_scales(app: QApplication) -> None:
    theme.apply(app, "light", 1.4)
    try:
        assert theme.ui_font(13).pixelSize() == 18
        assert app.font().pixelSize() == 18
    finally:
        theme.apply(app, "light", 1.0)
    assert theme.ui_font(13).pixelSize() == 13


def test_the_bundled_fonts_are_used_with_tabular_digits_and_a_true_bold(app: QApplication) -> None:
    plain, bold = QFontMetricsF(theme.ui_font()), QFontMetricsF(theme.ui_font(bold=True))
    assert plain.horizontalAdvance("1111") == plain.horizontalAdvance("0000")
    assert bold.horizontalAdvance("Experiments") > plain.horizontalAdvance("Experiments")
    fixed = QFontMetricsF(theme.mono_font())
    assert fixed.horizontalAdvance("iiii") == fixed.horizontalAdvance("MMMM")
    assert fonts.UI_FAMILY in theme.ui_font().families()


def test_a_colour_index_survives_themes_and_repeats_with_dashes(app: QApplication) -> None:
    light = theme.series_color(3)
    theme.apply(app, "dark")
    assert theme.series_color(3) != light
    assert theme.series_color(13) == theme.series_color(3)
    assert theme.series_dash(3) is None
    assert theme.series_dash(13) == [6.0, 3.0]
    assert theme.series_dash(23) == [2.0, 3.0]


@pytest.mark.parametrize("stored", ["0", "7", "hue:210", "hue:x", "", "99"])
def test_any_stored_tag_colour_gives_a_pair(app: QApplication, stored: str) -> None:
    text, tint = theme.tag_colors(stored)
    assert isinstance(text, QColor)
    assert text != tint


@pytest.mark.parametrize("most", [0, 100])
def test_a_scroll_bar_has_a_thumb_only_where_there_is_something_to_scroll(
    app: QApplication, qtbot: QtBot, most: int
) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    bar.setRange(0, most)
    bar.setPageStep(50)
    bar.resize(8, 200)
    picture = bar.grab().toImage()
    drawn = [place for place in range(200) if picture.pixelColor(4, place).alpha()]
    assert bool(drawn) == bool(most)
