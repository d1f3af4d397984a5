"""Which steps and which places of a list to show, and one step at a time."""

from __future__ import annotations

from runyard.desktop.parts.step_ranges.ranges import StepRanges
from runyard.desktop.parts.step_ranges.step_slider import StepSlider

__all__ = ["StepRanges", "StepSlider"]
