"""A training process that logs through the public API until it is told to stop, or is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

SCRIPT = """
    import math, sys, time
    from pathlib import Path
    from runyard import Run

    folder, name, stop, least = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    lr, seed = float(sys.argv[5]), int(sys.argv[6])
    run = Run(repo=folder, experiment="journey", system_tracking_interval=None, capture_terminal_logs=False)
    run.name = name
    run["hparams"] = {"lr": lr, "width": 64, "optimiser": "adam", "seed": seed}
    run.add_tag("live")
    run.set_progress(0, 100_000)
    print(run.hash, flush=True)
    step = 0
    while step < least or not stop.exists():
        run.track(math.exp(-step / 200), name="loss", step=step, context={"subset": "train"})
        run.track(math.exp(-step / 180), name="loss", step=step, context={"subset": "val"})
        run.track(1 - math.exp(-step / 300), name="accuracy", step=step, context={"subset": "val"})
        run.set_progress(step, 100_000)
        step += 1
        if step >= least:
            time.sleep(0.005)
    run.close()
"""


#: Something of every kind at each step, ten times a second once `least` steps are done.
EVERYTHING = """
    import math, sys, time
    from pathlib import Path
    import numpy as np
    from runyard import Audio, Distribution, Figure, Image, Run, Text

    folder, name, stop, least = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    run = Run(repo=folder, experiment="journey", system_tracking_interval=1)
    run.name = name
    run["hparams"] = {"lr": 0.01, "width": 64}
    run["about"] = "**Everything** there is"
    run.pin_config_keys(["about", "hparams.lr"])
    sys.__stdout__.write(run.hash + "\\n")
    sys.__stdout__.flush()
    random = np.random.default_rng(0)
    step = 0
    while step < least or not stop.exists():
        run.track(math.exp(-step / 20), name="loss", step=step)
        pixels = [Image(random.random((16, 16)), caption=f"step {step}, no. {at}") for at in range(3)]
        run.track(pixels, name="samples", step=step, context={"subset": "val"})
        tone = np.sin(np.arange(800) * (0.1 + step / 100))
        run.track(Audio(tone, rate=8000, caption=f"tone {step}"), name="tone", step=step)
        run.track(Text(f"# Report\\nafter step {step} all is well"), name="report", step=step)
        run.track(Distribution(random.normal(step / 10, 1, 500)), name="weights", step=step)
        figure = {"data": [{"type": "scatter", "y": [step, 1, 2]}], "layout": {"title": {"text": "A line"}}}
        run.track(Figure(figure), name="line", step=step)
        run.log_warning("A step", step=step) if step % 2 else run.log_info("A step", step=step)
        print(f"needle in step {step}")
        step += 1
        if step >= least:
            time.sleep(0.1)
    while not run.metrics(system=True):  # the twelve steps can be over before the load was measured once
        time.sleep(0.02)
    run.close()
"""


#: Seconds in which a process that is told to end has ended, however busy the machine.
_PATIENCE = 120


class Training:
    """One process; `hash` is its run's."""

    def __init__(
        self,
        folder: Path,
        name: str,
        scratch: Path,
        steps: int = 0,
        *,
        lr: float = 0.003,
        seed: int = 0,
        script: str = SCRIPT,
    ) -> None:
        """Begin; the first `steps` steps take no time."""
        self._stop = scratch / f"{name}.stop"
        given = (folder, name, self._stop, steps, lr, seed)
        self._process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), *map(str, given)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self._process.stdout is not None
        self.hash = self._process.stdout.readline().strip()

    def finish(self) -> None:
        """Let it end as a script ends."""
        self._stop.touch()
        assert self._process.wait(_PATIENCE) == 0
        self._tidy()

    def kill(self) -> None:
        """End it as the system does when memory runs out."""
        self._process.kill()
        self._process.wait(_PATIENCE)
        self._tidy()

    def _tidy(self) -> None:
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Training:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()
