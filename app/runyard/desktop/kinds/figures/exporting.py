"""Writing a figure to a file."""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect

from runyard.desktop.kinds.figures.drawing import Drawing
from runyard.desktop.kinds.figures.reading import raw
from runyard.desktop.tasks.cancel import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.storage.store import Store

_SCALE = 2.0
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' \
'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:">
<title>{title}</title>
<style>html, body {{ margin: 0; height: 100%; }} #figure {{ min-height: 100%; }}</style>
</head>
<body>
<div id="figure"></div>
<script type="application/json" id="logged">{figure}</script>
<script>{plotly}</script>
<script>
const logged = JSON.parse(document.getElementById('logged').textContent);
Plotly.newPlot('figure', {{ data: logged.data || [], layout: logged.layout || {{}},
  frames: logged.frames || [], config: {{ displaylogo: false, responsive: true }} }});
</script>
</body>
</html>
"""


class Format(NamedTuple):
    """A kind of file: its ending, what it is called in a menu, and whether it holds what is drawn."""

    ending: str
    title: str
    filter: str
    drawn: bool = False


PNG = Format("png", "Picture", "PNG picture (*.png)", drawn=True)
SVG = Format("svg", "Vector drawing", "SVG drawing (*.svg)", drawn=True)
HTML = Format("html", "Interactive page", "Web page (*.html)")
JSON = Format("json", "Plotly data", "Plotly JSON (*.json)")


def formats(item: Item, *, interactive: bool, still: bool) -> list[Format]:
    """Return what a figure can be written as; `interactive` and `still` say how it is shown at present."""
    has_json = item.meta.get("format") != "svg" or item.plotly is not None
    drawn_by_others = item.meta.get("format") == "svg"
    found = []
    if interactive or still or item.picture is not None:
        found.append(PNG)
    if interactive or drawn_by_others:
        found.append(SVG)
    if has_json:
        found += [HTML, JSON]
    return found


def write(
    store: Store, cancel: Cancel, item: Item, form: Format, path: Path, drawing: Drawing | None, title: str
) -> Path:
    """Write what lies in the repository, or a drawing of it, to `path`; return it."""
    if form is SVG:
        data = raw(store, cancel, item, "content")
    elif form is JSON:
        data = raw(store, cancel, item, "json")
    elif form is HTML:
        data = page(raw(store, cancel, item, "json"), title)
    elif item.picture is not None and (drawing is None or item.meta.get("format") == "svg"):
        data = raw(store, cancel, item, "picture")
    elif drawing is not None:
        data = picture(drawing)
    else:
        raise KnownProblem("There is no picture of this figure", "Nothing was written")
    return put(path, data)


def put(path: Path, data: bytes) -> Path:
    """Write a file whole, or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise KnownProblem(
            f"{path.name} could not be written", error.strerror or "Choose another folder"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def page(figure: bytes, title: str) -> bytes:
    """Return a page that needs nothing else. The figure is data in it: no sign of it can end its element."""
    from runyard.desktop.kinds.figures.web_trial import plotly_js

    safe = figure.decode("utf-8", "replace").replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return _PAGE.format(title=html.escape(title), figure=safe, plotly=plotly_js().decode("utf-8")).encode()


def picture(drawing: Drawing) -> bytes:
    """Return a PNG of a drawing in twice its size."""
    size = (drawing.size * _SCALE).toSize()
    image = drawing.rendered(size, QRect(0, 0, size.width(), size.height()))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes for the format
    return bytes(content.data())
