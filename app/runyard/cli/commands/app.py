"""``runyard app [DIR]``: the desktop app."""

from __future__ import annotations

from pathlib import Path

import click

from runyard.cli.window import open_app


@click.command(short_help="Open the desktop app.")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--repo", "place", type=click.Path(path_type=Path), metavar="DIR", help="The same as DIR.")
def app(folder: Path | None, place: Path | None) -> int:
    """Open the desktop app on the repository in DIR.

    Without DIR: the one that RUNYARD_REPO names, else the nearest one upward from here.

    \b
    Examples:
      runyard                    the nearest repository
      runyard app ~/digits
    """
    return open_app(folder or place)
