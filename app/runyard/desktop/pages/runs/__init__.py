"""The runs page: search, and the table of what was found."""

from __future__ import annotations
