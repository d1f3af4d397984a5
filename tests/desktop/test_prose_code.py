"""Code in Markdown has the colours of its language, soon and in any case without holding the interface."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.prose import Prose, code_colours, lexing, marks
from runyard.desktop.parts.prose.lexing import LONGEST, Code, known, lines_of, spans
from runyard.desktop.theme import contrast, tokens
from runyard.desktop.theme.current import loaded
from support.prose_view import fill, shown

__all__ = ["shown"]

Parts = set[tuple[str, str]]
PIECES: dict[str, tuple[str, Parts]] = {
    "python": (
        'def f(x=1):\n    """Said\n    twice"""\n    return "a"  # why',
        {
            ("def", "code_keyword"),
            ("f", "code_key"),
            ("1", "code_number"),
            ('"""Said\n    twice"""', "code_string"),
            ("# why", "text_faint"),
        },
    ),
    "json": (
        '{"lr": 0.1, "on": true, "name": "a"}',
        {('"lr"', "code_key"), ("0.1", "code_number"), ("true", "code_keyword"), ('"a"', "code_string")},
    ),
    "yaml": (
        "lr: 0.1 # why\non: [true, 2]\nname: wide",
        {
            ("lr", "code_key"),
            ("0.1", "code_number"),
            ("# why", "text_faint"),
            ("true", "code_keyword"),
            ("2", "code_number"),
            ("wide", "code_string"),
        },
    ),
    "bash": (
        'for s in 1; do echo "$s"; done # why',
        {("for", "code_keyword"), ("echo", "code_key"), ("$s", "code_key"), ("# why", "text_faint")},
    ),
    "sql": (
        "SELECT a FROM b WHERE c > 1 -- why",
        {("SELECT", "code_keyword"), ("1", "code_number"), ("-- why", "text_faint")},
    ),
    "diff": (
        "@@ -1 +1 @@\n-old\n+new",
        {("@@ -1 +1 @@", "code_keyword"), ("-old", "bad"), ("+new", "ok")},
    ),
}
BOMBS = {
    "quotes": '"' * LONGEST,
    "open strings": "x'" * (LONGEST // 2),
    "open comments": "/*" * (LONGEST // 2),
    "open brackets": "$([{" * (LONGEST // 4),
    "documents": "<<a\n" * (LONGEST // 4),
    "gaps": " \n" * (LONGEST // 2),
    "formats": 'f"{' * (LONGEST // 3),
    "anchors": "&a *a: " * (LONGEST // 7),
    "one word": "a" * LONGEST,
    "signs": "+=/@-" * (LONGEST // 5),
    "letters of two units": "😀'" * (LONGEST // 2),
}


def lines(shown: Prose) -> list[QTextBlock]:
    """The lines of code."""
    block, found = shown.document().begin(), []
    while block.isValid():
        if block.blockFormat().hasProperty(marks.FENCE):
            found.append(block)
        block = block.next()
    return found


def coloured(shown: Prose) -> list[set[tuple[str, str]]]:
    """The words of each line of code that have a colour, and which."""
    return [
        {
            (
                block.text()
                .encode("utf-16-le")[2 * part.start : 2 * (part.start + part.length)]
                .decode("utf-16-le"),
                part.format.foreground().color().name(),
            )
            for part in block.layout().formats()
        }
        for block in lines(shown)
    ]


@pytest.mark.parametrize("language", PIECES)
def test_code_has_the_colours_of_its_language(language: str) -> None:
    text, wanted = PIECES[language]
    found = {(text[start:end], tone) for start, end, tone in spans(Code(language, text))}
    assert wanted <= found


def test_a_language_is_known_by_its_other_names() -> None:
    assert [known(name) for name in ("PY", "sh", "yml", "patch", "text", "")] == [
        "python",
        "bash",
        "yaml",
        "diff",
        "",
        "",
    ]


def test_what_runs_over_lines_is_coloured_in_each() -> None:
    assert [[part.tone for part in line] for line in lines_of(Code("python", '"""a\nb"""\nc'))] == [
        ["code_string"],
        ["code_string"],
        [],
    ]


def test_colours_are_shown_in_place_and_words_are_copied_plain(shown: Prose, qtbot: QtBot) -> None:
    fill(shown, "Look:\n\n```python\nx = '😀', 1\n```\n\n```\nx = 1\n```\n", qtbot)
    python, plain = coloured(shown)
    assert python == {("'😀'", tokens().code_string.name()), ("1", tokens().code_number.name())}
    assert plain == set()
    shown.selectAll()
    assert "x = '😀', 1" in shown.createMimeDataFromSelection().text()


def test_colours_are_of_the_theme(shown: Prose, qtbot: QtBot, qapp: QApplication) -> None:
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        fill(shown, f"```python\nx = 1  # {name}\n```", qtbot)
        [found] = coloured(shown)
        assert ("1", loaded(name).code_number.name()) in found
    theme.apply(qapp, "light")
    qtbot.waitUntil(shown.ready)
    [found] = coloured(shown)
    assert ("1", loaded("light").code_number.name()) in found


@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_colour_reads_on_the_ground_of_code(name: str) -> None:
    colors = loaded(name)
    weak = {
        tone: contrast.ratio(getattr(colors, tone), colors.field)
        for tone in set(lexing._TONES.values()) - {""}
    }
    assert {tone: ratio for tone, ratio in weak.items() if ratio < 4.5} == {}


def test_a_block_goes_on_behind_the_cut_of_a_long_text(shown: Prose, qtbot: QtBot) -> None:
    body = "\n".join(f"said {number}" for number in range(300))
    fill(shown, f'```python\n"""\n{body}\n"""\n```', qtbot)
    tones = {tone for line in coloured(shown) for _, tone in line}
    assert tones == {tokens().code_string.name()}
    assert sum(bool(line) for line in coloured(shown)) == 302


def test_blocks_of_other_languages_are_not_one(shown: Prose, qtbot: QtBot) -> None:
    fill(shown, "```python\nx = 1\n```\n\n```yaml\nx: 1\n```\n", qtbot)
    first, second = lines(shown)
    layout = shown.document().documentLayout()
    gap = layout.blockBoundingRect(second).top() - layout.blockBoundingRect(first).bottom()
    assert gap > 2 * marks.ABOVE
    assert ("x", tokens().code_key.name()) in coloured(shown)[1]


def test_what_is_shown_again_is_not_lexed_again(
    shown: Prose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Code] = []
    lines_of = code_colours.lines_of
    monkeypatch.setattr(code_colours, "lines_of", lambda code: asked.append(code) or lines_of(code))
    for end in ("", "a", "ab"):
        fill(shown, f"```python\nx = 1\n```\n\nwords {end}", qtbot)
        assert coloured(shown) == [{("1", tokens().code_number.name())}]
    assert asked == [Code("python", "x = 1")]


def test_a_megabyte_of_code_stays_plain(shown: Prose, qtbot: QtBot) -> None:
    fill(shown, "```python\n" + "x = 1\n" * 170_000 + "```\n", qtbot)
    assert len(lines(shown)) > 1_000
    assert not any(coloured(shown))


def test_a_pattern_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from pygments.lexer import RegexLexer
    from pygments.token import Number

    class Slow(RegexLexer):
        tokens = {"root": [(r"(a|aa)+$", Number), (r".|\n", Number)]}  # noqa: RUF012 - as the library wants it

    import pygments.lexers.python

    monkeypatch.setattr(pygments.lexers.python, "PythonLexer", Slow)
    lexing._lexer.cache_clear()
    try:
        assert spans(Code("python", "aaa")) != ()
        assert spans(Code("python", "a" * 60 + "b")) == ()
    finally:
        lexing._lexer.cache_clear()


@pytest.mark.parametrize("language", sorted(lexing._LEXERS))
def test_every_pattern_is_bounded(language: str) -> None:
    """But for the empty one, with which the library goes on to another state."""
    spans(Code(language, "x = 1"))  # makes them
    rules = [rule for state in getattr(lexing._lexer(language), "_tokens", {}).values() for rule in state]
    free = {rule[0].__self__.pattern for rule in rules if not hasattr(rule[0], "keywords")}
    assert free <= {""}
    assert {rule[0].keywords["timeout"] for rule in rules if hasattr(rule[0], "keywords")} <= {lexing._MATCH}
    assert rules or language == "json"  # which is read letter by letter


@pytest.mark.parametrize("language", sorted(lexing._LEXERS))
@pytest.mark.parametrize("bomb", ["quotes", "open brackets", "letters of two units"])
def test_lines_of_a_bomb_have_few_parts(language: str, bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexing, "_BLOCK", 0.2)
    found = lines_of(Code(language, BOMBS[bomb]))
    assert len(found) == BOMBS[bomb].count("\n") + 1
    assert all(len(line) <= lexing._PARTS for line in found)


def test_bombs_in_every_language_are_shown(
    shown: Prose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexing, "_BLOCK", 0.2)
    text = "".join(
        f"```{language}\n{bomb[:5_000]}\n```\n\nand\n\n"
        for language, bomb in zip(sorted(lexing._LEXERS), BOMBS.values(), strict=False)
    )
    shown.set_markdown(text)
    qtbot.waitUntil(shown.ready, timeout=60_000)
    shown.grab()
    assert shown.toPlainText().count("and") == len(BOMBS)


def test_a_definition_in_a_formula_is_refused_in_place(shown: Prose, qtbot: QtBot) -> None:
    fill(shown, "See $\\def\\x{1}\\x$ and $y$", qtbot)
    why = "\\def would define a command, which a formula may not; write it out"
    assert shown.toPlainText().startswith(f"See $\\def\\x{{1}}\\x$ (not drawn: {why})")
