"""`Run`: what a training script holds in its hand."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from types import TracebackType
from typing import Any

from runyard.domain import params as trees
from runyard.domain.errors import ClosedRunError, KnownProblem, MissingRunError, ReadOnlyRunError
from runyard.domain.run import TAG_NAME_LIMIT, RunInfo
from runyard.domain.series import SeriesKey
from runyard.domain.status import RunStatus
from runyard.reading import fresh
from runyard.reading.repo import Repo
from runyard.reading.view import Key, RunView
from runyard.storage import location, runs, series
from runyard.storage.store import Store
from runyard.tracking import environment, exits, forks, hub, outcome, report
from runyard.tracking.hot import Tracking
from runyard.tracking.numbers import number
from runyard.tracking.running import Running
from runyard.tracking.session import Session, script
from runyard.tracking.system import valid_interval


class Run(Tracking, RunView):
    """One training run: logs params, metrics, tags and terminal output, and reads them back.

    Parameters
    ----------
    run_hash : str, optional
        The full hash of a run to go on with; its automatic steps continue. Without it a new run begins.
    repo : path or Repo, optional
        A folder (``~`` is expanded) that holds or gets a `.runyard`, or the `.runyard` itself. Without it
        ``RUNYARD_REPO``, then the nearest repository upward, else one is created in the working directory.
    read_only : bool
        Only look at the run that `run_hash` names.
    experiment : str, optional
        The experiment the run belongs to; ``default`` for a new run.
    system_tracking_interval : float or None
        Seconds between samples of CPU, memory, disk and GPU, from 0.1 to 86,400; None takes none.
    log_system_params : bool
        Keep packages, environment variables (those that look like secrets left out), interpreter, arguments
        and git commit under ``run["__system_params"]``.
    capture_terminal_logs : bool
        Keep what the script prints.

    Raises
    ------
    MissingRunError
        If there is no run with this hash.
    ValueError
        If `read_only` is set without a hash.

    Notes
    -----
    A wrong argument raises at once. Trouble behind the scenes (a full disk, a locked database) never does: it is
    told once as a warning of the logger ``runyard``, and tried again.

    Examples
    --------
    >>> with Run(experiment="mnist") as run:
    ...     run["hparams"] = {"lr": 0.001}
    ...     for loss in losses:
    ...         run.track(loss, name="loss", context={"subset": "train"})
    """

    def __init__(
        self,
        run_hash: str | None = None,
        repo: str | os.PathLike[str] | Repo | None = None,
        read_only: bool = False,
        experiment: str | None = None,
        system_tracking_interval: float | None = 10,
        log_system_params: bool = False,
        capture_terminal_logs: bool = True,
    ) -> None:
        self._scalars = {}
        self._groups = {}
        self._running: Running | None = None
        self._read_only = read_only
        self._closed = False
        self._id: int | None = None
        self._repo: Repo | None = repo if isinstance(repo, Repo) else None
        self._repo_is_ours = False
        self._steps: dict[SeriesKey, int] = {}
        self._facts: dict[str, Any] = {}
        if experiment is not None:
            _text("experiment", experiment)
        if read_only:
            self._look_at(run_hash, repo)
            return
        interval = valid_interval(system_tracking_interval)
        self._folder = repo.path if isinstance(repo, Repo) else location.resolve(repo, create=True)
        first: list[tuple[str, Any]] = []
        shared = hub.attach(self._folder)
        try:
            if run_hash is None:
                self._hash = uuid.uuid4().hex[:24]
                self._facts = {"name": f"{_stem()}-{self._hash[:8]}", "experiment": experiment or "default"}
                first = [("field", [field, value]) for field, value in self._facts.items()]
            else:
                self._hash = run_hash
                self._resume(shared)
                if experiment is not None:
                    first = [("field", ["experiment", experiment])]
            self._use(
                Running(shared, self._hash, first, resumed=run_hash is not None, last_steps=self._steps)
            )
        except BaseException:
            hub.detach(shared)
            raise
        if log_system_params:
            self[environment.PARAM] = environment.collect()
        if self._running is not None:
            self._running.begin(interval=interval, terminal=capture_terminal_logs)
        forks.watch(self)

    def _look_at(self, run_hash: str | None, repo: str | os.PathLike[str] | Repo | None) -> None:
        if run_hash is None:
            raise ValueError("read_only needs run_hash: the run to look at")
        if self._repo is None:
            self._repo = Repo(repo if not isinstance(repo, Repo) else repo.path, read_only=True)
            self._repo_is_ours = True
        self._folder = self._repo.path
        self._hash = run_hash
        fresh.before_read(self._folder)
        self._id = _exactly(self._repo.store, run_hash).id

    def _resume(self, shared: hub.Hub) -> None:
        """Find the run, with all that dead processes and this one have logged to it."""
        shared.recover()
        fresh.before_read(self._folder)
        if shared.store is None:
            raise KnownProblem(
                f"The run {self._hash} cannot be continued: the repository cannot be opened", "Try again"
            )
        info = _exactly(shared.store, self._hash)
        if info.trashed is not None:
            report.tell(f"the run {self._hash} is in the trash; restore it to see it again")
        self._id = info.id
        self._steps = series.last_steps(shared.store, info.id)

    def _use(self, running: Running) -> None:
        self._running = running
        self._journal = running.session.journal
        self._scalars = running.session.scalars
        self._groups = running.session.groups

    # -- reading

    @property
    def repo(self) -> Repo:
        """The repository, for reading."""
        if self._repo is None:
            self._repo = Repo.over(Store.open(self._folder))
            self._repo_is_ours = True
        return self._repo

    @repo.setter
    def repo(self, repo: Repo) -> None:
        self._repo = repo

    @property
    def _run_id(self) -> int:
        if self._id is None:
            self._id = runs.find(self.repo.store, self._hash)
        return self._id

    @_run_id.setter
    def _run_id(self, run_id: int) -> None:
        self._id = run_id

    def _info(self) -> RunInfo:
        fresh.before_read(self._folder)
        try:
            return runs.info(self.repo.store, self._run_id)
        except Exception:
            running = self._running
            if running is None or running.session.stored:
                raise
            return _unstored(self._hash, running.session.owner.started, self._facts)

    @property
    def hash(self) -> str:
        """24 lower-case hexadecimal digits that name the run for good."""
        return self._hash

    # -- logging

    def _session_to_write(self) -> Session:
        if self._read_only:
            raise ReadOnlyRunError(
                f"The run {self._hash} is open for reading only", "Open it without read_only"
            )
        if self._running is None and not self._closed:
            self._use(_child_running(self._folder, self._hash, self._steps))
        if self._running is None or self._running.closed:
            raise ClosedRunError(f"The run {self._hash} is closed", f"Open it again: Run({self._hash!r})")
        return self._running.session

    def _set(self, field: str, value: Any) -> None:
        self._session_to_write().op("field", [field, value])
        self._facts[field] = value

    @property
    def name(self) -> str:
        """The name people see; may be set."""
        return super().name

    @name.setter
    def name(self, name: str) -> None:
        self._set("name", _text("name", name))

    @property
    def description(self) -> str:
        """What the run is about; may be set."""
        return super().description

    @description.setter
    def description(self, description: str) -> None:
        self._set("description", _text("description", description, empty=True))

    @property
    def experiment(self) -> str:
        """The name of the run's experiment; may be set, which creates it where needed."""
        return super().experiment

    @experiment.setter
    def experiment(self, experiment: str) -> None:
        self._set("experiment", _text("experiment", experiment))

    @property
    def archived(self) -> bool:
        """Whether the run is in the archive; may be set."""
        return super().archived

    @archived.setter
    def archived(self, archived: bool) -> None:
        self._set("archived", bool(archived))

    def __setitem__(self, key: Key, value: Any) -> None:
        """Set a param, or a tree of them: ``run["hparams"] = {...}``, ``run["a", "b"] = 1``, ``run[...] = {...}``.

        Raises
        ------
        TypeError
            If something in the value cannot be kept; the message names its place.
        """
        self.set(key, value)

    def set(self, key: Key, value: Any, strict: bool = True) -> None:
        """Set a param as ``run[key] = value`` does; what cannot be kept becomes its repr unless `strict`."""
        path = _path(key)
        try:
            plain = trees.plain(value, ".".join(map(str, path)) or "params")
        except TypeError:
            if strict:
                raise
            plain = repr(value)
        if not path and not isinstance(plain, dict):
            raise TypeError(f"run[...] takes a dictionary, not {type(value).__name__}")
        encoded = trees.encode(plain)
        try:
            encoded.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(f"{'.'.join(map(str, path))} holds text that is not valid Unicode") from None
        self._session_to_write().op("param", [path, encoded])

    def __delitem__(self, key: Key) -> None:
        """Remove a param or a tree of them; KeyError when there is none."""
        session = self._session_to_write()
        self[key]
        session.op("unset", [_path(key)])

    def add_tag(self, name: str) -> None:
        """Attach a tag, made where it is new; at most 50 characters, else ValueError."""
        self._session_to_write().op("tag", [_tag(name)])

    def remove_tag(self, name: str) -> None:
        """Take a tag off; nothing happens if the run does not carry it."""
        self._session_to_write().op("untag", [_tag(name)])

    def set_progress(self, done: float, total: float | None = None, unit: str = "step") -> None:
        """Say how far the run is; with a total the app shows percent, a bar and the time left.

        Parameters
        ----------
        done : float
            What is done, in `unit`.
        total : float, optional
            What there is to do.
        unit : str
            What is counted, such as ``"epoch"``.
        """
        whole = None if total is None else number(total, "total")
        self._session_to_write().op("progress", [number(done, "done"), whole, _text("unit", unit)])

    # -- the end

    def close(self) -> None:
        """End the run as finished and store what waits; a second call does nothing."""
        self._end(outcome.FINISHED)

    def _end(self, ended: outcome.Outcome) -> None:
        self._closed = True
        self._scalars.clear()
        self._groups.clear()
        if self._running is not None:
            self._running.close(ended)
        if self._repo is not None and self._repo_is_ours and not self._read_only:
            self._repo.close()
            self._repo = None

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the run as what left the block: an exception makes it failed, with the traceback."""
        self._end(exits.of_block(kind, error, trace))

    def _forked_parent(self) -> None:
        if self._running is not None:
            self._running.forked = True

    def _forked_child(self) -> None:
        running, self._running = self._running, None
        if running is not None and not running.closed:
            self._steps = running.session.book.next_steps()
            running.session.abandon()
        elif running is not None:
            self._closed = True
        self._scalars, self._groups = {}, {}
        if self._repo is not None and self._repo_is_ours:
            forks.keep(self._repo.store.connection)
            self._repo = None


def _child_running(folder: Any, run: str, steps: Mapping[SeriesKey, int]) -> Running:
    shared = hub.attach(folder)
    try:
        return Running(shared, run, [], resumed=True, auxiliary=True, last_steps=steps)
    except BaseException:
        hub.detach(shared)
        raise


def _exactly(store: Store, run_hash: str) -> RunInfo:
    info = runs.info(store, runs.find(store, run_hash))
    if info.hash != run_hash:
        raise MissingRunError(f"There is no run {run_hash}", "Give the whole hash")
    return info


def _unstored(digest: str, started: int, facts: Mapping[str, Any]) -> RunInfo:
    """What this process knows of a run that no database knows yet."""
    return RunInfo(
        id=0,
        hash=digest,
        name=facts["name"],
        description=facts.get("description", ""),
        experiment_id=0,
        experiment=facts["experiment"],
        status=RunStatus.RUNNING,
        created=started,
        ended=None,
        archived=facts.get("archived", False),
        trashed=None,
        color=0,
    )


def _stem() -> str:
    if hasattr(sys, "ps1"):
        return "run"
    return PurePath(script()).stem.encode("utf-8", "replace").decode() or "run"


def _text(what: str, value: object, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a string, not {value!r}")
    if not value.strip() and not empty:
        raise ValueError(f"{what} must not be empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid text, not {value!r}") from None
    return str(value)


def _tag(name: object) -> str:
    text = _text("a tag", name).strip()
    if len(text) > TAG_NAME_LIMIT:
        raise ValueError(f"a tag has at most {TAG_NAME_LIMIT} characters, this one {len(text)}")
    return text


def _path(key: Key) -> list[str | int]:
    if key is ...:
        return []
    path = list(key) if isinstance(key, tuple) else [key]
    for part in path:
        if not isinstance(part, str | int) or isinstance(part, bool):
            raise TypeError(f"a param's key is a string or an integer, not {part!r}")
        if isinstance(part, str):
            _text("a param's key", part, empty=True)
    return path
