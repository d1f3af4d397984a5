"""What a person can do: commands, their keys, and menus made from them."""

from __future__ import annotations

from runyard.desktop.commands.command import Command, always
from runyard.desktop.commands.command_set import APP, CommandSet
from runyard.desktop.commands.menus import fill

__all__ = ["APP", "Command", "CommandSet", "always", "fill"]
