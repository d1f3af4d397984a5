"""The ways in which a text is shown, by the keys that are kept."""

from __future__ import annotations

PLAIN, MARKDOWN, JSON, TREE, CODE = "plain", "markdown", "json", "tree", "code"
RENDERINGS = (PLAIN, MARKDOWN, JSON, TREE, CODE)
