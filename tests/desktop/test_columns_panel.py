"""The column manager: what it lists and what it makes of a view."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.columns_panel import ColumnsPanel, edits, paint
from runyard.desktop.parts.columns_panel.rows import Head, Line
from runyard.desktop.state.table_view import TableView
from runyard.storage.table.columns import RUN_COLUMNS, Column
from runyard.storage.table.listing import Sort

_Key, _Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
VALUES = ("last", "min", "max", "first")


def metric(name: str, value: str, context: str = '{"subset":"val"}', group: str = "metric") -> Column:
    return Column(f"{group}:{value}:{name}:{context}", name, f"val, {value}", True, group)


PARAMS = [
    Column("param:data.name", "name", "data", False, "param"),
    Column("param:hparams.lr", "lr", "hparams", True, "param"),
    Column("param:hparams.net.width", "width", "hparams.net", True, "param"),
]
METRICS = [metric(name, value) for name in ("accuracy", "loss") for value in VALUES]
SYSTEM = [metric("cpu", value, "{}", "system") for value in VALUES]
COLUMNS = [*RUN_COLUMNS, *PARAMS, *METRICS, *SYSTEM]
LOSS, ACCURACY = (f'metric:last:{name}:{{"subset":"val"}}' for name in ("loss", "accuracy"))
OWN = ["name", "status", "created", "param:hparams.lr", ACCURACY, LOSS]


class Table:
    """Stands for the page: what the panel changes comes back to it."""

    def __init__(self, panel: ColumnsPanel) -> None:
        self.panel = panel
        self.view = TableView()
        panel.changed.connect(self.take)
        self.take(self.view)

    def take(self, view: TableView) -> None:
        self.view = view
        self.panel.show_columns(COLUMNS, OWN, edits.order(view, OWN), view)

    @property
    def order(self) -> list[str]:
        return edits.order(self.view, OWN)


@pytest.fixture
def panel(qtbot: QtBot) -> ColumnsPanel:
    made = ColumnsPanel()
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    made.resize(280, 1100)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def table(panel: ColumnsPanel) -> Table:
    return Table(panel)


def line(panel: ColumnsPanel, column: str) -> Line:
    found = panel.model.row(panel.model.find(column))
    assert isinstance(found, Line)
    return found


def click(panel: ColumnsPanel, qtbot: QtBot, key: str, where: str = "box") -> None:
    index = panel.model.index(panel.model.find(key))
    panel.list.scrollTo(index)
    rect = panel.list.visualRect(index)
    place = {
        "box": QPoint(rect.left() + 40, rect.center().y()),
        "pin": paint.pin_rect(rect).center(),
        "palette": paint.palette_rect(rect).center(),
        "all": paint.all_rect(rect, "Show all").center(),
    }[where]
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_sections_with_their_counts(panel: ColumnsPanel, table: Table) -> None:
    heads = [(row.title, row.shown, row.total, row.open) for row in panel.model.rows if isinstance(row, Head)]
    assert heads == [
        ("Pinned left", 1, 1, True),
        ("Run", 2, len(RUN_COLUMNS) - 1, True),
        ("data", 0, 1, True),
        ("hparams", 1, 2, True),
        ("Metrics", 2, 2, True),
        ("System", 0, 1, False),
    ]
    assert panel.totals == (6, len(RUN_COLUMNS) + 6)
    assert panel.count.text() == f"6 of {len(RUN_COLUMNS) + 6} shown"
    assert line(panel, "param:hparams.net.width").detail == "net"


def test_a_click_shows_and_hides_a_column_at_its_place(
    panel: ColumnsPanel, table: Table, qtbot: QtBot
) -> None:
    click(panel, qtbot, "tags")
    assert table.order == ["name", "status", "tags", *OWN[2:]]
    click(panel, qtbot, "status")
    assert table.order == ["name", "tags", *OWN[2:]]
    click(panel, qtbot, "name")
    assert "name" in table.order


def test_a_whole_section_by_click_and_by_key(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    click(panel, qtbot, "head:hparams", "all")
    assert table.order[3:5] == ["param:hparams.lr", "param:hparams.net.width"]
    panel.list.setCurrentIndex(panel.model.index(panel.model.find("head:hparams")))
    qtbot.keyClick(panel.list, _Key.Key_Space)
    assert not any(column.startswith("param:hparams") for column in table.order)


def test_sections_fold(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    assert panel.model.find(SYSTEM[0].id) < 0
    click(panel, qtbot, "head:System")
    assert panel.model.find(SYSTEM[0].id) >= 0
    qtbot.keyClick(panel.list, _Key.Key_Left)
    assert panel.model.find(SYSTEM[0].id) < 0
    qtbot.keyClicks(panel.search, "cpu")
    assert [row.key for row in panel.model.rows] == ["head:System", SYSTEM[0].id]


def test_keys_move_a_column_and_stop_at_the_end(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    panel.list.setCurrentIndex(panel.model.index(panel.model.find("created")))
    qtbot.keyClick(panel.list, _Key.Key_Up, _Alt)
    assert table.order[1:3] == ["created", "status"]
    assert panel.model.row(panel.list.currentIndex().row()) == line(panel, "created"), (
        "it stays the current one"
    )
    for _ in range(9):
        qtbot.keyClick(panel.list, _Key.Key_Down, _Alt)
    assert table.order[-1] == "created"
    qtbot.keyClick(panel.list, _Key.Key_Space)
    assert "created" not in table.order


def test_dragging_reorders_shows_and_pins(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    def drag(column: str, beside: str, *, low: bool) -> None:
        start = panel.list.visualRect(panel.model.index(panel.model.find(column)))
        end = panel.list.visualRect(panel.model.index(panel.model.find(beside)))
        ground, left = panel.list.viewport(), Qt.MouseButton.LeftButton
        grip = paint.grip_rect(start).center()
        to = QPoint(grip.x(), end.bottom() - 3 if low else end.top() + 3)
        qtbot.mousePress(ground, left, pos=grip)
        for at in (grip + QPoint(0, 12), to):
            qtbot.mouseMove(ground, at)
            panel.list.mouseMoveEvent(_moved(ground, at))
        qtbot.mouseRelease(ground, left, pos=to)

    drag(LOSS, ACCURACY, low=False)
    assert table.order[-2:] == [LOSS, ACCURACY]
    drag("tags", "status", low=True)
    assert table.order[:3] == ["name", "status", "tags"]
    drag("status", "name", low=True)
    assert table.view.left == ("status",)
    assert line(panel, "status").section == "Pinned left"


def _moved(ground: QWidget, at: QPoint) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(ground.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_pin_and_palette(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    click(panel, qtbot, LOSS, "palette")
    assert table.view.look(LOSS).scaled
    click(panel, qtbot, LOSS, "pin")
    assert table.view.left == (LOSS,)
    assert table.order[:2] == ["name", LOSS]
    click(panel, qtbot, LOSS, "pin")
    assert table.view.left == ()


def test_another_value_of_all_metrics_and_of_one(panel: ColumnsPanel, table: Table) -> None:
    table.take(replace(table.view, sort=(Sort(LOSS),)).with_look(LOSS, digits=3))
    panel.foot.value.chosen.emit("max")
    assert table.order[-2:] == [metric("accuracy", "max").id, metric("loss", "max").id]
    assert table.view.sort == (Sort(metric("loss", "max").id),)
    assert table.view.look(metric("loss", "max").id).digits == 3
    assert panel.foot.value.key() == "max"
    table.take(edits.revalue(table.view, OWN, {metric("loss", "max").id}, "min"))
    assert panel.foot.value.currentText() == "Per column"
    assert len([row for row in panel.model.rows if isinstance(row, Line) and row.section == "Metrics"]) == 2


def test_two_values_of_one_metric_are_two_lines(panel: ColumnsPanel, table: Table) -> None:
    least = metric("loss", "min").id
    table.take(edits.show(table.view, OWN, [least]))
    assert line(panel, least).shown
    assert line(panel, LOSS).shown
    assert panel.totals[1] == len(RUN_COLUMNS) + 7


def test_a_curve_is_beside_the_values(panel: ColumnsPanel, qtbot: QtBot) -> None:
    curve = metric("loss", "curve")
    shown = [*OWN, curve.id]
    panel.show_columns([*COLUMNS, curve], shown, shown, TableView())
    assert line(panel, curve.id).detail == "val, curve"
    assert not line(panel, curve.id).numeric
    assert panel.foot.value.key() == "last"
    changed: list[TableView] = []
    panel.changed.connect(changed.append)
    panel.foot.value.chosen.emit("max")
    assert curve.id in (changed[0].shown or ())


def test_digits_row_height_and_reset(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    gone: list[TableView] = []
    panel.reset_done.connect(gone.append)
    panel.foot.digits.setValue(6)
    assert {table.view.look(column).digits for column in (LOSS, ACCURACY)} == {6}
    panel.foot.density.changed.emit("roomy")
    qtbot.mouseClick(panel.differing, Qt.MouseButton.LeftButton)
    assert table.view.differing
    changed = table.view
    panel.foot.reset.click()
    assert table.view == TableView(density="roomy")
    assert gone == [changed]
    assert panel.foot.digits.value() == 4


def test_groups_and_alike_columns_are_told(panel: ColumnsPanel, table: Table) -> None:
    view = TableView(groups=("param:hparams.lr",), differing=True)
    panel.show_columns(COLUMNS, OWN, ["name", "status", LOSS], view)
    assert (line(panel, "name").title, line(panel, "name").detail) == ("Group", "lr")
    assert (line(panel, "param:hparams.lr").detail, line(panel, "param:hparams.lr").fixed) == (
        "grouped",
        True,
    )
    assert line(panel, ACCURACY).detail == "the same in all"


def test_escape_closes_and_the_menu_is_asked_by_key(panel: ColumnsPanel, table: Table, qtbot: QtBot) -> None:
    asked: list[str] = []
    panel.menu_asked.connect(lambda column, _at: asked.append(column))
    panel.list.setCurrentIndex(panel.model.index(panel.model.find("status")))
    nowhere = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    panel.list.contextMenuEvent(nowhere)
    assert asked == ["status"]
    panel.list.setFocus()
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel.list, _Key.Key_Escape)


def test_thousands_of_columns(panel: ColumnsPanel, qtbot: QtBot) -> None:
    many = [metric(f"layer{number}", value) for number in range(3000) for value in VALUES]
    panel.show_columns([*RUN_COLUMNS, *many], OWN, ["name"], TableView())
    assert panel.totals[1] == len(RUN_COLUMNS) + 3000
    qtbot.keyClicks(panel.search, "layer2999")
    assert panel.model.rowCount() == 2
