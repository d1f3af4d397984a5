"""The door: ``runyard [DIR]`` opens the app at once, anything else is the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (len(given) == 1 and _means_folder(given[0])):
        from runyard.cli.window import open_app

        return open_app(Path(given[0]) if given else None)
    from runyard.cli.main import run

    return run(given)


def _means_folder(text: str) -> bool:
    """Whether an only argument is written as a path; a plain word is a sub-command."""
    return not text.startswith("-") and any(mark in text for mark in "/\\~.")


if __name__ == "__main__":
    sys.exit(main())
