"""Params: the nested dictionaries that configure a run.

`plain` turns what people pass (numpy scalars, paths, enums, dataclasses ...) into JSON-like values,
`encode` and `decode` turn those into one canonical text and back without loss, `leaves` flattens them for
search.

JSON cannot say everything a param can, so a one-key object stands for the rest: ``{"$float": "nan"}``,
``{"$int": "..."}`` beyond 64 bits, ``{"$bytes": base64}``, and ``{"$dict": [[key, value], ...]}`` for a
dictionary with integer keys or one that would itself look like such an object.
"""

from __future__ import annotations

import base64
import datetime as dt
import enum
import json
import math
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

_INT64 = range(-(2**63), 2**63)
_DEEPEST = 100
_PLAIN: tuple[Any, ...] = (bool, int, float, str, bytes)


def plain(value: Any, path: str = "params", depth: int = 0) -> Any:
    """Return `value` as None, bool, int, float, str, bytes, lists and dicts.

    Tuples, sets and arrays become lists (sets sorted by their text), numpy scalars Python numbers, paths
    their text, enum members their value, dates ISO text, dataclasses, namespaces and pydantic or OmegaConf
    objects dictionaries.

    Raises
    ------
    TypeError
        If something inside has no such form; the message names its place.
    ValueError
        If the value nests more than 100 levels deep, as a structure that contains itself does.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes):
        return value
    if depth > _DEEPEST:
        raise ValueError(f"{path[:200]} is nested more than {_DEEPEST} levels deep")
    if isinstance(value, Mapping):
        return {_key(k, path): plain(v, f"{path}.{k}", depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(value)]
    if isinstance(value, set | frozenset):
        return [plain(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(sorted(value, key=repr))]
    return plain(_known_object(value, path), path, depth + 1)


def _key(key: Any, path: str) -> str | int:
    if isinstance(key, str):
        return str(key)
    if isinstance(key, int) and not isinstance(key, bool):
        return int(key)
    raise TypeError(f"keys in {path} must be strings or integers, not {key!r}")


def _simple_object(value: Any) -> Any:
    """Return the plain value of what stands for a single one, else None."""
    for base in _PLAIN:  # subclasses, such as numpy's float64
        if isinstance(value, base):
            return base(value)
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    if isinstance(value, pathlib.PurePath):
        return str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return None


def _known_object(value: Any, path: str) -> Any:
    """One step from a well-known type towards plain values."""
    if isinstance(value, enum.Enum):
        return value.value
    simple = _simple_object(value)
    if simple is not None:
        return simple
    if hasattr(type(value), "__dataclass_fields__"):
        import dataclasses

        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):  # pydantic
        return value.model_dump()
    if hasattr(value, "_asdict"):  # namedtuple-like
        return value._asdict()
    if type(value).__module__.startswith("omegaconf"):
        return list(value) if hasattr(value, "append") else dict(value.items())
    if hasattr(value, "tolist"):  # numpy and tensor scalars and arrays
        return value.tolist()
    if type(value).__name__ in ("Namespace", "SimpleNamespace"):
        return dict(vars(value))
    raise TypeError(
        f"{path} is a {type(value).__name__}, which cannot be kept as a param; pass its repr or its parts"
    )


def encode(value: Any, *, sort_keys: bool = False) -> str:
    """Return the canonical JSON text of a plain value (as `plain` returns it)."""
    return json.dumps(
        _tagged(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=sort_keys
    )


def decode(text: str) -> Any:
    """Return the plain value that `encode` wrote. Nothing is evaluated or imported."""
    return json.loads(text, object_hook=_untagged)


def _tagged(value: Any) -> Any:
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return {"$float": repr(value)}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if value in _INT64 else {"$int": hex(value)}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    if isinstance(value, dict):
        if any(not isinstance(key, str) for key in value) or (
            len(value) == 1 and next(iter(value)).startswith("$")
        ):
            return {"$dict": [[key, _tagged(item)] for key, item in value.items()]}
        return {key: _tagged(item) for key, item in value.items()}
    raise TypeError(f"not a plain value: {value!r}")


def _untagged(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    [(tag, value)] = found.items()
    if tag == "$float":
        return float(value)
    if tag == "$int":
        return int(value, 16)
    if tag == "$bytes":
        return base64.b64decode(value)
    if tag == "$dict":
        return {key: item for key, item in value}  # noqa: C416 - pairs, not a mapping
    return found


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every leaf of a plain tree with its path of keys; lists and empty dictionaries are leaves."""
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*path, str(key)))
    elif path:
        yield path, tree


def dotted(path: tuple[str, ...]) -> str:
    """Return a path as people write it: ``hparams.lr``; a key with a dot or a space is bracketed."""
    text = ""
    for key in path:
        if key.isidentifier():
            text += f".{key}" if text else key
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text
