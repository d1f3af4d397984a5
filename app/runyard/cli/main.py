"""The list of sub-commands, and how expected trouble is told in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import runyard
from runyard.cli.lazy import Entry, LazyGroup
from runyard.cli.terminal import note
from runyard.domain.errors import AmbiguousHashError, KnownProblem, MissingRunError, QueryError

LOOK, ORDER, REMOVE, KEEP, APP = "Look at runs", "Put runs in order", "Remove runs", "Repository", "App"
COMMANDS = {
    "runs": Entry("runs:runs", "List runs; `runyard runs --help` names what else it does.", LOOK),
    "list": Entry("listing:list_runs"),
    "info": Entry("info:info", "Show all that is known of a run.", LOOK),
    "metrics": Entry("metrics:metrics", "Show the metrics of a run, or the values of one.", LOOK),
    "objects": Entry(
        "objects:objects",
        "List images, texts and the like, or write them to files.",
        LOOK,
    ),
    "ls": Entry("files:ls", "List what a run holds that can be read as a file.", LOOK),
    "cat": Entry("files:cat", "Print terminal output, params and other files of a run.", LOOK),
    "export": Entry("export:export", "Write runs to CSV, JSON or Parquet.", LOOK),
    "tag": Entry("tags:tag", "Put a tag on runs, or list the tags.", ORDER),
    "untag": Entry("tags:untag", "Take a tag off runs.", ORDER),
    "label": Entry("label:label", "Set, extend or clear the label of runs.", ORDER),
    "mark": Entry("label:mark", "Mark runs, or take the mark away.", ORDER),
    "archive": Entry("archive:archive", "Put runs into the archive.", ORDER),
    "unarchive": Entry("archive:unarchive", "Take runs out of the archive.", ORDER),
    "rm": Entry("trash:rm", "Move runs to the trash.", REMOVE),
    "delete": Entry("trash:rm"),
    "restore": Entry("trash:restore", "Take runs out of the trash.", REMOVE),
    "purge": Entry("trash:purge", "Delete runs in the trash for good.", REMOVE),
    "check": Entry("check:check", "Look for damage; show versions and space.", KEEP),
    "app": Entry("app:app", "Open the desktop app.", APP),
    "demo": Entry("demo:demo", "Train small models and open the app on their runs.", APP),
}
EXIT_CODES = """\b
Exit codes:
  0    done
  1    a problem that was told in one sentence
  2    the command line or a query is not understood
  3    no run matched
  130  stopped, by Ctrl+C or a question answered with no
"""
DONE, PROBLEM, USAGE, NOTHING, STOPPED = 0, 1, 2, 3, 130


class Commands(LazyGroup):
    """The sub-commands; a first argument that is none of them but a folder opens the app on it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command a line begins with."""
        if len(args) == 1 and args[0] not in self.entries and Path(args[0]).is_dir():
            args = ["app", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(runyard.__version__, prog_name="runyard")
def commands() -> None:
    """Keep, browse and compare machine-learning runs.

    Without a sub-command, `runyard [DIR]` opens the desktop app. The others work on the repository named by
    --repo, else by RUNYARD_REPO, else on the nearest one upward from here.

    \b
    Examples:
      runyard runs                                  the latest 20 runs
      runyard runs 'run.hparams.lr > 0.01' --sort loss
      runyard info 1                                all about the latest one
      runyard cat --output --follow                 what it prints
    """


commands.fill(COMMANDS)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a character that the console does not have is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    code: Any
    try:
        code = commands.main(list(arguments), prog_name="runyard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped", err=True)
        return STOPPED
    except QueryError as error:
        note(str(error))
        return USAGE
    except KnownProblem as problem:
        note(str(problem))
        missing = isinstance(problem, MissingRunError) and not isinstance(problem, AmbiguousHashError)
        return NOTHING if missing else PROBLEM
    return code if isinstance(code, int) else DONE
