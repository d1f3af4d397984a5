"""Trains one planned run and logs it."""

from __future__ import annotations

import math
import os
import platform
import signal
import sys
import time
from pathlib import Path

import numpy as np

from runyard import Run
from runyard.demo import digits
from runyard.demo.bar import Bar
from runyard.demo.network import Array, Labels, Network, Optimiser, cross_entropy
from runyard.demo.plan import Fate, Plan
from runyard.demo.scores import accuracy, macro, scores
from runyard.demo.showing import Showing

TRAIN = {"subset": "train"}
VAL = {"subset": "val"}
MACRO = {"average": "macro"}
WARM_UP = 90
NOISE = 0.3
PATIENCE = 20
BAR_EVERY = 5
KILLED_AT = 0.55


class Training:
    """One network on its way through the digits."""

    def __init__(self, plan: Plan, run: Run, data: digits.Digits) -> None:
        self._plan = plan
        self._run = run
        self._data = data
        self._network = Network(plan.width, plan.depth, plan.seed)
        self._average = [w.copy() for w in self._network.weights]
        self._optimiser = Optimiser(plan.optimiser, plan.weight_decay)
        self._dice = np.random.default_rng(plan.seed + 1000)
        self._batches = math.ceil(len(data.train_y) / plan.batch_size)
        self._steps = self._batches * plan.epochs
        self._step = 0
        self._not_finite = 0
        self._gradients: list[Array] = []
        self._showing = Showing(run, data, plan.seed, plan.epochs)

    def describe(self) -> None:
        """Log what the run is made of."""
        plan, run = self._plan, self._run
        run.name = plan.name
        run.description = plan.description
        for tag in plan.tags:
            run.add_tag(tag)
        run["hparams"] = plan.hparams
        run["model"] = {
            "kind": "mlp",
            "layers": [64, *[plan.width] * (plan.depth - 1), digits.CLASSES],
            "activation": "relu",
            "init": {"kind": "he", "gain": 2.0},
            "weights": self._network.size,
        }
        run["data"] = {
            "name": "digits",
            "source": "sklearn.datasets.load_digits",
            "train": len(self._data.train_y),
            "val": len(self._data.val_y),
            "shape": [8, 8],
            "noise": NOISE,
            "label_noise": plan.label_noise,
        }
        run["env"] = {"python": platform.python_version(), "numpy": np.__version__, "threads": 1}
        run["schedule"] = {"kind": "cosine", "warm_up": WARM_UP, "steps": self._steps, "floor": 0.01}

    def go(self) -> None:
        """Train to the end, or to the mishap that is planned."""
        print(f"Training {self._plan.name}: {self._network.size:,} weights, {self._steps:,} steps")
        self._showing.begin()
        found = 0.0
        for epoch in range(self._plan.epochs):
            losses = self._epoch(epoch)
            found = self._validate(epoch, losses)
            self._show(epoch, losses)
            share = (epoch + 1) / self._plan.epochs
            if self._plan.fate is Fate.IS_KILLED and share > KILLED_AT:
                # As when memory runs out: no warning, no clean-up.
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

        last, self._network.weights = self._network.weights, self._chosen()
        self._showing.end(self._network, found)
        self._network.weights = last

    def _show(self, epoch: int, losses: list[float]) -> None:
        last, self._network.weights = self._network.weights, self._chosen()
        self._showing.epoch(self._step - 1, epoch + 1, self._network, self._gradients, losses)
        self._network.weights = last

    def _epoch(self, epoch: int) -> list[float]:
        bar = Bar(f"epoch {epoch + 1:2d}", self._batches)
        order = self._dice.permutation(len(self._data.train_y))
        losses = []
        for index, batch in enumerate(np.array_split(order, self._batches)):
            if self._step >= self._steps * self._plan.quick_share:
                time.sleep(self._plan.pause)
            loss = self._one_step(batch, epoch)
            losses.append(loss)
            if (index + 1) % BAR_EVERY == 0 or index + 1 == self._batches:
                bar.show(index + 1, f"loss {loss:.4f}")
        return losses

    def _one_step(self, batch: Labels, epoch: int) -> float:
        began = time.perf_counter()
        y = self._data.train_y[batch]
        blur = self._dice.standard_normal((len(batch), digits.PIXELS), np.float32)
        x = self._data.train_x[batch] + np.float32(NOISE) * blur
        if self._step == self._plan.damaged_step:
            x[0, 0] = np.nan
        lr = self._rate()
        shares, gradients = self._network.gradients(x, y, self._plan.dropout, self._dice)
        self._gradients = gradients
        loss = cross_entropy(shares, y)
        norms = self._norms(gradients)
        if math.isfinite(norms["grad/norm"]) and math.isfinite(loss):
            self._optimiser.move(self._network.weights, gradients, lr)
            self._follow_average()
            self._not_finite = 0
        else:
            self._skip()
        step, position = self._step, epoch + self._step % self._batches / self._batches
        values = {"loss": loss, "accuracy": accuracy(shares, y)}
        self._run.track(values, step=step, epoch=position, context=TRAIN)
        speed = len(batch) / (time.perf_counter() - began)
        facts = {**norms, "optim/lr": lr, "samples_per_s": speed}
        self._run.track(facts, step=step, epoch=position)
        self._step += 1
        self._run.set_progress(self._step, self._steps)
        return loss

    def _skip(self) -> None:
        self._not_finite += 1
        print(f"\nwarning: step {self._step} is not finite and was skipped", file=sys.stderr)
        self._run.log_warning("A step is not finite and was skipped", step=self._step)
        if self._not_finite >= PATIENCE:
            self._run.log_error("Training does not recover", steps_in_a_row=PATIENCE)
            raise FloatingPointError(f"{PATIENCE} steps in a row were not finite; lower the learning rate")

    def _validate(self, epoch: int, losses: list[float]) -> float:
        last, self._network.weights = self._network.weights, self._chosen()
        shares = self._network.probabilities(self._data.val_x)
        self._network.weights = last
        found = scores(shares, self._data.val_y)
        step, epochs = self._step - 1, epoch + 1
        main = {name: found.pop(name) for name in ("loss", "accuracy")}
        self._run.track(main, step=step, epoch=epochs, context=VAL)
        self._run.track({f"val/{k}": v for k, v in found.items()}, step=step, epoch=epochs)
        averages = {f"val/{k}": v for k, v in macro(shares, self._data.val_y).items()}
        self._run.track(averages, step=step, epoch=epochs, context=MACRO)
        mean = float(np.nanmean(losses)) if not np.isnan(losses).all() else math.nan
        self._run.track({"epoch/loss": mean}, step=step, epoch=epochs, context=TRAIN)
        self._run.track({"epoch/loss": main["loss"]}, step=step, epoch=epochs, context=VAL)
        print(
            f"epoch {epochs}/{self._plan.epochs}  train {mean:.4f}  val {main['loss']:.4f}"
            f"  accuracy {main['accuracy']:.2f} %"
        )
        return main["accuracy"]

    def _rate(self) -> float:
        """The learning rate: a short warm-up, then half a cosine down to a hundredth."""
        if self._step < WARM_UP:
            return self._plan.lr * (self._step + 1) / WARM_UP
        share = (self._step - WARM_UP) / max(1, self._steps - WARM_UP)
        return self._plan.lr * (0.01 + 0.99 * (1 + math.cos(math.pi * share)) / 2)

    def _norms(self, gradients: list[Array]) -> dict[str, float]:
        squares = [float(np.vdot(g, g)) for g in gradients]
        layers = {
            f"grad/layer{i // 2 + 1}": math.sqrt(squares[i] + squares[i + 1])
            for i in range(0, len(squares), 2)
        }
        return {"grad/norm": math.sqrt(sum(squares)), **layers}

    def _follow_average(self) -> None:
        if self._plan.averaged:
            for average, weight in zip(self._average, self._network.weights, strict=True):
                np.add(average, np.float32(0.02) * (weight - average), out=average)

    def _chosen(self) -> list[Array]:
        return self._average if self._plan.averaged else self._network.weights


def train(plan: Plan, folder: Path, data_file: Path) -> None:
    """Train one run into the repository in `folder`."""
    data = digits.load(data_file, plan.label_noise, plan.seed)
    run = Run(repo=folder, experiment=plan.experiment, system_tracking_interval=1)
    with run, np.errstate(all="ignore"):
        training = Training(plan, run, data)
        training.describe()
        training.go()
