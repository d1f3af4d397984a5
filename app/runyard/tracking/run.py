"""`Run`: what a training script holds in its hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, cast

from runyard.domain.errors import ClosedRunError, KnownProblem, MissingRunError, ReadOnlyRunError
from runyard.domain.plain import shown
from runyard.domain.run import RunInfo
from runyard.domain.series import SeriesKey
from runyard.domain.status import RunStatus
from runyard.reading import fresh
from runyard.storage import location
from runyard.storage.metrics import series
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.tracking import checks, exits, forks, hub, outcome, report
from runyard.tracking.describing import Describing
from runyard.tracking.hot import Tracking
from runyard.tracking.keeping import Keeping
from runyard.tracking.running import Running
from runyard.tracking.session import Session, script
from runyard.tracking.system import valid_interval
from runyard.tracking.telling import Telling

if TYPE_CHECKING:
    from runyard.reading.repo import Repo


class Run(Tracking, Describing, Keeping, Telling):
    """One training run: logs params, metrics, objects, files, tags and terminal output, and reads them back.

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
        Keep interpreter, arguments, environment variables (those that look like secrets left out), git
        commit and packages under ``run["__system_params"]``, and the uncommitted changes as ``run.diff``.
        Git and packages are looked up beside the training and appear a moment later.
    capture_terminal_logs : bool or "fd"
        Keep what the script prints; with ``"fd"`` at the level of file descriptors, so that what C code and
        other processes print is kept too.
        Then output passes through this process: what is written in the last moment before ``os._exit`` or a
        crash of the interpreter may not reach the terminal.

    Raises
    ------
    MissingRunError
        If there is no run with this hash.
    TypeError, ValueError
        If an argument cannot be used, or `read_only` is set without a hash; the message names it.

    Notes
    -----
    A wrong argument raises at once. Trouble behind the scenes (a full disk, a locked database) never does: it
    is told once as a warning of the logger ``runyard``, and tried again.

    A run ends with its ``with`` block, by `close`, with the program, or soon after nothing refers to it any
    more; so keep it in a variable as long as it should log.

    There is no ``force_resume``: a lock never outlives its process, so that there is nothing to force, and
    several processes may log to one run at once. A number outside the range of `system_tracking_interval` is
    told as a warning too, and nothing is sampled.

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
        capture_terminal_logs: bool | Literal["fd"] = True,
    ) -> None:
        self._hash = "" if run_hash is None else checks.text("run_hash", run_hash)
        if experiment is not None:
            checks.text("experiment", experiment)
        interval = valid_interval(checks.interval(system_tracking_interval))
        terminal = checks.terminal(capture_terminal_logs)
        system_params = checks.flag("log_system_params", log_system_params)
        place = self._place(repo)
        self._scalars = {}
        self._groups = {}
        self._running: Running | None = None
        self._read_only = checks.flag("read_only", read_only)
        self._closed = False
        self._id: int | None = None
        self._steps: dict[SeriesKey, int] = {}
        self._facts: dict[str, Any] = {}
        if self._read_only:
            self._look(place)
            return
        self._folder = location.resolve(place, create=True)
        running = self._begin(experiment) if run_hash is None else self._resume(experiment)
        self._use(running)
        running.begin(interval=interval, terminal=terminal, environment=system_params)
        forks.watch(self)

    def _place(self, repo: object) -> str | os.PathLike[str] | None:
        self._repo: Repo | None = None
        self._reopened = 0
        self._repo_is_ours = not hasattr(repo, "store")
        if repo is None or (isinstance(repo, str) and checks.text("repo", repo)):
            return repo
        if isinstance(repo, os.PathLike):
            return repo
        if self._repo_is_ours:
            raise TypeError(f"repo must be a path or a Repo, not {shown(repo)[:60]}")
        self._repo = cast("Repo", repo)
        return self._repo.path

    def _look(self, place: str | os.PathLike[str] | None) -> None:
        """Open the run for reading only."""
        if not self._hash:
            raise ValueError("read_only needs run_hash: the run to look at")
        if self._repo is None:
            from runyard.reading.repo import Repo

            self._repo = Repo(place, read_only=True)
        self._folder = self._repo.path
        fresh.before_read(self._folder)
        info = _exactly(self._repo.store, self._hash)
        self._id = info.id
        _tell_of_the_trash(info)

    def _begin(self, experiment: str | None) -> Running:
        """Begin a new run."""
        self._hash = os.urandom(12).hex()  # as random as a UUID's, whose module takes 2 ms to load
        self._facts = {"name": f"{_stem()}-{self._hash[:8]}", "experiment": experiment or "default"}
        return self._open([("field", [field, value]) for field, value in self._facts.items()])

    def _resume(self, experiment: str | None) -> Running:
        """Go on with a run, after all that dead processes and this one have logged to it is stored."""
        shared = hub.attach(self._folder)
        try:
            shared.recover()
            fresh.before_read(self._folder)
            if shared.store is None:
                raise KnownProblem(
                    f"The run {self._hash} cannot be found: the database does not open", "Try again"
                )
            info = _exactly(shared.store, self._hash)
            self._id = info.id
            self._steps = series.last_steps(shared.store, info.id)
            _tell_of_the_trash(info)
            first: list[tuple[str, Any]] = []
            if experiment is not None:
                first.append(("field", ["experiment", experiment]))
            if info.expected is not None and not info.status.active:
                first.append(("expect", [None]))  # what a process promised that is gone
            return self._open(first, resumed=True)
        finally:
            hub.detach(shared)

    def _open(
        self, first: list[tuple[str, Any]], *, resumed: bool = False, auxiliary: bool = False
    ) -> Running:
        shared = hub.attach(self._folder)
        try:
            return Running(
                shared, self._hash, first, resumed=resumed, auxiliary=auxiliary, last_steps=self._steps
            )
        except BaseException:
            hub.detach(shared)
            raise

    def _use(self, running: Running) -> None:
        self._running = running
        self._journal = running.session.journal
        self._scalars = running.session.scalars
        self._groups = running.session.groups

    # -- reading

    @property
    def repo(self) -> Repo:
        """The repository, for reading."""
        if self._running is not None and self._running.hub.reopened != self._reopened:
            self._let_go_of_the_deleted(self._running.hub.reopened)
        if self._repo is None:
            from runyard.reading.repo import Repo  # the search language comes with it

            self._repo = Repo.over(Store.open(self._folder))
        return self._repo

    @repo.setter
    def repo(self, repo: Repo) -> None:
        self._repo = repo

    def _let_go_of_the_deleted(self, reopened: int) -> None:
        """Read from the database that lies in the place of the one that was open before."""
        self._reopened, self._id = reopened, None
        if self._repo is not None and self._repo_is_ours:
            self._repo.close()
            self._repo = None

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
            return _unstored(running, self._facts)

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
            self._use(self._open([], resumed=True, auxiliary=True))
        if self._running is None or self._running.closed:
            raise ClosedRunError(self._hash)
        return self._running.session

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

    def __del__(self) -> None:
        """End a run that nobody holds any more: nothing can be logged to it.

        Called in the middle of anything, so that it takes no lock and leaves the work to the thread.
        """
        running = getattr(self, "_running", None)
        if running is not None and not running.closed:
            running.hub.dropped.append(partial(running.close, exits.ended()))

    def _forked_parent(self) -> None:
        if self._running is not None:
            self._running.forked = True

    def _forked_child(self) -> None:
        running, self._running = self._running, None
        if running is not None and not running.closed:
            self._steps = running.session.book.last_steps()
        elif running is not None:
            self._closed = True
        self._scalars, self._groups = {}, {}
        if self._repo is not None and self._repo_is_ours:
            forks.keep(self._repo.store.connection)
            self._repo = None


def _exactly(store: Store, run_hash: str) -> RunInfo:
    info = runs.info(store, runs.find(store, run_hash))
    if info.hash != run_hash:
        raise MissingRunError(f"There is no run {run_hash}", "Give the whole hash")
    return info


def _tell_of_the_trash(info: RunInfo) -> None:
    if info.trashed is not None:
        report.tell(f"the run {info.hash} is in the trash; restore it to see it in lists again")


def _unstored(running: Running, facts: Mapping[str, Any]) -> RunInfo:
    """What this process knows of a run that no database knows yet."""
    owner = running.session.owner
    status, ended = running.end or (RunStatus.RUNNING, None)
    return RunInfo(
        id=0,
        hash=owner.run,
        name=facts["name"],
        description=facts.get("description", ""),
        experiment_id=0,
        experiment=facts["experiment"],
        status=status,
        created=owner.started,
        ended=ended,
        archived=facts.get("archived", False),
        trashed=None,
        color=0,
        label=facts.get("label", ""),
        group=facts.get("group", ""),
        job_type=facts.get("job_type", ""),
    )


def _stem() -> str:
    if hasattr(sys, "ps1"):
        return "run"
    path = PurePath(script())
    stem = path.parent.name if path.stem == "__main__" else path.stem  # of `python -m package`, the package
    return stem.encode("utf-8", "replace").decode() or "run"
