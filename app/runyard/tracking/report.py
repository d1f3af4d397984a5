"""Telling the person about trouble behind the scenes: once for each cause, never by raising into training."""

from __future__ import annotations

_told: set[str] = set()


def tell(sentence: str, cause: str = "") -> None:
    """Log one warning; the same `cause` (else sentence) is told once until `settled`."""
    import logging

    mark = cause or sentence
    if mark in _told:
        return
    _told.add(mark)
    try:
        logging.getLogger("runyard").warning(sentence)
    except Exception:  # a log handler of their own failed; training must not
        pass


def tell_later(sentence: str) -> None:
    """Tell on a thread of its own: the caller holds locks that somebody may need who is logging now."""
    import threading

    threading.Thread(target=tell, args=(sentence,), name="runyard-warning", daemon=True).start()


def settled(cause: str) -> None:
    """The trouble is over: say so next time it comes."""
    _told.discard(cause)
