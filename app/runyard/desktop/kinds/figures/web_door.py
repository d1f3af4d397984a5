"""`WebDoor`: whether figures can be interactive here, and the one web view while somebody looks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from runyard.desktop.kinds.figures import web_trial
from runyard.desktop.state import Workspace
from runyard.desktop.tasks.cancel import Cancel
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.desktop.kinds.figures.web_figure import WebFigure


class WebDoor(QObject):
    """Tries the web view out before its first use; `known` tells that the outcome is there."""

    known = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked = False
        self._cause: str | None = web_trial.missing()
        self.decided = self._cause is not None
        self.view: WebFigure | None = None
        self.started = False

    @property
    def cause(self) -> str | None:
        """Return why figures are not interactive here; None when they are, or when it is not known yet."""
        return self._cause

    def ask(self) -> None:
        """Find out, in another process unless that is known from before; `known` tells when it is done."""
        if self.decided or self._asked:
            return
        self._asked = True
        passed = self._workspace.settings.get(web_trial.PASSED) == web_trial.here()
        self._workspace.tasks.read(
            partial(_tried, passed), owner=self, key="trial", then=self._learn, failed=self._learn_nothing
        )

    def give_up(self, cause: str) -> None:
        """Have no interactive figures any more, as long as the program runs."""
        self._cause = cause
        self.decided = True
        self.close()

    def try_again(self) -> None:
        """Forget the outcome, and find out again."""
        self._cause = web_trial.missing()
        self.decided = self._cause is not None
        self._asked = False
        self.ask()

    def open(self, parent: QWidget) -> WebFigure:
        """Return the web view, made if there is none; only where it is known to work."""
        if self.view is None:
            web_trial.prepare()
            from runyard.desktop.kinds.figures.web_figure import WebFigure

            self.view = WebFigure(parent)
            self.started = True
        return self.view

    def start(self) -> None:
        """Start the browser before it is asked for; where it is not known to work, find that out first."""
        if not self.decided:
            self.ask()
        elif self._cause is None and not self.started:
            web_trial.prepare()
            from runyard.desktop.kinds.figures import web_guard

            web_guard.start()
            self.started = True

    def close(self) -> None:
        """Free the web view, and with it the process that draws."""
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def _learn_nothing(self, _problem: Exception) -> None:
        self._asked = False

    def _learn(self, cause: str | None) -> None:
        self._asked = False
        self._cause = cause
        self.decided = True
        if cause is None:
            self._workspace.settings.set(web_trial.PASSED, web_trial.here())
        self.known.emit()


def _tried(passed: bool, _store: Store, cancel: Cancel) -> str | None:
    return web_trial.loaded() if passed else web_trial.trial(cancel) or web_trial.loaded()
