"""`SystemTab`: how busy CPU, memory, disk, network and GPUs were while a run went on."""

from __future__ import annotations

from typing import ClassVar

from runyard.desktop.kinds.system.outline import SystemOutline
from runyard.desktop.parts.run_charts import ChartsTab, Outline


class SystemTab(ChartsTab):
    """Charts over time, grouped by device."""

    outline: ClassVar[Outline] = SystemOutline()
