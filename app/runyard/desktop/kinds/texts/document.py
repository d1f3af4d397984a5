"""A text as the reader shows it: its content, and the same set out as rows.

What works with patterns is imported by the worker that first needs it: compiling them takes a while.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from runyard.desktop.kinds.texts import display
from runyard.desktop.kinds.texts.renderings import CODE, JSON, MARKDOWN, TREE
from runyard.desktop.tasks import Cancel
from runyard.domain.errors import KnownProblem
from runyard.domain.item import Item
from runyard.search.matching.matching import Matcher
from runyard.storage.objects import items
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.desktop.kinds.texts.colouring import Blocks
    from runyard.desktop.kinds.texts.json_value import Find
    from runyard.desktop.kinds.texts.rows import Rows
    from runyard.desktop.parts.value_tree import Node

#: Bytes of a text that are read; what follows is told, and is in what is saved.
MOST_BYTES = 64_000_000
#: Longer JSON is shown as it was written.
MOST_JSON = 16_000_000
_PIECE = 1_000_000
#: Matches marked in what Markdown became.
_MOST_MARKS = 500


class Document(NamedTuple):
    """A text: `left` is how many bytes were not read, `odd` how many letters are shown as signs."""

    item: Item
    text: str
    lines: int
    left: int
    odd: int
    guess: str


class Layout(NamedTuple):
    """How to set a text out: `columns` is where lines are wrapped, None not at all."""

    rendering: str
    columns: int | None
    matcher: Matcher


class Sheet(NamedTuple):
    """A text set out: `text` differs from the document's where it is JSON. `spans` are the matches.

    As a tree it has no rows, but a `tree`, and `finds` in it.
    """

    item_id: int
    layout: Layout
    text: str
    rows: Rows
    family: str
    blocks: Blocks
    spans: Sequence[tuple[int, int]]
    problem: str
    tree: Node | None = None
    finds: Sequence[Find] = ()


def decoded(data: bytes, cancel: Cancel) -> str | None:
    """Return text from bytes, in pieces: what is not UTF-8 becomes a sign, line ends are those of Unix."""
    if len(data) <= _PIECE:
        text = data.decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), translate=True)
    pieces = []
    for at in range(0, len(data), _PIECE):
        if cancel():
            return None
        pieces.append(decoder.decode(data[at : at + _PIECE]))
    pieces.append(decoder.decode(b"", True))
    return "".join(pieces)


def content(store: Store, item: Item, most: int | None = None) -> bytes:
    """Return at most so many bytes of a text, or of all that is read of any.

    Raises
    ------
    KnownProblem
        If its file is missing.
    """
    most = MOST_BYTES if most is None else most
    try:
        if item.sha256 is None:
            return items.content(store, item)[:most]
        return blob_head(store, item.sha256, most)
    except FileNotFoundError:
        raise KnownProblem(
            "The file of this text is missing", "Copy the blobs of the repository back to their place"
        ) from None


def _lines(text: str) -> int:
    """Return the number of lines, counted in pieces: counting holds up all other threads."""
    return 1 + sum(text.count("\n", at, at + _PIECE) for at in range(0, len(text), _PIECE))


def blob_head(store: Store, sha256: str, most: int) -> bytes:
    """Return the first bytes of a blob; FileNotFoundError when it is missing."""
    with items.blob_path(store, sha256).open("rb") as file:
        return file.read(most)


def opened(item_id: int, store: Store, cancel: Cancel) -> Document | None:
    """Return a text with what is worth saying of it; None when nobody waits any more."""
    from runyard.desktop.kinds.texts.guessing import guess

    item = items.one(store, item_id)
    if item is None:
        raise KnownProblem("This text is gone")
    data = content(store, item)
    text = decoded(data, cancel)
    if text is None:
        return None
    left = max(0, item.size - MOST_BYTES)
    return Document(item, text, _lines(text), left, display.odd(text), guess(text))


def laid_out(
    document: Document, layout: Layout, grown: Node | None, store: Store, cancel: Cancel
) -> Sheet | None:
    """Return a text set out; None when nobody waits any more. `grown` is its tree, where there is one."""
    from runyard.desktop.kinds.texts import colouring
    from runyard.desktop.kinds.texts.rows import rows_of

    text, problem = document.text, ""
    if layout.rendering in (JSON, TREE):
        found = grown if grown is not None and layout.rendering == TREE else _json(text, layout, cancel)
        if not isinstance(found, tuple):
            return _tree(document, layout, found, cancel)
        text, problem = found
    elif layout.rendering == MARKDOWN and document.odd:
        text = display.all_shown(text)
    rows = rows_of(text, layout.columns, cancelled=cancel)
    if rows is None:
        return None
    family, blocks = "", colouring.Blocks()
    if layout.rendering in (JSON, TREE):
        family = "json"
    elif layout.rendering == CODE:
        family = colouring.family_of(text)
        blocks = colouring.blocks_of(text, family)
    finder = layout.matcher.finder()
    spans = finder.spans(text) if layout.matcher else []
    if cancel():
        return None
    return Sheet(document.item.id, layout, text, rows, family, blocks, spans, problem or finder.problem or "")


def _json(text: str, layout: Layout, cancel: Cancel) -> Node | tuple[str, str]:
    """Return the tree of a text, or the text set out and why it is shown so."""
    from runyard.desktop.kinds.texts.json_value import root_of
    from runyard.desktop.kinds.texts.pretty_json import pretty

    if len(text) > MOST_JSON:
        return text, "This is too long to be set out, so it is shown as it was written"
    found = pretty(text, cancel)
    if found.problem:
        return text, found.problem
    root = root_of(text, found) if layout.rendering == TREE else ""
    return (found.text, root) if isinstance(root, str) else root


def _tree(document: Document, layout: Layout, root: Node, cancel: Cancel) -> Sheet | None:
    from runyard.desktop.kinds.texts import colouring
    from runyard.desktop.kinds.texts.json_value import finds
    from runyard.desktop.kinds.texts.rows import rows_of

    finder = layout.matcher.finder()
    found = finds(root, finder, cancel) if layout.matcher else ()
    rows = rows_of("", None)
    if rows is None or cancel():
        return None
    problem = finder.problem or ""
    return Sheet(document.item.id, layout, "", rows, "", colouring.Blocks(), (), problem, root, found)


def places(text: str, matcher: Matcher, _store: Store, _cancel: Cancel) -> list[tuple[int, int]]:
    """Return where matches are in a text as Qt counts its letters, the first ones of many."""
    found = matcher.finder().spans(text, _MOST_MARKS)
    return [(display.utf16(text, begin), display.utf16(text, end)) for begin, end in found]
