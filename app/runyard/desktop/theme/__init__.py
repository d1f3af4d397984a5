"""How everything looks: colours, fonts, icons, sizes, and putting them on the application."""

from __future__ import annotations

from runyard.desktop.theme.application import MODES, apply
from runyard.desktop.theme.current import ThemeWatcher, tokens, watcher
from runyard.desktop.theme.fonts import SCALES, mono_font, scaled, ui_font
from runyard.desktop.theme.icons import icon, pixmap
from runyard.desktop.theme.swatches import series_color, series_dash, tag_colors
from runyard.desktop.theme.tokens import Tokens

__all__ = [
    "MODES",
    "SCALES",
    "ThemeWatcher",
    "Tokens",
    "apply",
    "icon",
    "mono_font",
    "pixmap",
    "scaled",
    "series_color",
    "series_dash",
    "tag_colors",
    "tokens",
    "ui_font",
    "watcher",
]
