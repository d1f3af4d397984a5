"""Every page and every tab drawn into `artefacts/`, in both themes, at 100 % and 150 %, to be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.registry import KINDS, PAGES
from runyard.desktop.shell.pictures import STATES
from runyard.desktop.shell.window import HEIGHT, NEEDS_MORE, WIDTH
from runyard.desktop.theme import tokens
from runyard.desktop.theme.current import loaded
from runyard.desktop.theme.tokens import Tokens
from support.training import EVERYTHING, Training

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
ALWAYS = {page.key for page in PAGES} - set(NEEDS_MORE)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_page_and_tab_is_drawn(
    folder: Path, trained: None, tmp_path: Path, qtbot: QtBot, scale: float
) -> None:
    """At 100 % the run that is shown has logged of every kind, at 150 % of few: its tabs are empty."""
    if scale == 1.0:
        with Training(folder, "everything", tmp_path, steps=12, script=EVERYTHING) as training:
            training.finish()
    made = app.render(folder, ARTEFACTS / f"{scale:.0%}".rstrip("%"), scale=scale)
    places = [
        *ALWAYS,
        "experiment",
        *(f"run-{kind.key}" for kind in KINDS),
        *(scene.name for scene in STATES),
    ]
    assert {path.stem for path in made} == {
        f"{place}-{theme}" for place in places for theme in ("dark", "light")
    }
    for path in made:
        shows_much(path, scale)
    if scale == 1.0:
        for theme in ("dark", "light"):
            shows_the_curve(ARTEFACTS / "100" / f"run-figures-{theme}.png", loaded(theme))


def test_an_empty_repository_is_drawn_as_well(folder: Path, qtbot: QtBot) -> None:
    made = app.render(folder, ARTEFACTS / "empty", themes=("dark",))
    assert {path.stem for path in made} == {f"{key}-dark" for key in (*ALWAYS, "tags-create", "palette")}
    for path in made:
        shows_much(path, 1)


def test_the_theme_of_a_picture_is_the_one_asked_for(
    folder: Path, trained: None, qtbot: QtBot, tmp_path: Path
) -> None:
    made = app.render(folder, tmp_path, themes=("light",))
    [runs] = [path for path in made if path.stem == "runs-light"]
    assert QImage(str(runs)).pixelColor(WIDTH - 30, HEIGHT - 60) == tokens().panel
    assert not tokens().dark


def shows_the_curve(path: Path, colors: Tokens) -> None:
    """The interactive figure is drawn, in the colours of the theme."""
    picture = QImage(str(path))
    body = [
        picture.pixelColor(x, y).name()
        for x in range(WIDTH // 2, WIDTH - 40, 2)
        for y in range(HEIGHT // 3, HEIGHT - 120, 2)
    ]
    assert body.count(colors.panel.name()) > len(body) // 2
    assert colors.series[0].name() in body


def shows_much(path: Path, scale: float) -> None:
    """It has the size of the window and more colours than an empty one."""
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (WIDTH * scale, HEIGHT * scale)
    colours = {
        picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)
    }
    assert len(colours) > 8, f"{path.name} shows next to nothing"
