"""What the palette offers for a text: runs, commands, pages, saved views."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from runyard.desktop.commands import Command
from runyard.desktop.frame import PageEntry
from runyard.desktop.parts.words import moment
from runyard.desktop.shell.matching import match
from runyard.desktop.shell.scopes import COMMANDS, PAGES, RUNS, VIEWS
from runyard.desktop.tasks import Cancel
from runyard.domain import clock
from runyard.domain.run import RunInfo
from runyard.search.grammar.parse import parse
from runyard.storage.organise import views
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing

HASH_SHOWN = 8
#: The kind under which the runs page keeps its views.
SAVED_VIEWS = "runs.view"


@dataclass(frozen=True)
class Choice:
    """One line of the palette. `letters` are the positions in the title that matched what was typed."""

    group: str
    title: str
    letters: tuple[int, ...]
    act: Callable[[], object]
    detail: str = ""
    icon: str = ""
    hash: str = ""
    keys: str = ""
    kind: str = ""
    run: RunInfo | None = None


class FoundRuns(NamedTuple):
    """The first runs that fit, and how many there are."""

    infos: list[RunInfo]
    total: int


def run_choices(typed: str, found: FoundRuns, open_run: Callable[[str], None]) -> list[Choice]:
    """Return lines for runs."""
    now = clock.now()
    made = []
    for info in found.infos:
        fit = match(typed, info.name)
        progress = info.progress.share if info.progress is not None and info.status.active else None
        said = (
            f"running {progress:.0%}".replace("%", " %")
            if progress is not None
            else moment(info.created, now)
        )
        made.append(
            Choice(
                RUNS,
                info.name,
                fit.letters if fit is not None else (),
                partial(open_run, info.hash),
                detail=f"{info.experiment}, {said[:1].lower()}{said[1:]}",
                hash=info.hash[:HASH_SHOWN],
                run=info,
            )
        )
    return made


def command_choices(typed: str, group: str, commands: Sequence[Command]) -> list[Choice]:
    """Return lines for the commands that can run now, best first."""
    made = []
    for command in commands:
        fit = match(typed, command.title)
        if fit is not None and command.enabled():
            choice = Choice(
                group, command.title, fit.letters, command.run, icon=command.icon, keys=command.shortcut
            )
            made.append((fit.score, choice))
    return [choice for _, choice in sorted(made, key=_score)]


def page_choices(typed: str, pages: Sequence[PageEntry], go: Callable[[str], None]) -> list[Choice]:
    """Return lines for the pages."""
    made = []
    for entry in pages:
        fit = match(typed, entry.title)
        if fit is not None and entry.section != "hidden":
            choice = Choice(
                PAGES,
                entry.title,
                fit.letters,
                partial(go, entry.key),
                icon=entry.icon,
                keys=entry.shortcut,
            )
            made.append((fit.score, choice))
    return [choice for _, choice in sorted(made, key=_score)]


def view_choices(typed: str, names: Sequence[str], go: Callable[[str], None]) -> list[Choice]:
    """Return lines for the saved views of runs."""
    made = []
    for name in names:
        fit = match(typed, name)
        if fit is not None:
            choice = Choice(VIEWS, name, fit.letters, partial(go, name), icon="bookmark", kind="View")
            made.append((fit.score, choice))
    return [choice for _, choice in sorted(made, key=_score)]


def search_choice(typed: str, search: Callable[[str], None]) -> Choice:
    """Return the line that lists all runs with this text in their names."""
    text = typed.strip()
    title = f"Search runs for {text}"
    letters = tuple(range(len(title) - len(text), len(title)))
    return Choice(COMMANDS, title, letters, partial(search, _named(text)), icon="search", keys="/")


def find_views(store: Store, _cancel: Cancel) -> list[str]:
    """Return the names of the saved views of runs, in their order."""
    return list(views.all(store, SAVED_VIEWS))


def find_runs(typed: str, most: int, store: Store, cancel: Cancel) -> FoundRuns:
    """Return the newest runs whose name holds every word typed, or whose hash begins with it."""
    words = typed.split()
    query = f"({_named(typed) or 'True'})"
    if len(words) == 1 and all(letter in string.hexdigits for letter in words[0]):
        start = words[0].lower()
        query = f'({query} or (run.hash >= "{start}" and run.hash < "{start}~"))'
    # Saying `run.archived` brings the archive in: a name typed in full must find its run.
    found = listing.find(store, parse(f"{query} and run.archived in [True, False]"), cancelled=cancel)
    return FoundRuns(runs.infos(store, list(found.ids[:most])), len(found.ids))


def _named(typed: str) -> str:
    """Return the query for runs whose name holds every word."""
    return " and ".join(f"{json.dumps(word)} in run.name" for word in typed.split())


def _score(pair: tuple[int, Choice]) -> int:
    return pair[0]
