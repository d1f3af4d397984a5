"""``runyard check``: what is damaged, what can be saved, which versions these are, and what takes space."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any

import click

from runyard.cli import progress
from runyard.cli.terminal import harmless
from runyard.domain.errors import KnownProblem

SOUND, DAMAGED = 0, 1
_MOST = 50  # findings that are printed; JSON has them all


@click.command(short_help="Look for damage; show versions and space.")
@click.argument("folder", default=None, type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--repo", "named", type=click.Path(path_type=Path), metavar="DIR", help="The same as DIR.")
@click.option("--space", "space_wanted", is_flag=True, help="Also say what takes the space.")
@click.option(
    "--salvage",
    "into",
    type=click.Path(path_type=Path),
    metavar="NEW",
    help="Save what can be read into the new folder NEW.",
)
@click.option("--json", "json_wanted", is_flag=True, help="Print JSON.")
def check(
    folder: Path | None, named: Path | None, space_wanted: bool, into: Path | None, json_wanted: bool
) -> int:
    """Look for damage in the repository in DIR, or the nearest one, and change nothing in it.

    \b
    Examples:
      runyard check                         the nearest repository
      runyard check --space                 what takes the space, too
      runyard check ~/old --salvage ~/new   save all that can be read

    \b
    Exit codes:
      0  sound; what only waits to be stored is no damage
      1  damage was found, something could not be saved, or there is no repository
    """
    from runyard.storage import location
    from runyard.storage.repair.examine import examine

    place = location.resolve(folder or named, create=False)
    with progress.bar("Examining") as step:
        findings = examine(place, step)
    told: dict[str, Any] = {"repository": str(place), "versions": _versions(place), **_counts(place)}
    told["findings"] = [finding._asdict() for finding in findings]
    if space_wanted:
        told["space"] = _space(place)
    damaged = any(finding.damage for finding in findings)
    if into is not None:
        from runyard.storage.repair.salvage import salvage

        with progress.bar("Saving") as step:
            told["lost"] = salvage(place, into, step)
        told["saved"] = str(into)
        damaged = bool(told["lost"])
    click.echo(json.dumps(told, indent=2) if json_wanted else "\n".join(map(harmless, _lines(told))))
    return DAMAGED if damaged else SOUND


def _versions(place: Path) -> dict[str, Any]:
    """Return the versions of what reads and writes repositories here."""
    from runyard.storage.looking import versions

    found: dict[str, Any] = {"Python": platform.python_version(), **versions(place)}
    for package in ("runyard", "numpy", "PySide6"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _counts(place: Path) -> dict[str, Any]:
    """Return how many runs there are; nothing where the database cannot be read."""
    from runyard.storage.looking import looking_store
    from runyard.storage.runs import runs

    try:
        with looking_store(place) as store:
            return {"runs": runs.counts(store)._asdict()}
    except KnownProblem:
        return {}


def _space(place: Path) -> dict[str, Any]:
    """Return what takes the space, with the biggest runs; nothing where the database cannot be read."""
    from runyard.storage.looking import looking_store
    from runyard.storage.overview import space
    from runyard.storage.runs import runs

    try:
        with looking_store(place) as store:
            biggest = space.biggest(store, 5)
            names = {info.id: info for info in runs.infos(store, list(biggest))}
            rows = [
                {"hash": names[run_id].hash, "name": names[run_id].name, "bytes": size}
                for run_id, size in biggest.items()
            ]
            return {**space.space(store)._asdict(), "biggest": rows}
    except KnownProblem:
        return {}


def _lines(told: dict[str, Any]) -> list[str]:
    """Return the report as lines of text."""
    from runyard.cli.words import counted, size

    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    lines = [f"Repository  {told['repository']}", f"Versions    {versions}"]
    if "runs" in told:
        counts = told["runs"]
        lines.append(
            f"Runs        {counts['total']:,}: {counts['active']:,} active, {counts['archived']:,} archived;"
            f" {counts['trashed']:,} more in the trash"
        )
    space = told.get("space") or {}
    names = {
        "database": "Database", "spare": "  spare pages", "points": "  points", "output": "  terminal output",
        "log": "Log (WAL)", "journals": "Journals", "blobs": "Blobs", "trash": "Trash",
    }  # fmt: skip
    if space:
        lines += ["", *(f"{text:<18}{size(space[key]):>12}" for key, text in names.items())]
        lines += [
            "",
            "Biggest runs",
            *(f"{run['name']:<30}{size(run['bytes']):>12}" for run in space["biggest"]),
        ]
    lines.append("")
    findings = told["findings"]
    for finding in findings[:_MOST]:
        lines += [f"{'Damaged: ' if finding['damage'] else ''}{finding['what']}.", f"  {finding['saved']}."]
    if len(findings) > _MOST:
        lines.append(f"And {counted(len(findings) - _MOST, 'finding')} more; --json prints all")
    if not any(finding["damage"] for finding in findings):
        lines.append("No damage was found.")
    if "lost" in told:
        lines += ["", f"Saved into {told['saved']}", *(f"Lost: {sentence}." for sentence in told["lost"])]
        lines += [] if told["lost"] else ["Nothing was lost."]
    return lines
