"""`track` of images, audio, texts, distributions and figures, from the call to what a reader finds."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

from runyard import Audio, Distribution, Figure, Image, Repo, Run, Text
from runyard.domain.errors import ClosedRunError, ReadOnlyRunError
from runyard.journal import item_writer
from runyard.journal.liveness import OwnerLock
from runyard.storage.objects import media
from runyard.tracking import hub, running
from runyard.tracking.objects import calls

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        yield run


def image(value=0, side=4):
    return Image(np.full((side, side), value, np.uint8), caption=str(value))


def blobs(run):
    return sorted(path for path in (run.repo.path / "blobs").glob("??/*"))


def test_every_kind_alone_and_in_lists(run):
    figure = {"data": [{"y": [1]}]}
    made = {
        "images": image,
        "audios": lambda: Audio([0.0, 0.5], rate=8000),
        "texts": lambda: Text("hello"),
        "distributions": lambda: Distribution([1.0, 2.0]),
        "figures": lambda: Figure(figure),
    }
    for make in made.values():
        run.track(make(), name="alone", step=3, epoch=1, context={"subset": "val"})
        run.track([make(), make()], name="list")
        run.track((make(),), name="list")
    for kind in made:
        alone, several = getattr(run, kind)()
        assert (alone.name, alone.context, alone.steps(), len(alone)) == ("alone", {"subset": "val"}, [3], 1)
        [one] = alone.at(3)
        assert (one.step, one.index, one.epoch) == (3, 0, 1.0)
        assert [(one.step, one.index) for one in several] == [(0, 0), (0, 1), (1, 0)]
    assert run.metrics() == []


def test_steps_follow_each_other_for_each_kind_name_and_context(run):
    for _ in range(2):
        run.track(image(), name="x")
        run.track(Text("t"), name="x")
        run.track(1.0, name="x")
        run.track(image(), name="x", context={"a": 1})
    run.track(image(), name="x", step=9)
    run.track(image(), name="x")
    run.track(image(), name="x", step=-5)
    assert run.get_image_sequence("x").steps() == [-5, 0, 1, 9, 10]
    assert run.get_image_sequence("x", {"a": 1}).steps() == [0, 1]
    assert run.get_text_sequence("x").steps() == [0, 1]
    assert len(run.get_metric("x").values) == 2


def test_of_one_step_the_latest_call_counts(run):
    run.track([image(1), image(2), image(3)], name="x", step=0)
    run.track([image(4)], name="x", step=0)
    assert [one.caption for one in run.get_image_sequence("x").at(0)] == ["4"]
    assert run.name  # stores what waits
    run.track([image(5), image(6)], name="x", step=0)
    assert [one.caption for one in run.get_image_sequence("x").at(0)] == ["5", "6"]
    assert len(run.get_image_sequence("x")) == 2


def test_of_one_step_the_latest_call_counts_although_the_clock_was_set_back(run, monkeypatch):
    times = iter([2_000_000_000, 1_000_000_000])
    monkeypatch.setattr("runyard.tracking.objects.calls.time_ns", lambda: next(times))
    run.track(Text("first"), name="t", step=0)
    assert [str(one) for one in run.texts()[0]] == ["first"]
    run.track(Text("second"), name="t", step=0)
    assert [str(one) for one in run.texts()[0]] == ["second"]


def test_a_dictionary_may_hold_numbers_and_objects(run):
    run.track(
        {"loss": 0.5, "sample": image(7), "acc": 1, "both": [Text("a"), Text("b")]},
        step=4,
        context={"s": "val"},
    )
    assert run.get_metric("loss", {"s": "val"}).values.sparse_list() == ([4], [0.5])
    assert run.get_metric("acc", {"s": "val"}).values.sparse_list() == ([4], [1.0])
    assert run.get_image_sequence("sample", {"s": "val"}).at(4)[0].caption == "7"
    assert [str(one) for one in run.get_text_sequence("both", {"s": "val"}).at(4)] == ["a", "b"]


@pytest.mark.parametrize("empty", [[], ()])
def test_an_empty_list_has_nothing_to_log(run, empty):
    run.track(empty, name="misread")
    run.track({"misread": empty, "loss": 1.0})
    assert run.images() == []
    assert len(run.metrics()) == 1
    with pytest.raises(ValueError, match="name is required"):
        run.track(empty)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda run: run.track(image()), ValueError, "name is required to track an image"),
        (lambda run: run.track([Text("a"), image()], name="x"), TypeError, "kind, not a text and an image"),
        (lambda run: run.track([image(), 3], name="x"), TypeError, "not something of type int"),
        (lambda run: run.track(image(), name=""), ValueError, "name must not be empty"),
        (lambda run: run.track(image(), name="x", step="a"), TypeError, "step must be an integer"),
        (lambda run: run.track(image(), name="x", step=2**63), ValueError, "64 bits"),
        (lambda run: run.track(image(), name="x", epoch="a"), TypeError, "epoch"),
        (lambda run: run.track(image(), name="x", context=3), TypeError, "context must be a dict"),
        (lambda run: run.track({"a": 1.0, "b": [image(), None]}), TypeError, "type NoneType"),
        (lambda run: run.track({"a": image(), "b": "text"}), TypeError, "'b' must be a number"),
        (lambda run: run.track({"a": image(), 3: Text("x")}), TypeError, "name must be a string"),
        (lambda run: run.track({"a": image()}, name="x"), ValueError, "name must be left out"),
        (lambda run: run.track(Image, name="x"), TypeError, "'x' must be a number"),
    ],
)  # fmt: skip
def test_wrong_calls_raise_at_once_and_log_nothing(run, call, error, words):
    with pytest.raises(error) as caught:
        call(run)
    assert words in str(caught.value)
    assert (run.metrics(), run.images(), run.texts()) == ([], [], [])


def test_closed_and_read_only_runs_take_none(tmp_path, run):
    run.track(image(), name="x")
    with pytest.raises(ReadOnlyRunError):
        Run(run.hash, repo=tmp_path, read_only=True).track(image(), name="x")
    run.close()
    with pytest.raises(ClosedRunError):
        run.track(image(), name="x")


def test_the_same_image_a_thousand_times_is_stored_once(run):
    array = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    for step in range(1000):
        run.track(Image(array, caption=f"at {step}"), name="same")
    sequence = run.get_image_sequence("same")
    assert len(sequence) == 1000
    assert len({one._item.sha256 for one in sequence}) == 1
    assert len(blobs(run)) == 1
    assert sequence.at(999)[0].caption == "at 999"


def test_large_contents_are_whole_and_nothing_of_the_way_is_left(tmp_path):
    arrays = [np.random.default_rng(i).integers(0, 256, (900, 900, 3), np.uint8) for i in range(3)]
    with Run(repo=tmp_path, **QUIET) as run:
        for array in arrays:
            run.track(Image(array), name="large")
        run.track(Text("x" * 3_000_000), name="long")
    with Repo(tmp_path) as repo:
        run = repo.get_run(run.hash)
        for one, array in zip(run.images()[0], arrays, strict=True):
            assert np.array_equal(one.to_numpy(), array)
        assert len(run.texts()[0].values.last_value().data) == 3_000_000
        assert run.problems == ()
    assert list((tmp_path / ".runyard" / "journals").iterdir()) == []


def test_a_resumed_run_goes_on_where_it_ended(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(image(1), name="x")
    with Run(run.hash, repo=tmp_path, **QUIET) as run:
        run.track(image(2), name="x")
    with Repo(tmp_path) as repo:
        assert [one.caption for one in repo.get_run(run.hash).images()[0]] == ["1", "2"]


def test_threads_do_not_disturb_each_other(run):
    def log(number):
        for step in range(40):
            run.track([image(number), image(step)], name=f"t{number}")
            run.track(float(step), name="loss")

    threads = [threading.Thread(target=log, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        found = run.get_image_sequence(f"t{number}")
        assert [one.caption for one in found] == [
            word for step in range(40) for word in (str(number), str(step))
        ]
    assert len(run.get_metric("loss").values) == 160


def test_when_too_much_waits_images_are_encoded_at_once(run, monkeypatch):
    encoded = []
    real = media.encode
    monkeypatch.setattr(calls, "_MOST_WAITING", -1)
    monkeypatch.setattr(media, "encode", lambda recipe, data: encoded.append(1) or real(recipe, data))
    run.track(image(9), name="x")
    assert encoded == [1]
    assert run.images()[0].at(0)[0].to_numpy().max() == 9
    assert encoded == [1]


def test_one_that_cannot_be_encoded_is_told_and_the_others_are_kept(run, monkeypatch):
    real = media.encode

    def encode(recipe, data):
        if recipe["width"] == 5:
            raise ValueError("broken")
        return real(recipe, data)

    monkeypatch.setattr(media, "encode", encode)
    run.track([image(1), image(2, 5), image(3)], name="x")
    run.track(1.0, name="loss")
    assert [one.caption for one in run.images()[0]] == ["1", "3"]
    [problem] = run.problems
    assert "image 'x' at step 0 cannot be kept: broken" in problem


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_forked_child_tracks_into_the_same_run(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(image(1), name="x")
        pid = os.fork()
        if not pid:
            run.track(image(2), name="x")
            run.track(Text("y" * 2_000_000), name="long")
            os._exit(0)
        assert os.waitpid(pid, 0)[1] == 0
    with Repo(tmp_path) as repo:
        found = repo.get_run(run.hash)
        assert [one.caption for one in found.images()[0]] == ["1", "2"]
        assert len(found.texts()[0].at(0)[0].data) == 2_000_000


class Module:
    def named_parameters(self):
        weight = np.array([1.0, 2.0])
        yield "fc", type("P", (), {"grad": np.array([3.0, 4.0]), "shape": (2,), "dtype": "f8",
                                   "__array__": lambda self, *_, **__: weight})()  # fmt: skip


def test_weights_and_gradients_of_a_model(run):
    run.track_weights(Module(), step=2, context={"subset": "train"})
    run.track_gradients(Module(), step=2, bin_count=8)
    weights = run.get_distribution_sequence("fc", {"of": "weights", "subset": "train"})
    assert weights.at(2)[0].range == (1.0, 2.0)
    assert run.get_distribution_sequence("fc", {"of": "gradients"}).at(2)[0].bin_count == 8


def test_closing_does_not_wait_for_all_that_is_to_be_encoded(tmp_path, monkeypatch):
    real, encoded, pace = media.encode, [], [0.5]

    def encode(recipe, data):
        encoded.append(recipe)
        time.sleep(pace[0])
        return real(recipe, data)

    monkeypatch.setattr(media, "encode", encode)
    monkeypatch.setattr(running, "_DRAIN", 0.3)
    arrays = np.random.default_rng(0).integers(0, 256, (200, 300, 300, 3), np.uint8)
    with Run(repo=tmp_path, **QUIET) as run:
        for array in arrays:
            run.track(Image(array), name="x")
        run.close()
    assert len(encoded) < len(arrays), "it waited for all of them"
    pace[0] = 0
    with Repo(tmp_path) as repo:  # whoever opens the repository does the rest
        assert len(repo.get_run(run.hash).images()[0]) == len(arrays)
        assert repo.get_run(run.hash).status == "finished"


def test_what_is_tracked_loads_only_what_it_needs(tmp_path):
    program = f"""
        import sys
        from runyard import Figure, Run, Text
        run = Run(repo={str(tmp_path)!r}, system_tracking_interval=None)
        run.track(Text("hello"), name="t")
        run.track(Figure({{"data": [], "layout": {{}}}}), name="f")
        run.log_artifact({{"a": 1}}, "a.json")
        run.close()
        print(*sorted({{"numpy", "PIL", "matplotlib", "plotly", "pandas"}} & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_the_thread_frees_what_is_done_and_shows_that_it_lives_amid_a_long_backlog(
    tmp_path, monkeypatch, eventually
):
    real, tracked = media.encode, threading.Event()

    def encode(recipe, data):
        assert tracked.wait(60)  # or who encodes keeps up with a busy machine, and there is no backlog
        time.sleep(0.01)
        return real(recipe, data)

    monkeypatch.setattr(media, "encode", encode)
    monkeypatch.setattr(hub, "_TURN", 0.05)
    monkeypatch.setattr(hub, "INTERVAL", 0.01)
    monkeypatch.setattr(hub, "_SIGN_OF_LIFE", 0.05)
    monkeypatch.setattr(item_writer, "_SPOOL_LIMIT", 3 << 20)
    monkeypatch.setattr(item_writer, "_MEMORY_LIMIT", 1 << 20)
    with Run(repo=tmp_path, **QUIET) as run:
        touched = []
        journals = tmp_path / ".runyard" / "journals"
        left = lambda lock: touched.append(len(list(journals.glob("*.spool"))))  # noqa: E731
        monkeypatch.setattr(OwnerLock, "touch", left)
        for number in range(100):
            run.track(Image(np.full((400, 400, 3), number, np.uint8)), name="x")
        tracked.set()
        eventually(lambda: len(set(touched)) > 3)  # between two signs of life some files went


def test_a_list_of_more_than_a_journal_can_hold_at_once_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(calls, "_MOST_AT_ONCE", 1000)
    with Run(repo=tmp_path, **QUIET) as run:
        run.track([Text("x" * 500)] * 2, name="t")
        with pytest.raises(ValueError, match="track it in parts"):
            run.track([Text("x" * 500)] * 3, name="t")
        run.track(Text("next"), name="t")
        assert run.texts()[0].steps() == [0, 1]
    assert not run.problems
