"""A query and its first page over many runs with 20 params and 20 metrics each."""

from __future__ import annotations

from collections.abc import Sequence

from figures import Report, scratch, seconds
from generate import generate

from runyard.search.grammar.parse import parse
from runyard.storage.runs import changed, previous
from runyard.storage.store import Store
from runyard.storage.table import differing, groups, listing, sparks

PAGE = 128
LOSS = 'metric:last:loss:{"subset":"val"}'
CASES = {
    "all runs, newest first": ("", []),
    "by a param and an experiment": (
        'run.hparams.lr > 0.001 and run.experiment.name == "digits-mlp"',
        [listing.Sort("created", True)],
    ),
    "by a tag, sorted by a metric": ('"best" in run.tags', [listing.Sort(LOSS)]),
    "by a metric, sorted by it": ('run.metrics["loss", {"subset": "val"}].last < 0.4', [listing.Sort(LOSS)]),
    "all, sorted by a metric": ("", [listing.Sort(LOSS)]),
    "all, sorted by a mean": ("", [listing.Sort(LOSS.replace("last", "mean"))]),
    "all, sorted by a param": ("", [listing.Sort("param:hparams.lr", True)]),
}


def measure(report: Report) -> None:
    """Measure the ordered ids and the first 128 rows with 20 columns, and what groups of all runs come to."""
    for count, budget in ((10_000, 30), (100_000, 200)):
        with scratch() as folder, generate(folder, count, 200) as store:
            columns = [c.id for c in listing.columns(store)][:20]
            plain = seconds(lambda store=store: _plain(store))
            report.say(f"{count:,} runs: plain sort of the ids in sqlite3", f"{plain * 1000:.1f} ms")
            for what, (text, sort) in CASES.items():
                took = seconds(lambda s=store, t=text, k=sort, c=columns: _first_page(s, t, k, c))
                report.say(f"{count:,} runs: {what}", f"{took * 1000:.1f} ms", f"{budget} ms")
            ids = listing.find(store, None).ids
            for by in ("experiment", "param:hparams.lr"):
                took = seconds(lambda s=store, i=ids, b=by: groups.group(s, i, [b], [LOSS]), times=3)
                report.say(f"{count:,} runs: groups by {by}, a metric of each", f"{took * 1000:.1f} ms")
            took = seconds(lambda s=store, i=ids, c=columns: differing.differing(s, i, c), times=3)
            report.say(f"{count:,} runs: which of 20 columns differ", f"{took * 1000:.1f} ms")
            page = ids[:PAGE]
            took = seconds(lambda s=store, p=page: sparks.read(s, p, LOSS.replace("last", "curve")))
            report.say(f"{count:,} runs: curves of a page", f"{took * 1000:.1f} ms")
            _what_changed(report, store, ids)


def _what_changed(report: Report, store: Store, ids: Sequence[int]) -> None:
    """Measure finding the run before another one, at its worst too, and comparing both."""
    last, count = ids[0], len(ids)
    took = seconds(lambda: previous.previous(store, last))
    report.say(f"{count:,} runs: the run before, by its script", f"{took * 1000:.1f} ms")
    other = previous.previous(store, last)
    assert other is not None
    took = seconds(lambda: changed.between(store, last, other.run))
    report.say(f"{count:,} runs: what changed between two", f"{took * 1000:.1f} ms")
    with store.write():
        store.connection.execute("UPDATE attempt SET script = 'new.py' WHERE run_id = ?", (last,))
    took = seconds(lambda: previous.previous(store, last))
    report.say(f"{count:,} runs: the run before, of a script that is new", f"{took * 1000:.1f} ms")


def _first_page(store: Store, text: str, sort: list[listing.Sort], columns: list[str]) -> None:
    found = listing.find(store, parse(text), sort)
    page = listing.rows(store, found.ids[:PAGE], columns)
    assert len(page) == min(PAGE, len(found.ids)) > 0


def _plain(store: Store) -> None:
    store.connection.execute("SELECT id FROM run ORDER BY name, id").fetchall()
