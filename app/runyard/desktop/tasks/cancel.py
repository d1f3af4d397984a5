"""How a read learns that nobody waits for its answer any more."""

from __future__ import annotations


class Cancel:
    """Call it between steps of a long read: True means the answer will be dropped."""

    __slots__ = ("_superseded",)

    def __init__(self) -> None:
        self._superseded = False

    def __call__(self) -> bool:
        return self._superseded

    def set(self) -> None:
        """Say that the answer is no longer wanted; there is no way back."""
        self._superseded = True
