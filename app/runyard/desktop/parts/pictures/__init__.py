"""Pictures that a run logged, decoded with care: nothing in them is trusted."""

from __future__ import annotations

from runyard.desktop.parts.pictures.decoding import Picture, Source, picture, scaled_picture, silence

__all__ = ["Picture", "Source", "picture", "scaled_picture", "silence"]
