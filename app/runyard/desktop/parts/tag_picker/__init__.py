"""Choosing the tags of runs: the same picker in every list and on the run page."""

from __future__ import annotations

from runyard.desktop.parts.tag_picker.picker import TagPicker

__all__ = ["TagPicker"]
