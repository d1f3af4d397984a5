"""Short training scripts that log, one for each way people train."""

from __future__ import annotations

PLAIN = """\
from runyard import Run

run = Run(experiment="digits-mlp")
run["hparams"] = {"lr": 0.003, "width": 256, "optimiser": "adam"}

for step in range(3000):
    loss = train_step()
    run.track(loss, name="loss", step=step, context={"subset": "train"})"""

TORCH = """\
from runyard import Run

run = Run(experiment="digits-mlp")
run["hparams"] = {"lr": 0.003, "width": 256, "optimiser": "adam"}

for step, (inputs, labels) in enumerate(loader):
    optimizer.zero_grad()
    loss = criterion(model(inputs), labels)
    loss.backward()
    optimizer.step()
    run.track(loss.item(), name="loss", step=step, context={"subset": "train"})"""

LIGHTNING = """\
from lightning import Callback, Trainer
from runyard import Run

run = Run(experiment="digits-mlp")

class Log(Callback):
    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        loss = outputs["loss"].item()
        run.track(loss, name="loss", step=trainer.global_step)

Trainer(callbacks=[Log()]).fit(model, loader)"""

KERAS = """\
from keras.callbacks import LambdaCallback
from runyard import Run

run = Run(experiment="digits-mlp")

def log(epoch, logs):
    run.track(logs, step=epoch, epoch=epoch)

model.fit(x, y, epochs=20, callbacks=[LambdaCallback(on_epoch_end=log)])"""

SKLEARN = """\
from runyard import Run
from sklearn.neural_network import MLPClassifier

model = MLPClassifier(hidden_layer_sizes=(256,), learning_rate_init=0.003)
run = Run(experiment="digits-mlp")
run["hparams"] = model.get_params()

for epoch in range(50):
    model.partial_fit(x, y, classes=range(10))
    run.track(model.loss_, name="loss", step=epoch, context={"subset": "train"})"""

#: Title and script, as the choice lists them.
SCRIPTS = (
    ("Plain Python", PLAIN),
    ("PyTorch", TORCH),
    ("Lightning", LIGHTNING),
    ("Keras", KERAS),
    ("scikit-learn", SKLEARN),
)
