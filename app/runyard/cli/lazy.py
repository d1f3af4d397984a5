"""A group of sub-commands that are imported when they are run, so that help and one command stay fast."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """A sub-command: where it is, its help in one line, the section it is listed in.

    Its place is written ``module:attribute``, in `runyard.cli.commands`. Without a section it is another
    name of a listed one.
    """

    target: str
    help: str = ""
    section: str = ""


class LazyGroup(click.Group):
    """A click group over a table of entries. `otherwise` is run when a line begins with none of them."""

    def __init__(self, *arguments: Any, otherwise: str = "", **options: Any) -> None:
        self.entries: dict[str, Entry] = {}
        self.otherwise = otherwise
        super().__init__(*arguments, **options)

    def fill(self, entries: Mapping[str, Entry]) -> None:
        """Set the table."""
        self.entries = dict(entries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names that help lists."""
        return [name for name, entry in self.entries.items() if entry.section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a sub-command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        found = getattr(importlib.import_module(f"runyard.cli.commands.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table, a section after the other, without importing what it names."""
        for section in dict.fromkeys(entry.section for entry in self.entries.values() if entry.section):
            with formatter.section(section):
                rows = [
                    (name, entry.help) for name, entry in self.entries.items() if entry.section == section
                ]
                formatter.write_dl([(self._names(name), text) for name, text in rows])

    def _names(self, name: str) -> str:
        target = self.entries[name].target
        others = [other for other, entry in self.entries.items() if entry.target == target and other != name]
        return ", ".join([name, *(other for other in others if not self.entries[other].section)])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default sub-command in front of a line that names none."""
        if self.otherwise and not (args and (args[0] in self.entries or args[0] in ctx.help_option_names)):
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the sub-command; whoever closes the pipe it writes into has seen enough."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            if error.errno != errno.EPIPE and not (os.name == "nt" and error.errno == errno.EINVAL):
                raise
            # What is still buffered has nowhere to go either, and is not to be complained of at exit.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
            return 0
        return code
