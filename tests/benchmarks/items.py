"""Runs with many texts or distributions, written as the ingest writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from batches import Feeder

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Blob, Items, NewItem
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.objects import blobs
from runyard.storage.store import Store

_BATCH = 1000
_INLINE = 16_384
_START = 1_763_600_000_000_000


def logged(
    folder: Path, kind: DataKind, series: Sequence[tuple[str, Iterable[tuple[bytes, dict[str, Any]]]]]
) -> str:
    """Make a repository with one run that holds these series, an item a step; return the run's hash."""
    with Store.open(location.resolve(folder, create=True), create=True) as store:
        ingest, feeder = Ingest(store), Feeder()
        for name, found in series:
            key = SeriesKey(kind, name, "{}")
            calls: list[Items] = []
            for step, (content, meta) in enumerate(found):
                blob = Blob(blobs.put(store.blobs, content), len(content)) if len(content) > _INLINE else None
                new = NewItem(meta, None if blob else content, blob)
                calls.append(Items(key, step, _START + step, None, (new,)))
                if len(calls) == _BATCH:
                    _commit(ingest, feeder, calls)
            if calls:
                _commit(ingest, feeder, calls)
        ingest.commit(feeder.end())
        ingest.finish(feeder.owner)
    return feeder.owner.run


def _commit(ingest: Ingest, feeder: Feeder, calls: list[Items]) -> None:
    batch = feeder.batch({})
    batch.items = list(calls)
    ingest.commit(batch)
    calls.clear()
