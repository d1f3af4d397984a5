"""Telling the person about trouble behind the scenes: once for each cause, never by raising into training."""

from __future__ import annotations

from time import monotonic

#: Seconds within which a cause that comes and goes, as on a disk that is nearly full, is told once.
_QUIET = 60.0

_told: dict[str, float] = {}


def tell(sentence: str, cause: str = "") -> None:
    """Log one warning; the same `cause` (else sentence) is told once until `settled`."""
    import logging

    mark = cause or sentence
    if mark in _told:
        return
    _told[mark] = monotonic()
    try:
        logging.getLogger("runyard").warning(sentence)
    except Exception:  # a log handler of their own failed; training must not
        pass


def tell_later(sentence: str) -> None:
    """Tell on a thread of its own: the caller holds locks that somebody may need who is logging now."""
    import threading

    threading.Thread(target=tell, args=(sentence,), name="runyard-warning", daemon=True).start()


def settled(cause: str) -> None:
    """The trouble is over: if it comes again, not at once, it is told again."""
    if cause in _told and monotonic() - _told[cause] > _QUIET:
        del _told[cause]
