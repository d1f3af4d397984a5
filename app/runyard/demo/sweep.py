"""Trains all planned runs, each in a process of its own, two at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runyard import Repo
from runyard.demo import digits
from runyard.demo.notes import NOTES
from runyard.demo.plan import Fate, Plan, live, plans
from runyard.demo.train import DATA
from runyard.domain.errors import RepositoryMissingError
from runyard.storage.organise import notes, views

POLL = 0.02
PATIENCE = 20.0
PINS = ("pins", "metrics")
PINNED = ["loss", "accuracy", "grad/norm"]
DETACHED_ON_WINDOWS = 0x00000208  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP


@dataclass
class _Trainee:
    plan: Plan
    process: subprocess.Popen[bytes]
    said: IO[bytes]


class Sweep:
    """The runs that a demo repository still lacks.

    Parameters
    ----------
    folder : Path
        Where the repository is made, and beside it the file with the data.
    live_minutes : float
        How long the last run keeps training; 0 leaves it out.
    only : sequence of Plan or None
        The runs to train; all by default.
    epochs : int or None
        How long to train each, other than planned.

    Raises
    ------
    ImportError
        If scikit-learn, which brings the data, is not installed.
    """

    def __init__(
        self, folder: Path, live_minutes: float, only: Sequence[Plan] | None = None, epochs: int | None = None
    ) -> None:
        self._folder = folder
        self._minutes = live_minutes
        self._epochs = epochs
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / DATA).exists():
            digits.save(folder / DATA)
        present = self._names()
        self._plans = [plan for plan in (plans() if only is None else only) if plan.name not in present]
        self.surprises: list[str] = []
        self.live: subprocess.Popen[bytes] | None = None

    @property
    def left(self) -> int:
        """How many runs there are to train."""
        return len(self._plans)

    def run(self) -> Iterator[str]:
        """Train them, yielding the name of each as it ends; the live one is running when this returns."""
        waiting = list(self._plans)
        busy: list[_Trainee] = []
        try:
            while waiting or busy:
                while waiting and len(busy) < max(2, (os.cpu_count() or 2) // 2):
                    busy.append(self._start(waiting.pop(0)))
                for trainee in [t for t in busy if t.process.poll() is not None]:
                    busy.remove(trainee)
                    self._judge(trainee)
                    yield trainee.plan.name
                time.sleep(POLL)
        finally:
            for trainee in busy:
                trainee.process.terminate()
                trainee.process.wait()
                trainee.said.close()
        self._pin()
        self._write_notes()
        if self._minutes > 0:
            self._start_live(live(self._minutes))

    def _names(self, query: str = "run.archived in [True, False]") -> set[str]:
        """Return the names of the runs in the repository, which may not exist yet."""
        try:
            with Repo(self._folder) as repo:
                return {run.name for run in repo.query_runs(query)}
        except RepositoryMissingError:
            return set()

    def _pin(self) -> None:
        """Pin the metrics that matter most, once, as a person would."""
        try:
            with Repo(self._folder) as repo:
                if views.get(repo.store, *PINS) is None:
                    views.put(repo.store, *PINS, PINNED)
        except RepositoryMissingError:
            return  # nothing was trained

    def _write_notes(self) -> None:
        """Write on some runs what a person would, once."""
        try:
            with Repo(self._folder) as repo:
                for name, texts in NOTES.items():
                    for run in repo.query_runs(f"run.name == {name!r}"):
                        if not notes.of_run(repo.store, run._run_id):
                            for text in texts:
                                notes.add(repo.store, text, run_id=run._run_id)
        except RepositoryMissingError:
            return  # nothing was trained

    def _command(self, plan: Plan) -> list[str]:
        arguments = [str(self._folder), plan.name, "--live", str(self._minutes)]
        if self._epochs:
            arguments += ["--epochs", str(self._epochs)]
        return [sys.executable, "-m", "runyard.demo.train", *arguments]

    def _start(self, plan: Plan) -> _Trainee:
        said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has been judged
        process = subprocess.Popen(
            self._command(plan), stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=_environment()
        )
        return _Trainee(plan, process, said)

    def _judge(self, trainee: _Trainee) -> None:
        """Remember a run that ended otherwise than planned."""
        code = trainee.process.returncode
        with trainee.said as said:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip().splitlines()
        if (code == 0) != (trainee.plan.fate is Fate.FINISHES):
            cause = words[-1] if words else "it said nothing"
            self.surprises.append(f"{trainee.plan.name} ended with exit code {code}: {cause}")

    def _start_live(self, plan: Plan) -> None:
        """Leave one process training on its own, and wait until its run can be seen."""
        if plan.name in self._names("run.active"):
            return
        flags = DETACHED_ON_WINDOWS if sys.platform == "win32" else 0
        process = self.live = subprocess.Popen(
            self._command(plan),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
            creationflags=flags,
        )
        until = time.monotonic() + PATIENCE
        while plan.name not in self._names("run.active"):
            if process.poll() is not None or time.monotonic() > until:
                self.surprises.append(f"{plan.name} did not start")
                return
            time.sleep(POLL)


def _environment() -> dict[str, str]:
    """One thread each: small matrices gain nothing from more, and two run at a time."""
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    return {**os.environ, **dict.fromkeys(limits, "1"), "PYTHONIOENCODING": "utf-8"}
