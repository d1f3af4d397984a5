"""The QPalette of a theme, so that every widget Qt draws itself fits."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from runyard.desktop.theme.contrast import mix
from runyard.desktop.theme.tokens import Tokens

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def build(tokens: Tokens) -> QPalette:
    """Return the palette of a theme, with its Disabled group."""
    palette = QPalette()
    for role, color in _roles(tokens).items():
        palette.setColor(role, color)
    disabled = mix(tokens.panel, tokens.text_faint, 0.75)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText, _Role.BrightText):
        palette.setColor(_Group.Disabled, role, disabled)
    palette.setColor(_Group.Disabled, _Role.Highlight, tokens.hover)
    palette.setColor(_Group.Disabled, _Role.Base, tokens.panel)
    palette.setColor(_Group.Disabled, _Role.Button, tokens.panel)
    palette.setColor(_Group.Disabled, _Role.Accent, tokens.line_strong)
    return palette


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, QColor]:
    return {
        _Role.Window: tokens.panel,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.panel,
        _Role.AlternateBase: tokens.panel,
        _Role.Text: tokens.text,
        _Role.PlaceholderText: tokens.text_faint,
        _Role.Button: tokens.raised,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.bad,
        _Role.Highlight: tokens.wash,
        _Role.HighlightedText: tokens.text,
        _Role.Accent: tokens.accent,
        _Role.Link: tokens.accent,
        _Role.LinkVisited: tokens.accent,
        _Role.ToolTipBase: tokens.raised,
        _Role.ToolTipText: tokens.text,
        _Role.Light: tokens.raised,
        _Role.Midlight: tokens.line,
        _Role.Mid: tokens.line,
        _Role.Dark: tokens.line,
        _Role.Shadow: tokens.canvas,
    }
