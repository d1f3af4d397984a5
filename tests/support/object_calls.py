"""Objects whose every bit can be worked out again from a number."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from runyard import Audio, Distribution, Image, Text
from runyard.reading.view import RunView

NAMES = ("images", "audios", "texts", "distributions", "large")


def pixels(number: int, large: bool = False) -> Any:
    """Return the pixels of an image; a large one goes into a spool file."""
    side = 640 if large else 5 + number % 20
    return np.random.default_rng(number).integers(0, 256, (side, side, 3), np.uint8)


def call(number: int) -> tuple[Any, str]:
    """Return what the call of a number tracks, and its name."""
    turn = number % 6
    if turn == 0:
        return [Image(pixels(number + i), caption=f"{number}") for i in range(3)], "images"
    if turn == 1:
        return Audio(np.sin(np.arange(200) * number), rate=8000), "audios"
    if turn == 2:
        return Text(f"text {number} " * (1 + number % 4 * 1000)), "texts"
    if turn == 3:
        return Distribution(np.arange(number % 50 + 1) * 1.5), "distributions"
    if turn == 4 and number % 4 == 0:
        return Image(pixels(number, large=True)), "large"
    return Image(pixels(number)), "images"


def digest(data: bytes) -> str:
    """Return a short digest."""
    return hashlib.sha256(data).hexdigest()[:16]


def expected(count: int) -> dict[str, list[list[Any]]]:
    """Return what the first calls leave: by name, in order, the digest of each object of each step.

    Of an image that is the digest of its pixels, since the file that holds them is made later.
    """
    found: dict[str, list[list[Any]]] = {}
    for number in range(count):
        value, name = call(number)
        objects = value if isinstance(value, list) else [value]
        digests = []
        for place, one in enumerate(objects):
            new = one.new_item()
            if isinstance(one, Image):
                seed = number + place if isinstance(value, list) else number
                digests.append(digest(pixels(seed, name == "large").tobytes()))
            else:
                digests.append(digest(new.data if new.data is not None else new.blob.data))
        found.setdefault(name, []).append(digests)
    return found


def found_in(run: RunView) -> dict[str, list[list[str]]]:
    """Return what a reader finds, as `expected` has it."""
    sequences: dict[str, Any] = {
        "images": run.get_image_sequence("images"),
        "large": run.get_image_sequence("large"),
        "audios": run.get_audio_sequence("audios"),
        "texts": run.get_text_sequence("texts"),
        "distributions": run.get_distribution_sequence("distributions"),
    }
    assert set(sequences) == set(NAMES)
    found = {}
    for name, sequence in sequences.items():
        if sequence is None:
            continue
        images = name in ("images", "large")
        steps = sequence.steps()
        assert steps == list(range(len(steps)))
        found[name] = [
            [digest(one.to_numpy().tobytes() if images else one.read()) for one in sequence.at(step)]
            for step in steps
        ]
    return found
