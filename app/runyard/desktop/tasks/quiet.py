"""What Qt's decoders would print about what they meet: it is shown where it belongs instead."""

from __future__ import annotations

from PySide6.QtCore import QLoggingCategory

_quiet: set[str] = set()


def quiet(*categories: str) -> None:
    """Keep Qt's warnings of these categories off the terminal, beside those that are kept off already."""
    _quiet.update(categories)
    rules = [f"{category}=false" for category in sorted(_quiet)]
    QLoggingCategory.setFilterRules("\n".join(rules))
