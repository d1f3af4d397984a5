"""`track`: the function that training calls at every step, written flat because each call of its own costs.

The common ways (a number; a dictionary of numbers; name and context seen before) are spelled out here. All
else goes the long way through `Session`, which says clearly what is wrong, or finds that nothing is.
"""

from __future__ import annotations

import struct
from os import write
from time import time_ns
from typing import TYPE_CHECKING, Any
from zlib import crc32

from runyard.journal.appending import FREE, WRITING
from runyard.journal.framing import POINT_BODY, POINT_HEAD, POINT_SEALED, POINT_SIZE
from runyard.journal.writer import JournalWriter
from runyard.tracking.numbers import PLAIN
from runyard.tracking.series import Group, Series

if TYPE_CHECKING:
    from runyard.tracking.session import Session

_pack = POINT_BODY.pack
_seal = POINT_SEALED.pack
_REFUSED = (struct.error, OverflowError)


class Tracking:
    """The tracking part of `Run`."""

    _journal: JournalWriter
    _scalars: dict[Any, Series]
    _groups: dict[Any, Group]

    def _session_to_write(self) -> Session:
        raise NotImplementedError

    def track(  # noqa: PLR0912 - spelled out, see above
        self, value: Any, name: str | None = None, step: int | None = None, epoch: float | None = None,
        context: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Log a number, an object, a list of objects, or a dictionary of them, at a step."""
        kind = type(value)
        if kind is not float and kind is not int:
            self._track_other(value, name, step, epoch, context)
            return
        try:
            series = self._scalars[name]
            if series.context != context:
                series = self._scalars[name] = series.alike[() if context is None else (*context.items(),)]
        except Exception:  # whatever odd arguments raise when they are compared
            series = None
        if series is None or epoch is not None or (step is not None and type(step) is not int):
            self._session_to_write().track(value, name, step, epoch, context)
            return
        journal, lock = self._journal, self._journal.lock
        try:  # as `with lock` does, in half the time
            lock.acquire()
            at = series.next_step if step is None else step
            try:
                record = _pack(POINT_HEAD, at, time_ns() // 1000, value, series.number)
            except _REFUSED:
                record = b""
            if journal.gate or not record:
                self._session_to_write().track(value, name, step, epoch, context)
                return
            if at >= series.next_step:
                series.next_step = at + 1
            record = _seal(record, crc32(record))
            journal.gate = WRITING
            try:
                written = write(journal.fd, record)
                if written == POINT_SIZE:
                    journal.offset += POINT_SIZE
                    series.append(record)
                    journal.gate = FREE
                else:
                    journal.refused(record, written, None)
            except BaseException as error:
                journal.rescue(record, error)
            if journal.offset >= journal.limit:
                journal.rotate()
        finally:
            try:
                lock.release()
            except RuntimeError:  # an interrupt ended the wait for it
                pass

    track.__doc__ = """Log a number, an object, a list of objects, or a dictionary of them, at a step.

        When the call returns, the data is with the operating system: killing the process does not lose it.

        Parameters
        ----------
        value : number, object, list or dict
            A Python number, a numpy scalar, an array or tensor with one element; kept as float64. Or an
            `Image`, `Audio`, `Text`, `Distribution` or `Figure`, or a list of them of one kind, which keeps
            their order. A dictionary logs what each of its keys names, the numbers in one record.
        name : str
            The metric's name; required, but refused for a dictionary.
        step : int, optional
            Any 64-bit integer, or a float without a fraction. Without it, one more than the highest so far.
        epoch : float, optional
            The epoch the step belongs to.
        context : dict, optional
            Tells series of one name apart, such as ``{"subset": "val"}``; the order of keys does not matter.

        Raises
        ------
        TypeError, ValueError
            If an argument cannot be used; the message names it. Nothing was logged then.
        ClosedRunError, ReadOnlyRunError
            If the run does not accept data.
        """

    def _track_other(self, value: Any, name: Any, step: Any, epoch: Any, context: Any) -> None:
        """Log a dictionary; or whatever else it is, the long way."""
        if type(value) is not dict or name is not None or epoch is not None:
            self._session_to_write().track(value, name, step, epoch, context)
            return
        names = tuple(value)
        numbers = value.values()
        try:
            group = self._groups[names if context is None else (names, *context.items())]
        except (KeyError, TypeError, AttributeError):
            group = None
        if group is None or (step is not None and type(step) is not int):
            self._session_to_write().track(value, None, step, None, context)
            return
        if not PLAIN.issuperset(map(type, numbers)):
            self._session_to_write().track(value, None, step, None, context)
            return
        journal = self._journal
        with journal.lock:
            if not group.fast and not journal.gate:
                self._session_to_write().row(group, [float(item) for item in numbers], step, None)
                return
            at = group.next_step if step is None else step
            try:
                record = group.pack(group.head, at, time_ns() // 1000, *numbers, group.number)
            except _REFUSED:
                self._session_to_write().track(value, None, step, None, context)
                return
            if journal.gate:
                self._session_to_write().track(value, None, step, None, context)
                return
            if at >= group.next_step:
                group.next_step = at + 1
            record += crc32(record).to_bytes(4, "little")
            journal.gate = WRITING
            try:
                written = write(journal.fd, record)
                if written == group.size:
                    journal.offset += written
                    group.append(record)
                    journal.gate = FREE
                else:
                    journal.refused(record, written, None)
            except BaseException as error:
                journal.rescue(record, error)
            if journal.offset >= journal.limit:
                journal.rotate()
