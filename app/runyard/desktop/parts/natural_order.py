"""The order in which people expect names: layer2 before layer10."""

from __future__ import annotations

import re

_DIGITS = 4000  # Python turns no longer text into a number


def natural_order(text: str) -> list[tuple[int, int, str]]:
    """Return a key to sort names by, in which digits count as numbers and case does not matter."""
    return [
        (0, int(part), "") if part.isdecimal() and len(part) <= _DIGITS else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]
