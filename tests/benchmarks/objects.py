"""Images tracked and taken in, beside bare writes of the same bytes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from figures import Report, median, percentile, scratch

from runyard import Image, Repo, Run
from runyard.storage.metrics import series
from runyard.storage.objects import items

SIZES = (32, 256, 1024)
CALLS = 300
MANY = 10_000


def measure(report: Report) -> None:
    """Time single calls, the same image a thousand times, and ten thousand different ones."""
    for side in SIZES:
        _calls(report, side)
    _same(report)
    _many(report)


def _times(call: Callable[[int], object], count: int) -> list[float]:
    found = []
    for i in range(count):
        began = time.perf_counter_ns()
        call(i)
        found.append((time.perf_counter_ns() - began) / 1000)
    return found


def _calls(report: Report, side: int) -> None:
    """Time `track(Image(array))` for different arrays, and `os.write` of as many bytes into a file."""
    count = CALLS if side < 1024 else 40
    arrays = np.random.default_rng(0).integers(0, 256, (8, side, side, 3), np.uint8)
    with scratch() as folder:
        data = [array.tobytes() for array in arrays]
        raw, tracked = [], []
        with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
            run.track(Image(arrays[0]), name="first")
            for i in range(count):  # in turns, so that what else the disk does meets both
                raw += _times(lambda at: _write(folder / f"raw {i}", data[i % 8]), 1)  # noqa: B023
                tracked += _times(lambda at: run.track(Image(arrays[i % 8]), name="x"), 1)  # noqa: B023
    for percent in (50, 99):
        bare, ours = percentile(raw, percent), percentile(tracked, percent)
        name = f"track(Image of {side} x {side} x 3), p{percent}"
        report.say(name, f"{ours:,.0f} µs", "", f"bare write {bare:,.0f} µs")


def _write(path: Path, data: bytes) -> None:
    fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    os.write(fd, data)
    os.close(fd)


def _same(report: Report) -> None:
    array = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    with scratch() as folder:
        with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
            began = time.perf_counter()
            for _ in range(1000):
                run.track(Image(array), name="same")
            seen = time.perf_counter() - began
        whole = time.perf_counter() - began
        blobs = [path.stat().st_size for path in (folder / ".runyard" / "blobs").glob("??/*")]
    report.say("the same image of 256 x 256 x 3, 1,000 times: files", f"{len(blobs)}", "1")
    report.say("the same: the loop / until all is stored", f"{seen * 1000:,.0f} / {whole * 1000:,.0f} ms")


def _many(report: Report) -> None:
    dice = np.random.default_rng(0)
    arrays = dice.integers(0, 256, (MANY, 32, 32, 3), np.uint8)
    with scratch() as folder:
        with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
            began = time.perf_counter()
            for array in arrays:
                run.track(Image(array), name="many")
            seen = time.perf_counter() - began
            stored = _until_stored(run, folder, began)
        report.say(f"{MANY:,} images of 32 x 32 x 3: the loop", f"{MANY / seen:,.0f} images/s")
        report.say(
            f"{MANY:,} images: until all is stored", f"{MANY / stored:,.0f} images/s", "2,000 images/s"
        )
        with Repo(folder) as repo:
            [info] = series.of_run(repo.store, 1)
            times = []
            for _ in range(5):
                began = time.perf_counter()
                items.of_series(repo.store, info.id)
                times.append((time.perf_counter() - began) * 1000)
        report.say(f"list {MANY:,} images", f"{median(times):.0f} ms")


def _until_stored(run: Run, folder: Path, began: float) -> float:
    while len(run.images()[0]) < MANY:
        time.sleep(0.01)
    return time.perf_counter() - began
