"""WAV files by what is in them, and which files are played at all."""

from __future__ import annotations

import io
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.desktop.kinds.audios import waveform
from runyard.desktop.kinds.audios.sounds import sound_of
from runyard.desktop.kinds.audios.wav import head
from runyard.desktop.kinds.audios.words import clock
from runyard.domain.errors import KnownProblem
from support.sounds import ENCODED, wav


def drawn(data: bytes) -> waveform.Waveform:
    file = io.BytesIO(data)
    return waveform.of_wav(file, head(file, len(data)), lambda: False)


@pytest.mark.parametrize(
    ("bits", "kind"), [(8, "int"), (16, "int"), (24, "int"), (32, "int"), (32, "float"), (64, "float")]
)
@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_width_reads_as_the_same_tone(bits: int, kind: str, extensible: bool, channels: int) -> None:
    found = drawn(wav(0.5, bits=bits, kind=kind, extensible=extensible, channels=channels))
    assert found.seconds == pytest.approx(0.5)
    assert len(found.low) == waveform.COLUMNS
    assert found.high.max() == pytest.approx(63, abs=2)
    assert found.low.min() == pytest.approx(-63, abs=2)


def test_a_click_of_one_sample_is_seen_at_every_width() -> None:
    samples = np.zeros(800_000, "<i2")
    samples[123_456] = 32767
    body = wav(0.001)[: 44 - 4] + struct.pack("<I", samples.nbytes) + samples.tobytes()
    found = drawn(body)
    assert found.high.max() == 127
    assert max(high for _, high in found.bars(37)) == 1.0


def test_a_list_chunk_before_the_sound_is_stepped_over() -> None:
    assert drawn(wav(before=b"LIST" + struct.pack("<I", 5) + b"abcde\0")).seconds == pytest.approx(0.5)


@pytest.mark.parametrize("claimed", [0, 0xFFFFFFFF, 0xFFFFFFF0])
def test_what_a_head_claims_costs_nothing(claimed: int) -> None:
    data = wav(0.25, claimed=claimed)
    tracemalloc.start()
    try:
        found = drawn(data)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.seconds == pytest.approx(0.25)
    assert most < 4_000_000


@pytest.mark.parametrize("kept", range(0, 60, 3))
def test_a_file_cut_off_anywhere_is_a_sentence_or_a_shorter_sound(kept: int) -> None:
    data = wav()[:kept]
    if kept > 45:
        assert 0 < drawn(data).seconds < 0.01
    else:
        with pytest.raises(KnownProblem, match=r"WAV file"):
            drawn(data)


@pytest.mark.parametrize(
    "form",
    [
        struct.pack("<HHIIHH", 1, 0, 8000, 0, 0, 16),
        struct.pack("<HHIIHH", 1, 1, 0, 0, 0, 16),
        struct.pack("<HHIIHH", 1, 60_000, 8000, 0, 0, 16),
        struct.pack("<HHIIHH", 1, 1, 4_000_000_000, 0, 0, 16),
        struct.pack("<HHIIHH", 1, 1, 8000, 0, 0, 0),
        struct.pack("<HHIIHH", 1, 1, 8000, 0, 0, 13),
        struct.pack("<HHIIHH", 3, 1, 8000, 0, 0, 8),
        struct.pack("<HHIIHH", 0x55, 1, 8000, 0, 0, 16),
        b"short",
    ],
)
def test_a_head_that_makes_no_sense_is_a_sentence(form: bytes) -> None:
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data\xff\xff\xff\xff" + bytes(100)
    with pytest.raises(KnownProblem):
        drawn(b"RIFF\0\0\0\0" + body)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_no_bytes_do_harm(noise: bytes, kept: int) -> None:
    for data in (noise, wav(0.01)[:kept] + noise):
        try:
            found = drawn(data)
        except KnownProblem:
            continue
        assert len(found.low) <= waveform.COLUMNS


def test_numbers_that_are_none_draw_within_the_ends() -> None:
    samples = np.array([np.nan, np.inf, -np.inf, 0.5, 1e30] * 100, "<f4")
    data = wav(0.001, bits=32, kind="float")[: 44 - 4] + struct.pack("<I", samples.nbytes) + samples.tobytes()
    found = drawn(data)
    assert (found.low.min(), found.high.max()) == (-127, 127)


def test_drawing_stops_when_nobody_waits() -> None:
    asked = []

    def stopped() -> bool:
        asked.append(True)
        return True

    data = wav(1.0)
    found = waveform.of_wav(io.BytesIO(data), head(io.BytesIO(data), len(data)), stopped)
    assert asked
    assert not found.high.any()


@pytest.mark.parametrize("name", ["mp3", "flac", "ogg"])
def test_sounds_are_known_by_their_first_bytes(name: str) -> None:
    assert sound_of(io.BytesIO(ENCODED[name]), len(ENCODED[name])) == name


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.mp3\n"
TAG = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing of the kind",
        PLAYLIST,
        TAG + PLAYLIST,
        TAG * 3 + PLAYLIST,
        TAG * 40 + ENCODED["mp3"],
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + ENCODED["mp3"],
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"[playlist]\nFile1=http://127.0.0.1:9/\n",
    ],
)
def test_what_names_other_files_is_no_sound(data: bytes) -> None:
    with pytest.raises(KnownProblem, match="no sound"):
        sound_of(io.BytesIO(data), len(data))


def test_mp3_after_its_tags_is_played() -> None:
    data = TAG * 2 + ENCODED["mp3"]
    assert sound_of(io.BytesIO(data), len(data)) == "mp3"


def test_times_read_as_players_show_them() -> None:
    assert [clock(found) for found in (0, 7.25, 12, 725, 3723)] == [
        "0:00.0", "0:07.2", "0:12", "12:05", "1:02:03",
    ]  # fmt: skip
