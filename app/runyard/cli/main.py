"""The list of sub-commands, and how expected trouble is told in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import runyard
from runyard.cli.app import app
from runyard.cli.demo import demo
from runyard.domain.errors import KnownProblem


class Commands(click.Group):
    """The sub-commands; a first argument that is none of them but a folder opens the app on it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command a line begins with."""
        if len(args) == 1 and self.get_command(ctx, args[0]) is None and Path(args[0]).is_dir():
            return "app", app, args
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(runyard.__version__, prog_name="runyard")
def commands() -> None:
    """Keep, browse and compare machine-learning runs.

    Without a sub-command, `runyard [DIR]` opens the desktop app.
    """


commands.add_command(app)
commands.add_command(demo)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    code: Any
    try:
        code = commands.main(list(arguments), prog_name="runyard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped", err=True)
        return 130
    except KnownProblem as problem:
        click.echo(str(problem), err=True)
        return 1
    return code if isinstance(code, int) else 0
