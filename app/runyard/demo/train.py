"""``python -m runyard.demo.train FOLDER NAME``: the process that trains one planned run."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from runyard.demo.plan import live, plans
from runyard.demo.training import train

DATA = "digits.npz"


def main() -> None:
    """Train the run that the arguments name."""
    parser = argparse.ArgumentParser(description="Train one of the demo's runs.")
    parser.add_argument("folder", type=Path, help="the folder that holds the repository and the data")
    parser.add_argument("name", help="the name of a planned run")
    parser.add_argument("--live", type=float, default=5.0, metavar="MINUTES")
    parser.add_argument("--epochs", type=int, metavar="N", help="other than planned")
    given = parser.parse_args()
    [plan] = [plan for plan in (*plans(), live(given.live)) if plan.name == given.name]
    if given.epochs:
        plan = replace(plan, epochs=given.epochs)
    train(plan, given.folder, given.folder / DATA)


if __name__ == "__main__":
    main()
