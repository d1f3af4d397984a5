"""What the program is made of, each with its version, its licence and the text of that licence."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import qVersion

import runyard
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import assets
from runyard.storage.looking import versions
from runyard.storage.store import Store

#: Distributions that a whole installation has, and what they do for us.
LIBRARIES = (
    ("PySide6", "Windows and drawing"),
    ("pyqtgraph", "Large charts"),
    ("ziamath", "Formulas"),
    ("ziafont", "Letters of formulas"),
    ("latex2mathml", "Reading of LaTeX"),
    ("pygments", "Colours of code"),
    ("numpy", "Numbers"),
    ("sqlite-utils", "Upgrades of the database"),
    ("psutil", "Use of the machine"),
    ("pillow", "Images"),
    ("click", "Command line"),
    ("rich", "Tables on the command line"),
    ("regex", "Regular expressions"),
)
_NAMES = ("LICEN", "COPYING", "NOTICE")


class Component(NamedTuple):
    """A part of the program; `text` returns its licence in full."""

    name: str
    version: str
    what: str
    licence: str
    text: Callable[[], str]


def program(folder: Path) -> list[tuple[str, str]]:
    """Return what runs here, with versions: what a report of a fault should say."""
    found = versions(folder)
    return [
        ("Runyard", runyard.__version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("SQLite", found["SQLite"]),
        ("Schema of the repository", found.get("schema", "unknown")),
        ("System", platform.platform()),
    ]


def components(store: Store, _cancel: Cancel) -> tuple[list[tuple[str, str]], list[Component]]:
    """Return the versions, and every part that carries a licence."""
    bundled = [
        Component("Runyard", runyard.__version__, "This program", "Apache-2.0", partial(_of_dist, "runyard")),
        Component("Inter", "", "Font of words and numbers", "OFL-1.1", partial(_font, "Inter")),
        Component("JetBrains Mono", "", "Font of code", "OFL-1.1", partial(_font, "JetBrainsMono")),
        Component("Lucide", "", "Icons", "ISC", partial(assets.text, "icons", "LICENSE")),
    ]
    return program(store.folder), [*bundled, *_libraries()]


def _libraries() -> list[Component]:
    found = []
    for name, what in LIBRARIES:
        try:
            dist = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found.append(Component(name, dist.version, what, _licence(dist), partial(_of_dist, name)))
    return found


def _licence(dist: importlib.metadata.Distribution) -> str:
    """Return the short name of a licence: what the package says of itself, in its newer or older way."""
    told = _field(dist, "License-Expression") or _field(dist, "License")
    line = told.strip().splitlines()[0].strip() if told.strip() else ""
    if line and len(line) <= 60:
        return line
    classed = [
        entry.rpartition(" :: ")[2]
        for entry in dist.metadata.get_all("Classifier") or []
        if entry.startswith("License :: ")
    ]
    return ", ".join(classed) or "See its text"


def _font(name: str) -> str:
    return assets.text("fonts", f"{name}-LICENSE.txt")


def _of_dist(name: str) -> str:
    """Return the licence files of an installed package, one after the other."""
    try:
        dist = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return _from_checkout()
    texts = []
    for file in dist.files or []:
        if file.name.upper().startswith(_NAMES) and file.suffix not in (".py", ".pyc"):
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(f"{file.name}\n\n{path.read_text(encoding='utf-8', errors='replace').strip()}")
    return "\n\n\n".join(texts) or _pointer(dist)


def _from_checkout() -> str:
    return (assets.root().parent / "LICENSE").read_text(encoding="utf-8")


def _pointer(dist: importlib.metadata.Distribution) -> str:
    """A package without a licence file: say what it says, and where it comes from."""
    home = _field(dist, "Home-page") or _field(dist, "Project-URL")
    lines = [f"{dist.metadata['Name']} {dist.version}", _licence(dist), home]
    return "\n".join(line for line in lines if line)


def _field(dist: importlib.metadata.Distribution, name: str) -> str:
    return str(next(iter(dist.metadata.get_all(name) or []), ""))
