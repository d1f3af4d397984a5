"""What the palette offers for a text: runs, commands, pages."""

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
from runyard.desktop.tasks import Cancel
from runyard.domain import clock
from runyard.domain.run import RunInfo
from runyard.search.parse import parse
from runyard.storage import listing, runs
from runyard.storage.store import Store

MOST_RUNS = 4
HASH_SHOWN = 8


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
                "Runs",
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
        if fit is not None and entry.section == "main":
            choice = Choice(
                "Pages",
                entry.title,
                fit.letters,
                partial(go, entry.key),
                icon=entry.icon,
                keys=entry.shortcut,
            )
            made.append((fit.score, choice))
    return [choice for _, choice in sorted(made, key=_score)]


def find_runs(typed: str, store: Store, cancel: Cancel) -> FoundRuns:
    """Return the newest runs whose name holds every word typed, or whose hash begins with it."""
    words = typed.split()
    if not words:
        return FoundRuns([], 0)
    named = " and ".join(f"{json.dumps(word)} in run.name" for word in words)
    query = f"({named})"
    if len(words) == 1 and all(letter in string.hexdigits for letter in words[0]):
        start = words[0].lower()
        query = f'({query} or (run.hash >= "{start}" and run.hash < "{start}~"))'
    # Saying `run.archived` brings the archive in: a name typed in full must find its run.
    found = listing.find(store, parse(f"{query} and run.archived in [True, False]"), cancelled=cancel)
    return FoundRuns(runs.infos(store, list(found.ids[:MOST_RUNS])), len(found.ids))


def _score(pair: tuple[int, Choice]) -> int:
    return pair[0]
