"""What a script keeps beside its data: files, and what is to be read of its params first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from runyard.domain.plain import shown
from runyard.reading import fresh
from runyard.reading.view import RunView
from runyard.storage import location
from runyard.storage.objects import blobs
from runyard.tracking import report
from runyard.tracking.checks import flag, text
from runyard.tracking.session import Session

LONGEST_NAME = 1_000
MOST_PINNED = 100


class Keeping(RunView):
    """The part of `Run` that keeps files, pins params, and tracks what a model is made of."""

    def _session_to_write(self) -> Session:
        raise NotImplementedError

    def _track(self, values: Mapping[str, Any], step: Any, epoch: Any, context: Any) -> None:
        self._session_to_write().track(values, None, step, epoch, context)

    # -- files

    def log_artifact(self, artifact: Any, name: str | None = None, block: bool = False) -> None:
        """Keep a copy of a file, or an object as a file; of several with one name the latest counts.

        The file may be changed or deleted when the call returns.

        Parameters
        ----------
        artifact : path, bytes, open file, dict, list or array
            A path names a file, or a folder whose files are kept as `log_artifacts` does. Dictionaries and
            lists are kept as JSON, arrays and tensors as ``.npy``. Nothing is pickled.
        name : str, optional
            What it is called, ``/`` between folders; the name of the file if left out.
        block : bool
            Whether to return only when other processes see it too.

        Raises
        ------
        TypeError, ValueError
            If it cannot be kept; the message says why.
        """
        wait = flag("block", block)
        session = self._session_to_write()
        if isinstance(artifact, str | os.PathLike):
            path = Path(artifact).expanduser()
            if path.is_dir():
                self.log_artifacts(path, name, block)
                return
            _keep_file(session, path, _name(path.name if name is None else name))
        else:
            from runyard.tracking.files import content

            if name is None:
                raise ValueError(f"name is required to keep {shown(artifact)[:60]} as a file")
            _keep_bytes(session, content(artifact), _name(name))
        if wait:
            fresh.before_read(session.folder)

    def log_artifacts(
        self, folder: str | os.PathLike[str], name: str | None = None, block: bool = False
    ) -> None:
        """Keep a copy of every file in a folder and in those within it.

        Parameters
        ----------
        folder : path
            Links that lead out of it are left out, and so are repositories in it.
        name : str, optional
            Stands before the name of each file; the files keep their places below it.
        block : bool
            Whether to return only when other processes see them too.

        Raises
        ------
        TypeError, ValueError
            If it is no folder that can be read.
        """
        wait = flag("block", block)
        session = self._session_to_write()
        place = Path(folder).expanduser()
        if not place.is_dir():
            raise ValueError(f"{place} is no folder")
        before = "" if name is None else _name(name) + "/"
        whole = place.resolve()
        for path in sorted(place.rglob("*")):
            if path.is_file() and _within(path.resolve(), whole):
                _keep_file(session, path, _name(before + path.relative_to(place).as_posix()))
        if wait:
            fresh.before_read(session.folder)

    # -- params to read first

    def pin_config_keys(self, keys: Iterable[str]) -> None:
        """Say which params the app shows first on the run's page; a second call replaces the first.

        Parameters
        ----------
        keys : iterable of str
            Paths of params with dots between keys, such as ``"hparams.lr"``, in the order they are shown. A
            text is shown as Markdown. Params that are not set yet may be named.
        """
        if isinstance(keys, str) or not isinstance(keys, Iterable):
            raise TypeError(f"keys must be a list of strings, not {shown(keys)[:60]}")
        found = list(dict.fromkeys(text("a key", key) for key in keys))
        if len(found) > MOST_PINNED:
            raise ValueError(f"at most {MOST_PINNED} keys can be pinned, not {len(found)}")
        self._session_to_write().op("field", ["pinned_params", found])

    # -- models

    def track_weights(
        self,
        model: Any,
        step: int | None = None,
        epoch: float | None = None,
        context: Mapping[str, Any] | None = None,
        bin_count: int = 64,
    ) -> None:
        """Track how the weights of a model are distributed, a `Distribution` for each by its name.

        Parameters
        ----------
        model : module, model or dict
            A PyTorch module, a Keras model, a dictionary of arrays by name, or one array.
        step, epoch, context
            As in `track`; ``{"of": "weights"}`` is added to the context.
        bin_count : int
            Bins of each distribution.
        """
        from runyard.tracking.objects.parameters import weights_of

        self._track(weights_of(model, bin_count), step, epoch, {"of": "weights", **(context or {})})

    def track_gradients(
        self,
        model: Any,
        step: int | None = None,
        epoch: float | None = None,
        context: Mapping[str, Any] | None = None,
        bin_count: int = 64,
    ) -> None:
        """Track how the gradients of a model are distributed; call it after the backward pass.

        Weights without a gradient are passed over. A dictionary names the gradients themselves, as TensorFlow
        and JAX give them. Else as `track_weights`, with ``{"of": "gradients"}``.
        """
        from runyard.tracking.objects.parameters import gradients_of

        self._track(gradients_of(model, bin_count), step, epoch, {"of": "gradients", **(context or {})})


def _name(name: Any) -> str:
    """Return what a file is called: wherever it is written later, it cannot leave its folder."""
    found = text("name", name).replace(os.sep, "/")
    parts = found.split("/")
    if not all(part.strip() and part not in (".", "..") for part in parts) or "\0" in found:
        raise ValueError(f"{found[:60]!r} is no name for a file")
    if len(found) > LONGEST_NAME:
        raise ValueError(
            f"the name of a file has at most {LONGEST_NAME:,} characters, this one {len(found):,}"
        )
    return found


def _keep_file(session: Session, path: Path, name: str) -> None:
    try:
        if path.exists() and not path.is_file():  # a pipe, say, would never end
            raise ValueError("it is no file")
        if path.exists() and _guards(path.resolve().parts):
            raise ValueError("it belongs to a repository")
        source = path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"the file {path} cannot be read: {reason}") from None
    with source:
        try:
            digest, size = blobs.copy(session.folder / "blobs", source)
        except OSError as error:
            _tell(name, error)
            return
    session.op("attachment", [name, digest, size])


def _within(path: Path, folder: Path) -> bool:
    """Whether a file lies in a folder, and not in a repository within it."""
    return path.is_relative_to(folder) and location.FOLDER not in path.relative_to(folder).parts


def _guards(parts: tuple[str, ...]) -> bool:
    """Whether a file is a repository's own: to close it would give up the locks this process has on it."""
    return location.FOLDER in parts and "blobs" not in parts[parts.index(location.FOLDER) :]


def _keep_bytes(session: Session, data: bytes, name: str) -> None:
    try:
        digest = blobs.put(session.folder / "blobs", data)
    except OSError as error:
        _tell(name, error)
        return
    session.op("attachment", [name, digest, len(data)])


def _tell(name: str, error: OSError) -> None:
    report.tell(f"the file {name} could not be kept ({error.strerror or error})", "a file could not be kept")
