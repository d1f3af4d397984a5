"""How a value of a param reads, in which tone, and what is copied of it."""

from __future__ import annotations

import json
import math
from typing import Any

from runyard.domain import params

#: Short lists of single values read better on one line than as a tree.
_INLINE_ITEMS = 8
_INLINE_CHARACTERS = 80
_LONGEST = 400


class Written(float):
    """A number that is shown as somebody wrote it, with every digit."""

    def __new__(cls, text: str) -> Written:
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str


def is_branch(value: Any) -> bool:
    """Whether a value is shown as a tree of its own."""
    if isinstance(value, dict):
        return bool(value)
    if not isinstance(value, list) or not value:
        return False
    if len(value) > _INLINE_ITEMS or any(isinstance(item, dict | list) for item in value):
        return True
    return len(value_text(value)) > _INLINE_CHARACTERS


def value_text(value: Any) -> str:
    """Return a value on one line; a branch tells its size."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, Written):
        return value.text if len(value.text) <= _LONGEST else f"{value.text[:_LONGEST]}…"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() < 4000 else f"an integer of {value.bit_length():,} bits"
    if isinstance(value, str):
        shown = json.dumps(value[:_LONGEST], ensure_ascii=False)
        return shown if len(value) <= _LONGEST else f"{shown[:-1]}…"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, dict):
        return "{}" if not value else _items(len(value))
    if len(value) > _INLINE_ITEMS or any(isinstance(item, dict | list) for item in value):
        return _items(len(value))
    return f"[{', '.join(value_text(item) for item in value)}]"


def value_tone(value: Any) -> str:
    """Return the name of the token a value is drawn in."""
    if isinstance(value, bool) or value is None:
        return "code_keyword"
    if isinstance(value, int | float):
        return "code_number"
    if isinstance(value, str | bytes):
        return "code_string"
    return "text_faint" if is_branch(value) else "text_soft"


def copy_text(value: Any) -> str:
    """Return what the clipboard gets: the text of a string, JSON of anything else."""
    if isinstance(value, str | Written):
        return value if isinstance(value, str) else value.text
    if isinstance(value, dict | list):
        return json.dumps(_copyable(value), ensure_ascii=False, indent=2, allow_nan=True)
    return value_text(value)


def search_text(value: Any) -> str:
    """Return what a search looks through."""
    if isinstance(value, str):
        return value
    return "" if isinstance(value, bytes) or is_branch(value) else value_text(value)


def path_text(path: tuple[Any, ...]) -> str:
    """Return a path as a query spells it; an item of a list by its number."""
    text = ""
    for key in path:
        text = f"{text}[{key}]" if isinstance(key, int) else _joined(text, params.dotted((key,)))
    return text


def _joined(before: str, key: str) -> str:
    return f"{before}.{key}" if before and not key.startswith("[") else f"{before}{key}"


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _copyable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _copyable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copyable(item) for item in value]
    return value_text(value) if isinstance(value, bytes) else value
