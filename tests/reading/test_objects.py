"""Reading images, audio, texts, distributions and figures, and searching for them."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from runyard import Audio, Distribution, Figure, Image, KnownProblem, QueryError, Repo, Run, Text
from runyard.domain.kinds import DataKind
from runyard.reading import logged
from runyard.storage.objects import items
from support.logged import Logged

QUIET: dict[str, Any] = {"system_tracking_interval": None, "capture_terminal_logs": False}
PIXELS = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
DRAWN = {"data": [{"type": "bar", "y": [1, 2]}], "layout": {"title": {"text": "Bars"}}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of two runs that logged some of each kind."""
    folder = tmp_path_factory.mktemp("objects")
    for number in range(2):
        with Run(repo=folder, **QUIET) as run:
            run.name = f"run {number}"
            run["lr"] = 0.1 * (number + 1)
            for step in (0, 10, 20)[: 3 - number]:
                several = [Image(PIXELS, caption=f"{step} {at}") for at in range(2)]
                run.track(several, name="samples", step=step, epoch=step / 10, context={"subset": "val"})
            run.track(Image(PIXELS[:, :, 0]), name="grey")
            run.track(Audio(np.array([0, 100, -100], np.int16), rate=8000, caption="tick"), name="tone")
            run.track(Text("first"), name="words")
            run.track(Text("second"), name="words")
            run.track(Distribution([0.0, 1.0, 1.0], 2), name="weights")
            run.track(Figure(DRAWN), name="bars")
    return folder


@pytest.fixture
def repo(folder: Path) -> Iterator[Repo]:
    with Repo(folder) as repo:
        yield repo


@pytest.fixture
def run(repo: Repo) -> Any:
    [run] = repo.query_runs('run.name == "run 0"')
    return run


def test_a_sequence_goes_by_step_then_index(run: Any) -> None:
    grey, samples = run.images()
    assert (grey.name, samples.name, samples.context, samples.kind) == (
        "grey", "samples", {"subset": "val"}, DataKind.IMAGE
    )  # fmt: skip
    assert [(one.step, one.index, one.caption) for one in samples] == [
        (step, at, f"{step} {at}") for step in (0, 10, 20) for at in range(2)
    ]
    assert (len(samples), samples.first_step(), samples.last_step()) == (6, 0, 20)
    assert [one.caption for one in samples.at(10)] == ["10 0", "10 1"]
    assert samples.at(11) == []
    assert samples.at(20)[1].epoch == 2.0
    assert samples.at(20)[1].timestamp > 1_700_000_000
    assert repr(samples).startswith("<image sequence 'samples', {'subset': 'val'}")


def test_values_are_objects_or_lists_of_them_by_step(run: Any) -> None:
    steps, values = run.get_image_sequence("samples", {"subset": "val"}).values.sparse_list()
    assert steps == [0, 10, 20]
    assert [[one.index for one in value] for value in values] == [[0, 1]] * 3
    words = run.get_text_sequence("words").values
    assert [value.data for value in words] == ["first", "second"]
    assert (words.first_value().data, words.last_value().data, len(words)) == ("first", "second", 2)


def test_more_than_one_block_is_gone_through(tmp_path: Path) -> None:
    from runyard.storage.store import Store
    from support import seeding

    store = seeding.empty(tmp_path)
    assert isinstance(store, Store)
    run = Logged(store)
    run.items(DataKind.TEXT, "t", [(step, 0, str(step).encode(), {}) for step in range(2500)])
    [sequence] = Repo.over(store).get_run(run.hash).texts()
    assert [one.data for one in sequence] == [str(step) for step in range(2500)]


@pytest.mark.parametrize("format", ["png", "jpeg"])
def test_an_image_that_was_accepted_is_no_bomb_when_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(Image(PIXELS[:, :, 0], format=format), name="x")
        [image] = run.images()[0].at(0)
        monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 5)  # it refuses twice as many
        assert image.to_numpy().shape[:2] == (4, 5)
        monkeypatch.setattr(logged, "MOST_PIXELS", 19)
        with pytest.raises(KnownProblem, match="cannot be read: Image size"):
            image.to_numpy()


def test_samples_of_24_bits_are_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(3)
        sound.setframerate(8000)
        sound.writeframes(
            b"".join(n.to_bytes(3, "little", signed=True) for n in (0, -1, 2**23 - 1, -(2**23)))
        )
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(Audio(file.getvalue()), name="x")
        assert run.audios()[0].at(0)[0].to_numpy().tolist() == [[0, -1], [2**23 - 1, -(2**23)]]


def test_what_is_logged_while_one_goes_through_neither_hides_nor_repeats_the_rest(tmp_path: Path) -> None:
    from support import seeding

    store = seeding.empty(tmp_path)
    run = Logged(store)
    run.items(DataKind.TEXT, "t", [(step, 0, str(step).encode(), {}) for step in range(2500)])
    [sequence] = Repo.over(store).get_run(run.hash).texts()
    going = iter(sequence)
    seen = [next(going).step for _ in range(10)]
    run.items(DataKind.TEXT, "t", [(5, 0, b"again", {}), (5, 1, b"more", {}), (-1, 0, b"earlier", {})])
    seen += [one.step for one in going]
    assert seen == list(range(2500))


def test_the_blocks_of_a_sequence_are_found_by_the_index(tmp_path: Path) -> None:
    from support import seeding

    store = seeding.empty(tmp_path)
    run = Logged(store)
    run.items(DataKind.TEXT, "t", [(step, 0, b"", {}) for step in range(1500)])
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    assert len(list(items.all_of(store, 1))) == 1500
    store.connection.set_trace_callback(None)
    for sql in asked:
        [[*_, plan]] = store.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        assert "USING INDEX item_series (series_id=? AND (step,position)>(?,?))" in plan
    assert len(asked) == 3


def test_images_decode_when_asked(run: Any, tmp_path: Path) -> None:
    [image] = run.get_image_sequence("grey").at(0)
    assert (image.format, image.width, image.height) == ("png", 5, 4)
    assert np.array_equal(image.to_numpy(), PIXELS[:, :, 0])
    assert image.to_pil_image().size == (5, 4)
    image.save(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes() == image.read()


def test_values_of_a_grey_file_of_more_than_eight_bits_come_back_as_they_are(tmp_path: Path) -> None:
    wide = (np.arange(20, dtype=np.uint16) * 3000).reshape(4, 5)
    bits = PIXELS[:, :, 0] % 2 == 0
    for name, made in (("wide", PIL.Image.fromarray(wide)), ("bits", PIL.Image.fromarray(bits))):
        made.save(tmp_path / f"{name}.png")
    with Run(repo=tmp_path, **QUIET) as run:
        for name in ("wide", "bits"):
            run.track(Image(tmp_path / f"{name}.png"), name=name)
        [found], [flat] = (run.get_image_sequence(name).at(0) for name in ("wide", "bits"))
        assert np.array_equal(found.to_numpy(), wide)
        assert np.array_equal(flat.to_numpy(), bits * np.uint8(255))


def test_a_figure_that_plotly_does_not_take_is_a_known_problem(tmp_path: Path) -> None:
    pytest.importorskip("plotly")
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(Figure({"data": [{1: 2}]}), name="f")
        [figure] = run.get_figure_sequence("f").at(0)
        with pytest.raises(KnownProblem, match="no figure that Plotly takes"):
            figure.to_plotly_figure()


def test_sounds_texts_distributions_and_figures(run: Any, tmp_path: Path) -> None:
    sound = run.get_audio_sequence("tone").values.last_value()
    assert (sound.caption, sound.rate, sound.channels, sound.seconds) == ("tick", 8000, 1, 3 / 8000)
    assert sound.to_numpy().tolist() == [[0], [100], [-100]]
    found = run.get_distribution_sequence("weights").at(0)[0]
    assert (found.range, found.bin_count, found.weights.tolist()) == ((0.0, 1.0), 2, [1.0, 2.0])
    assert [array.tolist() for array in found.to_np_histogram()] == [[1.0, 2.0], [0.0, 0.5, 1.0]]
    found.save(tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text())["weights"] == [1.0, 2.0]
    figure = run.get_figure_sequence("bars").at(0)[0]
    assert (figure.title, figure.format, figure.svg, figure.png) == ("Bars", "json", None, None)
    assert json.loads(figure.to_json()) == DRAWN
    assert str(run.get_text_sequence("words").at(1)[0]) == "second"


def test_figures_of_both_libraries(tmp_path: Path) -> None:
    figures = pytest.importorskip("matplotlib.figure")
    pytest.importorskip("plotly")
    drawn = figures.Figure()
    drawn.add_subplot().plot([1, 2])
    with Run(repo=tmp_path, **QUIET) as run:
        run.track([Figure(drawn), Figure(DRAWN)], name="f")
        first, second = run.figures()[0].at(0)
        assert first.svg.lstrip().startswith(b"<?xml")
        assert first.png.startswith(b"\x89PNG")
        assert first.to_plotly_figure().data[0].y == (1, 2)
        assert second.to_plotly_figure().layout.title.text == "Bars"


def test_none_where_there_is_none(run: Any) -> None:
    assert run.get_image_sequence("samples") is None
    assert run.get_figure_sequence("nothing") is None
    assert run.get_metric("grey") is None


def test_what_is_missing_or_cannot_be_decoded_is_a_known_problem(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x04\x08\x02\0\0\0"
    wav = b"RIFF\xff\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0"
    with Run(repo=tmp_path, **QUIET) as run:
        run.track(Image(png), name="cut")
        run.track(Audio(wav + b"data\x08\0\0\0ab\x01"), name="cut")
        run.track(Image(PIXELS), name="gone")
        [cut], [gone] = (run.get_image_sequence(name).at(0) for name in ("cut", "gone"))
        [sound] = run.get_audio_sequence("cut").at(0)
        with pytest.raises(KnownProblem, match="cannot be read"):
            cut.to_numpy()
        assert cut.read() == png
        assert sound.to_numpy().shape in ((1, 1), (0, 1))
        items.blob_path(run.repo.store, gone._item.sha256).unlink()
        with pytest.raises(KnownProblem, match=r"LoggedImage\(step=0, index=0\) is missing"):
            gone.read()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ('images.name == "samples"', 2),
        ('images.name == "samples" and run.lr < 0.15', 1),
        ('images.context.subset == "val"', 2),
        ("images.count > 5", 1),
        ("images.last_step == 10 or run.lr == 7", 1),
        ('"rey" in images.name', 2),
        ('run.name == "nobody"', 0),
    ],
)
def test_queries_choose_sequences(repo: Repo, query: str, found: int) -> None:
    assert len(repo.query_images(query)) == found


def test_each_kind_has_its_query_and_they_go_by_run(repo: Repo) -> None:
    assert len(repo.query_audios('audios.name == "tone"')) == 2
    assert len(repo.query_texts('texts.name == "words" and texts.count == 2')) == 2
    assert len(repo.query_distributions('distributions.name == "weights"')) == 2
    assert len(repo.query_figures('figures.name == "bars"')) == len(repo.query_figure_objects()) == 2
    by_run = {found.run.name: [one.name for one in found] for found in repo.query_images().iter_runs()}
    assert by_run == {"run 1": ["grey", "samples"], "run 0": ["grey", "samples"]}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("metric.last > 1", "metric is not a name here"),
        ("texts.name", "texts is not a name here"),
        ("images.last > 1", "images has no member last"),
        ("images.nmae == 1", "Did you mean name"),
        ("images", "images alone is not a condition"),
    ],
)
def test_what_a_query_does_not_know_is_told(repo: Repo, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        repo.query_images(query)
    with pytest.raises(QueryError):
        repo.query_runs('images.name == "x"')
    with pytest.raises(QueryError):
        repo.query_metrics('images.name == "x"')


def test_objects_are_no_metrics(repo: Repo, run: Any) -> None:
    assert run.metrics() == []
    assert len(repo.query_metrics()) == 0
    assert repo.collect_sequence_info("metric") == {"metric": {}}
    assert set(repo.collect_sequence_info(["images"])["images"]) == {"grey", "samples"}
    assert run.collect_sequence_info("texts")["texts"] == [{"name": "words", "context": {}, "count": 2}]


def test_data_frames(repo: Repo) -> None:
    pytest.importorskip("pandas")
    found = repo.query_images('images.name == "samples" and run.lr < 0.15').dataframe()
    assert found["caption"].tolist() == ["0 0", "0 1", "10 0", "10 1", "20 0", "20 1"]
    assert set(found["context.subset"]) == {"val"}
    frame = repo.query_texts()[0].dataframe()
    assert frame["step"].tolist() == [0, 1]
