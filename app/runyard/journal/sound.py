"""Whether what a journal says could have been written by the program: files may come from anywhere.

One record that cannot be stored would keep every later one, and other runs' as well, from being stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from runyard.domain import context, params
from runyard.domain.kinds import OBJECTS
from runyard.domain.message import Level
from runyard.domain.plain import plain
from runyard.domain.series import SeriesKey
from runyard.domain.status import END_SEVERITY
from runyard.journal.batch import Items, NewItem, Op, Owner, Part
from runyard.journal.segments import SPOOL

_INT64 = range(-(2**63), 2**63)
_NAME = re.compile(r"[0-9a-f]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_owner(owner: Owner) -> None:
    """Raise ValueError for a header that no process has written; its names become names of files."""
    numbers = all(_is_number(value) for value in (owner.pid, owner.process_started, owner.started))
    texts = _is_text(owner.host, owner.boot_id, owner.python, owner.script)
    names = _NAME.fullmatch(owner.run) and _NAME.fullmatch(owner.owner)
    flags = all(isinstance(value, bool) for value in (owner.auxiliary, owner.resumed))
    if not (numbers and texts and names and flags and isinstance(owner.started, int)):
        raise ValueError("not an owner")


def check_series(key: SeriesKey) -> None:
    """Raise ValueError for a series whose name or context cannot be stored, or not be read again."""
    key.name.encode()
    key.context.encode()
    try:
        context.parse(key.context)
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError("not a context") from error


def check_op(change: Op) -> None:
    """Raise ValueError for a change that cannot be stored; what a newer version may say is let through."""
    sound = _SOUND.get(change.name)
    try:
        json.dumps(change.data, ensure_ascii=False).encode()  # half a character would not be stored
        fits = change.time in _INT64 and (sound is None or sound(change.data))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise ValueError(f"not a change: {change.name}")


def check_items(call: Items) -> None:
    """Raise ValueError for items that cannot be stored."""
    whole = call.step in _INT64 and call.time in _INT64 and bool(call.items)
    when = call.epoch is None or isinstance(call.epoch, float)
    if not (whole and when and call.key.kind in OBJECTS and all(map(_item, call.items))):
        raise ValueError("not items")


def _item(new: NewItem) -> bool:
    json.dumps(new.meta, ensure_ascii=False, allow_nan=False).encode()
    parts = [part for part in (new.blob, new.picture, new.plotly) if isinstance(part, Part)]
    content = (new.data is None) != (new.blob is None)
    return isinstance(new.meta, dict) and content and all(map(_part, parts))


def _part(part: Part) -> bool:
    recipe = part.recipe is None or isinstance(part.recipe, dict)
    named = not part.spool if part.data is not None else bool(SPOOL.fullmatch(part.spool))
    return recipe and named


def _is_text(*found: Any) -> bool:
    return all(isinstance(one, str) for one in found)


def _is_number(*found: Any) -> bool:
    return all(isinstance(one, float) or (isinstance(one, int) and one in _INT64) for one in found)


def _is_path(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(key, str | int) for key in found)


def _field(data: Any) -> bool:
    field, value = data
    if field == "pinned_params":
        return isinstance(value, list) and _is_text(*value)
    return _is_text(field) and (
        isinstance(value, bool) if field in ("archived", "marked") else _is_text(value)
    )


def _param(data: Any) -> bool:
    path, text = data
    plain(params.decode(text), depth=len(path))  # raises where it nests deeper than can be read again
    return _is_path(path)


def _unset(data: Any) -> bool:
    [path] = data
    return _is_path(path)


def _tags(data: Any) -> bool:
    return isinstance(data, list) and _is_text(*data)


def _progress(data: Any) -> bool:
    done, total, unit = data
    return _is_number(done) and (total is None or _is_number(total)) and _is_text(unit)


def _expect(data: Any) -> bool:
    [moment] = data
    return moment is None or (isinstance(moment, int) and moment in _INT64)


def _message(data: Any) -> bool:
    level, text, args = data
    return Level(level) in Level and _is_text(text) and isinstance(plain(params.decode(args)), dict)


def _attachment(data: Any) -> bool:
    name, digest, size = data
    return _is_text(name) and bool(_DIGEST.fullmatch(digest)) and _is_number(size)


def _exit(data: Any) -> bool:
    code, words = data.get("code"), (data.get("signal") or "", data.get("traceback") or "")
    return data["status"] in END_SEVERITY and (code is None or _is_number(code)) and _is_text(*words)


def _gap(data: Any) -> bool:
    return isinstance(data, dict)


_SOUND: dict[str, Callable[[Any], bool]] = {
    "field": _field,
    "param": _param,
    "unset": _unset,
    "tag": _tags,
    "untag": _tags,
    "progress": _progress,
    "expect": _expect,
    "message": _message,
    "attachment": _attachment,
    "exit": _exit,
    "gap": _gap,
}
