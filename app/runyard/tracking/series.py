"""The series a run logs to, found again quickly by what `track` is called with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runyard.domain.context import canonical
from runyard.domain.kinds import DataKind
from runyard.domain.plain import shown
from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.pending import RowTail, SeriesTail
from runyard.journal.writer import JournalWriter

#: Entries after which the shortcuts by context are dropped; they come back as they are used.
_CACHE_LIMIT = 100_000


class Series:
    """One series being logged: `append` keeps a written record, `next_step` is the automatic step.

    `context` is the one it was last found by, and `alike` holds the series of the same name by the items of
    their contexts; see `Book.scalars`.
    """

    __slots__ = ("alike", "append", "context", "next_step", "number", "tail")

    def __init__(self, tail: SeriesTail, next_step: int) -> None:
        self.alike: dict[tuple[tuple[str, str], ...], Series] = {}
        self.context: dict[str, str] | None = None
        self.tail = tail
        self.number = tail.number
        self.append = tail.append
        self.next_step = next_step


class Group:
    """Series logged together by one call.

    While `fast`, they are logged nowhere else and share `next_step`; their own is not kept up then.
    """

    __slots__ = ("append", "fast", "head", "members", "next_step", "number", "pack", "row", "size")

    def __init__(self, row: RowTail, members: tuple[Series, ...]) -> None:
        self.row = row
        self.members = members
        self.number = row.number
        self.append = row.append
        body = framing.row_body(len(members), epoch=False)
        self.pack: Callable[..., bytes] = body.pack
        self.head = framing.head(framing.ROW, 0, body.size - framing.HEAD_SIZE)
        self.size = body.size + framing.CRC_SIZE
        self.fast = False
        self.next_step = 0

    def steps(self) -> list[int]:
        """Return the automatic step of every member."""
        if self.fast:
            return [self.next_step] * len(self.members)
        return [member.next_step for member in self.members]

    def settle(self, steps: list[int]) -> None:
        """Note the steps just logged, and whether the group may take the fast way from now on."""
        for member, step in zip(self.members, steps, strict=True):
            member.next_step = max(member.next_step, step + 1)
        first = self.members[0].next_step
        if not self.row.scattered and all(member.next_step == first for member in self.members):
            self.next_step = first
            self.fast = True

    def slow_down(self) -> None:
        """Give every member its own step back."""
        if self.fast:
            self.fast = False
            for member in self.members:
                member.next_step = self.next_step


class Book:
    """Every series of one journal. Use it under the journal's lock.

    A call from within another (a signal handler's, a finalizer's) must leave the waiting lists as they are;
    the series it met is arranged, and gets its shortcut, when it is next logged to.

    Attributes
    ----------
    scalars : dict
        Shortcuts of `track`: by name the series it was last logged to, which leads to those with other
        contexts. Only contexts whose values are all strings take part: equal ones of other types (``True``,
        ``1``, ``1.0``) would be taken for each other. An array that equals the string is taken for it.
    groups : dict
        The same for dictionaries, by their keys, or (keys, *items of the context).
    """

    def __init__(
        self,
        journal: JournalWriter,
        last_steps: Mapping[SeriesKey, int],
        scalars: dict[Any, Series],
        groups: dict[Any, Group],
    ) -> None:
        self._journal = journal
        self._last_steps = last_steps
        self.scalars = scalars
        self.groups = groups
        self._by_key: dict[SeriesKey, Series] = {}
        self._by_row: dict[int, Group] = {}

    def last_steps(self) -> dict[SeriesKey, int]:
        """Return the last step of each series, for a process that continues this one."""
        for group in self._by_row.values():
            group.slow_down()
        return {key: series.next_step - 1 for key, series in self._by_key.items()}

    def scalar(self, name: object, context: Any, kind: DataKind = DataKind.METRIC) -> Series:
        """Return the series that a number is logged to by itself."""
        key = SeriesKey(kind, series_name(name), canonical(context))
        series = self._series(key)
        if series.tail.home is not True:
            self._free(series)
            if not self._journal.arrange(self._journal.pending.alone, series.tail):
                return series
        if kind is DataKind.METRIC:
            self._remember(key.name, context, series)
        return series

    def of_objects(self, key: SeriesKey) -> Series:
        """Return the series that images, texts or the like are logged to."""
        return self._series(key)

    def _remember(self, name: str, context: Any, series: Series) -> None:
        if context is not None and not _plain(context):
            return
        if name in self.scalars:
            series.alike = self.scalars[name].alike
        if len(series.alike) > _CACHE_LIMIT:
            series.alike.clear()
        series.context = None if context is None else dict(context)
        series.alike[() if context is None else tuple(context.items())] = series
        self.scalars[name] = series

    def group(self, names: tuple[object, ...], context: Any, kind: DataKind = DataKind.METRIC) -> Group:
        """Return the group of the series that a dictionary is logged to."""
        text = canonical(context)
        members = tuple([self._series(SeriesKey(kind, series_name(name), text)) for name in names])
        row = self._journal.row(tuple([member.tail for member in members]))
        group = self._by_row.get(row.number)
        if group is None:
            group = self._by_row[row.number] = Group(row, members)
        if not row.claimed:
            for member in members:
                self._free(member)
            if not self._journal.arrange(self._journal.pending.claim, row):
                return group
            if row.scattered:
                group.slow_down()
        if kind is DataKind.METRIC and context is None:
            self.groups[names] = group
        elif kind is DataKind.METRIC and _plain(context):
            if len(self.groups) > _CACHE_LIMIT:
                self.groups.clear()
            self.groups[(names, *context.items())] = group
        return group

    def _series(self, key: SeriesKey) -> Series:
        series = self._by_key.get(key)
        if series is None:
            tail = self._journal.series(key)
            last = self._last_steps.get(key)
            series = self._by_key[key] = Series(tail, 0 if last is None else last + 1)
        return series

    def _free(self, series: Series) -> None:
        """The series is about to be logged elsewhere than in its row."""
        home = series.tail.home
        if isinstance(home, RowTail):
            self._by_row[home.number].slow_down()


def _plain(context: object) -> bool:
    """Whether a context may be compared as it is."""
    return type(context) is dict and all(type(value) is str for value in context.values())


def series_name(name: object) -> str:
    """Return a name that can be stored.

    Raises
    ------
    TypeError, ValueError
        If it is no text, is empty, or holds half a character (a lone surrogate).
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, not {shown(name)[:60]}")
    if not name:
        raise ValueError("name must not be empty")
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"name must be valid text, not {name!r}") from None
    return str.__str__(name)  # of a subclass, whatever it prints as
