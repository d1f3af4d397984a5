"""The methods a query may call on texts, lists, dictionaries and times; on anything else they are missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runyard.search.evaluation import times
from runyard.search.evaluation.comparing import at, compare
from runyard.search.evaluation.limits import check_list, check_text
from runyard.search.members import Sort


def _ends(value: Any) -> Any:
    """One beginning or ending, or several of them."""
    found = tuple(value) if isinstance(value, list) else value
    if not isinstance(found, str) and not all(isinstance(part, str) for part in found):
        raise TypeError
    return found


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    check_text(len(text) + text.count(old) * len(new))
    return text.replace(old, new, count)


def _split(text: str, sep: str | None = None, maxsplit: int = -1) -> list[str]:
    found = text.split(sep, maxsplit)
    check_list(len(found))
    return found


def _join(text: str, iterable: list[str]) -> str:
    if not isinstance(iterable, list):
        raise TypeError
    check_text(sum(len(part) for part in iterable) + len(text) * len(iterable))
    return text.join(iterable)


def _count(whole: Any, value: Any) -> int:
    if isinstance(whole, list):
        return sum(compare(value, "==", part) for part in whole)
    return int(whole.count(value))


def _get(whole: Any, key: Any, default: Any = None) -> Any:
    if not isinstance(whole, dict):
        raise TypeError
    found = at(whole, key)
    return default if found is None else found


def _text(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take texts only: what a list or number happens to have under the same name is not meant."""

    def plain(text: str) -> Any:
        return function(text)

    return plain


def _strip(text: str, chars: str | None = None) -> str:
    return text.strip(chars)


def _lstrip(text: str, chars: str | None = None) -> str:
    return text.lstrip(chars)


def _rstrip(text: str, chars: str | None = None) -> str:
    return text.rstrip(chars)


def _startswith(text: str, prefix: Any) -> bool:
    return text.startswith(_ends(prefix))


def _endswith(text: str, suffix: Any) -> bool:
    return text.endswith(_ends(suffix))


def _find(text: str, sub: str) -> int:
    return text.find(sub)


def _rfind(text: str, sub: str) -> int:
    return text.rfind(sub)


TEXT: dict[str, Callable[..., Any]] = {
    "startswith": _startswith,
    "endswith": _endswith,
    "lower": _text(str.lower),
    "upper": _text(str.upper),
    "title": _text(str.title),
    "capitalize": _text(str.capitalize),
    "casefold": _text(str.casefold),
    "isdigit": _text(str.isdigit),
    "isalpha": _text(str.isalpha),
    "isalnum": _text(str.isalnum),
    "islower": _text(str.islower),
    "isupper": _text(str.isupper),
    "strip": _strip,
    "lstrip": _lstrip,
    "rstrip": _rstrip,
    "replace": _replace,
    "find": _find,
    "rfind": _rfind,
    "split": _split,
    "join": _join,
}
WHOLE: dict[str, Callable[..., Any]] = {
    "count": _count,
    "get": _get,
    "keys": lambda whole: list(whole.keys()),
    "values": lambda whole: list(whole.values()),
    "items": lambda whole: [list(pair) for pair in whole.items()],
}
TIME: dict[str, Callable[..., Any]] = {
    "weekday": lambda seconds: times.part(seconds, "weekday"),
    "isoformat": times.to_iso,
    "timestamp": float,
    "total_seconds": float,
}
METHODS: dict[str, Callable[..., Any]] = {**TEXT, **WHOLE, **TIME}
_FLAGS = ("startswith", "endswith", "isdigit", "isalpha", "isalnum", "islower", "isupper")
#: What a method gives, where that is always the same.
RESULTS: dict[str, Sort] = {
    **dict.fromkeys(TEXT, Sort.TEXT),
    **dict.fromkeys(_FLAGS, Sort.FLAG),
    **dict.fromkeys(("find", "rfind", "count", "weekday", "timestamp", "total_seconds"), Sort.NUMBER),
    **dict.fromkeys(("split", "keys", "values", "items"), Sort.LIST),
    "isoformat": Sort.TEXT,
}


def applied(on: Any, name: str, parts: list[Any], names: dict[str, Any]) -> Any:
    """Return what a method gives; raises what Python raises for a value of a wrong kind."""
    if (name in TEXT and not isinstance(on, str)) or (name in TIME and not isinstance(on, int | float)):
        return None
    if any(part is None for part in parts) and name in TEXT:
        return None
    return METHODS[name](on, *parts, **names)
