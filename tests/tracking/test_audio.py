"""`Audio`: samples as wav, files as they are, and what their headers say."""

from __future__ import annotations

import io
import math
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from runyard import Audio
from runyard.tracking.objects import audio_headers

KINDS = [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.float16, np.float32, np.float64]


def read(audio):
    """Rate, and the samples a wav holds."""
    with wave.open(io.BytesIO(audio.new_item().blob.data)) as file:
        width, channels = file.getsampwidth(), file.getnchannels()
        data = file.readframes(file.getnframes())
        return file.getframerate(), np.frombuffer(data, {1: "u1", 2: "<i2", 4: "<i4"}[width]).reshape(
            -1, channels
        )


@given(st.data(), st.sampled_from(KINDS), st.integers(1, 200), st.integers(1, 96_000))
def test_samples_of_every_type_become_wav(data, dtype, count, rate):
    samples = data.draw(arrays.arrays(dtype, count))
    audio = Audio(samples, rate=rate, caption="x")
    found_rate, found = read(audio)
    assert (found_rate, audio.rate, audio.channels, audio.format) == (rate, rate, 1, "wav")
    assert found.shape == (count, 1)
    assert audio.seconds == pytest.approx(count / rate)
    if dtype in (np.uint8, np.int16, np.int32):
        assert np.array_equal(found[:, 0], samples)
    if np.issubdtype(dtype, np.floating):
        wide = np.nan_to_num(samples.astype(float), nan=0, posinf=1, neginf=-1)
        assert np.array_equal(found[:, 0], np.rint(np.clip(wide, -1, 1) * 32767))
    assert audio_headers.probe(audio.new_item().blob.data) == ("wav", rate, 1, pytest.approx(count / rate))
    assert audio.new_item().meta == {
        "caption": "x", "format": "wav", "rate": rate, "channels": 1, "seconds": count / rate
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "frames"), [((500, 2), 500), ((2, 500), 500), ((1, 9), 9), ((9, 1), 9), ((3, 3), 3)]
)
def test_channels_are_the_shorter_dimension(shape, frames):
    samples = np.arange(np.prod(shape), dtype=np.int16).reshape(shape)
    _, found = read(Audio(samples, rate=8000))
    assert len(found) == frames
    assert np.array_equal(found, samples if shape[0] == frames else samples.T)


def test_int64_within_a_wav_and_lists():
    assert read(Audio(np.array([-5, 40_000]), rate=8000))[1].dtype == np.int32
    assert read(Audio([0.0, 1.0, -1.0], rate=8000))[1].ravel().tolist() == [0, 32767, -32767]
    assert Audio([0.0]).rate == 22_500


def test_files_are_kept_as_they_are(tmp_path):
    data = Audio(np.arange(50, dtype=np.int16), rate=400).new_item().blob.data
    path = tmp_path / "x.wav"
    path.write_bytes(data)
    for source in (path, str(path), data, memoryview(data), io.BytesIO(data)):
        audio = Audio(source, format="WAV")
        assert (audio.format, audio.rate, audio.seconds) == ("wav", 400, 0.125)
        assert audio.new_item().blob.data == data


def flac(rate, channels, samples):
    packed = rate << 44 | (channels - 1) << 41 | 15 << 36 | samples
    return b"fLaC" + bytes([0x80, 0, 0, 34]) + bytes(10) + packed.to_bytes(8, "big") + bytes(16)


def ogg(first, end):
    def page(granule, data):
        return b"OggS" + struct.pack("<BBqIIIB", 0, 2, granule, 1, 0, 0, 1) + bytes([len(data)]) + data

    return page(0, first) + page(end, b"sound")


def mp3(frames, *, id3=False, info=False):
    head = b"ID3\x04\0\0" + bytes([0, 0, 1, 0]) + bytes(128) if id3 else b""
    frame = bytes([0xFF, 0xFB, 0x90, 0x00]) + bytes(413)  # 128 kbit/s at 44.1 kHz, two channels
    if info:
        frame = frame[:36] + b"Info" + struct.pack(">II", 1, frames) + frame[48:]
        return head + frame
    return head + frame * frames


@pytest.mark.parametrize(
    ("data", "format", "rate", "channels", "seconds"),
    [
        (flac(44_100, 2, 88_200), "flac", 44_100, 2, 2.0),
        (flac(8_000, 1, 0), "flac", 8_000, 1, None),
        (ogg(b"\x01vorbis" + struct.pack("<IBI", 0, 2, 22_050) + bytes(14), 44_100), "ogg", 22_050, 2, 2.0),
        (ogg(b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16_000, 0, 0), 48_312), "ogg", 16_000, 1, 1.0),
        (ogg(b"\x7fFLAC", 5), "ogg", None, None, None),
        (mp3(100), "mp3", 44_100, 2, pytest.approx(2.61, abs=0.01)),
        (mp3(100, id3=True), "mp3", 44_100, 2, pytest.approx(2.61, abs=0.01)),
        (mp3(1000, info=True), "mp3", 44_100, 2, pytest.approx(26.12, abs=0.01)),
    ],
)
def test_what_headers_say(data, format, rate, channels, seconds):
    audio = Audio(data)
    assert (audio.format, audio.rate, audio.channels, audio.seconds) == (format, rate, channels, seconds)
    assert audio.new_item().blob.data == data


def test_a_wav_cut_short_or_never_finished_says_how_long_it_is():
    data = Audio(np.zeros(800, np.int16), rate=800).new_item().blob.data
    assert Audio(data[: 44 + 800]).seconds == 0.5
    endless = data[:40] + struct.pack("<I", 0xFFFFFFFF) + data[44:]
    assert Audio(endless).seconds == 1.0


@given(
    st.binary(max_size=80),
    st.sampled_from([b"", b"RIFF\0\0\0\0WAVEfmt ", b"fLaC", b"OggS", b"ID3", b"\xff\xfb\x90"]),
)
def test_scrambled_files_are_kept_or_refused_but_break_nothing(noise, head):
    try:
        audio = Audio(head + noise)
    except ValueError:
        return
    assert audio.new_item().blob.data == head + noise
    assert audio.seconds is None or audio.seconds >= 0


@pytest.mark.parametrize(
    ("data", "arguments", "error", "words"),
    [
        (None, {}, TypeError, "a sound is a path, bytes, an open file, an array or a tensor, not None"),
        ("/nowhere.wav", {}, ValueError, "the sound /nowhere.wav cannot be read"),
        (b"hello", {}, ValueError, "5 bytes are no wav, mp3, flac or ogg"),
        (b"RIFF\0\0\0\0WAVE", {}, ValueError, "can be read"),
        (flac(8000, 1, 5), {"format": "wav"}, ValueError, "are no wav that can be read"),
        (b"", {"format": "mp3"}, ValueError, "0 bytes are no mp3"),
        (b"abc", {"format": "mp3"}, ValueError, "3 bytes are no mp3"),
        (b"x", {"format": "aac"}, ValueError, "format must be wav, mp3, flac or ogg, not 'aac'"),
        (io.StringIO("x"), {}, TypeError, "open for reading bytes"),
        (np.zeros((40, 50)), {}, ValueError, "at most 32 channels, not 40x50"),
        (np.zeros((2, 2, 2)), {}, ValueError, "not 2x2x2"),
        (np.zeros(0), {}, ValueError, "not 0"),
        (np.zeros(5, bool), {}, ValueError, "not booleans"),
        (np.array([2**40]), {}, ValueError, "fit into 32 bits"),
        (np.zeros(5), {"rate": 0}, ValueError, "rate must be an integer from 1"),
        (np.zeros(5), {"rate": 1.5}, ValueError, "1.5"),
        (np.zeros(5), {"rate": "high"}, TypeError, "'high'"),
        (np.zeros(5), {"rate": math.inf}, TypeError, "inf"),
        (np.zeros(5), {"format": "mp3"}, ValueError, "samples are kept as wav, not as mp3"),
        (np.zeros(5), {"caption": 3}, TypeError, "caption must be a string"),
    ],
)
def test_what_is_no_sound_is_refused_in_one_sentence(data, arguments, error, words):
    with pytest.raises(error) as caught:
        Audio(data, **arguments)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
