"""Queries for images, audio, texts, distributions and figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from runyard.domain.kinds import DataKind
from runyard.reading import fresh
from runyard.reading.found import Found
from runyard.reading.frames import frame
from runyard.reading.logged import (
    LoggedAudio,
    LoggedDistribution,
    LoggedFigure,
    LoggedImage,
    LoggedText,
)
from runyard.reading.sequences import Logged, Objects
from runyard.reading.view import RunView
from runyard.search.grammar.parse import parse
from runyard.search.grammar.reader import Target
from runyard.storage.store import Store
from runyard.storage.table import series_listing

if TYPE_CHECKING:
    import pandas as pd

    from runyard.reading.repo import Repo


class FoundObjects(Found[Objects[Logged]]):
    """Sequences of objects that a query found."""

    def iter_runs(self) -> Iterator[RunObjectsFound[Logged]]:
        """Yield, for each run that has some of the sequences, those of them that are its own."""
        for run, found in groupby(self, key=lambda one: one.run):
            yield RunObjectsFound(run, list(found))

    def dataframe(self) -> pd.DataFrame:
        """Return a row an object, with run, name and context; see `Objects.dataframe`."""
        rows = []
        for one in self:
            same: dict[str, Any] = {"run.hash": one.run.hash, "name": one.name}
            same |= {f"context.{key}": value for key, value in one.context.items()}
            rows += [{**same, **one._row(found)} for found in one]
        return frame(rows)


class RunObjectsFound(FoundObjects[Logged]):
    """Those of the sequences found that belong to one run, which is `run`."""

    def __init__(self, run: RunView, found: list[Objects[Logged]]) -> None:
        super().__init__(found)
        self.run = run


class Querying:
    """The part of `Repo` that looks for objects. In each query the word for what it looks for has the members
    ``name``, ``context`` and its keys, ``count``, ``first_step`` and ``last_step``.
    """

    store: Store

    @property
    def path(self) -> Path:
        """The `.runyard` folder."""
        raise NotImplementedError

    def query_images(self, query: str = "") -> FoundObjects[LoggedImage]:
        """Return the sequences of images a query matches: ``images.name == "samples" and run.lr < 0.1``."""
        return self._query(query, "images", DataKind.IMAGE)

    def query_audios(self, query: str = "") -> FoundObjects[LoggedAudio]:
        """Return the sequences of sounds a query matches; it calls them ``audios``."""
        return self._query(query, "audios", DataKind.AUDIO)

    def query_texts(self, query: str = "") -> FoundObjects[LoggedText]:
        """Return the sequences of texts a query matches; it calls them ``texts``."""
        return self._query(query, "texts", DataKind.TEXT)

    def query_distributions(self, query: str = "") -> FoundObjects[LoggedDistribution]:
        """Return the sequences of distributions a query matches; it calls them ``distributions``."""
        return self._query(query, "distributions", DataKind.DISTRIBUTION)

    def query_figures(self, query: str = "") -> FoundObjects[LoggedFigure]:
        """Return the sequences of figures a query matches; it calls them ``figures``."""
        return self._query(query, "figures", DataKind.FIGURE)

    query_figure_objects = query_figures

    def _query(self, query: str, target: Target, kind: DataKind) -> FoundObjects[Any]:
        understood = parse(query, target)
        fresh.before_read(self.path)
        views: dict[int, RunView] = {}
        found = []
        for info in series_listing.find(self.store, understood, kind=kind):
            view = views.setdefault(info.run_id, RunView(cast("Repo", self), info.run_id))
            found.append(Objects[Any](view, info))
        return FoundObjects(found)
