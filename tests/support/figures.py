"""Figures as programs log them, and as an enemy would."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any


def plotly(*traces: dict[str, Any], **layout: Any) -> bytes:
    """Return a Plotly figure; a curve when no trace is given."""
    return json.dumps({"data": list(traces) or [{"y": [1, 3, 2], "name": "val"}], "layout": layout}).encode()


def png(
    width: int = 8, height: int = 6, shade: int = 200, *, claimed: tuple[int, int] | None = None
) -> bytes:
    """Return a grey PNG; `claimed` is the size its head speaks of."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def svg(body: str = "", *, size: str = 'width="144pt" height="96pt"', box: str = "0 0 144 96") -> bytes:
    """Return a drawing in the manner of Matplotlib: clipped curves, marks used over and over, a picture."""
    picture = base64.b64encode(png()).decode()
    own = f"""
 <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
 <defs><style type="text/css">*{{stroke-linejoin: round; stroke-linecap: butt}}</style></defs>
 <g id="figure_1">
  <path d="M 0 96 L 144 96 L 144 0 L 0 0 z" style="fill: #ffffff"/>
  <path d="M 0 48 L 144 48" clip-path="url(#p1)" style="fill: none; stroke: #ff0000; stroke-width: 8"/>
  <defs><path id="mark" d="M 0 3 L 3 0 L -3 0 z"/><path id="space" d=""/></defs>
  <use xlink:href="#mark" x="20" y="80" style="fill: #0000ff"/>
  <use xlink:href="#space" x="30" y="80"/>
  <image xlink:href="data:image/png;base64,{picture}" x="60" y="60" width="24" height="18"/>
 </g>
 <defs><clipPath id="p1"><rect x="36" y="0" width="72" height="96"/></clipPath></defs>"""
    return f"""<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" {size} viewBox="{box}" xmlns="http://www.w3.org/2000/svg">
{body or own}
</svg>""".encode()
