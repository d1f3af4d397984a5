"""`MetricsTab`: the metrics of a run as charts."""

from __future__ import annotations

from typing import ClassVar

from runyard.desktop.parts.run_charts import ChartsTab, Outline


class MetricsTab(ChartsTab):
    """Sections by what stands before the first slash of a name."""

    outline: ClassVar[Outline] = Outline()
