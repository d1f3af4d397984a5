"""What must not be kept: secrets in environment variables, arguments and addresses.

Where it is not clear whether something is a secret, it is left out: a missing harmless value costs less than
a kept password.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

HIDDEN = "***"
_WORDS = "secret|key|token|pass|pwd|credential|auth|cookie|dsn"
_NAME = re.compile(_WORDS, re.IGNORECASE)
#: They hold "pwd" and are the working directory.
_HARMLESS = {"PWD", "OLDPWD"}
_PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")
#: What has no space in it and an "@": only there can an address hold a user.
_WITH_USER = re.compile(r"(?<!\S)\S*@")
#: User and password before the host of an address. A password may hold a raw "/", a path after a port "@".
_USER = re.compile(r"(?<=://)(?:[^/?#]*|[^/:@]*:(?!\d+/).*)@")
_QUOTED = r""""(?:\\.|[^"\\])*+"?|'(?:\\.|[^'\\])*+'?"""
_SCHEME = r"(?:(?:bearer|basic)\s+)?"
#: Headers whose value is all that follows in the line.
_HEADER = re.compile(
    rf"""((?:authorization|cookie)["']?\s*[:=]\s*{_SCHEME})({_QUOTED}|[^\r\n]+)""", re.IGNORECASE
)
#: `name=value`, `name:value` and `"name": value` with a name that says secret, anywhere in a text. A name is
#: looked at from its beginning only: from each secret word in it, a long one would take minutes.
_ASSIGNED = re.compile(
    rf"""(?<![\w.-])((?=[\w.-]*?(?:{_WORDS}))[\w.-]++(?:["']?\s*=\s*|["']\s*:\s*|:\s+|:(?![\s/])){_SCHEME})"""
    rf"({_QUOTED}|[^\s&;]+)",
    re.IGNORECASE,
)
#: The name before the value of an argument that holds both.
_OPTION = re.compile(r"([^=:]*)[=:]")


def secret(name: str) -> bool:
    """Whether a name sounds like that of a secret."""
    return bool(_NAME.search(name)) and name.upper() not in _HARMLESS


def scrubbed(text: str) -> str:
    """Return a text without users and passwords in addresses, and without what is assigned to a secret."""
    text = _WITH_USER.sub(lambda found: _USER.sub("", found[0]), text)
    return _ASSIGNED.sub(rf"\1{HIDDEN}", _HEADER.sub(rf"\1{HIDDEN}", text))


def variables(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the variables that may be kept, scrubbed, and the names of those that are left out; sorted."""
    kept, dropped = {}, []
    for name, value in sorted(environment.items()):
        if secret(name) or _PRIVATE.search(value):
            dropped.append(name)
        else:
            kept[name] = scrubbed(value)
    return kept, dropped


def arguments(given: Iterable[str]) -> list[str]:
    """Return arguments scrubbed; after an option that sounds secret all is hidden, up to the next option."""
    found, hiding = [], False
    for argument in given:
        if _PRIVATE.search(argument):
            found.append(HIDDEN)
        elif argument.startswith("--") or re.fullmatch(r"-[A-Za-z]", argument) or not hiding:
            hiding = argument.startswith("-") and "=" not in argument and secret(argument)
            named = _OPTION.match(argument)
            found.append(f"{named[0]}{HIDDEN}" if named and secret(named[1]) else scrubbed(argument))
        else:
            found.append(HIDDEN)
    return found
