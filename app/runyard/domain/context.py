"""Contexts: the small dictionaries that tell series of one name apart, such as ``{"subset": "val"}``.

A context is compared by its canonical text: keys sorted, values typed, so that the order of keys does not
matter while ``True``, ``1`` and ``1.0`` stay different.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from runyard.domain import params
from runyard.domain.plain import plain, shown

EMPTY = "{}"

_HELD_OUT = frozenset({"val", "valid", "validation", "test", "eval", "dev"})


def canonical(context: Mapping[str, Any] | None) -> str:
    """Return the canonical text of a context; None is the empty context.

    Raises
    ------
    TypeError
        If the context is no mapping, a key is no string, or a value is not JSON-like.
    """
    if not context:
        if context is None or isinstance(context, Mapping):
            return EMPTY
        raise TypeError(f"context must be a dict or None, not {type(context).__name__}")
    if not isinstance(context, Mapping):
        raise TypeError(f"context must be a dict or None, not {type(context).__name__}")
    for key in context:
        if not isinstance(key, str):
            raise TypeError(f"context keys must be strings, not {shown(key)[:60]}")
    return params.encode(plain(dict(context), "context"), sort_keys=True)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> dict[str, Any]:
    decoded = params.decode(text)
    if not isinstance(decoded, dict):
        raise ValueError(f"not a context: {text!r}")
    return decoded


def parse(text: str) -> dict[str, Any]:
    """Return the dictionary behind a canonical text."""
    return dict(_parsed(text))


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Return a context as a person reads it: ``val`` for ``{"subset": "val"}``, ``gpu 0`` for a number."""
    parts = []
    for key, value in _parsed(text).items():
        parts.append(value if isinstance(value, str) else f"{key} {value}")
    return ", ".join(parts)


def held_out(text: str) -> bool:
    """Return whether a context speaks of data that training does not see: what people compare runs by."""
    return any(isinstance(value, str) and value.casefold() in _HELD_OUT for value in _parsed(text).values())
