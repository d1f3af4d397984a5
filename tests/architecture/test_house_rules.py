"""The house rules that a reader relies on: short files, short functions, names that say something."""

from __future__ import annotations

import ast
import re

import pytest

from support.sources import PACKAGE, ROOT, named, python_files, tree

SOURCES = python_files("app", "packaging", "tests")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
SAYS_NOTHING = {"util", "utils", "misc", "helper", "helpers", "common", "manager", "base"}
#: A path on somebody's own machine, which means nothing on another.
OWN_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/[\w.-]+/|[A-Z]:\\\\?Users\\")
TEXT = {".py", ".md", ".toml", ".txt", ".json", ".qss", ".svg", ".desktop", ".yml", ".yaml", ".sh", ""}


def test_a_file_is_read_in_one_sitting():
    lines = {named(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_a_function_fits_on_a_screen():
    long = [
        f"{named(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_has_a_name_that_says_something():
    nameless = [named(p) for p in SOURCES if {p.stem, *p.relative_to(ROOT).parts[:-1]} & SAYS_NOTHING]
    assert nameless == []


def test_every_module_says_what_it_is_for():
    assert [named(path) for path in python_files("app") if not ast.get_docstring(tree(path))] == []


def test_packaging_does_not_shadow_the_distribution_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()


@pytest.mark.parametrize("path", python_files("packaging"), ids=named)
def test_the_set_up_parses_on_an_old_python(path):
    """On Python 3.8 it must still be able to say what is missing."""
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    assert any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree(path).body
    ), "annotations would be evaluated"


def test_no_file_names_a_path_on_somebodys_machine():
    folders = [ROOT / name for name in ("app", "packaging", "resources", "tests", ".ci")]
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file() and p.suffix in TEXT]
    files += [p for p in ROOT.iterdir() if p.is_file() and p.suffix in {".md", ".toml"}]
    found = [
        f"{named(path)}: {hit.group()}"
        for path in files
        if "__pycache__" not in path.parts
        for hit in OWN_PATH.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_in_the_package_is_left_unfinished():
    mark = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [named(p) for p in PACKAGE.rglob("*.py") if mark.search(p.read_text(encoding="utf-8"))]
    assert found == []
