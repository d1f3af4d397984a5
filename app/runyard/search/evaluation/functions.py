"""The functions a query may call. A missing argument makes the result missing, unless it says otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from runyard.search.evaluation import times
from runyard.search.evaluation.arithmetic import compute, power
from runyard.search.evaluation.limits import check_list, check_text
from runyard.search.members import Sort

_MOST_DIGITS = 400  # more than a float has
_UNSET = object()
#: What ``isinstance`` knows; a tuple is kept as a list.
KINDS: dict[str, type] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "list": list,
    "tuple": list,
    "dict": dict,
}


def entries(value: Any) -> list[Any]:
    """Return what a loop goes over in a value: entries, keys or characters."""
    if isinstance(value, list):
        return value
    if isinstance(value, str | dict):
        return list(value)
    raise TypeError


def _numbers(value: Any) -> list[float]:
    found = entries(value)
    if not all(isinstance(item, int | float) for item in found):
        raise TypeError
    return found


def _length(value: Any) -> int:
    return len(value)


def _any(iterable: Any) -> bool:
    return any(entries(iterable))


def _all(iterable: Any) -> bool:
    return all(entries(iterable))


def _sum(iterable: Any, start: float = 0) -> Any:
    total: Any = start
    for number in _numbers(iterable):
        total = compute(total, "+", number)
    return total


def _smallest(*values: Any, default: Any = None) -> Any:
    return _extreme(min, values, default)


def _largest(*values: Any, default: Any = None) -> Any:
    return _extreme(max, values, default)


def _extreme(choose: Callable[..., Any], values: tuple[Any, ...], default: Any) -> Any:
    """As summaries of metrics do, pass over NaN unless there is nothing else."""
    found = entries(values[0]) if len(values) == 1 else list(values)
    if not found:
        return default
    _one_kind(found)
    return choose([item for item in found if item == item] or found)  # noqa: PLR0124 - NaN differs from itself


def _one_kind(found: list[Any]) -> None:
    numbers = all(isinstance(item, int | float) for item in found)
    if not numbers and not all(isinstance(item, str) for item in found):
        raise TypeError


def _sorted(iterable: Any, *, reverse: bool = False) -> list[Any]:
    """Numbers come before NaN in both directions."""
    found = entries(iterable)
    check_list(len(found))
    _one_kind(found)
    proper = sorted((item for item in found if item == item), reverse=bool(reverse))  # noqa: PLR0124
    return [*proper, *(item for item in found if item != item)]  # noqa: PLR0124


def _absolute(number: Any) -> Any:
    return abs(number)


def _round(number: Any, ndigits: int | None = None) -> Any:
    if ndigits is not None and not -_MOST_DIGITS <= ndigits <= _MOST_DIGITS:
        raise ValueError
    return round(number, ndigits)


def _text(value: Any) -> str:
    if isinstance(value, list | dict):
        check_list(len(value))
    found = str(value)
    check_text(len(found))
    return found


def _whole(value: Any, base: int = 10) -> int:
    if isinstance(value, str):
        if not 2 <= base <= 36:
            raise ValueError
        return int(value, base)
    return int(value)


def _fraction(value: Any) -> float:
    return float(value)


def _truth(value: Any) -> bool:
    return bool(value)


def _list(iterable: Any = ()) -> list[Any]:
    return list(iterable) if iterable == () else list(entries(iterable))


def _set(iterable: Any = ()) -> list[Any]:
    """The different entries, in the order met."""
    different: list[Any] = []
    found = _list(iterable)
    check_list(len(found))
    seen = set()
    for item in found:
        if not isinstance(item, str | int | float):
            raise TypeError
        if item not in seen:
            seen.add(item)
            different.append(item)
    return different


def _range(start: int, stop: int | None = None, step: int = 1) -> list[int]:
    found = range(start) if stop is None else range(start, stop, step)
    check_list(len(found))
    return list(found)


def _power(base: Any, exp: Any) -> Any:
    return compute(base, "**", exp)


def _logarithm(x: Any, base: Any = _UNSET) -> float:
    return math.log(x) if base is _UNSET else math.log(x, base)


def _exponential(x: Any) -> Any:
    return power(math.e, float(x))


def _of_one(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def called(x: Any) -> Any:
        return function(x)

    return called


#: By name. Python's signature of each says which arguments it takes.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": _length,
    "any": _any,
    "all": _all,
    "min": _smallest,
    "max": _largest,
    "sum": _sum,
    "sorted": _sorted,
    "abs": _absolute,
    "round": _round,
    "str": _text,
    "int": _whole,
    "float": _fraction,
    "bool": _truth,
    "list": _list,
    "tuple": _list,
    "set": _set,
    "range": _range,
    "pow": _power,
    "datetime": times.moment,
    "datetime.strptime": times.read,
    "datetime.fromisoformat": times.from_iso,
    "datetime.fromtimestamp": times.from_seconds,
    "timedelta": times.length,
    **{f"time.{part}": partial(times.part, name=part) for part in times.PARTS},
    "math.sqrt": _of_one(math.sqrt),
    "math.floor": _of_one(math.floor),
    "math.ceil": _of_one(math.ceil),
    "math.log": _logarithm,
    "math.log2": _of_one(math.log2),
    "math.log10": _of_one(math.log10),
    "math.exp": _exponential,
    "math.isnan": _of_one(math.isnan),
    "math.isinf": _of_one(math.isinf),
    "math.isfinite": _of_one(math.isfinite),
    "math.fabs": _of_one(math.fabs),
}
#: Known to the interpreter itself: the clock of the query, patterns, and the kinds of values.
SPECIAL: dict[str, Callable[..., Any]] = {
    "datetime.now": lambda: None,
    "datetime.today": lambda: None,
    "re.match": lambda pattern, string, flags=0: None,
    "re.search": lambda pattern, string, flags=0: None,
    "re.fullmatch": lambda pattern, string, flags=0: None,
    "isinstance": lambda value, kind: None,
}
CONSTANTS: dict[str, float] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "re.I": 2,
    "re.IGNORECASE": 2,
    "re.M": 8,
    "re.MULTILINE": 8,
    "re.S": 16,
    "re.DOTALL": 16,
    "re.X": 64,
    "re.VERBOSE": 64,
}
_FLAGS = ("any", "all", "bool", "isinstance", "math.isnan", "math.isinf", "math.isfinite")
_LISTS = ("sorted", "list", "tuple", "set", "range")
#: What a function gives, where that is always the same.
RESULTS: dict[str, Sort] = {
    **dict.fromkeys(_FLAGS, Sort.FLAG),
    **dict.fromkeys(_LISTS, Sort.LIST),
    **{name: Sort.TIME for name in (*FUNCTIONS, *SPECIAL) if name.startswith("datetime")},
    **{name: Sort.FLAG for name in SPECIAL if name.startswith("re.")},
    **dict.fromkeys(("len", "int", "float", "sum", "abs", "round", "timedelta", "pow"), Sort.NUMBER),
    "str": Sort.TEXT,
}
