"""How images are shown: what the control bar sets and the repository keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from runyard.storage.objects.item_places import Order

#: Widths that the cells of the grid have at least.
SIZES = (32, 44, 60, 84, 116, 160, 224, 312, 440)
#: Images up to this size are drawn by whole pixels unless somebody chose otherwise.
SMALL = 64


class Arrangement(StrEnum):
    """How images stand in the grid: by step from either end, by index, or one step at a time."""

    NEWEST = "newest"
    OLDEST = "oldest"
    INDEX = "index"
    ONE = "one"

    @property
    def order(self) -> Order:
        """Return the order in which they are read."""
        return Order.OLDEST if self is Arrangement.ONE else Order(self.value)


@dataclass(frozen=True)
class Options:
    """One set of choices; `smooth` None lets the size of the images decide.

    `own_size` is how large the lightbox shows them: in their own size, or whole.
    """

    size: int = 84
    smooth: bool | None = None
    arrangement: Arrangement = Arrangement.NEWEST
    own_size: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the choices as JSON-like values."""
        return {**asdict(self), "arrangement": str(self.arrangement)}

    @classmethod
    def read(cls, found: Any) -> Options:
        """Return choices from what was kept; what has no meaning (any more) falls back to the default."""
        if not isinstance(found, dict):
            return cls()
        size, smooth, stands = found.get("size"), found.get("smooth"), found.get("arrangement")
        return cls(
            size if size in SIZES else cls.size,
            smooth if isinstance(smooth, bool) else None,
            Arrangement(stands) if stands in list(Arrangement) else cls.arrangement,
            found.get("own_size") is True,
        )
