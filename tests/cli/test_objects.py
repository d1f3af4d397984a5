"""`runyard objects`: what was logged beside numbers, listed and written to files."""

from __future__ import annotations

import json
import struct

import pytest

from runyard.domain.kinds import DataKind
from runyard.storage.objects import blobs
from support.command_line import on_a_terminal, outside
from support.logged import Logged

IMAGE = {"caption": "a \x1b[31mcat", "format": "png", "width": 8, "height": 4}


@pytest.fixture
def run(store):
    run = Logged(store, name="one", digest="abcdef")
    run.metric("loss", [1.0])
    run.items(
        DataKind.IMAGE, "val/samples", [(0, 0, b"png 0", IMAGE), (0, 1, b"png 1", IMAGE)], {"subset": "val"}
    )
    run.items(DataKind.AUDIO, "tone", [(3, 0, b"wav", {"format": "wav", "seconds": 1.25})])
    run.items(DataKind.TEXT, "report", [(5, 0, b"hello", {"length": 5})])
    weights = struct.pack("<2d", 1.0, 2.0)
    run.items(DataKind.DISTRIBUTION, "w", [(0, 0, weights, {"low": 0, "high": 1, "bins": 2})])
    drawn = {"format": "svg", "title": "T"}
    run.items(DataKind.FIGURE, "f", [(0, 0, b"<svg/>", drawn)], picture=b"picture", plotly=b"{}")
    return run


def test_sequences_are_listed(run, runyard):
    assert runyard("objects").column("Name") == ["val/samples", "tone", "report", "w", "f"]
    assert runyard("runs", "objects", "abcdef").column("Kind") == [
        "images", "audios", "texts", "distributions", "figures"
    ]  # fmt: skip
    [found] = runyard("objects", "1", "-k", "images", "--json").json()
    assert found == {
        "kind": "images", "name": "val/samples", "context": {"subset": "val"}, "count": 2,
        "first_step": 0, "last_step": 0, "path": "images/val/samples/subset=val",
    }  # fmt: skip


def test_objects_of_a_name_are_listed_and_printed(run, store, runyard):
    folder = store.folder.parent
    listed = runyard("objects", "1", "val/samples", "-c", "subset=val", "--json").json()
    assert [one["path"] for one in listed] == [f"images/val/samples/subset=val/0-{at}.png" for at in range(2)]
    assert listed[1]["meta"]["caption"] == IMAGE["caption"]
    shown = runyard("objects", "1", "val/samples").out
    assert "8 x 4  a" in shown
    assert "\x1b" not in shown
    assert outside("cat", "1", listed[1]["path"], folder=folder).out == "png 1"
    assert outside("cat", "audios/tone/3-0.wav", folder=folder).out == "wav"
    assert outside("cat", "1", "figures/f/0-0.png", folder=folder).out == "picture"
    assert json.loads(outside("cat", "1", "distributions/w/0-0.json", folder=folder).out)["weights"] == [
        1.0,
        2.0,
    ]


@pytest.mark.parametrize(
    "path",
    [
        "images/val/samples/0-0.png",
        "images/val/samples/subset=val/0-2.png",
        "images/val/samples/subset=val/0-0.jpg",
        "images/../images/val/samples/subset=val/0-0.png",
        "texts/report/5-0.png",
    ],
)
def test_no_other_path_is_a_file(run, runyard, path):
    told = runyard("cat", "1", path)
    assert (told.code, told.out) == (1, "")
    assert "holds no file" in told.err


def test_all_are_written_to_files(run, runyard, tmp_path):
    told = runyard("objects", "1", "--into", tmp_path / "out")
    assert told.code == 0
    assert "6 objects written" in told.err
    files = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert set(files) == {
        "images/val/samples/subset=val/0-0.png", "images/val/samples/subset=val/0-1.png",
        "audios/tone/3-0.wav", "texts/report/5-0.txt", "distributions/w/0-0.json", "figures/f/0-0.svg",
        "figures/f/0-0.png", "figures/f/0-0.json",
    }  # fmt: skip
    assert files["texts/report/5-0.txt"] == b"hello"


@pytest.mark.parametrize(
    "name",
    [
        "../../out",
        "/etc/passwd",
        "a/../../b",
        "..",
        ".",
        "con\0trol",
        "C:\\x",
        "a" * 300,
        "~",
        " ",
        "\x1b[2J",
    ],
)
def test_no_name_leads_out_of_the_folder(store, runyard, tmp_path, name):
    run = Logged(store)
    run.items(DataKind.TEXT, name, [(0, 0, b"x", {})], {"../k": "../../v", "n": 1})
    run.items(DataKind.IMAGE, name, [(0, 0, b"x", {"format": "../../png"})])
    target = tmp_path / "deep" / "er" / "out"
    assert runyard("objects", "1", "--into", target).code == 0
    written = [path for path in tmp_path.rglob("*-0.*") if path.is_file() and ".runyard" not in path.parts]
    assert len(written) == 2
    assert all(path.resolve().is_relative_to(target) for path in written)


def test_names_that_look_alike_keep_apart(store, runyard, tmp_path):
    run = Logged(store)
    for name in ("a:b", "a*b", "a_b"):
        run.items(DataKind.TEXT, name, [(0, 0, name.encode(), {})])
    runyard("objects", "1", "--into", tmp_path / "out")
    assert {path.read_text() for path in (tmp_path / "out").rglob("*.txt")} == {"a:b", "a*b", "a_b"}


LOOK_ALIKE = [
    ("a", {"k": "v"}), ("a/k=v", {}), ("a", {"k": 1}), ("a", {"k": "1"}), ("a", {"k": 1.0}),
    ("a", {"k": True}), ("a", {"k": "true"}), ("a", {"k": "1x, n=2x"}), ("a", {"k": "1x", "n": "2x"}),
    ("a", {"k": b"1"}), ("a", {"k": [b"1"]}), ("a", {"k": "b'1'"}), ("a", {"k": {"$bytes": "MQ=="}}),
    ("a/b", {}), ("a//b", {}), ("a/b/", {}), ("/a/b", {}), ("\U00020000" * 80, {}), ("\U00020000" * 79, {}),
]  # fmt: skip


def test_no_sequence_is_written_over_another(store, runyard, tmp_path):
    run = Logged(store)
    for at, (name, context) in enumerate(LOOK_ALIKE):
        run.items(DataKind.TEXT, name, [(0, 0, str(at).encode(), {})], context)
    assert runyard("objects", "1", "--into", tmp_path / "out").code == 0
    written = {path.read_text() for path in (tmp_path / "out").rglob("*.txt")}
    assert written == {str(at) for at in range(len(LOOK_ALIKE))}
    for one in runyard("objects", "1", "--json").json():
        assert runyard("cat", "1", f"{one['path']}/0-0.txt").out in written


def test_a_missing_file_is_told_and_the_others_are_written(run, store, runyard, tmp_path):
    [found] = runyard("objects", "1", "tone", "--json").json()
    digest = store.connection.execute("SELECT sha256 FROM item WHERE step = 3").fetchone()[0]
    blobs.place(store.blobs, digest).unlink()
    told = runyard("objects", "1", "--into", tmp_path / "out")
    assert "The content of 1 file is missing" in told.err
    assert len(list((tmp_path / "out").rglob("*.*"))) == 7
    told = runyard("cat", "1", found["path"])
    assert (told.code, "is missing" in told.err) == (1, True)


def test_what_is_not_there_is_told(run, runyard, store):
    told = runyard("objects", "1", "nothing")
    assert (told.code, "It has val/samples, tone" in told.err) == (3, True)
    Logged(store, name="bare", digest="ffff")
    assert "nothing beside numbers" in runyard("objects", "ffff00").err
    assert runyard("objects", "ffff00", "--json").json() == []


def test_a_folder_that_cannot_be_written_is_told(run, runyard, tmp_path):
    (tmp_path / "file").write_text("")
    told = runyard("objects", "1", "--into", tmp_path / "file" / "out")
    assert (told.code, "cannot be written" in told.err) == (1, True)


def test_info_metrics_and_ls_tell_them_apart(run, runyard):
    told = runyard("info", "1")
    assert "images: 2" in told.out
    assert "samples" not in told.out
    found = runyard("info", "1", "--json", "--system").json()
    assert found["objects"] == {"images": 2, "audios": 1, "texts": 1, "distributions": 1, "figures": 1}
    assert found["artifacts"] == []
    assert found["system_metrics"] == []
    assert [one["name"] for one in runyard("metrics", "1", "--json").json()] == ["loss"]
    assert runyard("metrics", "1", "tone").code == 3
    listed = {file["path"]: file["size"] for file in runyard("ls", "1", "--json").json()}
    assert listed["images/val/samples/subset=val/"] == 10


def test_what_was_logged_cannot_steer_a_terminal(store):
    folder = store.folder.parent
    run = Logged(store)
    run.items(DataKind.IMAGE, "\x1b]0;title\x07x", [(0, 0, b"x", {**IMAGE, "caption": "\x1b[2J"})])
    for arguments in (("objects",), ("objects", "1", "\x1b]0;title\x07x"), ("ls",)):
        shown = on_a_terminal(folder, *arguments)
        assert "\x1b]0" not in shown
        assert "\x1b[2J" not in shown
