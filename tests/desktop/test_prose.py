from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.prose import Prose, marks
from runyard.desktop.parts.prose.address import AddressDialog
from runyard.desktop.parts.prose.formulas import Formula, hide
from runyard.desktop.parts.prose.latex import Drawn, Refused, draw, kept
from runyard.desktop.parts.prose.sections import cut
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import tokens, watcher
from support.prose_view import fill, shown

__all__ = ["shown"]

Settle = Callable[[], None]
TEXT = """# Sweep plan

First the **width**, see [the paper](https://example.org/p), [this](file:///etc/hostname).

- [x] one
- `two` costs $5 and $6

| lr | loss |
|---|---|
| $x^2$ | 2 |

```python
run = Run("$a$")
```

$$
\\frac{a}{b}
$$
"""


def test_formulas_are_found_where_they_are_meant() -> None:
    text, formulas = hide(TEXT)
    assert formulas == [Formula("x^2", False), Formula("\\frac{a}{b}", True)]
    assert "costs $5 and $6" in text
    assert 'Run("$a$")' in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`$a$` and $b$", ["b"]),
        ("``a ` $a$`` $b$", ["b"]),
        ("\\$a$ and $b$", ["b"]),
        ("between $ a $ and $c$", ["c"]),
        ("$a$2 is none", []),
        ("$a\n\nb$", []),
        ("$$a\nb$$", ["a\nb"]),
        ("> $$a\n> b$$", ["a\nb"]),
        ("    $indented$\n\ntext $a$", ["a"]),
        ("- item\n\n  ~~~\n  $a$\n  ~~~\n", []),
        ("- item\n    $a$\n", ["a"]),
        ("$$$$ $", []),
        ("\ue0000\ue001 $a$", ["a"]),
    ],
)
def test_what_is_a_formula(text: str, found: list[str]) -> None:
    assert [formula.tex for formula in hide(text)[1]] == found


@pytest.mark.parametrize(
    "tex",
    ["x", "\\frac{a}{b}", "\\sum_{i=1}^n x_i", "\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}", "\\text{loss}"],
)
def test_a_formula_is_drawn(tex: str) -> None:
    drawn = draw(Formula(tex, False))
    assert isinstance(drawn, Drawn)
    assert drawn.svg.startswith(b"<svg")
    assert 0 <= drawn.below < drawn.height
    assert kept(Formula(tex, False)) is drawn


def test_the_whole_text_is_set(shown: Prose, qtbot: QtBot) -> None:
    text = fill(shown, TEXT, qtbot)
    assert text.startswith("Sweep plan")
    assert text.count("\ufffc") == 2
    assert 'run = Run("$a$")' in text
    assert "costs $5 and $6" in text


def test_a_bad_formula_shows_its_source_and_why(shown: Prose, qtbot: QtBot) -> None:
    text = fill(shown, "so $\\frac{a}$ and $\\nosuch{x}$", qtbot)
    assert "$\\frac{a}$ (not drawn: something is missing)" in text
    assert "$\\nosuch{x}$ (not drawn: unknown command \\nosuch)" in text


def test_formulas_without_their_library_show_their_source(
    shown: Prose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ziamath.zmath", None)
    text = fill(shown, "so $x_{without}$", qtbot)
    assert text == "so $x_{without}$ (not drawn: ziamath is not installed)"


def test_formulas_are_copied_as_they_were_written(shown: Prose, qtbot: QtBot) -> None:
    fill(shown, "The loss $x^2$ and\n\n$$y$$", qtbot)
    shown.selectAll()
    shown.copy()
    assert QGuiApplication.clipboard().text() == "The loss $x^2$ and\n$$y$$"


@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_a_formula_is_sharp_and_in_the_colour_of_the_text(shown: Prose, qtbot: QtBot, ratio: float) -> None:
    fill(shown, "$$\\blacksquare$$", qtbot)
    size = shown.document().size().toSize()
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(tokens().panel)
    painter = QPainter(image)
    shown.document().drawContents(painter)
    painter.end()
    colors = Counter(
        image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())
    )
    both = colors[tokens().text.rgb()], colors[tokens().panel.rgb()]
    assert min(both) > 20
    assert sum(both) > 0.99 * colors.total()


def test_nothing_that_a_text_names_is_loaded(shown: Prose, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(tokens().bad)
    assert image.save(str(picture))
    text = fill(
        shown, f"{TEXT}\n<script>alert(1)</script>\n\n![a chart]({picture.as_uri()}) ![](http://a.b/c)", qtbot
    )
    assert f"a chart ({picture.as_uri()}, not loaded)" in text
    assert "Picture (http://a.b/c, not loaded)" in text
    assert "<script>alert(1)</script>" in text
    seen = shown.grab().toImage()
    colors = {seen.pixelColor(x, y).rgb() for x in range(0, 700, 4) for y in range(0, 500, 4)}
    assert tokens().bad.rgb() not in colors
    loaded = shown.document().resource(
        int(QTextDocument.ResourceType.ImageResource.value), QUrl(picture.as_uri())
    )
    assert loaded is None or loaded.size().width() == 1


def test_a_link_opens_after_a_question_only(
    shown: Prose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    fill(shown, TEXT, qtbot)

    def ask(address: str) -> AddressDialog | None:
        shown.anchorClicked.emit(QUrl(address))
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, AddressDialog) and w.isVisible()]
        return found[0] if found else None

    for address in ("file:///etc/hostname", "javascript:alert(1)", "data:text/html,x", "ssh://a", "//a/b"):
        assert ask(address) is None
    first = ask("https://example.org/p")
    assert first is not None
    assert first.shown.toPlainText() == "https://example.org/p"
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert opened == []
    again = ask("https://ex\u0430mple.org/p")
    assert again is not None
    assert again.shown.toPlainText() == "https://xn--exmple-4nf.org/p"
    qtbot.keyClick(again.primary, Qt.Key.Key_Return)
    assert [address.host() for address in opened] == ["ex\u0430mple.org"]


def test_a_long_text_is_set_in_sections(shown: Prose, qtbot: QtBot) -> None:
    text = (
        "\n\n".join(f"Paragraph {number} of [many][a]" for number in range(2_000)) + "\n\n[a]: http://a.b\n"
    )
    assert len(cut(text)) > 20
    said = fill(shown, text, qtbot)
    assert said.rstrip().split("\n") == [f"Paragraph {number} of many" for number in range(2_000)]


def test_a_list_is_numbered_through_and_code_stays_code_behind_a_cut(shown: Prose, qtbot: QtBot) -> None:
    items = "".join(f"{number}. item\n" for number in range(1, 301))
    lines = "".join(f"line {number}\n" for number in range(300))
    said = fill(shown, f"{items}\n```\n{lines}```\n", qtbot)
    assert said == "item\n" * 300 + lines.rstrip()
    numbers, fenced = [], 0
    block = shown.document().begin()
    while block.isValid():
        listed = block.textList()
        if listed is not None:
            numbers.append(listed.format().start() + listed.itemNumber(block))
        fenced += block.blockFormat().hasProperty(marks.FENCE)
        block = block.next()
    assert numbers == list(range(1, 301))
    assert fenced == 300


def test_code_and_tables_go_on_behind_a_cut() -> None:
    code = cut("```py\n" + "x = 1\n" * 400 + "```\nend\n")
    assert len(code) == 4
    assert all(section.startswith("```py\n") for section in code)
    assert [section.count("x = 1") for section in code] == [119, 119, 119, 43]
    table = cut("|a|b|\n|-|-|\n" + "|1|2|\n" * 400)
    assert all(section.startswith("|a|b|\n|-|-|\n|1|2|") for section in table)
    assert sum(section.count("|1|2|") for section in table) == 400


def test_a_text_is_read_from_its_beginning_and_stays_where_one_was(shown: Prose, qtbot: QtBot) -> None:
    text = "\n\n".join(f"Paragraph {number} with $x_{{{number}}}$" for number in range(60))
    fill(shown, text, qtbot)
    bar = shown.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400)
    assert bar.value() == 0
    bar.setValue(300)
    watcher().changed.emit()
    qtbot.waitUntil(shown.ready)
    assert bar.value() == 300
    fill(shown, f"{text}, more", qtbot)
    assert bar.value() == 0


def test_it_grows_with_its_text(tasks: Tasks, qtbot: QtBot) -> None:
    made = Prose(tasks, grows=True, margin=0)
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    made.set_markdown("one")
    low = made.height()
    made.set_markdown("one\n\ntwo\n\nthree")
    assert made.height() > low
    assert made.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    "tex",
    [
        "\\def\\a{\\a\\a}\\a",
        "\\newcommand{\\b}{\\b\\b}\\b",
        "{" * 5_000 + "}" * 5_000,
        "{" * 900 + "}" * 900,
        "\\sqrt{" * 200 + "x" + "}" * 200,
        "\\sqrt" * 390 + "x",
        "x^" * 900 + "x",
        "\\rule{100000em}{100000em}",
        "\\hspace{9999999em}x",
        "x" * 2_001,
        "\\includegraphics{/etc/passwd}",
        "\\input{/etc/passwd}",
        "\\begin{matrix}" * 100,
        "\\left(" * 150,
    ],
)
def test_hostile_formulas_are_refused(tex: str) -> None:
    assert isinstance(draw(Formula(tex, False)), Refused)
