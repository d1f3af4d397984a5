"""Tells what the parts of code are, within a limited time. For threads that may take their time."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from itertools import accumulate
from typing import Any, NamedTuple

#: A longer block stays plain: nobody reads it in the middle of a text.
LONGEST = 20_000
#: A line of more parts stays plain: it is laid out in one go.
_PARTS = 400
#: Seconds of work that one pattern may take at one place, and one block in all.
_MATCH, _BLOCK = 0.05, 1.0
#: What the lexer of YAML calls a value without quotes, and of it a number.
_BARE = {"Token.Literal.Scalar.Plain", "Token.Name.Variable"}
_NUMBER = re.compile(r"[-+]?\.?\d[\d_]*+\.?\d*+(?:[eE][-+]?\d++)?")
_LEXERS = {
    "bash": "shell:BashLexer",
    "c": "c_cpp:CLexer",
    "cpp": "c_cpp:CppLexer",
    "diff": "diff:DiffLexer",
    "ini": "configs:IniLexer",
    "javascript": "javascript:JavascriptLexer",
    "json": "data:JsonLexer",
    "python": "python:PythonLexer",
    "rust": "rust:RustLexer",
    "sql": "sql:SqlLexer",
    "toml": "configs:TOMLLexer",
    "yaml": "data:YamlLexer",
}
_ALIASES = {
    "c++": "cpp",
    "cfg": "ini",
    "cuda": "cpp",
    "js": "javascript",
    "jsonc": "json",
    "jsonl": "json",
    "patch": "diff",
    "py": "python",
    "python3": "python",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "sqlite": "sql",
    "yml": "yaml",
    "zsh": "bash",
}
#: Kinds of the lexers, the narrower before the wider, and the token colours they are shown in.
_TONES = {
    "Comment.Preproc": "code_keyword",
    "Comment": "text_faint",
    "Keyword": "code_keyword",
    "Operator.Word": "code_keyword",
    "Literal.String": "code_string",
    "Literal.Number": "code_number",
    "Name.Attribute": "code_key",
    "Name.Builtin.Pseudo": "",
    "Name.Builtin": "code_key",
    "Name.Class": "code_key",
    "Name.Decorator": "code_keyword",
    "Name.Function": "code_key",
    "Name.Tag": "code_key",
    "Name.Variable": "code_key",
    "Generic.Deleted": "bad",
    "Generic.Heading": "code_key",
    "Generic.Inserted": "ok",
    "Generic.Subheading": "code_keyword",
}


class Code(NamedTuple):
    """A block of code and the language it says it is in."""

    language: str
    text: str


class Span(NamedTuple):
    """From, to, and the name of a token colour."""

    start: int
    end: int
    tone: str


def known(language: str) -> str:
    """Return the name of a language whose code is coloured; empty for any other."""
    name = language.lower()
    name = _ALIASES.get(name, name)
    return name if name in _LEXERS else ""


def spans(code: Code) -> tuple[Span, ...]:
    """Return the parts of the code that have a colour; none for code that is too long or takes too long."""
    if len(code.text) > LONGEST:
        return ()
    found: list[Span] = []
    try:
        parts = _lexer(code.language)().get_tokens_unprocessed(code.text + "\n")  # which some wait for
        until = time.thread_time() + _BLOCK
        for start, kind, text in parts:
            if time.thread_time() > until:
                return ()
            end = start + len(text)
            bare = code.language == "yaml" and str(kind) in _BARE
            tone = _tone_of_bare(text) if bare else _tone(str(kind))
            if found and found[-1].end == start and found[-1].tone == tone:
                start = found.pop().start  # noqa: PLW2901 - one part
            if tone and end > start:
                found.append(Span(start, end, tone))
    except Exception:  # a pattern took too long, or the library stumbled over what nobody meant as code
        return ()
    return tuple(found)


def lines_of(code: Code) -> list[list[Span]]:
    """Return the spans of each line, from its start, counted as Qt does: letters beyond 16 bits are two."""
    lines = code.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    made: list[list[Span]] = [[] for _ in lines]
    for span in spans(code):
        at = bisect_right(starts, span.start) - 1
        while at < len(lines) and starts[at] < span.end:
            line, begin = lines[at], starts[at]
            start, end = max(span.start - begin, 0), min(span.end - begin, len(line))
            if end > start:
                made[at].append(Span(_units(line, start), _units(line, end), span.tone))
            at += 1
    return [line if len(line) <= _PARTS else [] for line in made]


def _units(line: str, at: int) -> int:
    return at if line.isascii() else len(line[:at].encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=512)
def _tone(kind: str) -> str:
    words = kind.removeprefix("Token.") + "."
    return next((tone for name, tone in _TONES.items() if words.startswith(f"{name}.")), "")


def _tone_of_bare(text: str) -> str:
    if text in ("true", "false", "null", "~"):
        return "code_keyword"
    return "code_number" if _NUMBER.fullmatch(text) else "code_string"


@lru_cache
def _lexer(language: str) -> Any:
    """Return a lexer of the library whose patterns end: what runs logged can make others take for ever.

    They are those of `regex`, which is asked for a time limit and lets other threads work meanwhile.
    """
    import regex
    from pygments.util import Future

    room, _, name = _LEXERS[language].partition(":")
    made: Any = getattr(import_module(f"pygments.lexers.{room}"), name)

    def pattern(_lexer: type, source: Any, flags: int, _state: str) -> Callable[..., Any]:
        text = source.get() if isinstance(source, Future) else source
        return partial(regex.compile(text, flags).match, timeout=_MATCH)

    return type(made)(f"Bounded{name}", (made,), {"_process_regex": classmethod(pattern)})
