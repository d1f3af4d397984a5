"""Notes on an experiment or on a run, in Markdown."""

from __future__ import annotations

from runyard.desktop.parts.note_editor.notes import Notes

__all__ = ["Notes"]
