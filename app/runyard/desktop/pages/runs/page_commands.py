"""The commands of the runs page: what its controls do, for keys, menus and the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from runyard.desktop.commands import Command, always

if TYPE_CHECKING:
    from runyard.desktop.pages.runs.page import RunsPage

CONTEXT = "runs"
Act = Callable[[], None]
Rule = Callable[[], bool]


def commands_of(page: RunsPage) -> list[Command]:
    """Return every command of the page."""
    return [*_of_rows(page), *_of_views(page), *_of_columns(page)]


def _made(id_: str, title: str, tip: str, icon: str, key: str, run: Act, rule: Rule = always) -> Command:
    return Command(f"{CONTEXT}.{id_}", title, tip, icon, key, CONTEXT, run, rule)


def _of_rows(page: RunsPage) -> Iterator[Command]:
    table, listed, chosen = page.runs.table, page.lists_runs, page.has_chosen
    yield _made("search", "Search runs", "Type a query", "search", "/", page.focus_search, page.shows_table)
    yield _made("clear", "Clear search", "List all runs", "x", "", page.clear_search, page.has_search)
    yield _made(
        "recent",
        "Recent searches",
        "Search again",
        "history",
        "",
        page.search.recent.toggle,
        page.shows_table,
    )
    yield _made("refresh", "Refresh", "Read the runs anew", "refresh-cw", "F5", page.refresh)
    yield _made("live", "Follow changes", "Or leave the table as it is", "play", "", page.header.live.click)
    yield _made("down", "Next row", "One row down", "arrow-down", "J", partial(table.step, 1), listed)
    yield _made("up", "Previous row", "One row up", "arrow-up", "K", partial(table.step, -1), listed)
    yield _made("open", "Open run", "Show its page", "arrow-right", "", table.open_current, chosen)
    toggle = table.choosing.toggle_current
    yield _made("select", "Select row", "Or take it back", "check", "X", toggle, chosen)
    everything = table.choosing.select_all
    yield _made("select_all", "Select all rows", "All listed runs", "check", "", everything, listed)
    yield _made("copy", "Copy rows", "Cells of the selected rows", "copy", "", page.runs.copy, chosen)


def _of_views(page: RunsPage) -> Iterator[Command]:
    shown = page.shows_table
    views, state = page.header.views, page.state

    def edited() -> bool:
        return state.edited

    yield _made("views", "Saved views", "Look in another way", "bookmark", "V", views.toggle, shown)
    yield _made("save_view", "Save view", "Keep it as it is now", "check", "", state.save, edited)
    yield _made("save_view_as", "Save view as…", "Keep it under a name", "plus", "", views.save_as, shown)
    yield _made("revert_view", "Revert view", "As it was saved", "rotate-ccw", "", state.revert, edited)


def _of_columns(page: RunsPage) -> Iterator[Command]:
    shown, controls, state = page.shows_table, page.controls, page.state

    def grouped() -> bool:
        return bool(state.view.groups)

    def differ() -> None:
        state.alter(differing=not state.view.differing)

    def use(density: str) -> None:
        state.alter(density=density)

    yield _made("filter", "Filter…", "By any param or metric", "plus", "F", controls.chips.open_filter, shown)
    yield _made("group", "Group…", "By one field or several", "group", "G", controls.open_group, shown)
    seeds, tip = controls.seeds.collapse, "Group repetitions that differ in seeds only"
    yield _made("collapse_seeds", "Collapse seeds", tip, "fold-vertical", "", seeds, page.lists_runs)
    single = partial(state.alter, groups=())
    yield _made("ungroup", "List runs without groups", "Each by itself", "list", "", single, grouped)
    closed, opened = partial(controls.fold_all, False), partial(controls.fold_all, True)
    yield _made("collapse_all", "Collapse all groups", "Heads only", "fold-vertical", "", closed, grouped)
    yield _made("expand_all", "Expand all groups", "With members", "unfold-vertical", "", opened, grouped)
    yield _made("sort", "Sort…", "By one field or several", "arrow-up-down", "S", controls.open_sort, shown)
    columns = page.toggle_columns
    yield _made("columns", "Columns", "Choose and order them", "columns-3", "Shift+C", columns, shown)
    tip = "Or show all that are chosen"
    yield _made("differing", "Only differing columns", tip, "sliders-horizontal", "", differ, shown)
    reset, tip = page.reset_columns, "As the table chooses them"
    yield _made("reset_columns", "Reset columns", tip, "rotate-ccw", "", reset, shown)
    for density in ("dense", "normal", "roomy"):
        title = f"{density.capitalize()} rows"
        yield _made(density, title, "Row height", "list", "", partial(use, density), shown)
