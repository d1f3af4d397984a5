"""Puts a theme on the application: style, palette, sheet, fonts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QToolTip

from runyard.desktop.theme import current, fonts, palette, sheet

MODES = ("light", "dark", "system")


class _SystemScheme(QObject):
    """Follows the system's light or dark setting while the mode says so."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.mode = ""
        self.scale = 1.0
        app.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    @Slot()
    def _scheme_changed(self) -> None:
        if self.mode == "system":
            _put_on(self.app, _system_theme(self.app))
            current.watcher().changed.emit()


class _State:
    scheme: _SystemScheme | None = None
    name = ""


def apply(app: QApplication, mode: str, scale: float = 1.0) -> None:
    """Make the whole application light, dark, or follow the system, with text scaled by `scale`."""
    if mode not in MODES:
        raise ValueError(f"theme mode must be one of {MODES}, not {mode!r}")
    if _State.scheme is None or _State.scheme.app is not app:
        app.setStyle("Fusion")
        _State.scheme, _State.name = _SystemScheme(app), ""
    scheme = _State.scheme
    if (scheme.mode, scheme.scale) == (mode, scale):
        return  # several windows hear of one setting
    scheme.mode, scheme.scale = mode, scale
    fonts.load()
    fonts.set_scale(scale)
    app.setFont(fonts.ui_font())
    QToolTip.setFont(fonts.ui_font())
    hints = app.styleHints()
    if mode == "system":
        hints.unsetColorScheme()
        _put_on(app, _system_theme(app))
    else:
        # Only the window frame and native dialogs follow this; our colours come from the palette.
        hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
        _put_on(app, mode)
    current.watcher().changed.emit()


def _system_theme(app: QApplication) -> str:
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _put_on(app: QApplication, name: str) -> None:
    current.activate(name)
    if _State.name == name:
        return
    _State.name = name
    colors = palette.build(current.tokens())
    app.setPalette(colors)
    QToolTip.setPalette(colors)
    app.setStyleSheet(sheet.build(name))
