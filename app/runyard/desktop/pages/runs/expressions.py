"""What a column is called in a query, and the conditions one can make of it."""

from __future__ import annotations

import json
from typing import NamedTuple

from runyard.domain import context as contexts
from runyard.domain.errors import QueryError
from runyard.search.grammar.parse import parse
from runyard.storage.table.columns import Column, param_of, series_column

_NAMES = {"created": "run.created_at", "experiment": "run.experiment.name", "ended": "run.finalized_at"}
_NUMBERS = ("=", "≠", "<", "≤", ">", "≥")
_TEXTS = ("=", "≠", "contains", "begins with")
_PARAM_TEXTS = ("=", "≠", "contains")
_DATES = ("≥", "≤", "=")
_SIGNS = {"=": "==", "≠": "!=", "<": "<", "≤": "<=", ">": ">", "≥": ">="}
MISSING, THERE, YES, NO = "is missing", "is there", "is yes", "is no"
#: Comparisons that need no value.
ALONE = (MISSING, THERE, YES, NO)


class Wrong(NamedTuple):
    """Why a value cannot stand in a condition."""

    sentence: str


def words(column: Column) -> str:
    """Return what people call a column, in few words: ``lr``, ``loss val``."""
    series = series_column(column.id)
    if series is None:
        return column.title
    return " ".join(filter(None, (series.name, contexts.words(series.context))))


def expression(column: Column) -> str:
    """Return a column as a query names it."""
    path = param_of(column.id)
    if path is not None:
        return f"run{path}" if path.startswith("[") else f"run.{path}"
    series = series_column(column.id)
    if series is None:
        return _NAMES.get(column.id, f"run.{column.id}")
    inner = json.dumps(series.name, ensure_ascii=False)
    if series.context != contexts.EMPTY:
        inner += f", {_dictionary(series.context)}"
    return f"run.metrics[{inner}].{series.value}"


def operators(column: Column) -> tuple[str, ...]:
    """Return what a column can be compared by."""
    if column.id == "tags":
        return ("contains",)
    if column.id in ("created", "ended"):
        return _DATES
    if column.id in ("marked", "archived"):
        return (YES, NO)
    if column.group == "run":
        return _NUMBERS if column.numeric else _TEXTS
    return (*(_NUMBERS if column.numeric else _PARAM_TEXTS), MISSING, THERE)


def condition(column: Column, how: str, typed: str) -> str | Wrong:
    """Return the condition as a query says it, or what is wrong with the value."""
    made = _written(column, how, typed)
    if isinstance(made, str):
        try:
            parse(made)
        except QueryError as error:
            return Wrong(". ".join(filter(None, (error.problem.message, error.problem.suggestion))))
    return made


def _written(column: Column, how: str, typed: str) -> str | Wrong:
    name = expression(column)
    if how in (MISSING, THERE):
        return f"{name} is None" if how == MISSING else f"{name} is not None"
    if how in (YES, NO):
        return name if how == YES else f"not {name}"
    typed = typed.strip()
    if not typed:
        return Wrong("Type a value")
    quoted = json.dumps(typed, ensure_ascii=False)
    if how == "contains":
        return f"{quoted} in {name}"
    if how == "begins with":
        return f"{name}.startswith({quoted})"
    if column.numeric:
        if not _is_number(typed):
            return Wrong("Type a number, such as 0.001")
        return f"{name} {_SIGNS[how]} {typed}"
    written = (
        typed if column.group == "param" and (_is_number(typed) or typed in ("True", "False")) else quoted
    )
    return f"{name} {_SIGNS[how]} {written}"


def _is_number(typed: str) -> bool:
    try:
        return abs(float(typed)) < float("inf") and "_" not in typed
    except ValueError:
        return False


def _dictionary(canonical: str) -> str:
    """Return a canonical context as Python writes it."""
    parts = [f"{_literal(key)}: {_literal(value)}" for key, value in contexts.parse(canonical).items()]
    return "{" + ", ".join(parts) + "}"


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
