"""How an interactive figure is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runyard.desktop.theme import tokens
from runyard.desktop.theme.fonts import UI_FAMILY


@dataclass(frozen=True, slots=True)
class View:
    """Filling the pane, or in its own size; in the program's colours, or as logged."""

    fit: bool = False
    themed: bool = True
    width: int | None = None
    height: int | None = None

    def told(self) -> dict[str, Any]:
        """Return what the page is told."""
        colors = tokens()
        theme = {
            "ground": colors.panel.name(),
            "text": colors.text.name(),
            "soft": colors.text_soft.name(),
            "line": colors.line.name(),
            "lineStrong": colors.line_strong.name(),
            "accent": colors.accent.name(),
            "series": [color.name() for color in colors.series],
            "font": f"'{UI_FAMILY}', Inter, sans-serif",
        }
        return {
            "fit": self.fit,
            "width": self.width,
            "height": self.height,
            "ground": colors.panel.name(),
            "handle": colors.line_strong.name(),
            "theme": theme if self.themed else None,
        }
