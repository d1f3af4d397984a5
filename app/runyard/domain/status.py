"""What became of a run."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """The state of a run, as stored; ``STALE`` is derived by readers and never written."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CRASHED = "crashed"
    KILLED = "killed"
    STALE = "stale"

    @property
    def active(self) -> bool:
        """Whether a process may still be logging to the run."""
        return self in (RunStatus.RUNNING, RunStatus.STALE)


#: From best to worst: a run that several processes wrote ends as the worst of their ends.
END_SEVERITY: tuple[RunStatus, ...] = (
    RunStatus.FINISHED,
    RunStatus.KILLED,
    RunStatus.FAILED,
    RunStatus.CRASHED,
)
