"""The icons by name. Each is one SVG in resources/icons, drawn on first use in the colour asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from runyard.desktop.theme import assets, sizes
from runyard.desktop.theme.contrast import mix
from runyard.desktop.theme.current import tokens

_LIST = """
    app-window archive archive-restore arrow-down arrow-right arrow-up arrow-up-down audio-lines
    bookmark box case-sensitive chart-area chart-line check chevron-down chevron-left chevron-right
    chevron-up chevrons-up-down circle circle-check circle-x clock columns-3 copy cpu database
    download ellipsis expand eye eye-off file-text flask-conical fold-vertical folder folder-input
    git-branch git-commit-horizontal git-compare grip-vertical group hash history house image info keyboard
    layers list maximize-2 message-square message-square-text minimize-2 monitor moon notebook-pen
    octagon-alert palette panel-left-close panel-left-open pause pencil pin play plus refresh-cw
    regex rotate-ccw search settings shapes skip-back skip-forward sliders-horizontal star sun table
    tags trash-2 triangle-alert undo-2 unfold-vertical volume-2 volume-x whole-word wrap-text x
    zoom-in zoom-out
"""
NAMES = frozenset(_LIST.split())


def pixmap(name: str, color: QColor, size: int = sizes.ICON, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a pixmap of `size` logical pixels for a screen of `ratio`."""
    return _rendered(name, color.rgba(), size, ratio)


def icon(name: str, color: QColor | None = None) -> QIcon:
    """Return an icon that is soft when off, accent when on, and pale when disabled; or of one colour."""
    active = tokens()
    shown = color if color is not None else active.text_soft
    pale = mix(active.panel, active.text_faint, 0.6)
    on = color if color is not None else active.accent
    return _icon(name, shown.rgba(), on.rgba(), pale.rgba(), _screen_ratio())


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@lru_cache(maxsize=512)
def _icon(name: str, normal: int, on: int, disabled: int, ratio: float) -> QIcon:
    made = QIcon()
    for size in (sizes.ICON_DENSE, sizes.ICON):
        for mode, state, rgba in (
            (QIcon.Mode.Normal, QIcon.State.Off, normal),
            (QIcon.Mode.Normal, QIcon.State.On, on),
            (QIcon.Mode.Disabled, QIcon.State.Off, disabled),
        ):
            made.addPixmap(_rendered(name, rgba, size, ratio), mode, state)
    return made


@lru_cache(maxsize=1024)
def _rendered(name: str, rgba: int, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    color = QColor.fromRgba(rgba)
    source = _source(name).replace("currentColor", color.name())
    renderer = QSvgRenderer(QByteArray(source.encode()))
    pixels = round(size * ratio)
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    try:
        painter.setOpacity(color.alphaF())
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
    finally:
        painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    if name not in NAMES:
        raise KeyError(f"no icon is named {name!r}; see theme/icons.py")
    return assets.text("icons", f"{name}.svg")
