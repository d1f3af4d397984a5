"""One module a schema version, oldest first. Each has `VERSION` and `apply`, in plain SQL."""

from __future__ import annotations

from types import ModuleType

from runyard.storage.migrations import m0001_first, m0002_words_and_messages, m0003_notes, m0004_items

ALL: list[ModuleType] = [m0001_first, m0002_words_and_messages, m0003_notes, m0004_items]
