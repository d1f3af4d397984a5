"""The field in which runs are searched for, with its colours, completion and what it says below."""

from __future__ import annotations

from runyard.desktop.parts.query_field.field import QueryField
from runyard.desktop.parts.query_field.words_line import WordsLine

__all__ = ["QueryField", "WordsLine"]
