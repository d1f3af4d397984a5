"""`runyard runs`: which runs it lists, in which order, with which columns."""

from __future__ import annotations

import datetime as dt

import pytest

from runyard.domain.clock import now
from runyard.storage.runs import runs
from support.command_line import elsewhere
from support.logged import START, Logged


def names(told):
    return told.column("Name")


def many(store, count):
    for number in range(1, count + 1):
        Logged(store, name=f"run-{number}", created=START + number * 1_000_000)


def test_the_latest_twenty_and_twenty_more_for_each_m(store, runyard):
    many(store, 65)
    told = runyard("runs")
    assert names(told) == [f"run-{number}" for number in range(65, 45, -1)]
    assert told.column("#") == [str(place) for place in range(1, 21)]
    assert told.err == "20 of 65 runs; -m shows 20 more, -a all\n"
    assert len(names(runyard("runs", "-m"))) == 40
    assert len(names(runyard("list", "-mm"))) == 60
    assert len(names(runyard("runs", "list", "-m", "-n", "3"))) == 3
    assert len(names(runyard("runs", "-mmm"))) == len(names(runyard("runs", "-a"))) == 65
    assert len(runyard("runs", "--json").json()) == 65
    assert runyard("runs", "-a").err == ""


def test_an_empty_repository_an_empty_trash_and_no_match_end_with_three(store, runyard):
    assert runyard("runs") == (3, "", "There are no runs yet\n")
    run = Logged(store, name="one")
    assert runyard("runs", "run.name == 'x'") == (3, "", "No run matches\n")
    assert runyard("runs", "-d") == (3, "", "The trash is empty\n")
    assert runyard("runs", "-T", "--json")[:2] == (3, "[]\n")
    runs.archive(store, [run.id], True)
    assert runyard("runs") == (3, "", "There are no runs but 1 in the archive\n")
    assert names(runyard("runs", "run.archived")) == ["one"]


def test_sorting_keeps_the_place_in_the_list_of_the_latest(store, runyard):
    for lr, loss in ((0.1, 3.0), (0.3, 1.0), (0.2, 2.0)):
        run = Logged(store, name=f"lr-{lr}")
        run.params({"hparams": {"lr": lr}})
        run.metric("loss", [9.0, loss], {"subset": "val"})
    told = runyard("runs", "--sort", "lr")
    assert (names(told), told.column("#")) == (["lr-0.1", "lr-0.2", "lr-0.3"], ["3", "1", "2"])
    assert names(runyard("runs", "--sort", "-hparams.lr")) == ["lr-0.3", "lr-0.2", "lr-0.1"]
    assert names(runyard("runs", "--sort", "loss")) == ["lr-0.3", "lr-0.2", "lr-0.1"]
    assert names(runyard("runs", "--sort", "-loss val min,name", "-n", "1")) == ["lr-0.1"]
    assert names(runyard("runs", "--sort", 'metric:last:loss:{"subset":"val"}', "-n", "1")) == ["lr-0.3"]
    told = runyard("runs", "--columns", "name,run.hparams.lr,loss", "-n", "1")
    assert told.out.split() == ["#", "Hash", "Name", "lr", "loss", "val", "last", "1", told.column("Hash")[0],
                                "lr-0.2", "0.2", "2"]  # fmt: skip


def test_a_column_that_is_not_known_or_not_only_one_is_told(store, runyard):
    run = Logged(store, name="one")
    run.params({"hparams": {"learning": 1}, "a": {"x": 1}, "b": {"x": 1}})
    run.metric("loss", [1.0], {"subset": "val"})
    run.metric("loss", [1.0], {"subset": "train"})
    told = runyard("runs", "--columns", "hparams.lerning")
    assert told.code == 2
    assert "There is no column hparams.lerning. Did you mean hparams.learning?" in told.err
    told = runyard("runs", "--sort", "loss")
    assert told.code == 2
    assert 'metric:last:loss:{"subset":"train"}, metric:last:loss:{"subset":"val"}' in told.err
    assert (
        "Several columns are called x. Name one of them: param:a.x, param:b.x"
        in runyard("runs", "--sort", "x").err
    )


def test_every_filter_and_all_of_them_together(store, runyard):
    for name, status in (("ok", "finished"), ("bad", "failed"), ("gone", "crashed"), ("stop", "killed")):
        Logged(store, name=name, label=f"{name} net").end(status)
    queued = Logged(store, name="wait", label="")
    store.connection.execute("DELETE FROM attempt WHERE run_id = ?", (queued.id,))
    store.connection.execute("UPDATE run SET status = 'queued' WHERE id = ?", (queued.id,))
    live = Logged(store, name="live", label="")
    elsewhere(store, live)
    runs.mark(store, [live.id], True)
    expected = {
        "-R": {"live"}, "-C": {"ok"}, "-E": {"bad", "gone"}, "-T": {"stop"}, "-P": {"wait"},
        "-CT": {"ok", "stop"}, "-M": {"live"}, "-N": {"ok", "bad", "gone", "stop", "wait"},
        "-U": {"wait", "live"}, "-l-": {"wait", "live"}, "-lok": {"ok"},
        "-lnet": {"ok", "bad", "gone", "stop"},
        "-UM": {"live"}, "--running": {"live"}, "--completed": {"ok"}, "--error": {"bad", "gone"},
        "--terminated": {"stop"}, "--pending": {"wait"}, "--marked": {"live"},
        "--unlabeled": {"wait", "live"},
    }  # fmt: skip
    assert {flag: set(names(runyard("runs", flag))) for flag in expected} == expected
    assert set(names(runyard("runs", "-l", "ok", "-l", "bad"))) == {"ok", "bad"}
    assert names(runyard("runs", "-E", "-l", "gone", "-Q", "not run.archived", "run.name != 'x'")) == ["gone"]
    assert runyard("runs", "-E", "-l", "ok").code == 3


def test_group_and_job_type_are_searched_listed_and_sorted(store, runyard):
    for name, group in (("a", "sweep"), ("b", "other"), ("c", "sweep")):
        Logged(store, name=name, group=group, job_type=f"eval-{name}")
    assert names(runyard("runs", "run.group == 'sweep'")) == ["c", "a"]
    assert names(runyard("runs", "run.job_type == 'eval-b'")) == ["b"]
    told = runyard("runs", "--columns", "name,group,job_type", "--sort", "group,-name")
    assert [line.split()[2:] for line in told.out.splitlines()[1:]] == [
        ["b", "other", "eval-b"], ["c", "sweep", "eval-c"], ["a", "sweep", "eval-a"]
    ]  # fmt: skip


def test_a_label_is_text_whatever_it_holds(store, runyard):
    label = 'it\'s "q" \\ {x} %_'
    Logged(store, name="odd", label=label)
    Logged(store, name="plain", label="its")
    for part in (label, "'s \"", "\\", "%"):
        assert names(runyard("runs", "-l", part)) == ["odd"]


def test_the_range_of_time_is_told_and_ends_are_included(store, runyard):
    day = dt.datetime(2025, 11, 20).astimezone()
    for name, seconds in (("before", -1), ("first", 0), ("last", 86_399.9), ("after", 86_400)):
        Logged(store, name=name, created=round((day.timestamp() + seconds) * 1_000_000))
    told = runyard("runs", "-S", "2025-11-20")
    assert names(told) == ["last", "first"]
    assert told.err == "Started from 2025-11-20 00:00 until before 2025-11-21 00:00\n"
    assert names(runyard("runs", "-S", "before 2025-11-20")) == ["before"]
    assert names(runyard("runs", "--started", "after 2025-11-20")) == ["after"]
    Logged(store, name="fresh", created=now())
    assert names(runyard("runs", "-S", "last hour")) == ["fresh"]
    told = runyard("runs", "-S", "whenever")
    assert told.code == 1
    assert "'whenever' is no range of time. Write one like: today" in told.err


def test_a_query_that_is_not_understood_is_shown_with_a_mark_under_the_place(store, runyard):
    told = runyard("runs", "run.name == 'a' and run.tags ==")
    assert told.code == 2
    lines = told.err.splitlines()
    assert "  run.name == 'a' and run.tags ==" in lines
    mark = lines[lines.index("  run.name == 'a' and run.tags ==") + 1]
    assert mark.strip() == "^"
    assert mark.index("^") >= len("  run.name == 'a' and run.tags")
    Logged(store, name="one").params({"hparams": {"lr": 1}})
    told = runyard("runs", "run.hparam.lr > 1")
    assert told.code == 3
    assert told.err.splitlines() == [
        "No run has a param hparam.lr. Did you mean run.hparams.lr",
        "No run matches",
    ]
    assert runyard("runs", "-Q", "(").code == runyard("info", "-Q", "(").code == 2


def test_json_has_all_facts_and_the_columns_asked_for(store, runyard):
    run = Logged(store, name="one", label="l", experiment="e")
    run.params({"lr": float("inf")})
    run.tag("t")
    run.end()
    [found] = runyard("runs", "--json", "--columns", "name,lr").json()
    assert found["param:lr"] == "Infinity"
    expected = {
        "index": 1, "hash": run.hash, "name": "one", "label": "l", "experiment": "e", "status": "finished",
        "tags": ["t"], "duration": 1.0, "marked": False, "trashed": None, "problems": [],
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert dt.datetime.fromisoformat(found["created"]).timestamp() == run.created / 1_000_000


def test_names_that_steer_a_terminal_are_written_out(store, runyard):
    Logged(store, name="a\x1b[31mred\nline\u202eback")
    told = runyard("runs")
    assert "a\\x1b[31mred\\nline\\u202eback" in told.out
    assert len(told.out.splitlines()) == 2


@pytest.mark.parametrize("arguments", [("-G",), ("-D", "abc"), ("-n", "-1"), ("a", "b")])
def test_what_does_nothing_is_no_option(store, runyard, arguments):
    assert runyard("runs", *arguments).code == 2
