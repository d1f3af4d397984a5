"""What is known of a run besides its params and data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from runyard.domain import clock
from runyard.domain.run import Attempt, RunInfo
from runyard.reading import fresh
from runyard.storage.runs import runs

if TYPE_CHECKING:
    from runyard.reading.repo import Repo

SECOND = 1_000_000


class RunFacts:
    """The properties of `RunView`."""

    repo: Repo
    _run_id: int

    def _fresh(self) -> None:
        """Called before each read: stores what this process has logged and not stored yet."""
        fresh.before_read(self.repo.path)

    def _info(self) -> RunInfo:
        self._fresh()
        return runs.info(self.repo.store, self._run_id)

    @property
    def hash(self) -> str:
        """24 lower-case hexadecimal digits that name the run for good."""
        return runs.info(self.repo.store, self._run_id).hash

    @property
    def name(self) -> str:
        """The name people see."""
        return self._info().name

    @property
    def description(self) -> str:
        """What the run is about; empty when never set."""
        return self._info().description

    @property
    def experiment(self) -> str:
        """The name of the run's experiment."""
        return self._info().experiment

    @property
    def archived(self) -> bool:
        """Whether the run is in the archive."""
        return self._info().archived

    @property
    def label(self) -> str:
        """A few words that tell the run from its like; empty when never set."""
        return self._info().label

    @property
    def group(self) -> str:
        """What the run belongs to besides its experiment, such as one sweep; empty when never set."""
        return self._info().group

    @property
    def job_type(self) -> str:
        """The run's part in its group, such as ``"train"`` or ``"eval"``; empty when never set."""
        return self._info().job_type

    @property
    def marked(self) -> bool:
        """Whether somebody has marked the run."""
        return self._info().marked

    @property
    def tags(self) -> list[str]:
        """The names of the run's tags, sorted."""
        return [tag.name for tag in self._info().tags]

    @property
    def status(self) -> str:
        """One of queued, running, stale, finished, failed, crashed, killed."""
        return self._info().status.value

    @property
    def active(self) -> bool:
        """Whether a process may still be logging to the run."""
        return self._info().status.active

    @property
    def created_at(self) -> dt.datetime:
        """When the run began; aware, UTC."""
        return clock.utc(self._info().created)

    @property
    def creation_time(self) -> float:
        """When the run began, seconds since 1970, UTC."""
        return self._info().created / SECOND

    @property
    def finalized_at(self) -> dt.datetime | None:
        """When the run ended; aware, UTC; None while it goes on."""
        ended = self._info().ended
        return None if ended is None else clock.utc(ended)

    @property
    def end_time(self) -> float | None:
        """When the run ended, seconds since 1970, UTC; None while it goes on."""
        ended = self._info().ended
        return None if ended is None else ended / SECOND

    @property
    def duration(self) -> float:
        """Seconds from beginning to end, or until now while the run goes on."""
        return self._info().duration(clock.now()) / SECOND

    @property
    def attempts(self) -> list[Attempt]:
        """The processes that logged to the run, oldest first; times in µs since 1970, UTC."""
        self._fresh()
        return runs.attempts(self.repo.store, self._run_id)

    @property
    def exit_code(self) -> int | None:
        """With what the last process ended; None while it goes on, and after a crash or a signal."""
        attempts = self.attempts
        return attempts[-1].exit_code if attempts else None

    @property
    def problems(self) -> tuple[str, ...]:
        """What was lost or damaged of the run, a sentence each; empty if nothing was."""
        return self._info().problems
