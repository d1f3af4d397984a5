"""What people pass as params, turned into values like those of JSON."""

from __future__ import annotations

import datetime as dt
import enum
import math
import operator
import pathlib
from collections.abc import Iterable, Mapping, MutableSequence
from itertools import islice
from typing import Any

DEEPEST = 100
MOST_VALUES = 1_000_000

_KEPT = frozenset((bool, int, float, bytes, type(None)))
_NAMESPACES = frozenset(("Namespace", "SimpleNamespace"))
_UNKNOWN = object()


def plain(value: Any, place: str = "params", *, strict: bool = True, depth: int = 0) -> Any:
    """Return `value` as None, bool, int, float, str, bytes, lists and dicts.

    Mappings, named tuples, dataclasses, namespaces, and pydantic, attrs and OmegaConf objects become
    dictionaries; tuples, ranges, sets (sorted) and arrays or tensors lists; numpy scalars and tensors without
    a dimension Python numbers; enum members their value; paths their text; dates and times ISO text; time
    spans seconds.

    Parameters
    ----------
    value : object
        What was passed. It is not changed, and may be changed afterwards.
    place : str
        What the sentence of an error calls it.
    strict : bool
        Otherwise a part that cannot be kept becomes its repr, and only that part.
    depth : int
        How many levels deep it will lie.

    Raises
    ------
    TypeError
        If something inside has no such form; the message names its place and type.
    ValueError
        If something inside contains itself or is no valid Unicode, or if the whole nests more than 100 levels
        deep or holds more than a million values.
    """
    try:
        return _Reading(place, strict, depth).of(value)
    except RecursionError:
        raise ValueError(f"{place} is nested too deep to be read from here") from None


class _Reading:
    """One value being read: where we are in it, for the sentence, and what lies above."""

    def __init__(self, place: str, strict: bool, depth: int) -> None:
        self._place = place
        self._strict = strict
        self._room = DEEPEST - depth
        self._keys: list[str | int] = []
        self._above: set[int] = set()
        self._count = 0

    def of(self, value: Any) -> Any:
        self._count += 1
        if self._count > MOST_VALUES:
            raise ValueError(f"{self._place} {_TOO_MANY}")
        kind = type(value)
        if kind in _KEPT:
            return value
        if kind is str:
            return self._text(value)
        mark = id(value)
        if mark in self._above:
            return self._instead(value, ValueError(f"{self._here()} contains itself"))
        if len(self._above) > self._room:
            return self._instead(
                value, ValueError(f"{self._here()[:200]} is nested more than {DEEPEST} levels deep")
            )
        self._above.add(mark)
        try:
            if kind is dict:  # a copy: another thread may be at it
                return {self._key(key): self._part(key, item) for key, item in value.copy().items()}
            if kind is list:
                return [self._part(place, item) for place, item in enumerate(value.copy())]
            return self._object(value)
        finally:
            self._above.discard(mark)

    def _part(self, key: Any, value: Any) -> Any:
        self._keys.append(key)
        found = self.of(value)
        self._keys.pop()
        return found

    def _object(self, value: Any) -> Any:
        try:
            parts = _parts(value)
        except ValueError as error:
            return self._instead(value, ValueError(f"{self._here()} {error}"))
        except Exception as error:  # code of their own, which may fail in any way
            problem = TypeError(f"{self._here()} is a {type(value).__name__} that cannot be read: {error}")
            problem.__cause__ = error
            return self._instead(value, problem)
        if parts is not _UNKNOWN:
            return self.of(parts)
        return self._instead(
            value,
            TypeError(
                f"{self._here()} is a {type(value).__name__}, which cannot be kept as a param;"
                " pass its repr or its parts"
            ),
        )

    def _key(self, key: Any) -> str | int:
        if isinstance(key, enum.Enum):
            key = key.value
        if isinstance(key, str):
            return self._text(str.__str__(key))
        if not isinstance(key, bool):
            try:
                return operator.index(key)
            except TypeError:
                pass
        problem = TypeError(f"keys in {self._here()} must be strings or integers, not {shown(key)[:60]}")
        return str(self._instead(key, problem))

    def _text(self, text: str) -> str:
        if text.isascii():
            return text
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return str(
                self._instead(text, ValueError(f"{self._here()} holds text that is not valid Unicode"))
            )
        return text

    def _instead(self, value: Any, problem: Exception) -> str:
        """Return what stands for a part that cannot be kept, or raise."""
        if self._strict:
            raise problem
        return valid(value if isinstance(value, str) else shown(value))

    def _here(self) -> str:
        steps = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in self._keys]
        return self._place + "".join(steps)


_TOO_MANY = f"holds more than {MOST_VALUES:,} values; keep so many in a file"


def _parts(value: Any) -> Any:
    """Take one step from a well-known type towards plain values."""
    if isinstance(value, enum.Enum):
        return value.value
    single = _single(value)
    if single is not None:
        return single
    kind = type(value)
    if isinstance(value, Mapping):
        return dict(_some(value.items()))
    if hasattr(kind, "_asdict"):  # named tuples
        return value._asdict()
    if isinstance(value, list | tuple | range | MutableSequence):
        return _some(value)
    if isinstance(value, set | frozenset):
        return _in_order(value)
    if hasattr(kind, "__dataclass_fields__"):
        import dataclasses

        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(kind, "__attrs_attrs__"):
        return {field.name: getattr(value, field.name) for field in kind.__attrs_attrs__}
    if hasattr(kind, "model_dump"):  # pydantic
        return value.model_dump()
    if hasattr(kind, "__fields__") and hasattr(kind, "dict"):  # pydantic before version 2
        return value.dict()
    if hasattr(kind, "tolist") or hasattr(kind, "numpy"):
        return _array(value)
    if not _NAMESPACES.isdisjoint(base.__name__ for base in kind.__mro__):
        return dict(vars(value))
    return _UNKNOWN


def _single(value: Any) -> Any:
    """Return the plain value of what stands for a single one, else None."""
    if isinstance(value, str):
        return str.__str__(value)  # of a subclass, whatever it prints as
    if isinstance(value, int):
        return int.__index__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, pathlib.PurePath):
        return str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return None


def _some(items: Iterable[Any]) -> list[Any]:
    """Return the items, of which there may be without end."""
    found = list(islice(items, MOST_VALUES + 1))
    if len(found) > MOST_VALUES:
        raise ValueError(_TOO_MANY)
    return found


def _in_order(items: Iterable[Any]) -> list[Any]:
    try:
        return sorted(items)
    except TypeError:  # of several types
        return sorted(items, key=repr)


def _array(value: Any) -> Any:
    """Return the numbers of an array or tensor of any library, nested as its dimensions are."""
    if math.prod(int(length) for length in getattr(value, "shape", ())) > MOST_VALUES:
        raise ValueError(_TOO_MANY)
    if not hasattr(type(value), "tolist"):  # TensorFlow
        value = value.numpy()
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind == "M":  # as text: Python's times have no nanoseconds
        value = value.astype(str)
    elif kind == "m":
        value = value.astype("timedelta64[us]")
    return value.tolist()


def shown(value: Any) -> str:
    """Return the repr of an object, or its type where that fails."""
    try:
        return repr(value)
    except Exception:  # a repr of their own may fail; ours must not
        return f"<{type(value).__name__}>"


def valid(text: str) -> str:
    """Return text that can be stored: half a character is spelled out as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
