"""The functions and methods that completion offers, as they are typed, and what each one is for."""

from __future__ import annotations

FUNCTIONS: dict[str, str] = {
    "len(": "how many",
    "any(": "some of them",
    "all(": "every one of them",
    "min(": "the smallest",
    "max(": "the largest",
    "sum(": "added up",
    "sorted(": "in order",
    "abs(": "without its sign",
    "round(": "rounded",
    "str(": "as text",
    "int(": "as a whole number",
    "float(": "as a number",
    "bool(": "yes or no",
    "isinstance(": "of a kind such as str",
    "datetime(": "year, month, day",
    "datetime.now()": "this moment",
    "datetime.now() - timedelta(days=": "some days ago",
    "timedelta(": "a length of time",
    're.search("': "a pattern anywhere in text",
    're.match("': "a pattern at the beginning of text",
}
TEXT_METHODS: dict[str, str] = {
    'startswith("': "how it begins",
    'endswith("': "how it ends",
    "lower()": "in lower case",
    "upper()": "in upper case",
    'replace("': "one part for another",
    'split("': "its parts",
    "strip()": "without spaces around",
    'find("': "where a part begins, -1 nowhere",
}
TIME_PARTS: dict[str, str] = dict.fromkeys(("year", "month", "day", "hour", "minute", "second"), "local time")
