"""``runyard app [DIR]``: the desktop app."""

from __future__ import annotations

from pathlib import Path

import click

from runyard.cli.window import open_app


@click.command(short_help="Open the desktop app.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
def app(folder: Path | None) -> int:
    """Open the desktop app on the repository in DIR.

    Without DIR: the one that RUNYARD_REPO names, else the nearest one upward from here.
    """
    return open_app(folder)
