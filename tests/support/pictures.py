"""Encoded pictures to log: whole ones, and those that mean harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

from runyard.domain.kinds import DataKind
from support.logged import Logged

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'


def encoded(
    width: int = 8, height: int = 8, form: str = "png", *, seed: int = 0, mode: str = "RGB", **more: Any
) -> bytes:
    """Return noise as a file of this format; each seed is another picture."""
    dots = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(dots).convert(mode).save(file, form, **more)
    return file.getvalue()


def file_of(array: Any, form: str = "png") -> bytes:
    """Return an array of bytes as a file of this format."""
    file = io.BytesIO()
    Image.fromarray(array).save(file, form)
    return file.getvalue()


def moving(frames: int = 4, side: int = 20, form: str = "GIF", duration: int = 30) -> bytes:
    """Return a GIF or WebP whose frames differ."""
    shots = [Image.fromarray(np.full((side, side), 60 * i + 10, dtype=np.uint8)) for i in range(frames)]
    file = io.BytesIO()
    shots[0].save(file, form, save_all=True, append_images=shots[1:], duration=duration, loop=0)
    return file.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small PNG that says it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b""))
    chunks = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def meta(caption: str = "", width: int = 8, height: int = 8, form: str = "png") -> dict[str, Any]:
    """Return what is logged beside an image."""
    return {"caption": caption, "format": form, "width": width, "height": height}


def log_steps(
    run: Logged,
    steps: range,
    each: int,
    name: str = "misclassified",
    context: dict[str, Any] | None = None,
    *,
    seed: int = 0,
) -> None:
    """Log so many images at each step, all of them different, with captions that tell where they belong."""
    for step in steps:
        found = [
            (step, index, encoded(seed=seed + 1000 * step + index), meta(f"{step} as {index}, 0.{index}5"))
            for index in range(each)
        ]
        run.items(DataKind.IMAGE, name, found, context, epoch=float(step // 10))
