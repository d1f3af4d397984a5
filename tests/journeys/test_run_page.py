"""The page of a run that a real script logged everything to, by keyboard and mouse, ended and live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route, Tab
from runyard.desktop.kinds.audios.tab import AudiosTab
from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.kinds.logs.tab import LogsTab
from runyard.desktop.kinds.messages.tab import MessagesTab
from runyard.desktop.kinds.settings.tab import SettingsTab
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.parts.run_actions.asking import DeleteDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.registry import KINDS
from runyard.desktop.widgets import Faces
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.person import Person
from support.training import EVERYTHING, Training

STEPS = 12
CTRL = Qt.KeyboardModifier.ControlModifier
_Key = Qt.Key
T = TypeVar("T", bound=Tab)


@pytest.fixture
def everything(folder: Path, tmp_path: Path) -> str:
    """The hash of a run that has ended and logged of every kind at twelve steps."""
    with Training(folder, "everything", tmp_path, steps=STEPS, script=EVERYTHING) as training:
        training.finish()
    return training.hash


@pytest.fixture
def person(folder: Path, everything: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    """Somebody before the page of that run."""
    found = Person(folder, tmp_path / "desktop.ini", qtbot)
    found.window.go(Route("run", run=everything))
    found.at(RunPage)
    yield found
    found.leave()


def to(person: Person, key: str, kind: type[T]) -> T:
    """Bring a tab to the front as the palette does, wait until it shows something, and return it."""
    person.press(_Key.Key_K, held=CTRL)
    person.type(f"show {key}")
    person.press(_Key.Key_Return)
    page = person.at(RunPage)
    person.qtbot.waitUntil(lambda: page.tabs.current == key and page.tabs.tab(key) is not None)
    tab = page.tabs.tab(key)
    assert isinstance(tab, kind)
    person.wait()
    return tab


def words(tab: QWidget) -> str:
    """Return what the labels of a tab say."""
    return "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def faces(tab: Tab) -> set[str]:
    """Return whether the parts of a tab load, are empty, failed or show something."""
    return {found.face for found in tab.findChildren(Faces) if found.isVisible()}


def test_every_tab_counts_and_shows_what_the_script_logged(person: Person) -> None:
    page = person.at(RunPage)
    snapshot = page._snapshot
    assert snapshot is not None
    counts = {kind.key: kind.count(snapshot.contents) for kind in KINDS}
    assert counts == {
        "overview": None, "params": 3, "metrics": 1, "system": counts["system"], "distributions": 1,
        "images": 1, "audios": 1, "texts": 1, "figures": 1, "logs": STEPS + 1, "messages": STEPS, "notes": 0,
        "settings": None,
    }  # fmt: skip
    assert counts["system"]
    for kind in KINDS:
        tab = to(person, kind.key, Tab)

        def shows(key: str = kind.key, tab: Tab = tab) -> None:
            assert (key, faces(tab)) == (key, {"empty"} if key == "notes" else {"content"})

        person.qtbot.waitUntil(shows)


def test_images_are_walked_step_by_step_and_one_is_looked_at(person: Person) -> None:
    tab = to(person, "images", ImagesTab)
    assert tab.list.current is not None
    assert tab.list.current.key.name == "samples"
    person.qtbot.waitUntil(lambda: tab.gallery.contents is not None)
    tab.grid.setFocus()
    person.press(_Key.Key_Home, _Key.Key_Return)
    assert tab.lightbox.isVisible()
    caption = tab.lightbox.details.caption
    for key, at in ((_Key.Key_Home, (11, 0)), (_Key.Key_Right, (11, 1)), (_Key.Key_Up, (10, 1))):
        person.press(key)
        wanted = "step {}, no. {}".format(*at)
        person.qtbot.waitUntil(lambda wanted=wanted: caption.text() == wanted)  # type: ignore[misc]
    person.press(_Key.Key_Escape)
    assert not tab.lightbox.isVisible()
    assert tab.grid.isVisible()


def test_a_step_that_nobody_logged_leads_to_the_nearest(person: Person) -> None:
    tab = to(person, "distributions", DistributionsTab)
    person.qtbot.waitUntil(lambda: tab.steps.step == STEPS - 1)
    person.click(tab.steps.previous)
    assert tab.steps.step == STEPS - 2
    tab.steps.field.setFocus()
    tab.steps.field.selectAll()
    person.type("4000")
    person.press(_Key.Key_Return)
    assert tab.steps.step == STEPS - 1
    assert "4,000" in tab.steps.told.text()


def test_texts_are_searched_and_read(person: Person) -> None:
    tab = to(person, "texts", TextsTab)
    person.press(_Key.Key_Slash)
    person.type("step 7 ")
    person.qtbot.waitUntil(lambda: tab.bar.told.text() == f"1 of {STEPS} texts")
    person.press(_Key.Key_Return)
    person.qtbot.waitUntil(lambda: tab.reader.head.title.text() == "Step 7")


def test_the_output_is_searched_and_a_message_leads_to_its_line(person: Person) -> None:
    tab = to(person, "logs", LogsTab)
    person.press(_Key.Key_Slash)
    person.type("NEEDLE IN STEP 3")
    person.qtbot.waitUntil(lambda: "1 of 1" in words(tab))
    person.click(tab.bar.search.case)
    person.qtbot.waitUntil(lambda: "1 of 1" not in words(tab))
    messages = to(person, "messages", MessagesTab)
    person.click(messages.pane.show_logs)
    page = person.at(RunPage)
    person.qtbot.waitUntil(lambda: page.tabs.current == "logs")


def test_sounds_are_listed_and_no_device_is_said(person: Person) -> None:
    tab = to(person, "audios", AudiosTab)
    person.qtbot.waitUntil(lambda: tab.model.rowCount() == STEPS)
    person.click(tab.bar.play)
    assert tab.player.playing or "device" in words(tab) or "sound" in words(tab).lower()
    to(person, "texts", TextsTab)
    assert not tab.player.playing


def test_a_run_is_renamed_archived_put_away_and_deleted_for_good_from_its_settings(
    person: Person, everything: str, folder: Path
) -> None:
    tab = to(person, "settings", SettingsTab)
    tab.settings["name"].field.setFocus()
    person.press(_Key.Key_A, held=CTRL)
    person.type("all of it")
    person.press(_Key.Key_Return)
    with Store.open(folder) as store:
        number = runs.find(store, everything)
        person.qtbot.waitUntil(lambda: runs.info(store, number).name == "all of it")
        person.click(tab.away.archive)
        person.qtbot.waitUntil(lambda: runs.info(store, number).archived)
        person.click(tab.away.archive)
        person.qtbot.waitUntil(lambda: not runs.info(store, number).archived)
        person.click(tab.away.trash)
        person.asked(DeleteDialog)
        person.press(_Key.Key_Escape)
        assert runs.info(store, number).trashed is None
        person.click(tab.away.purge)
        dialog = person.asked(PurgeDialog)
        assert dialog.isVisible()
        person.press(_Key.Key_Escape)
        assert runs.info(store, number).trashed is None


def test_tabs_of_a_run_that_goes_on_show_what_comes(folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with Training(folder, "live", tmp_path, steps=2, script=EVERYTHING) as training:
        person = Person(folder, tmp_path / "desktop.ini", qtbot)
        person.window.go(Route("run", run=training.hash))
        person.at(RunPage)
        tab = to(person, "texts", TextsTab)
        page = person.at(RunPage)
        before = page._snapshot.contents.lines if page._snapshot else 0
        rows = tab.table.model.rowCount()
        qtbot.waitUntil(lambda: tab.table.model.rowCount() > rows + 3)
        logs = to(person, "logs", LogsTab)
        qtbot.waitUntil(lambda: logs.state.count > before + 3)
        person.at(RunPage)
        training.finish()
        person.leave()


def test_the_runs_page_leads_to_a_run_and_back(person: Person) -> None:
    person.window.go(Route("runs"))
    page = person.at(RunsPage)
    person.sees(page.runs.table, "everything")
    person.press(_Key.Key_Home, _Key.Key_Return)
    person.at(RunPage)
