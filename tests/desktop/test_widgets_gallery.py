"""Every widget in one picture, in both themes, for eyes: nothing is compared with pixels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.widgets import (
    Badge,
    Button,
    Card,
    CheckBox,
    Chip,
    CopyButton,
    ElidedLabel,
    Faces,
    Keys,
    Label,
    ProgressLine,
    SearchField,
    SectionHead,
    Segmented,
    Select,
    Slider,
    Switch,
    Toast,
)

ARTEFACTS = Path(__file__).parents[2] / "artefacts"


def row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    layout.addStretch(1)
    return holder


def buttons() -> list[QWidget]:
    off = Button("Export…", "copy")
    off.setEnabled(False)
    on = Button("", "pin", "icon", tip="Pin")
    on.setCheckable(True)
    on.setChecked(True)
    first = row(
        Button("Export…", "copy"), Button("New experiment", role="primary"), Button("Clear", role="ghost")
    )
    second = row(
        Button("Delete 3 runs…", "x", "danger"),
        Button("Delete 3 runs", "x", "danger", filled=True),
        off,
        Button("", "settings", "icon", tip="More"),
        on,
        Button("Dense", "plus", dense=True),
        CopyButton(str),
    )
    return [first, second]


def fields() -> list[QWidget]:
    wrong = QLineEdit("run.hparams.lr >")
    wrong.setProperty("error", True)
    search = SearchField("Find a metric")
    filled = SearchField("Find a metric")
    filled.setText("loss")
    select = Select([("step", "Step"), ("epoch", "Epoch"), ("time", "Relative time")], name="X axis")
    disabled = Select([("a", "Unavailable")])
    disabled.setEnabled(False)
    return [
        row(search, filled, wrong),
        row(select, disabled, Segmented([("linear", "Linear"), ("log", "Log")], name="Scale")),
    ]


def toggles() -> list[QWidget]:
    on, off, dim = Switch("Live"), Switch("Live"), Switch("Live")
    on.setChecked(True)
    dim.setEnabled(False)
    checked, partly, plain = CheckBox("Ignore outliers"), CheckBox("Partly"), CheckBox("None")
    checked.setChecked(True)
    partly.setTristate(True)
    partly.setCheckState(Qt.CheckState.PartiallyChecked)
    slider = Slider(name="Smoothing")
    slider.setValue(70)
    line = ProgressLine()
    line.set_share(0.62)
    return [row(on, off, dim, checked, partly, plain), row(slider, line)]


def words() -> list[QWidget]:
    text, tint = theme.tag_colors("2")
    path = ElidedLabel("checkpoints/a/very/long/path/that/goes/on/epoch-18.pt", Qt.TextElideMode.ElideMiddle)
    path.setFixedWidth(180)
    return [
        row(Chip("Experiment", "digits-mlp", True), Chip("Status", "any", menu=True), Chip("Filter")),
        row(Badge("sweep-04", text, tint), Badge("+2"), Keys("Ctrl", "K"), Keys("Esc")),
        row(path, ElidedLabel("digits-mlp", tone="accent", link=True), Label("7c1e9a4f", mono=True)),
        row(Label("Soft", tone="text_soft"), Label("Faint", tone="text_faint"), Label("Bad", tone="bad")),
        row(Label("Twenty", size=20, bold=True), Label("Fifteen", size=15, bold=True), Label("11", size=11)),
        SectionHead("val", 7),
        Toast("Archived 3 runs", print),
    ]


def faces() -> list[QWidget]:
    empty, lost, failed, coming = (Faces(QWidget()) for _ in range(4))
    empty.show_empty("No runs yet", "Log one with runyard.Run()", "Copy an example", print)
    lost.show_no_match(print)
    failed.show_failed("The database is locked", "Nothing was lost. Close the other program", print)
    coming.show_loading()
    coming._show_skeleton()
    cards: list[QWidget] = []
    for title, face in (("Empty", empty), ("No match", lost), ("Failed", failed), ("Loading", coming)):
        card = Card(title, 24)
        card.tools.addWidget(Button("", "search", "icon", dense=True, tip="Search"))
        card.tools.addWidget(CopyButton(str))
        face.setFixedHeight(210)
        card.body.addWidget(face)
        cards.append(card)
    return cards


def gallery() -> QWidget:
    page = QWidget()
    page.setFixedWidth(1100)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(12)
    for part in buttons() + fields() + toggles() + words():
        layout.addWidget(part)
    grid = QGridLayout()
    grid.setSpacing(12)
    for index, card in enumerate(faces()):
        grid.addWidget(card, index // 2, index % 2)
    layout.addLayout(grid)
    return page


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_the_gallery_is_drawn(qapp: QApplication, qtbot: QtBot, mode: str) -> None:
    theme.apply(qapp, mode)
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    ARTEFACTS.mkdir(exist_ok=True)
    ratio = round(page.devicePixelRatioF() * 100)
    scale = os.environ.get("QT_SCALE_FACTOR", "")
    target = ARTEFACTS / f"gallery-{mode}-{ratio}{'-scaled' if scale else ''}.png"
    assert page.grab().save(str(target))
    for child in page.findChildren(Button):
        assert child.width() >= child.minimumSizeHint().width(), child.text()
