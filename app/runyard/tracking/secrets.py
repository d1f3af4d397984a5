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
#: User and password before the host of an address. A password may hold a raw "/", a path after a port "@".
_USER = re.compile(r"(?<=://)(?:[^\s/?#'\"<>]*|[^\s/:@'\"<>]*:(?!\d+/)[^\s'\"<>]*)@")
#: `name=value`, `name: value` and `"name": value` with a name that says secret, anywhere in a text.
_ASSIGNED = re.compile(
    rf"""((?:{_WORDS})[\w.-]*(?:["']?\s*=\s*|["']\s*:\s*|:\s+)(?:(?:bearer|basic)\s+)?)"""
    r"""("[^"]*"?|'[^']*'?|[^\s&;,"']+)""",
    re.IGNORECASE,
)


def secret(name: str) -> bool:
    """Whether a name sounds like that of a secret."""
    return bool(_NAME.search(name)) and name.upper() not in _HARMLESS


def scrubbed(text: str) -> str:
    """Return a text without users and passwords in addresses, and without what is assigned to a secret."""
    return _ASSIGNED.sub(rf"\1{HIDDEN}", _USER.sub("", text))


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
            found.append(scrubbed(argument))
        else:
            found.append(HIDDEN)
    return found
