"""The progress bar of the demo's training."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from runyard.demo import charts, showing
from runyard.demo.sweep import Sweep

NO_DATA = "The demo needs scikit-learn. Install it with: python -m pip install 'runyard[demo]'"


def trained(folder: Path, live_minutes: float) -> bool:
    """Train the demo's runs in `folder` under a progress bar; False when that failed."""
    try:
        sweep = Sweep(folder, live_minutes)
    except ImportError:
        click.echo(NO_DATA, err=True)
        return False
    console = Console()
    if sweep.left:
        console.print(f"Training {sweep.left} small models in {folder}", highlight=False)
    else:
        console.print(f"The runs are in {folder} already", highlight=False)
    if sweep.left and not charts.can_draw():
        console.print(
            f"{showing.NO_MATPLOTLIB}; to see one: python -m pip install matplotlib", highlight=False
        )
    columns = (TextColumn("{task.description}"), BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not sweep.left) as bar:
        task = bar.add_task("Digits", total=sweep.left)
        for name in sweep.run():
            bar.update(task, advance=1, description=f"[default]{name}"[:40].ljust(40))
    if sweep.live is not None:
        console.print(f"One more keeps training for {live_minutes:g} minutes", highlight=False)
    for sentence in sweep.surprises:
        click.echo(sentence, err=True)
    return not sweep.surprises
