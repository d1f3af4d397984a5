"""Markdown with LaTeX, drawn without loading anything."""

from __future__ import annotations

from runyard.desktop.parts.prose.prose import Prose

__all__ = ["Prose"]
