"""After fork: the child leaves the parent's journals, locks, threads and connections alone, and gets its own.

A SQLite connection must not be used, nor closed, on the other side of a fork; so the child keeps the parent's
store objects alive for good and never touches them.
"""

from __future__ import annotations

import functools
import os
import threading
import weakref
from typing import Any, NamedTuple, Protocol

from runyard.domain.importing import apart_from_forks
from runyard.journal import liveness
from runyard.storage.store import still
from runyard.storage.trouble import Guard
from runyard.tracking import capture, exits, hub, system


class Forked(Protocol):
    """What is told about a fork."""

    def _forked_parent(self) -> None: ...
    def _forked_child(self) -> None: ...


class _Held(NamedTuple):
    guards: list[Guard]
    imports: bool
    mask: exits.Mask


_NOTHING = _Held([], False, None)  # of a fork that began before the first run did
_known: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
_kept: list[object] = []
#: What each thread that forks holds meanwhile, by its id: two may fork at once.
_holding: dict[int, _Held] = {}
#: Seconds: a database that hangs, or an import, must not hang the fork as well.
_PATIENCE, _IMPORTING = 2.0, 5.0


def watch(run: Forked) -> None:
    """Tell `run` when this process forks."""
    _known[id(run)] = run
    _register()


@functools.cache
def _register() -> None:
    if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
        # It holds a lock of its own through a fork, which what we import on threads takes too: ours comes
        # first only if registered after it.
        import logging  # noqa: F401

        os.register_at_fork(before=_before, after_in_parent=_parent, after_in_child=_child)


def keep(thing: object) -> None:
    """Keep a connection of the parent from ever being closed here."""
    import ctypes

    _kept.append(thing)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def _before() -> None:
    # First: who is in a database may import something, but who imports never looks into one.
    guards = still(_PATIENCE)
    imports = apart_from_forks.acquire(_IMPORTING)
    _holding[threading.get_ident()] = _Held(guards, imports, exits.hold_back())


def _parent() -> None:
    for run in list(_known.values()):
        run._forked_parent()
    held = _holding.pop(threading.get_ident(), _NOTHING)
    if held.imports:
        apart_from_forks.release()
    for guard in held.guards:
        guard.release()
    exits.let_come(held.mask)


def _child() -> None:
    held = _holding.pop(threading.get_ident(), _NOTHING)
    _holding.clear()
    apart_from_forks.renew()
    for guard in held.guards:
        guard.release()
    liveness.forget_held()
    for run in list(_known.values()):
        run._forked_child()
    exits.after_fork()
    capture.after_fork()
    system.after_fork()
    for lost in hub.after_fork():
        if lost.store is not None:
            keep(lost.store.connection)
    exits.let_come(held.mask)
