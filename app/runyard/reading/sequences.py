"""The images, sounds, texts, distributions or figures of one name and context."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runyard.domain.kinds import DataKind
from runyard.reading.frames import frame
from runyard.reading.logged import LOGGED, LoggedObject
from runyard.reading.one_series import OneSeries
from runyard.storage.objects import items

if TYPE_CHECKING:
    import pandas as pd


Logged = TypeVar("Logged", bound=LoggedObject)


class Objects(OneSeries, Generic[Logged]):
    """What was logged under one name and context, by step, then by place in the list it was logged in.

    Goes by object: ``for image in sequence``; ``sequence.at(step)``, ``sequence.values``. Of what was logged
    twice at one step the latest call counts. Content is read when it is asked for, each object's alone.

    Attributes
    ----------
    run : RunView
        The run that logged it.
    """

    @property
    def kind(self) -> DataKind:
        """What they are."""
        return self._info.key.kind

    def __len__(self) -> int:
        return self._now().count

    def __iter__(self) -> Iterator[Logged]:
        yield from map(self._made, items.all_of(self.run.repo.store, self._now().id))

    def at(self, step: int) -> list[Logged]:
        """Return what was logged at a step; empty when nothing was."""
        found = items.of_series(self.run.repo.store, self._now().id, steps=(step, step))
        return [self._made(item) for item in found]

    def steps(self) -> list[int]:
        """Return the steps at which something was logged."""
        return [step for step, _ in items.step_counts(self.run.repo.store, self._now().id)]

    @property
    def values(self) -> ObjectValues[Logged]:
        """What was logged at each step: an object, or a list where there are several."""
        return ObjectValues(self)

    def dataframe(self) -> pd.DataFrame:
        """Return a row an object: place, epoch, time (seconds since 1970, UTC), and what is known of it."""
        return frame([self._row(one) for one in self])

    def _row(self, one: Logged) -> dict[str, Any]:
        place = {"step": one.step, "index": one.index, "epoch": one.epoch, "time": one.timestamp}
        return {**place, "size": one._item.size, **one.meta}

    def _made(self, item: Any) -> Logged:
        made: Logged = LOGGED[self.kind](self.run.repo.store, item)  # type: ignore[assignment]
        return made

    def __repr__(self) -> str:
        context = f", {self.context}" if self.context else ""
        return f"<{self.kind.name.lower()} sequence {self.name!r}{context} of run {self.run.hash[:8]}>"


class ObjectValues(Generic[Logged]):
    """What was logged at each step, in their order: an object, or a list of them where there are several."""

    def __init__(self, whole: Objects[Logged]) -> None:
        self._whole = whole

    def __len__(self) -> int:
        return len(self._whole.steps())

    def __iter__(self) -> Iterator[Logged | list[Logged]]:
        for _, value in self._by_step():
            yield value

    def sparse_list(self) -> tuple[list[int], list[Logged | list[Logged]]]:
        """Return the steps, and what was logged at each."""
        found = list(self._by_step())
        return [step for step, _ in found], [value for _, value in found]

    def first_value(self) -> Logged | list[Logged]:
        """Return what was logged at the lowest step."""
        return _alone(self._whole.at(self._whole.first_step()))

    def last_value(self) -> Logged | list[Logged]:
        """Return what was logged at the highest step."""
        return _alone(self._whole.at(self._whole.last_step()))

    def _by_step(self) -> Iterator[tuple[int, Logged | list[Logged]]]:
        for step, found in groupby(self._whole, key=lambda one: one.step):
            yield step, _alone(list(found))


def _alone(found: list[Logged]) -> Logged | list[Logged]:
    return found[0] if len(found) == 1 else found
