"""System metrics: how busy the machine is while runs go on. One thread samples for all of them."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Any

from runyard.domain.importing import apart_from_forks
from runyard.tracking import report
from runyard.tracking.session import Session

if TYPE_CHECKING:
    from runyard.tracking.machine import Reading

SHORTEST, LONGEST = 0.1, 86_400.0
_FIRST_LOOK = 0.1  # seconds over which the very first load is measured


def valid_interval(seconds: object) -> float | None:
    """Return the interval to use; None, with a warning where it was not asked for, records nothing."""
    if seconds is None:
        return None
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and SHORTEST <= seconds <= LONGEST:
        return float(seconds)
    report.tell(
        f"system_tracking_interval must lie between {SHORTEST} and {LONGEST:.0f} seconds, not {seconds!r};"
        " system metrics are not recorded"
    )
    return None


class _State:
    def __init__(self) -> None:
        self.lock = threading.RLock()  # held for moments only, and never while a run is logged to
        self.wake = threading.Event()
        self.watched: list[SystemMetrics] = []
        self.thread: threading.Thread | None = None


_state = _State()


class SystemMetrics:
    """The samples of one run."""

    def __init__(self, session: Session, interval: float) -> None:
        self._session = session
        self._interval = interval
        self.before: Reading | None = None
        self.due = 0.0
        with _state.lock:
            _state.watched.append(self)
            _state.wake.set()
            if _state.thread is None:
                _state.thread = threading.Thread(target=_work, name="runyard-system", daemon=True)
                _state.thread.start()

    def stop(self) -> None:
        """Sample no more; waits for nothing."""
        with _state.lock:
            if self in _state.watched:
                _state.watched.remove(self)
                _state.wake.set()

    def begin(self, reading: Reading) -> None:
        """Take the reading that the first sample is measured from."""
        self.before = reading
        self.due = reading.time + min(_FIRST_LOOK, self._interval)

    def next(self, reading: Reading) -> None:
        """Take a sample's reading; runs of one interval are due together from then on."""
        self.before = reading
        self.due = math.ceil(reading.time / self._interval + 0.5) * self._interval

    def log(self, values: dict[str, float], context: dict[str, Any]) -> None:
        """Log one sample, unless the run has been closed meanwhile."""
        try:
            if self in _state.watched and values:
                self._session.system(values, context)
        except Exception as error:
            if self in _state.watched:
                self.stop()
                report.tell(f"system metrics are no longer recorded ({error})")


def after_fork() -> None:
    """In a forked child: nothing is sampled until it opens a run of its own."""
    _state.lock = threading.RLock()
    _state.wake = threading.Event()
    _state.watched.clear()
    _state.thread = None


def _work() -> None:
    try:
        _sample()
    except Exception as error:
        report.tell(f"system metrics are no longer recorded ({error})")
        with _state.lock:
            _state.watched.clear()
            _state.thread = None


def _sample() -> None:
    with apart_from_forks:
        from runyard.tracking.gpu import Gpus
        from runyard.tracking.machine import Machine, values

    machine, gpus = Machine(), None
    while True:
        with _state.lock:
            _state.wake.clear()
            if not _state.watched:
                _state.thread = None
                return
            fresh = [run for run in _state.watched if run.before is None]
            next_due = min((run.due for run in _state.watched if run.before is not None), default=math.inf)
        now = time.monotonic()
        if not fresh and now < next_due:
            _state.wake.wait(next_due - now)
            continue
        reading = machine.read()
        due = [run for run in list(_state.watched) if run.before is not None and run.due <= reading.time]
        for run in fresh:
            run.begin(reading)
        for run in due:
            if run.before is not None:
                run.log(values(run.before, reading), {})
            run.next(reading)
        if due:
            gpus = gpus or Gpus()  # after the first sample: a driver may take its time
            for index, found in gpus.read().items():
                for run in due:
                    run.log(found, {"gpu": index})
