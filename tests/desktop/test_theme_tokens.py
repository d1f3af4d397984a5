from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor, QPalette

from runyard.desktop.theme import contrast, palette, sheet, swatches
from runyard.desktop.theme.current import loaded
from runyard.desktop.theme.tokens import Tokens

SURFACES = ("canvas", "panel", "raised", "hover")
WORDS = ("text", "text_soft", "text_faint")
PLAIN = ("text", "text_soft")


@pytest.fixture(params=["dark", "light"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return loaded(request.param)


def test_text_reads_at_four_and_a_half_on_every_surface(tokens: Tokens) -> None:
    weak = {
        (word, surface): contrast.ratio(getattr(tokens, word), getattr(tokens, surface))
        for word, surface in product(WORDS, SURFACES)
    }
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert all(contrast.ratio(getattr(tokens, word), tokens.wash) >= 4.5 for word in PLAIN)
    assert contrast.ratio(tokens.on_accent, tokens.accent) >= 4.5


def test_status_words_and_code_read_on_the_panel(tokens: Tokens) -> None:
    names = ("ok", "warn", "bad", "accent", "code_string", "code_number", "code_key", "code_keyword")
    assert {n for n in names if contrast.ratio(getattr(tokens, n), tokens.panel) < 4.5} == set()
    pairs = (("ok", "ok_wash"), ("warn", "warn_wash"), ("bad", "bad_wash"))
    assert all(contrast.ratio(tokens.text, getattr(tokens, tint)) >= 4.5 for _, tint in pairs)


def test_controls_focus_and_curves_reach_three(tokens: Tokens) -> None:
    for surface in ("panel", "raised", "field"):
        assert contrast.ratio(tokens.accent, getattr(tokens, surface)) >= 3.0
    # The edge of a field counts against the page it stands on.
    assert contrast.ratio(tokens.line_strong, tokens.panel) >= 3.0
    for color in tokens.series:
        assert contrast.ratio(color, tokens.panel) >= 3.0, color.name()
        assert contrast.ratio(color, tokens.wash) >= 3.0, color.name()


def test_tags_read_in_both_themes_stored_or_custom(tokens: Tokens) -> None:
    for text, tint in tokens.tags:
        assert contrast.ratio(text, tint) >= 5.2, text.name()
    for hue in range(0, 360, 7):
        text, tint = swatches._custom(hue, tokens.dark)
        assert contrast.ratio(text, tint) >= 4.5, hue


def test_the_palette_speaks_for_disabled_widgets(tokens: Tokens) -> None:
    made = palette.build(tokens)
    group = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        assert made.color(group, role) != made.color(QPalette.ColorGroup.Active, role)
        assert contrast.ratio(made.color(group, role), tokens.panel) >= 2.5


def test_the_sheet_fills_every_placeholder(tokens: Tokens) -> None:
    filled = sheet.build("dark" if tokens.dark else "light")
    assert "$" not in filled
    assert tokens.accent.name() in filled


def test_an_unknown_placeholder_is_an_error(tokens: Tokens) -> None:
    with pytest.raises(KeyError, match="no_such_token"):
        sheet.fill("QMenu { color: $no_such_token; }", tokens)


def test_the_sheet_names_no_colour_and_no_item_rule() -> None:
    source = sheet.assets.text("sheet.qss")
    assert "::item" not in source
    assert "QWidget" not in source
    assert "gradient" not in source
    assert "#" not in source
    assert "font-" not in source


def test_mixing_ends_at_both_ends() -> None:
    black, white = QColor("#000000"), QColor("#ffffff")
    assert contrast.mix(black, white, 0.0) == black
    assert contrast.mix(black, white, 1.0) == white
    assert contrast.ratio(black, white) == pytest.approx(21.0)
