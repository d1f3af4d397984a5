"""The style sheet: resources/sheet.qss with its $placeholders filled from the tokens."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from string import Template

from PySide6.QtGui import QColor

from runyard.desktop.theme import assets, sizes
from runyard.desktop.theme.current import loaded
from runyard.desktop.theme.tokens import Tokens


@lru_cache(maxsize=2)
def build(name: str) -> str:
    """Return the style sheet of a theme; an unknown placeholder is an error."""
    return fill(assets.text("sheet.qss"), loaded(name))


def fill(template: str, tokens: Tokens) -> str:
    """Replace each placeholder; KeyError names one that no token or size answers."""
    return Template(template).substitute(_values(tokens))


def _values(tokens: Tokens) -> dict[str, str]:
    values: dict[str, str] = {}
    for entry in fields(tokens):
        value = getattr(tokens, entry.name)
        if isinstance(value, QColor):
            values[entry.name] = value.name()
    handle = tokens.line_strong
    values["scroll"] = f"rgba({handle.red()}, {handle.green()}, {handle.blue()}, 55%)"
    values["radius"] = f"{sizes.RADIUS}px"
    values["radius_panel"] = f"{sizes.RADIUS_PANEL}px"
    values["control"] = f"{sizes.CONTROL - 2 * sizes.BORDER}px"
    values["control_dense"] = f"{sizes.CONTROL_DENSE - 2 * sizes.BORDER}px"
    values["scroll_bar"] = f"{sizes.SCROLL_BAR}px"
    return values
