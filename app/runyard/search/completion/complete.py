"""Completion: what may stand at the cursor, in a text that may be half typed."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from runyard.domain import context as contexts
from runyard.domain.status import RunStatus
from runyard.search.completion.forms import FUNCTIONS, TEXT_METHODS, TIME_PARTS
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.grammar.tokens import Token, tokens
from runyard.search.members import RUN, VALUES, Sort

_MOST = 50
_DOT = Token("op", ".", 0)
_GOES_ON = re.compile(r"\s(?:and|or|in)\s|[=<>]")
_BEFORE_OPERAND = {"(", "[", ",", "and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">=", "-"}
_FORMS = {Sort.TEXT: TEXT_METHODS, Sort.TIME: TIME_PARTS}
_OPERATORS = {
    "and": "both",
    "or": "one of them",
    "==": "equal",
    "!=": "not equal",
    "<": "under",
    ">": "over",
    "<=": "at most",
    ">=": "at least",
    "in": "one of several",
    "not in": "none of several",
    "is None": "missing",
    "is not None": "present",
}


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to put in place of the characters from `start` to `end`.

    `label` is what a list shows of it, `detail` says what it is.
    """

    start: int
    end: int
    text: str
    label: str
    detail: str


def complete(text: str, cursor: int, vocabulary: Vocabulary) -> list[Completion]:
    """Return what may stand at the cursor, best first; at most 50."""
    words = tokens(text)
    at = next((i for i, word in enumerate(words) if word.start < cursor <= word.end), None)
    current = None if at is None else words[at]
    if current is not None and current.kind in ("string", "open"):
        before = words[:at]
        return _best(_in_string(text, current, cursor, before, vocabulary))
    if current is not None and current.kind == "name":
        before, start, end = words[:at], current.start, current.end
    else:
        before = [word for word in words if word.end <= cursor]
        start = end = cursor
    typed = text[start:cursor]
    if before and before[-1].text == ".":
        if before[-1].end != start:
            return []
        return _best(_members(before, start, end, typed, vocabulary))
    if not before or before[-1].text in _BEFORE_OPERAND:
        return _best(_operands(before, start, end, typed, vocabulary))
    found = (Completion(start, end, name, name, detail) for name, detail in _OPERATORS.items())
    return _best(item for item in found if item.text.startswith(typed))


def _best(found: Iterable[Completion]) -> list[Completion]:
    unique = dict.fromkeys(found)
    return list(unique)[:_MOST]


def _fits(name: str, typed: str) -> bool:
    return typed.casefold() in name.casefold()


def _ranked(names: Iterable[str], typed: str) -> list[str]:
    """Those that begin with what is typed, then those that hold it."""
    fitting = [name for name in names if _fits(name, typed)]
    return sorted(fitting, key=lambda name: not name.casefold().startswith(typed.casefold()))


def _members(
    before: list[Token], start: int, end: int, typed: str, vocabulary: Vocabulary
) -> Iterator[Completion]:
    chain = _chain(before)
    if chain == ["run"]:
        for name in _ranked(RUN, typed):
            yield Completion(start, end, name, name, RUN[name].value)
        if _fits("metrics", typed):
            yield Completion(start, end, 'metrics["', "metrics", "metrics of the run")
    elif len(chain) == 2 and (chain == ["metric", "name"] or (chain[0] == "run" and chain[1] in RUN)):
        if chain == ["run", "experiment"] and _fits("name", typed):
            yield Completion(start, end, "name", "name", Sort.TEXT.value)
        forms = _FORMS.get(Sort.TEXT if chain[0] == "metric" else RUN[chain[1]], {})
        for form in _ranked(forms, typed):
            yield Completion(start, end, form, form.split("(", maxsplit=1)[0], forms[form])
        return
    elif chain == ["metric"]:
        for name in _ranked(("name", "context", *VALUES), typed):
            yield Completion(start, end, name, name, VALUES.get(name, ""))
        return
    elif len(chain) > 1 and chain[:2] == ["run", "metrics"]:
        for name in _ranked(VALUES, typed):
            yield Completion(start, end, name, name, VALUES[name])
        return
    if chain[:1] == ["run"] and (len(chain) == 1 or chain[1] not in RUN):
        yield from _param_members(before, start, end, typed, chain[1:], vocabulary)


def _param_members(
    before: list[Token], start: int, end: int, typed: str, keys: list[str], vocabulary: Vocabulary
) -> Iterator[Completion]:
    below = dict.fromkeys(
        (path[len(keys)], len(path) > len(keys) + 1)
        for path in map(_keys, vocabulary.params)
        if len(path) > len(keys) and path[: len(keys)] == keys
    )
    for key in _ranked(dict.fromkeys(key for key, _ in below), typed):
        detail = "params" if (key, True) in below else "param"
        if key.isidentifier() and not (len(keys) == 0 and (key in RUN or key == "metrics")):
            yield Completion(start, end, key, key, detail)
        else:  # only brackets reach it; they take the place of the dot
            yield Completion(before[-1].start, end, f"[{_quoted(key)}]", key, detail)


def _operands(
    before: list[Token], start: int, end: int, typed: str, vocabulary: Vocabulary
) -> Iterator[Completion]:
    compared = _compared(before)
    for value in _values_of(compared, vocabulary):
        if _fits(value, typed):
            yield Completion(start, end, _quoted(value), value, "value")
    if not before or before[-1].text in ("(", "and", "or", "not"):
        if "run.".startswith(typed):
            yield Completion(start, end, "run.", "run", "the run")
        if typed and "not ".startswith(typed) and (not before or before[-1].text != "not"):
            yield Completion(start, end, "not ", "not", "the opposite")
    elif before[-1].text == "in" and "run.tags".startswith(typed):
        yield Completion(start, end, "run.tags", "run.tags", "tags of the run")
    for form, detail in FUNCTIONS.items():
        if typed and form.startswith(typed):
            yield Completion(start, end, form, form.removesuffix('"'), detail)
    if typed and typed != "run":
        yield from _anything(start, end, typed, vocabulary)


def _anything(start: int, end: int, typed: str, vocabulary: Vocabulary) -> Iterator[Completion]:
    """A bare word may mean a property, param, metric or tag that holds it."""
    for name in _ranked(RUN, typed):
        yield Completion(start, end, f"run.{name}", f"run.{name}", RUN[name].value)
    for path in _ranked(vocabulary.params, typed):
        whole = f"run{path}" if path.startswith("[") else f"run.{path}"
        yield Completion(start, end, whole, whole, "param")
    for name, context in vocabulary.metrics:
        if _fits(name, typed):
            inner = _quoted(name) + ("" if context == contexts.EMPTY else f", {context}")
            label = f"{name} {contexts.words(context)}".strip()
            yield Completion(start, end, f"run.metrics[{inner}].last", label, "metric")
    for name in _ranked(vocabulary.tags, typed):
        yield Completion(start, end, f"{_quoted(name)} in run.tags", name, "tag")


def _in_string(
    text: str, current: Token, cursor: int, before: list[Token], vocabulary: Vocabulary
) -> Iterator[Completion]:
    """Inside text: the names or values that fit where it stands. It is replaced with its quotation marks."""
    typed = text[current.start + 1 : cursor]
    closed = current.kind == "string" and not _GOES_ON.search(text, cursor, current.end)
    end = current.end if closed else cursor  # a mark just opened pairs with the next text's
    after = text[end:].lstrip()
    if before and before[-1].text == "[":
        chain = _chain([*before[:-1], _DOT])
        if chain == ["run", "metrics"]:
            yield from _metric_names(current.start, end, typed, after, vocabulary)
            return
        if chain[:1] == ["run"]:
            keys = chain[1:]
            paths = map(_keys, vocabulary.params)
            below = [path[len(keys)] for path in paths if len(path) > len(keys) and path[: len(keys)] == keys]
            for key in _ranked(dict.fromkeys(below), typed):
                close = "" if after.startswith("]") else "]"
                yield Completion(current.start, end, _quoted(key) + close, key, "param")
            return
    compared = _compared(before)
    if compared:
        for value in _values_of(compared, vocabulary):
            if _fits(value, typed):
                yield Completion(current.start, end, _quoted(value), value, "value")
    elif not before or before[-1].text in ("(", "and", "or", "not"):
        ending = "" if after.startswith(("in ", "not ")) else " in run.tags"
        for name in _ranked(vocabulary.tags, typed):
            yield Completion(current.start, end, _quoted(name) + ending, name, "tag")


def _metric_names(
    start: int, end: int, typed: str, after: str, vocabulary: Vocabulary
) -> Iterator[Completion]:
    for name, context in vocabulary.metrics:
        if not _fits(name, typed):
            continue
        if after.startswith(("]", ",")):
            yield Completion(start, end, _quoted(name), name, "metric")
        else:
            inner = _quoted(name) + ("" if context == contexts.EMPTY else f", {context}")
            label = f"{name} {contexts.words(context)}".strip()
            yield Completion(start, end, f"{inner}].", label, "metric")


def _chain(words: list[Token]) -> list[str]:
    """Return the names before a final dot: ``run.hparams.`` gives run, hparams; brackets give their text."""
    names: list[str] = []
    at = len(words) - 2
    while at >= 0:
        word = words[at]
        if word.text == "]":
            depth, inner = 1, at - 1
            while inner >= 0 and depth:
                depth += {"]": 1, "[": -1}.get(words[inner].text, 0)
                inner -= 1
            keys = [_unquoted(part) for part in words[inner + 2 : at] if part.kind in ("string", "number")]
            names = [*(key for key in keys if key is not None), *names]
            at = inner
            continue
        if word.kind != "name" or (keyword.iskeyword(word.text) and words[at - 1].text != "."):
            return []
        names.insert(0, word.text)
        if at == 0 or words[at - 1].text != ".":
            return names
        at -= 2
    return names


def _compared(before: list[Token]) -> list[str]:
    """Return the names of what the value at the cursor is compared with, or nothing."""
    at = len(before) - 1
    while at >= 0 and (before[at].kind in ("string", "number") or before[at].text in ("[", "(", ",")):
        at -= 1  # inside a list after `in`
    if at < 0 or before[at].text not in ("==", "!=", "in"):
        return []
    if at < len(before) - 1 and before[at].text != "in":
        return []
    at -= 2 if at and before[at].text == "in" and before[at - 1].text == "not" else 1
    return _chain([*before[: at + 1], _DOT])


def _values_of(chain: list[str], vocabulary: Vocabulary) -> list[str]:
    if chain in (["run", "experiment"], ["run", "experiment", "name"]):
        return vocabulary.experiments
    if chain == ["run", "status"]:
        return [status.value for status in RunStatus if status is not RunStatus.STALE]
    if chain == ["metric", "name"]:
        return list(dict.fromkeys(name for name, _ in vocabulary.metrics))
    return []


def _keys(path: str) -> list[str]:
    """Return the keys of a dotted path."""
    keys = []
    for word in tokens(path):
        if word.kind in ("string", "name"):
            key = _unquoted(word) if word.kind == "string" else word.text
            keys.append(key or "")
    return keys


def _unquoted(word: Token) -> str | None:
    if word.kind == "number":
        return word.text
    try:
        return str(json.loads(word.text)) if word.text.startswith('"') else word.text[1:-1]
    except ValueError:
        return word.text[1:-1]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
