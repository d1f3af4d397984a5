"""The list of names and contexts at the left of a kind, by mouse and keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.series_list import SeriesList, context_text
from runyard.desktop.parts.series_list.rows import rows_of
from runyard.domain.context import canonical
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo, SeriesKey


def series(name: str, count: int, context: dict[str, Any] | None = None) -> SeriesInfo:
    key = SeriesKey(DataKind.IMAGE, name, canonical(context))
    return SeriesInfo(
        hash(key), 1, key, count, 0, count, 0.0, 0.0, None, None, None, None, 0.0, 0, None, 0, 0, False, 1
    )


TRAIN, VAL = (
    series("misclassified", 992, {"subset": "train"}),
    series("misclassified", 1488, {"subset": "val"}),
)
LAYER2, LAYER10 = series("weights", 310, {"layer": 2}), series("weights", 31, {"layer": 10})
ALONE = series("augmented", 186)
ALL = [ALONE, TRAIN, VAL, LAYER10, LAYER2]


@pytest.fixture
def shown(qtbot: QtBot) -> SeriesList:
    made = SeriesList()
    qtbot.addWidget(made)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.resize(220, 500)
    made.set_series(ALL)
    made.show()
    qtbot.waitExposed(made)
    return made


def labels(found: SeriesList) -> list[str]:
    return [str(found.model.index(row).data()) for row in range(found.model.rowCount())]


def spot(found: SeriesList, label: str) -> QPoint:
    return found.view.visualRect(found.model.index(labels(found).index(label))).center()


def test_contexts_are_unpacked_below_their_name_and_digits_count(shown: SeriesList) -> None:
    assert labels(shown) == [
        "augmented", "misclassified", "subset train", "subset val", "weights", "layer 2", "layer 10",
    ]  # fmt: skip
    assert context_text(canonical({"b": True, "a": "x"})) == "a x, b True"
    assert [row.amount for row in rows_of(ALL, "", ())] == [186, 2480, 992, 1488, 341, 310, 31]


def test_a_name_without_context_is_one_row_and_beside_others_has_its_own() -> None:
    rows = rows_of([series("a", 1), series("b", 2), series("b", 3, {"k": 1})], "", ())
    assert [(row.label, row.series is None) for row in rows] == [
        ("a", False), ("b", True), ("k 1", False), ("no context", False),
    ]  # fmt: skip


def test_the_first_is_chosen_and_a_click_chooses_another(shown: SeriesList, qtbot: QtBot) -> None:
    assert shown.current == ALONE
    with qtbot.waitSignal(shown.chosen) as told:
        qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=spot(shown, "subset val"))
    assert told.args == [VAL]
    assert shown.current == VAL


def test_arrows_choose_and_fold_without_choosing_a_name(shown: SeriesList, qtbot: QtBot) -> None:
    view = shown.view
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().data() == "misclassified"
    assert shown.current == ALONE
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert shown.current == TRAIN
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().data() == "misclassified"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert "subset train" not in labels(shown)
    assert shown.current == TRAIN
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "subset train" in labels(shown)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().data() == "subset train"
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert shown.current == LAYER10


def test_a_click_on_a_name_folds_it_and_space_opens_it(shown: SeriesList, qtbot: QtBot) -> None:
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=spot(shown, "weights"))
    assert labels(shown)[-1] == "weights"
    qtbot.keyClick(shown.view, Qt.Key.Key_Space)
    assert labels(shown)[-1] == "layer 10"


def test_the_choice_stays_while_the_run_goes_on(shown: SeriesList, qtbot: QtBot) -> None:
    shown.select(VAL.key)
    grown = VAL._replace(count=2000)
    with qtbot.assertNotEmitted(shown.chosen):
        shown.set_series([series("a new one", 1), ALONE, TRAIN, grown])
    assert shown.current == grown
    assert shown.view.currentIndex().data() == "subset val"
    with qtbot.waitSignal(shown.chosen) as told:
        shown.set_series([ALONE])
    assert told.args == [ALONE]
    with qtbot.waitSignal(shown.chosen) as told:
        shown.set_series([])
    assert told.args == [None]


def test_growing_counts_leave_the_rows_alone(shown: SeriesList) -> None:
    resets: list[int] = []
    shown.model.modelReset.connect(lambda: resets.append(1))
    shown.set_series([ALONE._replace(count=187), TRAIN, VAL, LAYER10, LAYER2])
    assert resets == []
    assert shown.model.row(0) is not None
    assert [row.amount for row in rows_of(shown.model.series, "augmented", ())] == [187]


def test_search_finds_names_and_contexts_and_leads_into_the_list(shown: SeriesList, qtbot: QtBot) -> None:
    shown.model.fold("misclassified", True)
    qtbot.keyClicks(shown.search, "mis VAL")
    assert labels(shown) == ["misclassified", "subset val"]
    assert shown.current == ALONE
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)
    assert shown.current == VAL
    shown.search.setText("nowhere")
    assert shown.faces.face == "no_match"
    assert shown.current == VAL
    shown.search.clear()
    assert shown.faces.face == "content"
    assert "subset val" not in labels(shown)


def test_select_opens_a_folded_name(shown: SeriesList) -> None:
    shown.model.fold("weights", True)
    shown.select(LAYER2.key)
    assert "layer 2" in labels(shown)
    assert shown.current == LAYER2


def test_rows_speak(shown: SeriesList) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert shown.model.index(1).data(role) == "misclassified, 2,480, open"
    assert shown.model.index(3).data(role) == "subset val, 1,488"
    assert shown.model.rowCount(shown.model.index(0)) == 0
    assert shown.model.data(QModelIndex()) is None
