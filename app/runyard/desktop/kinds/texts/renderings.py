"""The ways in which a text is shown, by the keys that are kept."""

from __future__ import annotations

PLAIN, MARKDOWN, JSON, CODE = "plain", "markdown", "json", "code"
RENDERINGS = (PLAIN, MARKDOWN, JSON, CODE)
