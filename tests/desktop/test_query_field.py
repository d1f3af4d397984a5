from __future__ import annotations

from array import array
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.query_field import QueryField, WordsLine
from runyard.domain.errors import Problem
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.tree import Query
from runyard.search.words import words
from runyard.storage.table.listing import Listing

_Key = Qt.Key
NAMES = Vocabulary(["hparams.lr", "hparams.width", "seed"], [("loss", "{}")], ["best", "paper"], ["digits"])


class Notes:
    """What a field said."""

    def __init__(self, field: QueryField) -> None:
        self.queries: list[str] = []
        self.problems: list[tuple[Problem | None, bool]] = []
        field.query_changed.connect(self._query)
        field.problem_changed.connect(self._problem)

    def _query(self, query: Query) -> None:
        self.queries.append(query.text)

    def _problem(self, problem: Problem | None, warning: bool) -> None:
        self.problems.append((problem, warning))


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QueryField]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    made = QueryField()
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addStretch(1)
    made.set_vocabulary(NAMES)
    window.show()
    window.activateWindow()
    made.focus()
    qtbot.waitUntil(made.edit.hasFocus)
    yield made
    window.close()


@pytest.fixture
def notes(field: QueryField) -> Notes:
    return Notes(field)


def _formats(field: QueryField) -> list[tuple[str, str, bool]]:
    """Return text, colour and whether underlined, for each coloured stretch."""
    block = field.edit.document().firstBlock()
    units = block.text().encode("utf-16-le")  # Qt counts these
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [
        (
            units[found.start * 2 : (found.start + found.length) * 2].decode("utf-16-le"),
            found.format.foreground().color().name(),
            found.format.underlineStyle() == wave,
        )
        for found in block.layout().formats()
    ]


def test_it_runs_what_is_understood_without_being_asked(
    field: QueryField, notes: Notes, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field.edit, 'run.name == "x"')
    qtbot.waitUntil(lambda: notes.queries == ['run.name == "x"'])
    assert notes.problems == []


def test_enter_runs_at_once_and_the_same_query_once(field: QueryField, notes: Notes, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "run.archived")
    qtbot.keyClick(field.edit, _Key.Key_Return)
    assert notes.queries == ["run.archived"]
    qtbot.keyClick(field.edit, _Key.Key_Return)
    assert notes.queries == ["run.archived"]
    assert field.text() == "run.archived"


def test_an_error_is_underlined_where_it_is_and_the_last_query_stays(
    field: QueryField, notes: Notes, qtbot: QtBot
) -> None:
    field.set_text("run.archived")
    qtbot.keyClicks(field.edit, " and foo.x")
    qtbot.keyClick(field.edit, _Key.Key_Return)
    problem, warning = notes.problems[-1]
    assert problem is not None
    assert not warning
    assert field.text()[problem.position :].startswith("foo")
    assert [text for text, _, wave in _formats(field) if wave] == ["foo"]
    assert field.query.text == "run.archived"
    qtbot.keyClicks(field.edit, "y")
    assert notes.problems[-1] == (None, False), "an underline does not outlive the text it was found in"
    assert not any(wave for _, _, wave in _formats(field))


def test_a_half_typed_query_is_not_called_wrong_until_typing_pauses(
    field: QueryField, notes: Notes, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field.edit, "run.seed >")
    assert notes.problems == []
    qtbot.waitUntil(lambda: bool(notes.problems))
    assert notes.queries == []


def test_an_unknown_param_warns_and_runs(field: QueryField, notes: Notes) -> None:
    field.set_text("run.hparams.lrr > 0.1")
    assert notes.queries == ["run.hparams.lrr > 0.1"]
    problem, warning = notes.problems[-1]
    assert problem is not None
    assert warning
    assert "run.hparams.lr" in problem.suggestion
    field.set_text("run.hparams.lr > 0.1")
    assert notes.problems[-1][0] is None


def test_words_have_their_colours(field: QueryField) -> None:
    field.set_text('run.name == "x" and run.seed in (1, 2)')
    tokens = theme.tokens()
    found = {text: color for text, color, _ in _formats(field)}
    assert found['"x"'] == tokens.code_string.name()
    assert found["and"] == found["in"] == tokens.code_keyword.name()
    assert found["1"] == tokens.code_number.name()
    assert "run" not in found


def test_colours_and_marks_fit_characters_beyond_the_first_plane(field: QueryField, qtbot: QtBot) -> None:
    field.set_text('run.name == "🦉🦉" and foo')
    assert [text for text, _, wave in _formats(field) if wave] == ["foo"]
    assert field.edit.caret() == len(field.text())
    field.edit.replace(13, 15, "owl")
    assert field.text() == 'run.name == "owl" and foo'


def test_completion_is_offered_taken_and_left(field: QueryField, notes: Notes, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "run.hparams.")
    assert field.suggestions is not None
    assert field.suggestions.isVisible()
    first = field.suggestions.current()
    assert first is not None
    assert first.label == "lr"
    qtbot.keyClick(field.edit, _Key.Key_Down)
    qtbot.keyClick(field.edit, _Key.Key_Return)
    assert field.text() == "run.hparams.width"
    assert not field.suggestions.isVisible()
    qtbot.keyClicks(field.edit, " > 1 and run.hparams.l")
    qtbot.keyClick(field.edit, _Key.Key_Tab)
    assert field.text() == "run.hparams.width > 1 and run.hparams.lr"
    assert field.edit.hasFocus()


def test_enter_searches_while_a_list_is_merely_offered(field: QueryField, notes: Notes, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "run.seed")
    qtbot.keyClick(field.edit, _Key.Key_Return)
    assert field.text() == "run.seed"
    assert notes.queries == ["run.seed"]


def test_escape_closes_the_list_then_leaves(field: QueryField, qtbot: QtBot) -> None:
    left: list[str] = []
    field.left.connect(lambda: left.append("left"))
    qtbot.keyClicks(field.edit, "run.")
    qtbot.keyClick(field.edit, _Key.Key_Escape)
    assert left == []
    qtbot.keyClick(field.edit, _Key.Key_Escape)
    assert left == ["left"]
    assert field.text() == "run."


def test_a_click_takes_a_suggestion(field: QueryField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "run.hparams.")
    assert field.suggestions is not None
    chosen = field.suggestions.current()
    field.suggestions.taken.emit(chosen)
    assert field.text() == "run.hparams.lr"


def test_ctrl_space_asks_for_the_list(field: QueryField, qtbot: QtBot) -> None:
    qtbot.keyClick(field.edit, _Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert field.suggestions is not None
    assert field.suggestions.isVisible()
    assert field.text() == ""


def test_lines_pasted_become_one(field: QueryField) -> None:
    data = QMimeData()
    data.setText('run.name ==\r\n"x"\n')
    field.edit.insertFromMimeData(data)
    assert "\n" not in field.text()
    field.run()
    assert field.query.tree is not None


def test_clearing_lists_all_again_and_can_be_undone(field: QueryField, notes: Notes, qtbot: QtBot) -> None:
    field.set_text("run.archived")
    field.set_text("")
    assert notes.queries == ["run.archived", ""]
    field.edit.undo()
    assert field.text() == "run.archived"


def test_the_words_line_says_query_count_and_time(qtbot: QtBot, field: QueryField) -> None:
    line = WordsLine()
    qtbot.addWidget(line)
    field.set_text('run.experiment.name == "digits" and not run.archived')
    line.set_words(words(field.query))
    line.set_listing(Listing(array("q", range(22)), 10_240, 0, 0.011))
    assert line.text() == "Experiment is digits, not archived, 22 of 10,240 runs"
    assert line.accessibleName() == line.text()
    line.set_problem(Problem(0, 3, "foo is not a name here", "Write run.foo"))
    assert line.text() == "foo is not a name here  Write run.foo, 22 of 10,240 runs"
    line.set_problem(None)
    line.set_listing(Listing(array("q", [1]), 1, 1, 0.011))
    assert line.text().endswith("1 run, 1 read one by one")
    assert line.sizeHint().height() == 24
