"""What a script tells the people who watch its run: messages, how far it is, when it will report again."""

from __future__ import annotations

from time import time_ns
from typing import Any

from runyard.domain import params as trees
from runyard.domain.message import Level
from runyard.domain.plain import plain, shown, valid
from runyard.reading import fresh
from runyard.reading.view import RunView
from runyard.tracking.checks import amount, flag, text
from runyard.tracking.session import Session

#: Seconds by which a promised report may be late.
GRACE = 100
_LONGEST_PROMISE = 366 * 86_400


class Telling(RunView):
    """The telling part of `Run`."""

    def _session_to_write(self) -> Session:
        raise NotImplementedError

    # -- messages

    def log_debug(self, message: str, /, **args: Any) -> None:
        """Keep a message of level debug; see `log_info`."""
        self._message(Level.DEBUG, message, args)

    def log_info(self, message: str, /, **args: Any) -> None:
        """Keep a message for the people who watch the run.

        Parameters
        ----------
        message : str
            The text.
        **args : object
            What is shown beside it, kept as params are; what cannot be kept becomes its repr.

        Raises
        ------
        TypeError
            If `message` is no string.
        ClosedRunError, ReadOnlyRunError
            If the run takes none.
        """
        self._message(Level.INFO, message, args)

    def log_warning(self, message: str, /, **args: Any) -> None:
        """Keep a message of level warning; see `log_info`."""
        self._message(Level.WARNING, message, args)

    def log_error(self, message: str, /, **args: Any) -> None:
        """Keep a message of level error; see `log_info`."""
        self._message(Level.ERROR, message, args)

    def log_critical(self, message: str, /, **args: Any) -> None:
        """Keep a message of level critical; see `log_info`."""
        self._message(Level.CRITICAL, message, args)

    def _message(self, level: Level, message: str, args: dict[str, Any]) -> None:
        if not isinstance(message, str):
            raise TypeError(f"message must be a string, not {shown(message)[:60]}")
        kept = {valid(name): _kept(value) for name, value in args.items()}
        self._session_to_write().op("message", [int(level), valid(message), trees.encode(kept)])

    # -- progress and promises

    def set_progress(self, done: float, total: float | None = None, unit: str = "step") -> None:
        """Say how far the run is; with a total the app shows percent, a bar and the time left.

        Parameters
        ----------
        done : float
            What is done, in `unit`; finite, not negative.
        total : float, optional
            What there is to do; finite, not negative.
        unit : str
            What is counted, such as ``"epoch"``.
        """
        whole = None if total is None else amount("total", total)
        self._session_to_write().op("progress", [amount("done", done), whole, text("unit", unit)])

    def report_progress(self, expect_next_in: float = 0, block: bool = False) -> None:
        """Say that the run is alive, and promise when it will say so again.

        A running run that breaks its promise is shown as ``stale``: its process lives, and may hang.

        Parameters
        ----------
        expect_next_in : float
            Seconds until the next report, at most a year; it may be 100 seconds late. 0 promises nothing.
        block : bool
            Whether to return only when the report is stored, and seen by other processes.
        """
        seconds = amount("expect_next_in", expect_next_in)
        if seconds > _LONGEST_PROMISE:
            raise ValueError(f"expect_next_in must be at most a year, not {shown(expect_next_in)} seconds")
        at = time_ns() // 1000 + round((seconds + GRACE) * 1_000_000)
        self._expect(at if seconds else None, block)

    def report_successful_finish(self, block: bool = True) -> None:
        """Say that the work is done, which withdraws the promise of another report; `close` ends the run.

        Parameters
        ----------
        block : bool
            Whether to return only when the report is stored.
        """
        self._expect(None, block)

    def _expect(self, at: int | None, block: bool) -> None:
        wait = flag("block", block)
        session = self._session_to_write()
        session.op("expect", [at])
        if wait:
            fresh.before_read(session.folder)


def _kept(value: Any) -> Any:
    """Return an argument as a plain value; a message must not fail because of what is beside it."""
    try:
        return plain(value, "args", strict=False)
    except Exception:  # code of their own, or too much of it
        return valid(shown(value))
