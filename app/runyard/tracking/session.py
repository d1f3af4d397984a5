"""One run in one process: its journal, its lock, and the long way of every call that logs."""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any

from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.plain import valid
from runyard.domain.series import SeriesKey
from runyard.journal import framing, liveness, segments, writer
from runyard.journal.appending import CLOSED
from runyard.journal.batch import LogLine, Op, Owner
from runyard.journal.liveness import OwnerLock
from runyard.journal.writer import JournalWriter
from runyard.storage import location
from runyard.tracking import report
from runyard.tracking.numbers import epoch_number, integral, number
from runyard.tracking.series import Book, Group, Series

if TYPE_CHECKING:
    from runyard.tracking.objects.calls import ObjectLog

#: Bytes after which a new segment begins; lowered where rotation itself is looked at.
SEGMENT_LIMIT = writer.SEGMENT_LIMIT


class Session:
    """The writing side of a run in this process.

    Parameters
    ----------
    folder : Path
        The repository.
    run : str
        The run's hash.
    resumed, auxiliary : bool
        Whether the run existed before; whether this is a forked child.
    last_steps : mapping of SeriesKey to int
        Where automatic steps go on.
    """

    def __init__(
        self,
        folder: Path,
        run: str,
        *,
        resumed: bool = False,
        auxiliary: bool = False,
        last_steps: Mapping[SeriesKey, int] | None = None,
    ) -> None:
        self.folder = folder
        self.owner = Owner(
            run=run,
            owner=os.urandom(4).hex(),
            host=liveness.host(),
            boot_id=liveness.boot_id(),
            pid=os.getpid(),
            process_started=liveness.process_started(),
            started=time_ns() // 1000,
            auxiliary=auxiliary,
            python=platform_python(),
            script=script(),
            resumed=resumed,
        )
        self.scalars: dict[Any, Series] = {}
        self.groups: dict[Any, Group] = {}
        try:
            self.lock, self.journal = _begin(folder / "journals", self.owner)
        except OSError as error:
            raise KnownProblem(
                f"No run can be logged to {folder}: {error.strerror or error}",
                "Make room or rights to write there, or name another folder",
            ) from error
        self.book = Book(self.journal, last_steps or {}, self.scalars, self.groups)
        self._objects: ObjectLog | None = None
        self._changed = 0  # µs UTC
        self.deadline = math.inf  # when storing what waits has to stop, by `time.monotonic`
        self.stored = False  # whether the database knows of this process

    # -- data

    def track(self, value: Any, name: Any, step: Any, epoch: Any, context: Any) -> None:
        """Log whatever `track` accepts, or say what is wrong with it."""
        at = None if step is None else integral(step)
        when = None if epoch is None else epoch_number(epoch)
        if isinstance(value, Mapping):
            if name is not None:
                raise ValueError("name must be left out with a dictionary: its keys are the names")
            self._several(value, at, when, context)
            return
        if _is_object(value):
            self._object_log().track(value, name, at, when, context)
            return
        found = number(value, name if name is not None else "value")
        if name is None:
            raise ValueError("name is required to track a number")
        with self.journal.lock:
            self.point(self.book.scalar(name, context), found, at, when)

    def _several(
        self, values: Mapping[Any, Any], step: int | None, epoch: float | None, context: Any
    ) -> None:
        """Log a dictionary: its numbers in one record, each object in one of its own."""
        objects = {key: item for key, item in values.items() if _is_object(item)}
        names = tuple(values) if not objects else tuple([key for key in values if key not in objects])
        numbers = [number(values[key], key) for key in names]
        for key, item in objects.items():
            self._object_log().check(item, key, context)
        if numbers:
            with self.journal.lock:
                self.row(self.book.group(names, context), numbers, step, epoch)
        for key, item in objects.items():
            self._object_log().track(item, key, step, epoch, context)

    def _object_log(self) -> ObjectLog:
        from runyard.tracking.objects.calls import ObjectLog  # a script that logs numbers needs none of it

        with self.journal.lock:
            if self._objects is None:
                self._objects = ObjectLog(self.journal, self.book)
            return self._objects

    def point(self, series: Series, value: float, step: int | None, epoch: float | None) -> None:
        """Log one number."""
        with self.journal.lock:
            at = integral(series.next_step) if step is None else step
            now = time_ns() // 1000
            if epoch is None:
                body = framing.POINT_BODY.pack(framing.POINT_HEAD, at, now, value, series.number)
            else:
                body = framing.POINT_EPOCH_BODY.pack(
                    framing.POINT_EPOCH_HEAD, at, now, epoch, value, series.number
                )
            series.next_step = max(series.next_step, at + 1)
            record = framing.sealed(body)
            self.journal.append(record, series.append, record)

    def row(self, group: Group, values: list[float], step: int | None, epoch: float | None) -> None:
        """Log one number for each member of a group, in one record."""
        with self.journal.lock:
            steps = group.steps() if step is None else [step] * len(values)
            integral(max(steps))
            now = time_ns() // 1000
            if min(steps) == max(steps):
                record = _row_record(group, values, steps[0], now, epoch)
                self.journal.append(record, self._keep_row, (group, record))
            else:
                items = list(zip([member.number for member in group.members], steps, values, strict=True))
                record = framing.mixed(now, epoch, items)
                self.journal.append(record, self._keep_mixed, (group, steps, now, values, epoch))
            group.settle(steps)

    def _keep_row(self, kept: tuple[Group, bytes]) -> None:
        group, record = kept
        self.journal.pending.row(group.row, record)

    def _keep_mixed(self, kept: tuple[Group, list[int], int, list[float], float | None]) -> None:
        group, steps, now, values, epoch = kept
        for member, step, value in zip(group.members, steps, values, strict=True):
            self.journal.pending.alone(member.tail)
            member.tail.piece(step, now, value, epoch)

    def system(self, values: dict[str, float], context: dict[str, Any]) -> None:
        """Log one sample of the machine's own metrics."""
        with self.journal.lock:
            group = self.book.group(tuple(values), context, DataKind.SYSTEM)
            self.row(group, list(values.values()), None, None)

    # -- facts

    def op(self, name: str, data: Any) -> None:
        """Log a change to the run itself.

        Of two changes to one thing the later counts, by their times; so a clock set back must not make
        the second the earlier one.
        """
        self._changed = max(self._changed, time_ns() // 1000)
        self.journal.op(Op(name, self._changed, data))

    def line(self, entry: LogLine) -> None:
        """Log a line of terminal output."""
        self.journal.line(entry)

    def put_back(self) -> bool:
        """Make the journal and its folder anew if somebody deleted them; True when that was so.

        Raises
        ------
        OSError, KnownProblem
            If they cannot be made.
        """
        if self.journal.gate == CLOSED or os.fstat(self.journal.fd).st_nlink:
            return False
        if not self.folder.parent.is_dir():
            raise FileNotFoundError(f"{self.folder.parent} was deleted")
        location.make(self.folder)
        self.lock.put_back()
        return self.journal.put_back()

    def abandon(self) -> None:
        """In a forked child: close what was inherited; the journal and its lock are the parent's."""
        self.journal.abandon()
        self.lock.abandon()


def _is_object(value: Any) -> bool:
    """Whether a value is one of `tracking.objects`, or a list that may hold some."""
    if isinstance(value, list | tuple):
        return not value or hasattr(type(value[0]), "data_kind")
    return hasattr(type(value), "data_kind")


def _begin(journals: Path, owner: Owner) -> tuple[OwnerLock, JournalWriter]:
    lock = OwnerLock.take(segments.lock_path(journals, owner.run, owner.owner))
    try:
        return lock, JournalWriter(journals, owner, segment_limit=SEGMENT_LIMIT, report=report.tell_later)
    except BaseException:
        lock.release()
        raise


def _row_record(group: Group, values: list[float], step: int, now: int, epoch: float | None) -> bytes:
    if epoch is None:
        return framing.sealed(group.pack(group.head, step, now, *values, group.number))
    body = framing.row_body(len(values), epoch=True)
    head = framing.head(framing.ROW, framing.EPOCH, body.size - framing.HEAD_SIZE)
    return framing.sealed(body.pack(head, step, now, epoch, *values, group.number))


def platform_python() -> str:
    """Return this Python's version."""
    return sys.version.split()[0]


def script() -> str:
    """Return the whole path of the script that runs, so that another of the same name is another; or nothing.

    It is empty when interactive.
    """
    name = sys.argv[0] if sys.argv else ""
    if name in ("", "-c", "-"):
        return ""
    own = getattr(sys.modules.get("__main__"), "__file__", None)  # whole, wherever the program has gone since
    if isinstance(own, str) and Path(own).name == Path(name).name:
        name = own
    with contextlib.suppress(OSError, RuntimeError):  # the folder was deleted, say
        name = str(Path(name).resolve())
    return valid(name)  # a file's name may be no text
