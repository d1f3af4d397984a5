from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.tag_badge import TagBadges, paint_tags, plain_tip, tags_width
from runyard.domain.run import Tag

TAGS = (Tag(1, "best", color="1"), Tag(2, "sweep-04", color="2"), Tag(3, "paper", color="hue:210"))


def _painted(width: float) -> int:
    image = QImage(400, 28, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    try:
        return paint_tags(painter, QRectF(0, 0, width, 28), TAGS)
    finally:
        painter.end()


def test_as_many_badges_as_fit(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    whole = tags_width(TAGS)
    assert _painted(whole) == 3
    assert _painted(whole - 4) == 2
    assert _painted(tags_width(TAGS[:1]) + 34) == 1
    assert _painted(20) == 0


def test_hidden_tags_take_no_room(qapp: QApplication) -> None:
    hidden = Tag(4, "secret", hidden=True)
    assert tags_width((*TAGS, hidden)) == tags_width(TAGS)
    assert tags_width((hidden,)) == 0


def test_the_row_of_badges_names_its_tags(qtbot: QtBot) -> None:
    badges = TagBadges()
    qtbot.addWidget(badges)
    badges.set_tags(TAGS)
    assert badges.accessibleName() == "Tags best, sweep-04, paper"
    assert badges.sizeHint().width() >= tags_width(TAGS)
    badges.set_tags(())
    assert badges.accessibleName() == "No tags"


def test_markup_in_a_tag_is_text(qapp: QApplication) -> None:
    assert "<img" not in plain_tip([Tag(1, '<img src="http://x/y.png">')])
