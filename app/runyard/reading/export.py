"""Runs as a table in a file: CSV, JSON or Parquet, with the values as they were logged.

A column is named by its id (``param:hparams.lr``), which is what the commands accept and is never ambiguous.
Text is written as it was logged: a cell that begins with ``=`` is left so, because whoever asks for raw
values must get them; a spreadsheet that would compute it has to be told to import text.
"""

from __future__ import annotations

import base64
import csv
import json
import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from runyard.domain.clock import utc
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store
from runyard.storage.table import cells
from runyard.storage.table.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa
    from _typeshed import SupportsWrite

Step = Callable[[int, int], None]
_BLOCK = 500  # runs read at a time


def write_csv(
    store: Store,
    ids: Sequence[int],
    columns: Sequence[Column],
    path: Path | SupportsWrite[str],
    *,
    step: Step | None = None,
) -> None:
    """Write a line a run, under a line with the ids of the columns.

    Missing values and None are empty, truth is ``True`` or ``False``, times are ISO in UTC, tags are joined
    by ", ", lists are JSON, bytes base64, NaN is ``nan``.

    Parameters
    ----------
    path : path, or what text is written to
        A file is written beside its place and renamed when it is whole.
    step : callable, optional
        Called after each block with how many runs are written, and how many there are.
    """
    with _text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.id for column in columns])
        for values in raw_rows(store, ids, [column.id for column in columns], step):
            writer.writerow([as_text(value) for value in values])


def write_json(
    store: Store,
    ids: Sequence[int],
    columns: Sequence[Column],
    path: Path | SupportsWrite[str],
    *,
    step: Step | None = None,
) -> None:
    """Write an array of one object a run; see `jsonable` for what JSON has no word for. Else as `write_csv`.

    What a run does not have is left out of its object.
    """
    names = [column.id for column in columns]
    with _text(path) as file:
        mark = "["
        for values in raw_rows(store, ids, [column.id for column in columns], step):
            row = {
                name: jsonable(value)
                for name, value in zip(names, values, strict=True)
                if not isinstance(value, cells.Missing)
            }
            file.write(f"{mark}\n{json.dumps(row, ensure_ascii=False)}")
            mark = ","
        file.write("[]\n" if mark == "[" else "\n]\n")


def write_parquet(
    store: Store,
    ids: Sequence[int],
    columns: Sequence[Column],
    path: Path | IO[bytes],
    *,
    step: Step | None = None,
) -> None:
    """Write a Parquet table. A column whose values are of several kinds becomes text as in CSV.

    Raises
    ------
    KnownProblem
        If pyarrow is not installed; then nothing is written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise KnownProblem(
            "Parquet files need pyarrow, which is not installed", "Install it: pip install pyarrow"
        ) from error
    gathered: list[list[Any]] = [[] for _ in columns]
    for values in raw_rows(store, ids, [column.id for column in columns], step):
        for column, value in zip(gathered, values, strict=True):
            column.append(value)
    arrays = [_array(pa, column.id, values) for column, values in zip(columns, gathered, strict=True)]
    whole = pa.table(arrays, names=[column.id for column in columns])
    with _binary(path) as file:
        parquet.write_table(whole, file)


def jsonable(value: Any) -> Any:
    """Return a value as JSON can say it: NaN and infinities as text, bytes as base64, keys as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def raw_rows(
    store: Store, ids: Sequence[int], names: Sequence[str], step: Step | None = None
) -> Iterator[list[Any]]:
    """Yield the raw values of each run in columns given by id; times become datetimes in UTC."""
    times = [place for place, name in enumerate(names) if name in ("created", "ended")]
    for start in range(0, len(ids), _BLOCK):
        for row in cells.rows(store, ids[start : start + _BLOCK], names):
            values = list(row.cells)
            for place in times:
                values[place] = None if values[place] is None else utc(values[place])
            yield values
        if step is not None:
            step(min(start + _BLOCK, len(ids)), len(ids))


def as_text(value: Any) -> str:
    """Return a raw value as text, as `write_csv` writes it."""
    if value is None or isinstance(value, cells.Missing):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    found = jsonable(value)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _array(pa: Any, name: str, values: list[Any]) -> pa.Array:
    present = [None if isinstance(value, cells.Missing) else value for value in values]
    if name in ("created", "ended"):
        return pa.array([value and value.astimezone(UTC) for value in present], pa.timestamp("us", "UTC"))
    kinds = {type(value) for value in present if value is not None}
    if kinds in ({bool}, {int}, {float}, {str}, {bytes}, {int, float}):
        as_floats = float in kinds and int in kinds
        try:
            return pa.array([float(v) if as_floats and v is not None else v for v in present])
        except (OverflowError, pa.ArrowException):  # beyond 64 bits, or half of a surrogate pair
            return pa.array([None if value is None else as_text(value) for value in present], pa.string())
    return pa.array([None if value is None else as_text(value) for value in present], pa.string())


@contextmanager
def _text(target: Path | SupportsWrite[str]) -> Iterator[SupportsWrite[str]]:
    if not isinstance(target, Path):
        yield target
        return
    with _beside(target) as fresh, fresh.open("w", encoding="utf-8", newline="", errors="replace") as file:
        yield file


@contextmanager
def _binary(target: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(target, Path):
        yield target
        return
    with _beside(target) as fresh, fresh.open("wb") as file:
        yield file


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a path to write; it takes the target's place when the block ends well, else it is removed."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        yield fresh
        fresh.replace(target)
    except OSError as error:
        raise KnownProblem(
            f"{target} cannot be written: {error.strerror or error}", "Nothing was kept"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
