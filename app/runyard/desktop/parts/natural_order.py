"""The order in which people expect names: layer2 before layer10."""

from __future__ import annotations

import re


def natural_order(text: str) -> list[tuple[int, int, str]]:
    """Return a key to sort names by, in which digits count as numbers and case does not matter."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]
