"""What is said of an image: below its cell, in its tooltip, in its details."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from runyard.desktop.kinds.images.grid.cells import split_score
from runyard.desktop.kinds.images.reading import plain_caption
from runyard.desktop.parts.words import full_moment, size
from runyard.desktop.theme import sizes, ui_font
from runyard.domain.item import Item


class Captions:
    """The two ends of a caption; where steps have no heads, the step is one of them."""

    def __init__(self) -> None:
        self.with_step = False

    def words(self, item: Item) -> tuple[str, str]:
        """Return what stands at the left and at the right below an image."""
        caption = plain_caption(item)
        if not self.with_step:
            return split_score(caption)
        step = f"{item.step:,}"
        return (caption, step) if caption else (f"Step {step}", "")

    def tip(self, item: Item, width: int) -> str:
        """Return the whole caption where it does not fit below its image."""
        left, right = self.words(item)
        metrics = QFontMetrics(ui_font(sizes.TEXT_SMALL))
        wide = metrics.horizontalAdvance(left) + (
            metrics.horizontalAdvance(right) + sizes.GAP if right else 0
        )
        return whole_caption(item) if wide > width else ""

    def spoken(self, item: Item) -> str:
        """Return what assistive technology says of an image."""
        caption = plain_caption(item)
        return f"Step {item.step:,}, index {item.index}" + (f", {caption}" if caption else "")


def whole_caption(item: Item, longest: int = 2000) -> str:
    """Return a caption as it was logged, cut where no screen would hold more."""
    caption = item.meta.get("caption")
    return caption[:longest] if isinstance(caption, str) else ""


def facts(item: Item, width: int, height: int, form: str, context: str = "") -> list[tuple[str, str]]:
    """Return what is known of an image, as names and values in their order."""
    where = [("Context", context)] if context else []
    epoch = [("Epoch", f"{item.epoch:,.10g}")] if item.epoch is not None else []
    seen = [("Size", f"{width:,} × {height:,} px")] if width and height else []
    kind = [("Format", form.upper())] if form else []
    digest = [("SHA-256", item.sha256)] if item.sha256 else []
    return [
        *where,
        ("Step", f"{item.step:,}"),
        ("Index", f"{item.index:,}"),
        *epoch,
        *seen,
        *kind,
        ("Bytes", size(item.size)),
        ("Logged", full_moment(item.time)),
        *digest,
    ]
