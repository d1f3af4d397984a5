"""What a run shows of itself besides numbers: pictures, charts, distributions, texts, sounds."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from runyard import Audio, Distribution, Figure, Image, Run, Text
from runyard.demo import charts, pictures, reports, sounds
from runyard.demo.digits import Digits
from runyard.demo.network import Array, Network

VAL = {"subset": "val"}
PINNED = ("hparams.optimiser", "hparams.lr", "hparams.width", "data.name")
EXAMPLES = 10
WRONG = 12
PICTURES_EVERY = 4
CHARTS_EVERY = 15
DRAWINGS_EVERY = 30
NO_MATPLOTLIB = "matplotlib is not installed, so no confusion matrix is drawn"


class Showing:
    """Logs what one network makes of the digits, epoch by epoch."""

    def __init__(self, run: Run, data: Digits, seed: int, epochs: int) -> None:
        self._run = run
        self._data = data
        self._seed = seed
        self._epochs = epochs
        self._draws = charts.can_draw()

    def begin(self) -> None:
        """Say what comes, and what is to be read first."""
        run, data = self._run, self._data
        run.pin_config_keys(PINNED)
        run.log_info("Training begins", train=len(data.train_y), val=len(data.val_y))
        if not self._draws:
            run.log_warning(NO_MATPLOTLIB)
        examples = [
            Image(pictures.digit(data.val_x[i]), caption=f"A {data.val_y[i]}") for i in range(EXAMPLES)
        ]
        run.track(examples, name="examples", step=0, context=VAL)

    def epoch(
        self, step: int, epoch: int, network: Network, gradients: Sequence[Array], losses: Sequence[float]
    ) -> None:
        """Log what one epoch came to; `network` has the weights that were validated."""
        run, last = self._run, epoch == self._epochs
        run.track(self._distributions(network.weights), step=step, epoch=epoch, context={"of": "weights"})
        run.track(self._distributions(gradients), step=step, epoch=epoch, context={"of": "gradients"})
        sound = Audio(sounds.of_losses(losses), rate=sounds.RATE, caption=f"The losses of epoch {epoch}")
        run.track(sound, name="loss as sound", step=step, epoch=epoch)
        run.log_debug("An epoch ended", epoch=epoch, loss=float(losses[-1]))
        if last or epoch % PICTURES_EVERY == 1:
            self._pictures(step, epoch, network)
        if last or epoch % CHARTS_EVERY == 0:
            self._charts(step, epoch, network)

    def _distributions(self, weights: Sequence[Array]) -> dict[str, Distribution]:
        found = {}
        for i in range(0, len(weights), 2):
            found[f"layer{i // 2 + 1}.weight"] = Distribution(weights[i])
            found[f"layer{i // 2 + 1}.bias"] = Distribution(weights[i + 1], 24)
        return found

    def _pictures(self, step: int, epoch: int, network: Network) -> None:
        shares = network.probabilities(self._data.val_x)
        wrong = pictures.misread(shares, self._data, WRONG)
        images = [Image(one.pixels, caption=one.caption) for one in wrong]
        self._run.track(images, name="misread", step=step, epoch=epoch, context=VAL)
        filters = Image(pictures.filters(network.weights[0]), caption="What the first layer looks for")
        self._run.track(filters, name="filters", step=step, epoch=epoch)

    def _charts(self, step: int, epoch: int, network: Network) -> None:
        run, data = self._run, self._data
        shares = network.probabilities(data.val_x)
        report = reports.report(shares, data.val_y)
        run.track(Text(report), name="classification report", step=step, epoch=epoch, context=VAL)
        samples = [Text(text) for text in reports.samples(shares, data.val_y, 5)]
        run.track(samples, name="predictions", step=step, epoch=epoch, context=VAL)
        surface = charts.loss_surface(network, data, self._seed)
        run.track(Figure(surface), name="loss surface", step=step, epoch=epoch)
        if not self._draws or (epoch != self._epochs and epoch % DRAWINGS_EVERY):
            return
        matrix = Figure(charts.confusion_matrix(shares, data.val_y))
        run.track(matrix, name="confusion matrix", step=step, epoch=epoch, context=VAL)
        if epoch == self._epochs:
            run.track(
                Figure(charts.reliability(shares, data.val_y)), name="reliability", step=step, epoch=epoch
            )

    def end(self, network: Network, accuracy: float) -> None:
        """Keep the trained network, and say how well it does."""
        run = self._run
        file = io.BytesIO()
        np.savez_compressed(file, *[weight.astype(np.float16) for weight in network.weights])
        run.log_artifact(file.getvalue(), name="model/weights.npz")
        run.log_artifact(run["hparams"], name="model/hparams.json")
        run.log_info("Training ended", accuracy=accuracy)
