"""A run that is open for logging in this process: everything that works for it, and how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from runyard.domain.series import SeriesKey
from runyard.domain.status import RunStatus
from runyard.journal.appending import BUSY, CLOSED, TROUBLE, WRITING
from runyard.reading import fresh
from runyard.tracking import capture, exits, hub, report
from runyard.tracking.capture import Capture
from runyard.tracking.outcome import Outcome
from runyard.tracking.session import Session
from runyard.tracking.system import SystemMetrics

if TYPE_CHECKING:
    from runyard.tracking.environment import Environment

_FIRST_FLUSH = 1.0
_DRAIN = 5.0
_PAUSE = 0.05


class Running:
    """One run's session with its share of the hub, its terminal capture and its system metrics.

    Parameters
    ----------
    shared : Hub
        Attached already; given back at the end.
    first : list of (op name, data)
        What the journal begins with.

    Attributes
    ----------
    end : (RunStatus, time in µs UTC) or None
        How and when the run was closed here.
    """

    def __init__(
        self,
        shared: hub.Hub,
        run: str,
        first: list[tuple[str, Any]],
        *,
        resumed: bool = False,
        auxiliary: bool = False,
        last_steps: Mapping[SeriesKey, int] | None = None,
    ) -> None:
        self.hub = shared
        self.folder: Path = shared.folder
        self.forked = False
        self._guard = threading.RLock()
        self._closed = False
        self.end: tuple[RunStatus, int] | None = None
        self._capture: Capture | None = None
        self._system: SystemMetrics | None = None
        self._environment: Environment | None = None
        self.session = Session(
            shared.folder, run, resumed=resumed, auxiliary=auxiliary, last_steps=last_steps
        )
        for name, data in first:
            self.session.op(name, data)
        shared.sessions.append(self.session)
        fresh.add(self.folder, self.flush)
        exits.watch(self, signals=not auxiliary)
        if not auxiliary:
            self.flush(_FIRST_FLUSH)
        shared.start()

    def begin(
        self, *, interval: float | None, terminal: bool | Literal["fd"], environment: bool = False
    ) -> None:
        """Start the capture of the terminal, of the machine's load and of what it runs in."""
        if terminal:
            self._capture = capture.start(self.session.line, descriptors=terminal == "fd")
        if environment:
            from runyard.tracking.environment import Environment

            self._environment = Environment(self.session)
        if interval is not None:
            self._system = SystemMetrics(self.session, interval)

    def flush(self, wait: float = -1) -> bool:
        """Store what was logged so far; False when that is not possible now."""
        return self.hub.flush(self.session, wait)

    def close(self, ended: Outcome) -> None:
        """Write the exit record, store what waits (for seconds at most), let go. A second call waits."""
        journal = self.session.journal
        with journal.lock:
            if journal.gate in (WRITING, BUSY):
                # Called from inside a log call, by a signal handler or a finalizer: that call must end first.
                threading.Thread(target=self.close, args=(ended,), daemon=True).start()
                return
        with self._guard:
            if self._closed:
                return
            self._closed = True
            if self._environment is not None:
                self._environment.stop()
            if self._system is not None:
                self._system.stop()
            if self._capture is not None:
                capture.stop(self._capture)
            self._end_journal(ended)
            self._drain(time.monotonic() + _DRAIN)
            fresh.remove(self.folder, self.flush)
            exits.forget(self)
            hub.detach(self.hub)

    def _end_journal(self, ended: Outcome) -> None:
        journal = self.session.journal
        with journal.lock:
            self.session.op("exit", ended.record())
            self.end = (ended.status, time.time_ns() // 1000)
            lost = journal.gate == TROUBLE and not journal.retry(now=True)
            journal.cut(sealed=True)
            journal.close()
        if lost:
            report.tell(f"the last records of run {self.session.owner.run} could not be written")

    def _drain(self, deadline: float) -> None:
        journal, session = self.session.journal, self.session
        session.deadline = deadline
        while True:
            left = deadline - time.monotonic()
            if self.hub.flush(session, max(0.0, left)) and not journal.cuts:
                break
            if time.monotonic() + _PAUSE > deadline:
                break
            time.sleep(_PAUSE)
        if session in self.hub.sessions:
            self.hub.sessions.remove(session)
        done = not journal.cuts and self.hub.finish(session)
        session.lock.release(keep_file=not done)
        if self.forked:
            self.hub.recover()

    def abandon(self) -> None:
        """In a forked child: let go of what is the parent's, or a read here would use its connection."""
        fresh.remove(self.folder, self.flush)
        self.session.abandon()

    @property
    def closed(self) -> bool:
        """Whether the run takes no more data."""
        return self._closed or self.session.journal.gate == CLOSED
