"""Markdown that means harm: nothing is fetched, opened or run, and no text is too much."""

from __future__ import annotations

import gc
import time

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.prose import Prose, latex, prose
from runyard.desktop.parts.prose.address import AddressDialog
from runyard.desktop.parts.prose.formulas import MOST as MOST_FORMULAS
from runyard.desktop.parts.prose.formulas import Formula, hide
from runyard.desktop.parts.prose.latex import Refused, draw
from runyard.desktop.parts.prose.prose import MOST
from runyard.desktop.parts.prose.sections import HARD, LONGEST_LINE, cut, fitting
from support.prose_view import shown

__all__ = ["shown"]

MB = 10_000_000
BOMBS = {
    "nested quotes": ">" * MB,
    "lines of nested quotes": ("> " * 200 + "a\n") * (MB // 400),
    "brackets": "[" * MB,
    "pairs of brackets": "[" * (MB // 2) + "]" * (MB // 2),
    "links in links": "[a](" * (MB // 4),
    "pictures": "![a](file:///etc/passwd) " * (MB // 26),
    "a picture with its data": f"![a](data:image/png;base64,{'A' * MB})",
    "emphasis": "*a **b " * (MB // 7),
    "code": "".join("`" * (n % 50 + 1) + " " for n in range(MB // 26)),
    "fences": "".join("`" * (3 + n % 5) + "\n" for n in range(MB // 6)),
    "dollars": "$" * MB,
    "formulas": "$a$ " * (MB // 4),
    "open formulas": "$$a " * (MB // 4),
    "a wide table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "a|" * 500 + "\n") * (MB // 1000),
    "a long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * (MB // 6),
    "nested lists": "".join("  " * min(n, 2000) + "- a\n" for n in range(3_000)),
    "lists in one line": "- " * (MB // 2),
    "html": '<iframe src="http://x/"><script>alert(1)</script>\n' * (MB // 51),
    "one word": "a" * MB,
    "short lines": "a  \n" * (MB // 4),
    "nothing but lines": "\n" * MB,
    "entities": "&amp;" * (MB // 5),
    "addresses of links": "".join(f"[a{n}]: http://a.b/{n}\n" for n in range(MB // 25)),
    "marks of formulas": "\ue0001\ue001" * (MB // 3),
    "letters over letters": "a" + "\u0301" * (MB // 2),
    "right to left": "\u202e" * (MB // 3),
    "zeros": "\0" * MB,
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    found: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", found.append)
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_no_section_of_a_bomb_is_more_than_can_be_set_at_once(name: str) -> None:
    kept = fitting(BOMBS[name], MOST)
    assert len(kept) <= MOST
    text, formulas = hide(kept)
    assert len(formulas) <= MOST_FORMULAS
    sections = cut(text)
    assert sum(map(len, sections)) <= 4 * MOST
    for section in sections:
        assert section.count("\n") <= HARD[0] + 60  # and the addresses of links
        assert len(section) <= HARD[1] + 3 * LONGEST_LINE


@pytest.mark.parametrize(
    "name",
    ["nested quotes", "pairs of brackets", "a picture with its data", "formulas", "a wide table", "html"],
)
def test_a_bomb_is_shown_as_far_as_it_goes_and_says_so(
    shown: Prose, opened: list[QUrl], qtbot: QtBot, name: str
) -> None:
    shown.set_markdown(BOMBS[name])
    qtbot.waitUntil(shown.ready)
    said = shown.toPlainText()
    assert "characters, is not shown here" in said
    assert len(said) < 2 * MOST
    shown.grab()
    assert opened == []


def test_html_is_words_and_loads_nothing(shown: Prose, opened: list[QUrl], qtbot: QtBot) -> None:
    html = (
        '<script>alert(1)</script> <iframe src="file:///etc/passwd"></iframe> <style>*{color:red}</style> '
        '<img src="http://a.b/c.png" onerror="alert(1)"> <a href="javascript:alert(1)">click</a>'
    )
    shown.set_markdown(html)
    assert shown.toPlainText() == html
    links = [part.format.anchorHref() for part in shown.document().begin().textFormats()]
    assert not any(links)
    image = int(QTextDocument.ResourceType.ImageResource.value)
    sheet = int(QTextDocument.ResourceType.StyleSheetResource.value)
    for kind in (image, sheet):
        loaded = shown.document().resource(kind, QUrl("file:///etc/hostname"))
        assert loaded is None or loaded.width() <= 1
    assert opened == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,<script>alert(1)</script>",
        "smb://host/share",
        "vscode://file/etc/passwd",
        "//host/path",
        "relative/path",
        "http:javascript",
    ],
)
def test_only_the_web_is_a_link(shown: Prose, opened: list[QUrl], qtbot: QtBot, address: str) -> None:
    shown.set_markdown(f"[words]({address.replace('<', '%3C').replace('>', '%3E')})")
    assert shown.toPlainText().startswith("words (")
    parts = shown.document().begin().textFormats()
    assert not any(part.format.isAnchor() for part in parts)
    assert shown.anchorAt(QPoint(30, 24)) == ""
    shown.anchorClicked.emit(QUrl(address))
    assert opened == []
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, AddressDialog)]


def test_the_address_of_a_picture_is_cut(shown: Prose) -> None:
    shown.set_markdown(f"![cat](data:image/png;base64,{'A' * 3_000})")
    assert shown.toPlainText().startswith("cat (data:image/png;base64,AAA")
    assert len(shown.toPlainText()) < 200


def test_deep_lists_stay_in_the_page(shown: Prose, qtbot: QtBot) -> None:
    shown.set_markdown("".join("  " * n + "- a\n" for n in range(60)))
    qtbot.waitUntil(shown.ready)
    shown.grab()
    assert shown.document().size().width() <= shown.viewport().width() + 1


@pytest.mark.parametrize(
    "tex",
    [
        "\\def\\a{\\a\\a}\\a",
        "\\gdef\\a{\\b\\b}\\gdef\\b{\\a\\a}\\a",
        "\\newcommand{\\b}{\\b\\b}\\b",
        "\\let\\a=\\b",
        "{" * 900 + "}" * 900,
        "\\sqrt{" * 200 + "x" + "}" * 200,
        "\\frac{" * 41 + "x" + "}{y}" * 41,
        "\\sqrt" * 390 + "x",
        "x^" * 900 + "x",
        "\\left(" * 150 + "\\right)" * 150,
        "\\begin{matrix}" * 100,
        "\\begin{matrix}" * 60 + "\\end{matrix}" * 60,
        "\\rule{100000em}{100000em}",
        "\\hspace{9999999em}x",
        "\\hspace{-9999999em}x",
        "&" * 2_000,
        "x" * 2_001,
        "\\includegraphics{/etc/passwd}",
        "\\input{/etc/passwd}",
        "\\write18{rm -rf /}",
        "\\catcode`\\@=11",
        "",
        "\0",
    ],
)
def test_hostile_formulas_are_refused(tex: str) -> None:
    assert isinstance(draw(Formula(tex, True)), Refused)


@pytest.mark.parametrize(
    "tex",
    ["\\href{javascript:alert(1)}{x}", "\\text{<script>alert(1)</script>}", '\\color{"><image href="a"/>}x'],
)
def test_a_picture_of_a_formula_holds_only_strokes(tex: str) -> None:
    drawn = draw(Formula(tex, False))
    if not isinstance(drawn, Refused):
        for word in (b"script", b"<image", b"javascript", b"onload", b"foreignObject"):
            assert word not in drawn.svg


def test_a_formula_ends_in_time_while_garbage_is_collected() -> None:
    """A callback of the collector is Python too, and swallows what is raised in it."""
    seen: list[str] = []

    def callback(phase: str, _info: object) -> None:
        time.sleep(0)  # a call that could be asked for the time
        seen.append(phase)

    slow = Formula(r"\frac{a}{b}" * 180, True)
    threshold = gc.get_threshold()
    gc.callbacks.append(callback)
    gc.set_threshold(1, 1, 1)
    try:
        answer = draw(slow)
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(callback)
    assert seen
    assert isinstance(answer, Refused)
    assert answer.reason == "it takes too long"


def test_many_slow_formulas_do_not_keep_the_text_waiting(
    shown: Prose, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "_FORMULAS", 0.6)
    text = " ".join(f"$x_{{{number}}}^{{{'y' * 20}}}$" for number in range(MOST_FORMULAS + 5))
    shown.set_markdown(text)
    qtbot.waitUntil(lambda: "x_{0}" in shown.toPlainText() or "\ufffc" in shown.toPlainText())
    qtbot.waitUntil(shown.ready)
    said = shown.toPlainText()
    assert "\ufffc" in said
    assert "(not drawn: the others took too long)" in said


def test_pictures_of_formulas_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex, "_KEPT", 60_000)
    first = Formula("x_{first}", False)
    draw(first)
    for number in range(40):
        draw(Formula(f"x_{{{number}}} + y", False))
    assert latex._Kept.size <= 60_000
    assert latex.kept(first) is None
    assert latex.kept(Formula("x_{39} + y", False)) is not None
    assert latex._Kept.size == sum(map(latex._weight, latex._Kept.answers.values()))
