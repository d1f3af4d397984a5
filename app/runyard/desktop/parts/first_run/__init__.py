"""How a repository gets its first run: steps with code to copy, for the pages and for the door."""

from __future__ import annotations

from runyard.desktop.parts.first_run.code_block import CodeBlock
from runyard.desktop.parts.first_run.face import FirstRun
from runyard.desktop.parts.first_run.script_choice import ScriptChoice
from runyard.desktop.parts.first_run.steps import Waiting, shell_lines, step

__all__ = ["CodeBlock", "FirstRun", "ScriptChoice", "Waiting", "shell_lines", "step"]
