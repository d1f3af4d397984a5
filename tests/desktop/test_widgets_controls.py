from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import (
    Button,
    Card,
    CheckBox,
    Chip,
    CopyButton,
    Dialog,
    ElidedLabel,
    Faces,
    Keys,
    Label,
    SearchField,
    SectionHead,
    Segmented,
    Select,
    Slider,
    Switch,
    TabBar,
    Toast,
    tab_bar,
)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def put(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    layout.activate()


def test_controls_have_their_heights(window: QWidget) -> None:
    heights = {
        Button("Export…", "copy"): sizes.CONTROL,
        Button("Export…", dense=True): sizes.CONTROL_DENSE,
        Button("Save", role="primary"): sizes.CONTROL,
        Select([("a", "A")]): sizes.CONTROL,
        Segmented([("a", "A"), ("b", "B")]): sizes.CONTROL,
        SearchField("Find"): sizes.CONTROL,
        Chip("Status", "any"): sizes.CHIP,
        SectionHead("val", 7): sizes.SECTION,
        Keys("Ctrl", "K"): sizes.KEY,
    }
    for widget, height in heights.items():
        put(window, widget)
        assert widget.sizeHint().expandedTo(widget.minimumSize()).height() == height, widget


def test_focus_moves_nothing(window: QWidget, qtbot: QtBot) -> None:
    button, field = Button("Export…", "copy"), SearchField("Find")
    put(window, button)
    put(window, field)
    before = (button.sizeHint(), field.sizeHint())
    field.setFocus()
    assert (button.sizeHint(), field.sizeHint()) == before
    button.setFocus()
    assert (button.sizeHint(), field.sizeHint()) == before


def test_what_has_no_text_has_a_name(window: QWidget) -> None:
    assert Button("", "pin", "icon", tip="Pin").accessibleName() == "Pin"
    assert SearchField("Find a metric").accessibleName() == "Find a metric"
    assert Chip("Experiment", "digits").accessibleName() == "Experiment digits"
    assert Keys("Ctrl", "K").accessibleName() == "Ctrl+K"
    assert CheckBox(name="All runs").accessibleName() == "All runs"


def test_a_select_tells_the_key_a_person_picked(qtbot: QtBot, window: QWidget) -> None:
    select = Select([("step", "Step"), ("time", "Time")], name="X axis")
    put(window, select)
    picked: list[object] = []
    select.chosen.connect(picked.append)
    select.set_key("time")
    assert select.key() == "time"
    assert picked == []
    qtbot.keyClick(select, Qt.Key.Key_Up)
    assert picked == ["step"]
    select.set_options([("time", "Time"), ("step", "Step")])
    assert select.key() == "step"


def test_a_segment_is_chosen_by_mouse_and_keeps_its_width(qtbot: QtBot, window: QWidget) -> None:
    choice = Segmented([("linear", "Linear"), ("log", "Log")], name="Scale")
    put(window, choice)
    wide = choice.sizeHint()
    with qtbot.waitSignal(choice.changed) as told:
        qtbot.mouseClick(choice._parts[1], Qt.MouseButton.LeftButton)
    assert told.args == ["log"]
    assert choice.key() == "log"
    assert choice.sizeHint() == wide
    choice.set_key("linear")
    assert choice.key() == "linear"


def test_switch_and_check_box_answer_a_click_on_their_words(qtbot: QtBot, window: QWidget) -> None:
    for toggle in (Switch("Live"), CheckBox("Ignore outliers")):
        put(window, toggle)
        qtbot.mouseClick(
            toggle, Qt.MouseButton.LeftButton, pos=QPoint(toggle.width() - 3, toggle.height() // 2)
        )
        assert toggle.isChecked()
        assert toggle.sizeHint().height() >= sizes.HIT


def test_a_click_on_the_groove_goes_there(qtbot: QtBot, window: QWidget) -> None:
    slider = Slider(0, 100, name="Smoothing")
    put(window, slider)
    slider.resize(200, 24)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 12))
    assert 48 <= slider.value() <= 52
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(199, 12))
    assert slider.value() == 100


def test_escape_empties_a_search_first(qtbot: QtBot, window: QWidget) -> None:
    field = SearchField("Find")
    put(window, field)
    qtbot.keyClicks(field, "loss")
    assert not field._clear.isHidden()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field._clear.isHidden()


def test_the_key_that_leads_to_a_search_gives_way_to_what_is_typed(qtbot: QtBot, window: QWidget) -> None:
    field = SearchField("Find", key="/")
    put(window, field)
    assert field._key is not None
    assert not field._key.isHidden()
    assert field._key.geometry().right() < field.width()
    qtbot.keyClicks(field, "loss")
    assert field._key.isHidden()
    field.clear()
    assert not field._key.isHidden()


def test_a_choice_of_a_row_can_count(window: QWidget) -> None:
    row = Segmented([("shown", "Shown"), ("hidden", "Hidden")])
    put(window, row)
    before = row.sizeHint().width()
    row.set_count("shown", 1200)
    assert row._parts[0].accessibleName() == "Shown, 1,200"
    assert row.sizeHint().width() > before


def test_the_cross_of_a_chip_removes_and_the_rest_clicks(qtbot: QtBot, window: QWidget) -> None:
    chip = Chip("Experiment", "digits-mlp", removable=True)
    put(window, chip)
    chip.resize(chip.sizeHint())
    said: list[str] = []
    chip.removed.connect(lambda: said.append("removed"))
    chip.clicked.connect(lambda: said.append("clicked"))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, 12))
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert said == ["clicked", "removed", "removed"]


def test_a_label_is_elided_only_when_it_does_not_fit(window: QWidget) -> None:
    label = ElidedLabel("checkpoints/a/very/long/path/epoch-18.pt", Qt.TextElideMode.ElideMiddle)
    label.resize(label.sizeHint())
    assert not label.is_elided()
    label.resize(60, 20)
    assert label.is_elided()
    assert label.minimumSizeHint().width() < 60


def test_a_label_shows_markup_as_it_is() -> None:
    label = Label("<b>x</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_link_answers_mouse_and_keyboard(qtbot: QtBot, window: QWidget) -> None:
    link = ElidedLabel("digits-mlp", link=True)
    put(window, link)
    said: list[int] = []
    link.clicked.connect(lambda: said.append(1))
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert said == [1, 1]


def test_copying_puts_text_on_the_clipboard_and_shows_a_tick(qtbot: QtBot, window: QWidget) -> None:
    button = CopyButton(lambda: "7c1e9a4f", "Copy hash")
    put(window, button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "7c1e9a4f"
    assert button._icon_name == "check"
    qtbot.waitUntil(lambda: button._icon_name == "copy")


def test_tabs_are_chosen_by_mouse_and_arrows(qtbot: QtBot, window: QWidget) -> None:
    bar = TabBar()
    for key in ("overview", "params", "metrics"):
        bar.add(key, key.title())
    bar.set_count("params", 42)
    bar.set_current("overview")
    put(window, bar)
    chosen: list[str] = []
    bar.chosen.connect(chosen.append)
    qtbot.mouseClick(bar._tabs["params"], Qt.MouseButton.LeftButton)
    bar._tabs["params"].setFocus()
    qtbot.keyClick(bar._tabs["params"], Qt.Key.Key_Right)
    qtbot.keyClick(bar._tabs["metrics"], Qt.Key.Key_Right)
    assert chosen == ["params", "metrics", "overview"]
    assert bar._tabs["params"].accessibleName() == "Params 42"


def test_tabs_without_room_are_in_a_menu_and_the_one_in_front_is_in_sight(
    qtbot: QtBot, window: QWidget
) -> None:
    bar = TabBar()
    keys = [f"kind{number}" for number in range(13)]
    for key in keys:
        bar.add(key, key.title())
    bar.set_current("kind0")
    put(window, bar)
    bar.setFixedWidth(2_000)
    qtbot.waitUntil(lambda: bar.rest() == [])
    assert bar.more.isHidden()
    bar.setFixedWidth(420)
    qtbot.waitUntil(bar.more.isVisible)
    rest = bar.rest()
    assert rest == keys[-len(rest) :]
    assert bar.more.accessibleName() == f"{len(rest)} more tabs"
    ends = [tab.geometry().right() for tab in bar._tabs.values() if not tab.isHidden()]
    assert max(ends) < bar.more.geometry().left()
    assert bar.more.geometry().right() <= bar.width()
    chosen: list[str] = []
    bar.chosen.connect(chosen.append)
    bar.set_count("kind12", 7)
    menu = bar.menu()
    assert menu.actions()[-1].text() == "Kind12 7"
    menu.actions()[-1].trigger()
    assert chosen == ["kind12"]
    assert bar._tabs["kind12"].isVisible()
    bar._tabs["kind12"].setFocus()
    qtbot.keyClick(bar._tabs["kind12"], Qt.Key.Key_Home)
    qtbot.keyClick(bar._tabs["kind0"], Qt.Key.Key_Left)
    qtbot.keyClick(bar._tabs["kind12"], Qt.Key.Key_Left)
    assert chosen == ["kind12", "kind0", "kind12", "kind11"]
    assert bar._tabs["kind11"].hasFocus()
    assert bar._tabs["kind11"].isVisible()
    menu.deleteLater()


def test_loading_waits_before_it_shows_a_skeleton(qtbot: QtBot, window: QWidget) -> None:
    faces = Faces(QWidget())
    put(window, faces)
    faces.show_loading()
    assert faces._stack.currentWidget() is faces._blank
    qtbot.waitUntil(lambda: faces._stack.currentWidget() is faces._skeleton)
    faces.show_content()
    faces.show_loading()
    assert faces.face == "content"
    faces.show_content()
    assert not faces._delay.isActive()


def test_a_command_in_a_hint_stands_in_quotation_marks(qtbot: QtBot) -> None:
    faces = Faces(QWidget())
    qtbot.addWidget(faces)
    faces.show_failed("The database is damaged", "`runyard check` says what can be saved")
    assert "“runyard check” says what can be saved" in [label.text() for label in faces.findChildren(Label)]


def test_each_face_offers_its_action(qtbot: QtBot, window: QWidget) -> None:
    faces = Faces(QWidget())
    put(window, faces)
    said: list[str] = []
    faces.show_empty("No runs yet", "Log one", "Copy an example", lambda: said.append("copy"))
    faces._message._action.click()
    faces.show_no_match(lambda: said.append("clear"))
    assert faces._message._action.text() == "Clear search"
    faces._message._action.click()
    faces.show_failed("The database is locked", "Close the other program", lambda: said.append("retry"))
    assert faces._message._action.text() == "Try again"
    faces._message._action.click()
    faces.show_empty("Nothing", "")
    assert faces._message._action.isHidden()
    assert said == ["copy", "clear", "retry"]


def test_long_words_of_a_face_are_not_cut(window: QWidget) -> None:
    faces = Faces(QWidget())
    put(window, faces)
    faces.show_empty("Nothing logged yet", "Params and metrics appear here as soon as the run logs them " * 3)
    window.layout().activate()
    QApplication.processEvents()
    sentence = faces._message._sentence
    assert sentence.height() >= sentence.heightForWidth(sentence.width())


def test_a_dialog_dims_its_window_and_answers_the_keyboard(qtbot: QtBot, window: QWidget) -> None:
    dialog = Dialog("Delete 3 runs", window, primary="Delete 3 runs", danger=True)
    dialog.open()
    assert dialog._scrim is not None
    assert dialog._scrim.geometry() == window.rect()
    window.resize(500, 300)
    assert dialog._scrim.geometry() == window.rect()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog._scrim is None
    dialog.open()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_toast_offers_undo_and_goes(qtbot: QtBot, window: QWidget) -> None:
    said: list[str] = []
    toast = Toast("Archived 3 runs", lambda: said.append("undo"), parent=window)
    toast.show()
    assert toast.height() == 36
    link = toast.findChildren(ElidedLabel)[1]
    with qtbot.waitSignal(toast.closed):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert said == ["undo"]


def test_a_card_counts_and_leaves_its_corners_free(window: QWidget) -> None:
    card = Card("Metrics", 1200)
    put(window, card)
    assert card._count.text() == "1,200"
    card.set_count(None)
    assert card._count.isHidden()
    assert card.body.contentsMargins().bottom() > 2


def test_tabs_are_measured_once_and_again_in_another_size(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    font = tab_bar.ui_font
    monkeypatch.setattr(tab_bar, "ui_font", lambda *a, **k: (asked.append(a), font(*a, **k))[1])
    bar = TabBar()
    qtbot.addWidget(bar)
    for number in range(13):
        bar.add(str(number), f"Tab {number}")
    for number in range(13):
        bar.set_count(str(number), 1000 + number)
    assert len(asked) <= 13 * 3  # the title alone, then the title and the number
    before = bar.sizeHint().width()
    theme.apply(qapp, "dark", 1.4)
    try:
        assert bar.sizeHint().width() > before
    finally:
        theme.apply(qapp, "dark", 1.0)
    assert bar.sizeHint().width() == before
