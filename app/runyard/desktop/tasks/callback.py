"""Callbacks that do not keep their widget alive."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid


class Callback:
    """A function to call on the GUI thread as long as the QObject that asked for it lives."""

    __slots__ = ("_function", "_owner")

    def __init__(self, function: Callable[..., Any], owner: weakref.ref[QObject] | None) -> None:
        self._owner = owner
        self._function: Callable[[], Callable[..., Any] | None]
        if inspect.ismethod(function):
            self._function = weakref.WeakMethod(function)
        else:
            self._function = lambda: function

    def __call__(self, answer: Any) -> bool:
        """Call the function with `answer`; False when there is nobody left to call."""
        if self._owner is not None:
            owner = self._owner()
            if owner is None or not isValid(owner):
                return False
        function = self._function()
        if function is None:
            return False
        function(answer)
        return True
