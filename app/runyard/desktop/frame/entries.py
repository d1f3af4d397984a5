"""What the registry says of a page and of a kind of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from runyard.desktop.frame.page import Page, Tab
from runyard.domain.kinds import DataKind


@dataclass(frozen=True)
class RunContents:
    """How much of each kind a run has logged: params, series of each kind, messages, notes, lines.

    `items` says how many images, texts and so on all its series of a kind hold.
    """

    params: int = 0
    metrics: int = 0
    system: int = 0
    distributions: int = 0
    images: int = 0
    audios: int = 0
    texts: int = 0
    figures: int = 0
    messages: int = 0
    notes: int = 0
    lines: int = 0
    items: Mapping[DataKind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PageEntry:
    """A page. `load` imports and returns its class, so that a page costs nothing before its first use.

    `section` says where the side bar has it: on top, at the foot, or nowhere. `count` names the field of
    `shell.facts.Facts` that stands beside its title. `under` is the key of the page that the side bar marks
    while this one is in front, where it has none of its own.
    """

    key: str
    title: str
    icon: str
    order: int
    shortcut: str
    load: Callable[[], type[Page]]
    section: Literal["main", "foot", "hidden"] = "main"
    count: str = ""
    under: str = ""


@dataclass(frozen=True)
class KindEntry:
    """A tab of the run page. `count` is the number beside its title; None shows no number."""

    key: str
    title: str
    icon: str
    order: int
    load: Callable[[], type[Tab]]
    count: Callable[[RunContents], int | None]
