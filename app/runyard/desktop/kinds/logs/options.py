"""What a person chose for all logs, kept on this machine."""

from __future__ import annotations

from typing import Any

from runyard.desktop.state import Entry


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_detail(value: Any) -> bool:
    return value in ("all", "fold", "problems")


WRAP: Entry[bool] = Entry("logs/wrap", False, _is_flag)
TIMES: Entry[bool] = Entry("logs/times", True, _is_flag)
DETAIL: Entry[Any] = Entry("logs/detail", "all", _is_detail)
