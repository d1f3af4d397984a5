"""The form in which a tag is made or edited."""

from __future__ import annotations

from runyard.desktop.parts.tag_form.form import TagForm

__all__ = ["TagForm"]
