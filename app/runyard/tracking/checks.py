"""What `Run` accepts as names, tags and keys of params, and the sentence for what it does not."""

from __future__ import annotations

from runyard.domain.run import TAG_NAME_LIMIT
from runyard.reading.view import Key


def text(what: str, value: object, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a string, not {value!r}")
    if not value.strip() and not empty:
        raise ValueError(f"{what} must not be empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid text, not {value!r}") from None
    return str(value)


def tag(name: object) -> str:
    found = text("a tag", name).strip()
    if len(found) > TAG_NAME_LIMIT:
        raise ValueError(f"a tag has at most {TAG_NAME_LIMIT} characters, this one {len(found)}")
    return found


def path_of(key: Key) -> list[str | int]:
    if key is ...:
        return []
    path = list(key) if isinstance(key, tuple) else [key]
    for part in path:
        if not isinstance(part, str | int) or isinstance(part, bool):
            raise TypeError(f"a param's key is a string or an integer, not {part!r}")
        if isinstance(part, str):
            text("a param's key", part, empty=True)
    return path
