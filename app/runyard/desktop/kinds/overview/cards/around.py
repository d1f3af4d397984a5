"""The rows of what a run knows of where it ran: arguments, variables, packages, files."""

from __future__ import annotations

import shlex
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from runyard.desktop.kinds.overview.cards.rows import CHANGED
from runyard.desktop.kinds.overview.table.card_model import FIT, CardRow, Cell, Column
from runyard.desktop.parts import words
from runyard.storage.objects.attachments import DIFF, Attachment

ARGUMENT_COLUMNS = (Column("Argument", FIT), Column("Value"))
VARIABLE_COLUMNS = (Column("Variable", FIT), Column("Value"))
PACKAGE_COLUMNS = (Column("Package"), Column("Version", 140))
FILE_COLUMNS = (
    Column("File"),
    Column("Size", 84, right=True),
    Column("Attached", 104, right=True, spare=True),
)
NOT_KEPT = "not kept"
_KEPT, _LEFT_OUT = "Kept", "Left out"
_LATEST, _OLDER = "Latest", "older"
#: A cell shows so much; all of it can be copied.
_LONGEST = 300


def command(around: Mapping[Any, Any]) -> str:
    """Return the command line as a shell takes it; empty where it is not known."""
    arguments = _texts(around.get("arguments"))
    return shlex.join(["python", *arguments]) if arguments else ""


def argument_rows(around: Mapping[Any, Any]) -> list[CardRow]:
    """Return the script, then a row an option with what follows it, then what follows none."""
    arguments = _texts(around.get("arguments"))
    rows = []
    for at, (name, value) in enumerate(_paired(arguments)):
        shown = Cell(_cut(name), "text_soft" if name.startswith("-") else "text", mono=True)
        rows.append(
            CardRow(
                at,
                (shown, Cell(_cut(value), "code_string", mono=True)),
                f"{name} {value}",
                f"{name} {shlex.quote(value)}" if value else shlex.quote(name),
                value or name,
                (name, value or None),
            )
        )
    return rows


def variable_rows(around: Mapping[Any, Any]) -> list[CardRow]:
    """Return a row a variable, as it is stored: secrets were left out when the run began, and stay so."""
    kept = around.get("env_variables")
    dropped = _texts(around.get("env_variables_dropped"))
    found = [(str(name), str(value)) for name, value in kept.items()] if isinstance(kept, dict) else []
    rows = [
        _row(name, Cell(_cut(value), mono=True), value, (_KEPT,) if dropped else ()) for name, value in found
    ]
    rows += [_row(name, Cell(NOT_KEPT, "text_faint"), "", (_LEFT_OUT,)) for name in dropped]
    return rows


def package_rows(around: Mapping[Any, Any], changed: Container[str] = ()) -> list[CardRow]:
    """Return a row a package; `changed` are those that another run has in another version."""
    found = around.get("packages")
    if not isinstance(found, dict):
        return []
    return [
        CardRow(
            str(name),
            (Cell(_cut(str(name)), "text_soft"), Cell(_cut(str(version)), mono=True)),
            f"{name} {version}",
            f"{name}=={version}",
            str(version),
            (str(name), str(version)),
            (CHANGED,) if name in changed else (),
        )
        for name, version in found.items()
    ]


def file_rows(found: Iterable[Attachment]) -> list[CardRow]:
    """Return a row an attached file; the uncommitted changes have a card of their own.

    Of several with one name, which come oldest first, the last one counts.
    """
    kept = [one for one in found if one.name != DIFF]
    latest = {one.name: at for at, one in enumerate(kept)}
    rows = []
    for at, one in enumerate(kept):
        counts = latest[one.name] == at
        cells = (
            Cell(
                _cut(one.name),
                "text" if counts else "text_faint",
                "" if counts else _OLDER,
                mono=True,
                path=True,
            ),
            Cell(words.size(one.size), "text_soft"),
            Cell(words.moment(one.time), "text_faint"),
        )
        text = f"{one.name}\t{words.size(one.size)}\t{words.full_moment(one.time)}\t{one.sha256}"
        rows.append(
            CardRow(
                (one, at),
                cells,
                one.name,
                text,
                one.name,
                (one.name, float(one.size), float(one.time)),
                (_LATEST,) if counts else (),
            )
        )
    return rows


def _row(name: str, shown: Cell, value: str, groups: tuple[str, ...]) -> CardRow:
    cells = (Cell(_cut(name), "text_soft", mono=True), shown)
    return CardRow(name, cells, f"{name} {value}", f"{name}={value}", value, (name, value or None), groups)


def _paired(arguments: Sequence[str]) -> list[tuple[str, str]]:
    """Return options with their values: ``--lr 0.1`` and ``--lr=0.1`` alike."""
    pairs: list[tuple[str, str]] = []
    for at, argument in enumerate(arguments):
        if at and argument.startswith("-") and not _is_number(argument):
            name, equals, value = argument.partition("=")
            pairs.append((name, value) if equals else (argument, ""))
        elif at > 1 and pairs[-1][0].startswith("-") and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0], argument)
        else:
            pairs.append((argument, ""))
    return pairs


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _texts(found: Any) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []


def _cut(text: str) -> str:
    line = text[: _LONGEST + 1].replace("\n", " ").replace("\r", " ")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
