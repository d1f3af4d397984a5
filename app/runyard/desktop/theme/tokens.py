"""The colours of a theme, read from resources/themes."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtGui import QColor

from runyard.desktop.theme import assets

SERIES = 10
TAGS = 8
HEAT = 5


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour the interface may use. See the attribute names for what each is for."""

    dark: bool
    canvas: QColor
    panel: QColor
    raised: QColor
    field: QColor
    hover: QColor
    wash: QColor
    line: QColor
    line_strong: QColor
    text: QColor
    text_soft: QColor
    text_faint: QColor
    accent: QColor
    on_accent: QColor
    ok: QColor
    warn: QColor
    bad: QColor
    ok_wash: QColor
    warn_wash: QColor
    bad_wash: QColor
    scrim: QColor
    code_string: QColor
    code_number: QColor
    code_key: QColor
    code_keyword: QColor
    scale: QColor
    heat: tuple[QColor, ...]
    series: tuple[QColor, ...]
    tags: tuple[tuple[QColor, QColor], ...]


def load(name: str) -> Tokens:
    """Return the theme called `name`, "light" or "dark"; a missing or unknown entry is an error."""
    stored = json.loads(assets.text("themes", f"{name}.json"))
    wanted = {entry.name for entry in fields(Tokens)}
    if set(stored) != wanted:
        raise ValueError(f"theme {name} differs from Tokens in {sorted(set(stored) ^ wanted)}")
    tokens = Tokens(**{key: _value(key, value) for key, value in stored.items()})
    counts = (len(tokens.heat), len(tokens.series), len(tokens.tags))
    if counts != (HEAT, SERIES, TAGS):
        raise ValueError(f"theme {name} has {counts} heat, series and tag colours")
    return tokens


def _value(key: str, value: Any) -> Any:
    if key == "dark":
        return bool(value)
    if key == "scrim":
        color = QColor(value[0])
        color.setAlphaF(value[1] / 100)
        return color
    if key == "tags":
        return tuple((QColor(text), QColor(tint)) for text, tint in value)
    if isinstance(value, list):
        return tuple(QColor(item) for item in value)
    return QColor(value)
