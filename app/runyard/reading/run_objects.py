"""The objects and files of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from runyard.domain import context as contexts
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.reading.facts import SECOND, RunFacts
from runyard.storage.metrics import series
from runyard.storage.objects import attachments, blobs

if TYPE_CHECKING:
    from runyard.reading.artifact import Artifact
    from runyard.reading.logged import (
        LoggedAudio,
        LoggedDistribution,
        LoggedFigure,
        LoggedImage,
        LoggedText,
    )
    from runyard.reading.sequences import Objects
    from runyard.reading.view import RunView


class RunObjects(RunFacts):
    """The part of `RunView` that reads objects and files."""

    def images(self) -> list[Objects[LoggedImage]]:
        """Return the sequences of images, by name and context."""
        return self._objects(DataKind.IMAGE)

    def audios(self) -> list[Objects[LoggedAudio]]:
        """Return the sequences of sounds, by name and context."""
        return self._objects(DataKind.AUDIO)

    def texts(self) -> list[Objects[LoggedText]]:
        """Return the sequences of texts, by name and context."""
        return self._objects(DataKind.TEXT)

    def distributions(self) -> list[Objects[LoggedDistribution]]:
        """Return the sequences of distributions, by name and context."""
        return self._objects(DataKind.DISTRIBUTION)

    def figures(self) -> list[Objects[LoggedFigure]]:
        """Return the sequences of figures, by name and context."""
        return self._objects(DataKind.FIGURE)

    def get_image_sequence(
        self, name: str, context: Mapping[str, Any] | None = None
    ) -> Objects[LoggedImage] | None:
        """Return the images of this name and exact context, or None."""
        return self._sequence(DataKind.IMAGE, name, context)

    def get_audio_sequence(
        self, name: str, context: Mapping[str, Any] | None = None
    ) -> Objects[LoggedAudio] | None:
        """Return the sounds of this name and exact context, or None."""
        return self._sequence(DataKind.AUDIO, name, context)

    def get_text_sequence(
        self, name: str, context: Mapping[str, Any] | None = None
    ) -> Objects[LoggedText] | None:
        """Return the texts of this name and exact context, or None."""
        return self._sequence(DataKind.TEXT, name, context)

    def get_distribution_sequence(
        self, name: str, context: Mapping[str, Any] | None = None
    ) -> Objects[LoggedDistribution] | None:
        """Return the distributions of this name and exact context, or None."""
        return self._sequence(DataKind.DISTRIBUTION, name, context)

    def get_figure_sequence(
        self, name: str, context: Mapping[str, Any] | None = None
    ) -> Objects[LoggedFigure] | None:
        """Return the figures of this name and exact context, or None."""
        return self._sequence(DataKind.FIGURE, name, context)

    def _objects(self, kind: DataKind) -> list[Any]:
        from runyard.reading.sequences import Objects

        self._fresh()
        run = cast("RunView", self)
        return [Objects(run, info) for info in series.of_run(self.repo.store, self._run_id, kind)]

    def _sequence(self, kind: DataKind, name: str, context: Mapping[str, Any] | None) -> Objects[Any] | None:
        from runyard.reading.sequences import Objects

        self._fresh()
        key = SeriesKey(kind, name, contexts.canonical(context))
        info = series.find(self.repo.store, self._run_id, key)
        return None if info is None else Objects(cast("RunView", self), info)

    @property
    def artifacts(self) -> dict[str, Artifact]:
        """The files that the run has kept, by name; of several with one name the latest."""
        from runyard.reading.artifact import Artifact

        self._fresh()
        store = self.repo.store
        return {
            file.name: Artifact(
                file.name, blobs.place(store.blobs, file.sha256), file.size, file.time / SECOND, file.sha256
            )
            for file in attachments.of_run(store, self._run_id)
            if file.name != attachments.DIFF
        }

    @property
    def pinned_params(self) -> tuple[str, ...]:
        """The params to read first, as paths with dots, in the order the run has given."""
        return self._info().pinned_params
