"""What `Run` accepts as arguments and values of its properties, and the sentence for what it does not."""

from __future__ import annotations

import math
import operator
from typing import Literal

from runyard.domain.plain import DEEPEST, shown
from runyard.domain.run import TAG_NAME_LIMIT
from runyard.reading.view import Key
from runyard.tracking.numbers import number


def text(what: str, value: object, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a string, not {shown(value)[:60]}")
    if not value.strip() and not empty:
        raise ValueError(f"{what} must not be empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid text, not {shown(value)[:60]}") from None
    return str.__str__(value)  # of a subclass, whatever it prints as


def tag(name: object) -> str:
    found = text("a tag", name).strip()
    if len(found) > TAG_NAME_LIMIT:
        raise ValueError(f"a tag has at most {TAG_NAME_LIMIT} characters, this one {len(found)}")
    return found


def flag(what: str, value: object) -> bool:
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):  # numpy's as well
        return bool(value)
    raise TypeError(f"{what} must be True or False, not {shown(value)[:60]}")


def amount(what: str, value: object) -> float:
    if isinstance(value, bool):
        raise TypeError(f"{what} must be a number, not {value}")
    found = number(value, what)
    if not math.isfinite(found) or found < 0:
        raise ValueError(f"{what} must be finite and not negative, not {found}")
    return found


def interval(value: object) -> float | None:
    if isinstance(value, bool):
        raise TypeError(f"system_tracking_interval must be a number or None, not {value}")
    return None if value is None else number(value, "system_tracking_interval")


def terminal(value: object) -> bool | Literal["fd"]:
    if isinstance(value, str):
        if value == "fd":
            return "fd"
        raise ValueError(f'capture_terminal_logs must be True, False or "fd", not {value[:60]!r}')
    return flag("capture_terminal_logs", value)


def path_of(key: Key) -> list[str | int]:
    if key is ...:
        return []
    path = [_key(part) for part in (key if isinstance(key, tuple) else (key,))]
    if len(path) > DEEPEST:
        raise ValueError(f"a param's key has at most {DEEPEST} parts, not {len(path)}")
    return path


def _key(part: object) -> str | int:
    if isinstance(part, str):
        return text("a param's key", part, empty=True)
    if not isinstance(part, bool):
        try:
            return operator.index(part)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise TypeError(f"a param's key is a string or an integer, not {shown(part)[:60]}")
