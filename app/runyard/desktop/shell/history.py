"""The way back and forth through the places visited."""

from __future__ import annotations

from runyard.desktop.frame import Route

LONGEST = 100


class History:
    """Places in the order of their visits; `back` and `forward` move through them without adding."""

    def __init__(self) -> None:
        self._routes: list[Route] = []
        self._at = -1

    def visit(self, route: Route) -> None:
        """Add a place after the present one; what lay ahead is forgotten."""
        if self._at >= 0 and self._routes[self._at] == route:
            return
        self._routes = [*self._routes[: self._at + 1], route][-LONGEST:]
        self._at = len(self._routes) - 1

    def clear(self) -> None:
        """Forget them all: they are of another repository."""
        self._routes, self._at = [], -1

    def back(self) -> Route | None:
        """Step back; None at the first place."""
        return self._step(-1)

    def forward(self) -> Route | None:
        """Step forth; None at the last place."""
        return self._step(1)

    def can_go(self, step: int) -> bool:
        """Whether there is a place `step` visits from here."""
        return 0 <= self._at + step < len(self._routes)

    def _step(self, step: int) -> Route | None:
        if not self.can_go(step):
            return None
        self._at += step
        return self._routes[self._at]
