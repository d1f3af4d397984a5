from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from runyard.desktop import theme
from runyard.desktop.theme import assets, icons


def test_every_named_icon_is_present_and_every_present_one_named() -> None:
    present = {found.stem for found in assets.path("icons").glob("*.svg")}
    assert present == icons.NAMES


def test_every_present_icon_is_used() -> None:
    desktop = Path(icons.__file__).parents[1]
    sources = [path for path in desktop.rglob("*.py") if path != Path(icons.__file__)]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert {name for name in icons.NAMES if f'"{name}"' not in code} == set()


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_an_icon_is_tinted_and_on_the_grid(qapp: QApplication, name: str) -> None:
    source = assets.text("icons", f"{name}.svg")
    assert 'viewBox="0 0 24 24"' in source
    assert 'stroke-width="1.75"' in source
    assert "currentColor" in source
    assert QSvgRenderer(source.encode()).isValid()


def test_a_pixmap_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    drawn = theme.pixmap("check", QColor("#ff0000"), 16, 2.0)
    assert drawn.width() == 32
    assert drawn.deviceIndependentSize().width() == 16
    image = drawn.toImage()
    colors = {image.pixelColor(x, y).getRgb() for x in range(32) for y in range(32)}
    solid = {color[:3] for color in colors if color[3] > 200}
    assert solid == {(255, 0, 0)}


def test_an_icon_that_is_on_takes_the_accent(qapp: QApplication) -> None:
    def hue(state: QIcon.State) -> int:
        shown = theme.icon("pin").pixmap(16, QIcon.Mode.Normal, state).toImage()
        every = [shown.pixelColor(x, y) for x in range(16) for y in range(16)]
        return max(every, key=QColor.alpha).hslHue()

    assert abs(hue(QIcon.State.On) - theme.tokens().accent.hslHue()) <= 4
    assert hue(QIcon.State.On) != hue(QIcon.State.Off)


def test_an_icon_without_a_name_here_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        theme.pixmap("no-such-icon", QColor("#000000"))
