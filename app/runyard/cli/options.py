"""Options that many sub-commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from runyard.cli.filters import Filters

Function = TypeVar("Function", bound=Callable[..., Any])

repository = click.option(
    "--repo",
    "place",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The repository; else RUNYARD_REPO, else the nearest upward.",
)
as_json = click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
references = click.argument("references", nargs=-1, metavar="[RUN]...")

_FILTERS = (
    click.option(
        "-l", "--label", "labels", multiple=True, metavar="VAL", help="Label contains VAL; - is none."
    ),
    click.option("-U", "--unlabeled", is_flag=True, help="Only runs without a label."),
    click.option("-M", "--marked", is_flag=True, help="Only marked runs."),
    click.option("-N", "--unmarked", is_flag=True, help="Only runs that are not marked."),
    click.option("-R", "--running", is_flag=True, help="Only runs that are still running."),
    click.option("-C", "--completed", is_flag=True, help="Only runs that finished."),
    click.option("-E", "--error", is_flag=True, help="Only runs that failed or crashed."),
    click.option("-T", "--terminated", is_flag=True, help="Only runs that were killed."),
    click.option("-P", "--pending", is_flag=True, help="Only queued runs."),
    click.option(
        "-S", "--started", metavar="RANGE", help="Started then: today, 'last 2 hours', 'since 8-20'."
    ),
    click.option("-Q", "--query", metavar="TEXT", default="", help="Only runs that this query matches."),
)


def filters(function: Function) -> Function:
    """Add the options that choose runs; the function gets them as `filters`."""

    @wraps(function)
    def gathered(**given: Any) -> Any:
        chosen = {name: given.pop(name) for name in Filters._fields if name in given}
        return function(filters=Filters(**chosen), **given)

    whole: Any = gathered
    for option in reversed(_FILTERS):
        whole = option(whole)
    return whole  # type: ignore[no-any-return]
