"""What a metric and a sequence of objects have in common: a run, a name and a context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from runyard.domain import context as contexts
from runyard.domain.errors import MissingRunError
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series

if TYPE_CHECKING:
    from runyard.reading.view import RunView


class OneSeries:
    """What a run has logged under one name and context; looked up anew at each access."""

    _called: ClassVar[str] = ""

    def __init__(self, run: RunView, info: SeriesInfo) -> None:
        self.run = run
        self._info = info

    @property
    def name(self) -> str:
        """The name given to `track`."""
        return self._info.key.name

    @property
    def context(self) -> dict[str, Any]:
        """The context given to `track`; empty when none was."""
        return contexts.parse(self._info.key.context)

    def first_step(self) -> int:
        """Return the lowest step."""
        return self._now().first_step

    def last_step(self) -> int:
        """Return the highest step."""
        return self._now().last_step

    def _now(self) -> SeriesInfo:
        """Return the series as it is now; its id too, which after a purge may be another's."""
        self.run._fresh()
        found = series.find(self.run.repo.store, self._info.run_id, self._info.key)
        if found is None:
            raise MissingRunError(f"{self._called}{self.name!r} is gone", "Its run was purged meanwhile")
        return found
