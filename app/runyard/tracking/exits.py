"""The end of the process: every run still open gets its exit record, with what ended it.

Python does not tell exit handlers the exit code. So `sys.exit` (and `exit`, `quit`) raise a `SystemExit` of
our own that notices its death: inside Python code somebody has caught it and the program goes on; with no
Python frame below, or not at all, it ended the program. A bare ``raise SystemExit(n)`` outside a ``with``
block is not seen and counts as a normal end: the interpreter drops that exception before it calls anything of
Python's, and what would see it sooner (tracing, another class in place of the built-in one) costs or breaks
what training does.

SIGTERM (a scheduler, `kill`) and SIGHUP (the terminal is gone) end the process with an exit record.
"""

from __future__ import annotations

import atexit
import builtins
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NoReturn, Protocol

from runyard.tracking import outcome
from runyard.tracking.outcome import Outcome

_SIGNALS = tuple([getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)])
#: Which signals a thread had blocked; None where nothing was changed.
Mask = set[signal.Signals] | set[int] | None


class Closable(Protocol):
    """What must be closed before the process ends."""

    def close(self, ended: Outcome) -> None:
        """Write the exit record and store what waits."""

    def abandon(self) -> None:
        """In a forked child: let go of what is the parent's."""


class _State:
    def __init__(self) -> None:
        self.open: list[Closable] = []
        self.error: Outcome | None = None
        self.exit: int | None = None  # the `_Exit` under way, by its id
        self.code: object = None
        self.terminated = ""  # the signal that ends the process, by its name
        self.registered = False
        self.patched = False
        self.excepthook: Callable[..., Any] = sys.excepthook
        self.exits: dict[str, Any] = {}
        self.handled: list[signal.Signals] = []


_state = _State()


class _Exit(SystemExit):
    def __del__(self) -> None:
        try:
            sys._getframe(1)
        except ValueError:  # nothing of Python below: this exception ends the program
            return
        except Exception:  # the interpreter is being taken down
            return
        if _state.exit == id(self):
            _state.exit = None


def watch(item: Closable, *, signals: bool = True) -> None:
    """Close `item` when the process ends, with what ended it; by a signal only with `signals`.

    A handler of Python can miss a signal that comes just as its thread begins to wait, for the lock of a
    pool of processes say: a worker that only logs along is better ended by the system.
    """
    _state.open.append(item)
    if not _state.registered:
        _state.registered = True
        atexit.register(_at_exit)
    if not _state.patched:
        _patch()
    if signals and threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if number not in _state.handled and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _on_signal)
                _state.handled.append(number)


def forget(item: Closable) -> None:
    """`item` is closed; with the last one everything is put back as it was."""
    if item in _state.open:
        _state.open.remove(item)
    if not _state.open and _state.patched:
        _restore()


def hold_back() -> Mask:
    """Hold signals back: one sent to a child before it has its default again would be swallowed."""
    if _state.handled and hasattr(signal, "pthread_sigmask"):
        return signal.pthread_sigmask(signal.SIG_BLOCK, _state.handled)
    return None


def let_come(mask: Mask) -> None:
    """After the fork, on both sides, as the last thing: let come what was held back."""
    if mask is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def after_fork() -> None:
    """In a forked child: the parent's runs are not ours to end, and signals end the child as by default."""
    for item in _state.open:
        item.abandon()
    _state.open.clear()
    _state.error = None
    _state.exit = None
    _state.terminated = ""
    if _state.patched:
        _restore()


def of_block(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> Outcome:
    """Return how a run ends whose ``with`` block was left so."""
    if kind is None:
        return outcome.FINISHED
    if _state.terminated and issubclass(kind, SystemExit):
        return outcome.of_signal(_state.terminated)
    return outcome.of_exception(kind, error, trace)


def _patch() -> None:
    _state.patched = True
    _state.excepthook = sys.excepthook
    sys.excepthook = _excepthook
    _state.exits = {"sys": sys.exit}
    sys.exit = _exit
    for name in ("exit", "quit"):  # absent under `python -S`
        if hasattr(builtins, name):
            _state.exits[name] = getattr(builtins, name)
            setattr(builtins, name, _Quitter(getattr(builtins, name)))


def _restore() -> None:
    _state.patched = False
    if sys.excepthook is _excepthook:
        sys.excepthook = _state.excepthook
    if sys.exit is _exit:
        sys.exit = _state.exits["sys"]
    for name in ("exit", "quit"):
        if isinstance(getattr(builtins, name, None), _Quitter):
            setattr(builtins, name, _state.exits[name])
    if threading.current_thread() is threading.main_thread():
        for number in _state.handled:
            if signal.getsignal(number) is _on_signal and not _state.terminated:
                signal.signal(number, signal.SIG_DFL)
        _state.handled.clear()


def _exit(status: object = None, /) -> NoReturn:
    """Exit the interpreter by raising SystemExit(status)."""
    error = _Exit(status)
    if threading.current_thread() is threading.main_thread():
        _state.exit, _state.code = id(error), status
    try:
        raise error
    finally:
        del error  # else it would keep itself alive, through its traceback and this frame


class _Quitter:
    """`exit` and `quit`, which close standard input as the original ones do."""

    def __init__(self, original: Any) -> None:
        self._original = original

    def __repr__(self) -> str:
        return repr(self._original)

    def __call__(self, code: object = None) -> NoReturn:
        try:
            sys.stdin.close()
        except Exception:  # standard input may be None or closed already
            pass
        _exit(code)


def _excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not hasattr(sys, "ps1"):  # in an interactive session an error does not end the program
        _state.error = outcome.of_exception(kind, error, trace)
    _state.excepthook(kind, error, trace)


def _on_signal(number: int, frame: FrameType | None) -> None:
    """Take no lock here: the signal may have come in the middle of anything."""
    _state.terminated = signal.Signals(number).name
    _exit(128 + number)


def ended() -> Outcome:
    """Return how a run ends that nobody closes: as the program does, as far as that is known by now."""
    if _state.exit is not None:
        if _state.terminated:
            return outcome.of_signal(_state.terminated)
        return outcome.of_exit(_state.code)
    return _state.error or outcome.FINISHED


def _at_exit() -> None:
    how = ended()
    for item in list(_state.open):
        item.close(how)
    if _state.terminated and _state.exit is not None and os.name == "posix":
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # closed, or None
                pass
        number = getattr(signal, _state.terminated)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
