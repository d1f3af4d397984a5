"""What one opening of the picker has written, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from runyard.domain.changes import Changes
from runyard.storage.organise import tag_uses, tags
from runyard.storage.runs import edits
from runyard.storage.store import Store

Job = Callable[[Store], Changes]


class Written:
    """Jobs for the writing thread that note how each is undone."""

    def __init__(self, run_ids: Sequence[int]) -> None:
        self.run_ids = tuple(run_ids)
        self._back: list[Job] = []

    def __bool__(self) -> bool:
        return bool(self._back)

    def attach(self, store: Store, tag_id: int, *, show: bool = False) -> Changes:
        """Put a tag on all runs; a hidden one is shown again where `show` says so."""
        before = set(tag_uses.carriers(store, tag_id, self.run_ids))
        new = [run for run in self.run_ids if run not in before]
        changes = tags.attach(store, new, tag_id)
        self._back.append(partial(tags.detach, run_ids=new, tag_id=tag_id))
        if show:
            changes |= tags.hide(store, tag_id, False)
        return changes

    def detach(self, store: Store, tag_id: int) -> Changes:
        """Take a tag off all runs."""
        done = edits.untag(store, self.run_ids, [tag_id])
        self._back.append(partial(edits.tag_again, taken=done.taken))
        return done.changes

    def make(self, store: Store, name: str) -> Changes:
        """Make a tag and put it on all runs; one that was made meanwhile is taken."""
        changes = tags.attach_named(store, self.run_ids, [name])
        tag_id = tags.find(store, name)
        self._back.append(partial(tags.detach, run_ids=self.run_ids, tag_id=tag_id))
        return changes

    def undo(self, store: Store) -> Changes:
        """Take everything back, the latest first; tags that were made stay."""
        done = Changes(store.revision())
        for back in reversed(self._back):
            done |= back(store)
        return done
