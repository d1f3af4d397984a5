"""``runyard demo [DIR]``: a repository with real runs, and the app on it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runyard.cli.window import has_display, open_app

DEFAULT = "runyard-demo"


@click.command(short_help="Train small models and open the app on their runs.")
@click.argument("folder", default=DEFAULT, type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]")
@click.option("--pictures", type=click.Path(path_type=Path), help="Draw the pages into PNG files there.")
@click.option("--no-window", is_flag=True, help="Only train.")
@click.option(
    "--live", default=5.0, metavar="MINUTES", show_default=True, help="How long one run stays live."
)
def demo(folder: Path, pictures: Path | None, no_window: bool, live: float) -> int:
    """Train two dozen small models on handwritten digits and open the app on their runs.

    The repository is made in DIR ("runyard-demo" here, by default). When it holds the runs already, only one
    more starts training, so that there is something live to look at.
    """
    from runyard.cli.demo_progress import trained

    folder = folder.expanduser().absolute()
    if not trained(folder, live):
        return 1
    if no_window:
        return 0
    if pictures is None and has_display():
        return open_app(folder)
    return _draw(folder, pictures or folder / "pictures")


def _draw(folder: Path, out: Path) -> int:
    """Without a display: draw what the app would show."""
    if not has_display():
        click.echo("There is no display here to open a window on; drawing the pages instead.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # The offscreen platform warns at every window that it knows no size hints.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    from runyard.desktop.app import render

    for path in render(folder, out):
        click.echo(f"  {path}")
    click.echo(f"With a display, open the app with: runyard {folder}")
    return 0
