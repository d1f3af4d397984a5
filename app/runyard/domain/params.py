"""Params: the nested dictionaries that configure a run.

`encode` and `decode` turn plain values (see `plain`) into one canonical text and back without loss, `leaves`
flattens them for search.

JSON cannot say everything a param can, so a one-key object stands for the rest: ``{"$float": "nan"}``,
``{"$int": "..."}`` beyond 64 bits, ``{"$bytes": base64}``, and ``{"$dict": [[key, value], ...]}`` for a
dictionary with integer keys or one that would itself look like such an object.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from typing import Any

_INT64 = range(-(2**63), 2**63)


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
