"""Which runs a command line means: RUN arguments within what its filters choose."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import click

from runyard.cli.filters import Filters, together, understood
from runyard.domain.errors import AmbiguousHashError, KnownProblem, MissingRunError
from runyard.reading.repo import Repo
from runyard.search.tree import Compare, Literal, Property, Query, Span
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing

_HASH = re.compile(r"[0-9a-f]{6,24}")
_SLICE = re.compile(r"(\d*):(\d*)")
_SHORTEST = (
    6  # characters of a hash: of fewer digits a number is a place in the list, of so many it may be both
)


class Where(Enum):
    """Among which runs to choose."""

    LISTED = "listed"
    ARCHIVED = "archived"
    TRASH = "trash"


@contextmanager
def opened(place: Path | None, *, write: bool = False) -> Iterator[Store]:
    """Open the repository that `--repo` or its absence means; what dead processes left is taken in first."""
    with Repo(place) as repo:
        if write and repo.store.read_only:
            raise KnownProblem(f"{repo.path} cannot be written", "Check the rights of the folder")
        yield repo.store


def found(
    store: Store, filters: Filters, where: Where = Where.LISTED, sort: Sequence[listing.Sort] = ()
) -> array[int]:
    """Return the runs that the filters choose, newest first; of the trash the latest put there first."""
    query = filters.parsed()
    if where is Where.ARCHIVED:
        query = together([query, understood("run.archived")])
    return listing.find(store, query, sort, trashed=where is Where.TRASH).ids


def chosen(
    store: Store,
    references: Sequence[str],
    filters: Filters,
    *,
    where: Where = Where.LISTED,
    latest: bool = False,
) -> list[int]:
    """Return the runs that RUN arguments mean, each once, in their order.

    RUN is a place in the filtered list (1 is its first), ``START:END`` with both ends, ``:`` for all, the
    beginning of a hash (6 characters or more) or a name. Without RUN it is the first of the list with
    `latest`, else all that the filters choose, which then must have been given.

    Raises
    ------
    MissingRunError
        If there is none.
    AmbiguousHashError
        If a hash or name means several, or digits may be a place as well as a hash.
    """
    if not references and not latest and not filters.given:
        raise click.UsageError("Say which runs: RUN, a filter such as --error, or : for all.")
    listed = found(store, filters, where)
    if not references:
        if not listed:
            raise _nothing(filters, where)
        return list(listed[:1] if latest else listed)
    ids: dict[int, None] = {}
    for reference in references:
        ids |= dict.fromkeys(_meant(store, reference, listed, filters, where))
    return list(ids)


def _meant(
    store: Store, reference: str, listed: Sequence[int], filters: Filters, where: Where
) -> Sequence[int]:
    cut = _SLICE.fullmatch(reference)
    if cut is not None:
        part = listed[max(0, int(cut[1] or 1) - 1) : int(cut[2]) if cut[2] else None]
        if not part:
            raise _nothing(filters, where) if not listed else _beyond(reference, listed)
        return part
    place = int(reference) if reference.isdecimal() and reference.isascii() else 0
    at_place = listed[place - 1 : place] if place else listed[:0]
    if place and len(reference) < _SHORTEST and at_place:
        return at_place
    others = _by_hash(store, reference, where) or _by_name(store, reference, where)
    allowed = set(listed) if filters.given else None
    named = [run for run in others if allowed is None or run in allowed]
    if len({*named, *at_place}) > 1:
        raise _several(store, reference, named, at_place)
    if not named and not at_place:
        raise _beyond(reference, listed) if place else _missing(store, reference, others, where)
    return named or at_place


def _by_hash(store: Store, reference: str, where: Where) -> list[int]:
    """Return the only run whose hash begins so, if it is where runs are looked for."""
    text = reference.lower()
    if not _HASH.fullmatch(text):
        return []
    try:
        run = runs.find(store, text)
    except AmbiguousHashError:
        raise
    except MissingRunError:
        return []
    return [run] if (runs.info(store, run).trashed is not None) == (where is Where.TRASH) else []


def _by_name(store: Store, reference: str, where: Where) -> list[int]:
    nowhere = Span(0, 0)
    query = Query("", Compare(Property("name", nowhere), "==", Literal(reference, nowhere), nowhere))
    return list(listing.find(store, query, archived=True, trashed=where is Where.TRASH).ids)


def _several(
    store: Store, reference: str, named: Sequence[int], at_place: Sequence[int]
) -> AmbiguousHashError:
    if at_place:
        return AmbiguousHashError(
            f"{reference} is both a place in the list and what a run's hash or name begins with",
            "Give more characters of the hash, or a slice such as 5:5 for the place",
        )
    hashes = ", ".join(info.hash[:8] for info in runs.infos(store, named[:3]))
    return AmbiguousHashError(
        f"{len(named)} runs are named {reference}", f"Give the hash of one instead: {hashes}, ..."
    )


def _missing(store: Store, reference: str, others: Sequence[int], where: Where) -> MissingRunError:
    if others:
        return MissingRunError(f"The filters leave the run {reference} out")
    elsewhere = Where.LISTED if where is Where.TRASH else Where.TRASH
    if _by_hash(store, reference, elsewhere) or _by_name(store, reference, elsewhere):
        if where is Where.TRASH:
            return MissingRunError(
                f"The run {reference} is not in the trash", "List the trash: runyard runs -d"
            )
        return MissingRunError(
            f"The run {reference} is in the trash", f"Restore it: runyard restore {reference}"
        )
    return MissingRunError(f"There is no run {reference}", "RUN is a place in the list, a hash or a name")


def _beyond(reference: str, listed: Sequence[int]) -> MissingRunError:
    words = f"there are only {len(listed)}" if len(listed) != 1 else "there is only one"
    return MissingRunError(f"There is no run {reference} in the list: {words}")


def _nothing(filters: Filters, where: Where) -> MissingRunError:
    if filters.given:
        return MissingRunError("No run matches")
    return MissingRunError("The trash is empty" if where is Where.TRASH else "There are no runs yet")
