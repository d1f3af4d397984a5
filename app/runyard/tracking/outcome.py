"""How a run ends, as its exit record says it."""

from __future__ import annotations

import signal
from types import TracebackType
from typing import Any, NamedTuple

from runyard.domain.status import RunStatus

_LONGEST_TRACEBACK = 100_000
_CODE_BITS = 32  # Python ends a program with -1 where a code is larger


class Outcome(NamedTuple):
    """The end of one process's part in a run."""

    status: RunStatus = RunStatus.FINISHED
    code: int | None = 0
    signal: str = ""
    traceback: str = ""

    def record(self) -> dict[str, Any]:
        """Return the data of the exit op."""
        return {
            "status": str(self.status),
            "code": self.code,
            "signal": self.signal,
            "traceback": self.traceback,
        }


FINISHED = Outcome()


def of_signal(name: str) -> Outcome:
    """Return the end by a signal, such as SIGTERM."""
    number = int(getattr(signal, name, 0))
    return Outcome(RunStatus.KILLED, 128 + number if number else None, name)


def of_exit(code: object) -> Outcome:
    """Return the end by ``sys.exit(code)``; a code that is no number is printed by Python and means 1."""
    if code is None or code == 0:
        return FINISHED
    if not isinstance(code, int):
        return Outcome(RunStatus.FAILED, 1)
    return Outcome(RunStatus.FAILED, code if code.bit_length() <= _CODE_BITS else -1)


def of_exception(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> Outcome:
    """Return the end by an exception that nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return of_signal("SIGINT")
    if issubclass(kind, SystemExit):
        ended = of_exit(getattr(error, "code", None))
        if ended.status is RunStatus.FINISHED:
            return ended
        return Outcome(ended.status, ended.code, traceback=_text(kind, error, trace))
    return Outcome(RunStatus.FAILED, 1, traceback=_text(kind, error, trace))


def _text(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> str:
    import traceback

    text = "".join(traceback.format_exception(kind, error, trace))
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) > _LONGEST_TRACEBACK:
        half = _LONGEST_TRACEBACK // 2
        text = f"{text[:half]}\n...\n{text[-half:]}"
    return text
