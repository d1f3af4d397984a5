"""`Text`: a text to track."""

from __future__ import annotations

from typing import ClassVar

from runyard.domain.kinds import DataKind
from runyard.journal.batch import NewItem, Part
from runyard.tracking.objects.tracked import IN_ROW, LARGEST, Tracked, text_of


class Text(Tracked):
    """A text: ``run.track(Text(answer), name="samples", step=step)``.

    Parameters
    ----------
    text : str
        Any text; the app shows it plain, or as Markdown, JSON or code.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or half a character stands in it.
    """

    data_kind: ClassVar[DataKind] = DataKind.TEXT

    def __init__(self, text: str) -> None:
        self.text = text_of("text", text)

    def new_item(self) -> NewItem:
        """Return what goes into the journal."""
        data = self.text.encode("utf-8")
        if len(data) > LARGEST:
            raise ValueError(f"a text has at most {LARGEST >> 20:,} MB, this one {len(data) >> 20:,}")
        meta = {"length": len(self.text)}
        return NewItem(meta, data) if len(data) <= IN_ROW else NewItem(meta, blob=Part.of(data))

    def __repr__(self) -> str:
        return f"Text({len(self.text)} characters)"
