"""System metrics: known names, one thread for all runs of a process, GPUs as far as they tell.

A machine without a GPU can test the GPU part only against a module that answers like nvidia-ml-py; it is put
on the path of a real process.
"""

from __future__ import annotations

import os
import textwrap
import threading
import time
from pathlib import Path

import pytest

from runyard import Repo, Run
from runyard.tracking.limits import MemoryLimit
from runyard.tracking.machine import Machine, Reading, values
from support.programs import succeed
from support.waiting import wait_for

PERCENTS = {"cpu", "memory_percent", "p_memory_percent", "disk_percent"}
RATES = {
    "disk_read_bytes_per_second",
    "disk_write_bytes_per_second",
    "network_sent_bytes_per_second",
    "network_received_bytes_per_second",
}


def opened(folder, interval=0.1):
    return Run(repo=folder, system_tracking_interval=interval, capture_terminal_logs=False)


def cpu(run):
    metric = run.get_metric("__system__cpu")
    return [] if metric is None else metric.values.values_list()


def test_the_machine_is_measured_under_known_names():
    machine = Machine()
    before = machine.read()
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    found = {name.removeprefix("__system__"): value for name, value in values(before, machine.read()).items()}
    assert set(found) >= PERCENTS | {"p_cpu"}
    assert all(0 <= found[name] <= 100 for name in PERCENTS)
    assert found["p_cpu"] > 1
    assert found["p_memory_percent"] > 0


def test_rates_come_from_two_readings():
    before = Reading(10.0, 5.0, (100.0, 400.0), (1000, 50), (7, 1 << 40), {})
    now = Reading(12.0, 8.0, (101.0, 404.0), (3000, 50), (7, 0), {"__system__disk_percent": 3.0})
    assert values(before, now) == {
        "__system__disk_percent": 3.0,
        "__system__p_cpu": 150.0,
        "__system__cpu": 25.0,
        "__system__disk_read_bytes_per_second": 1000.0,
        "__system__disk_write_bytes_per_second": 0.0,
        "__system__network_sent_bytes_per_second": 0.0,  # received went back: a card was taken out
    }
    nothing = before._replace(cores=None, disk=None, network=None)
    assert set(values(nothing, now)) == {"__system__disk_percent", "__system__p_cpu"}
    assert values(now, now) == {"__system__disk_percent": 3.0}


def test_a_first_sample_comes_at_once_and_others_at_the_interval(tmp_path):
    with opened(tmp_path, 86_400) as slow, opened(tmp_path, 0.1) as fast:
        wait_for(lambda: len(cpu(slow)) == 1, "the first sample of a day")
        wait_for(lambda: len(cpu(fast)) >= 4, "four samples")
        assert len(cpu(slow)) == 1
        assert fast.metrics() == []


def test_runs_share_one_thread_which_ends_with_the_last(tmp_path):
    def threads():
        return [thread for thread in threading.enumerate() if thread.name == "runyard-system"]

    assert threads() == []
    runs = [opened(tmp_path) for _ in range(3)]
    for run in runs:
        wait_for(lambda run=run: len(cpu(run)) >= 2, "two samples")
    assert len(threads()) == 1
    runs[0].close()
    closed, before = len(cpu(runs[0])), len(cpu(runs[1]))
    wait_for(lambda: len(cpu(runs[1])) >= before + 2, "two more")
    assert len(cpu(runs[0])) == closed
    for run in runs:
        run.close()
    wait_for(lambda: threads() == [], "the end of the thread")
    with opened(tmp_path) as again:
        wait_for(lambda: cpu(again), "a sample of a thread begun anew")


def test_none_samples_nothing(tmp_path):
    with opened(tmp_path, None) as run:
        assert run._running._system is None
    assert run.metrics(system=True) == []


FAKE = """
    class NVMLError(Exception): pass
    class Memory: used, total = 25, 100
    class Rates: gpu = 63
    def nvmlInit(): pass
    def nvmlDeviceGetCount(): return 4
    def nvmlDeviceGetHandleByIndex(index):
        if index == 3: raise NVMLError("not permitted")
        return index
    def told(index, value):
        if index == 2: raise NVMLError("GPU is lost")
        return value
    def nvmlDeviceGetMemoryInfo(index): return told(index, Memory)
    def nvmlDeviceGetUtilizationRates(index):
        if index == 1: raise NVMLError("not supported while split up")
        return told(index, Rates)
    def nvmlDeviceGetTemperature(index, sensor):
        assert sensor == 0
        return told(index, 55)
    def nvmlDeviceGetPowerUsage(index):
        if index == 0: raise NVMLError("not supported")
        return told(index, 71_500)
"""
SAMPLE = """
    import sys, time
    sys.path.insert(0, sys.argv[2])
    from runyard import Run
    run = Run(repo=sys.argv[1], system_tracking_interval=0.1, capture_terminal_logs=False)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        metric = run.get_metric("__system__cpu")
        if metric is not None and len(metric.values) >= 3:
            break
        time.sleep(0.01)
    run.close()
    print(run.hash)
"""


def sampled(folder: Path, fake: str) -> dict[tuple[str, object], float]:
    """The GPU metrics of a process that finds this module as `pynvml`."""
    (folder / "fake").mkdir()
    (folder / "fake" / "pynvml.py").write_text(textwrap.dedent(fake))
    digest = succeed(SAMPLE, folder, folder / "fake").strip()
    with Repo(folder) as repo:
        found = repo.get_run(digest).metrics(system=True)
        assert any(metric.name == "__system__cpu" for metric in found)
        return {
            (metric.name, metric.context["gpu"]): metric.values.last_value()
            for metric in found
            if "gpu" in metric.context
        }


def test_each_gpu_gives_what_it_tells(tmp_path):
    assert sampled(tmp_path, FAKE) == {
        ("__system__gpu", 0): 63.0,
        ("__system__gpu_memory_percent", 0): 25.0,
        ("__system__gpu_temp", 0): 55.0,
        ("__system__gpu_memory_percent", 1): 25.0,
        ("__system__gpu_temp", 1): 55.0,
        ("__system__gpu_power_watts", 1): 71.5,
    }


@pytest.mark.parametrize(
    "fake",
    [
        "class NVMLError(Exception): pass\ndef nvmlInit(): raise NVMLError('no driver')",
        "raise RuntimeError('a broken installation')",
        "def nvmlInit(): pass",  # of another version
    ],
)
def test_without_a_driver_the_rest_is_sampled(tmp_path, fake):
    assert sampled(tmp_path, fake) == {}


def test_a_driver_that_hangs_holds_up_neither_the_rest_nor_the_end(tmp_path):
    (tmp_path / "pynvml.py").write_text("import time\ndef nvmlInit(): time.sleep(600)\n")
    program = """
        import sys, time
        sys.path.insert(0, sys.argv[1])
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=0.1, capture_terminal_logs=False)
        until = time.monotonic() + 60
        while run.get_metric("__system__cpu") is None and time.monotonic() < until:
            time.sleep(0.01)
        run.close()
    """
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        [run] = repo.iter_runs()
        assert run.status == "finished"
        assert len(run.get_metric("__system__cpu").values) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_samples_for_its_own_runs_only(tmp_path):
    program = """
        import os, sys, time
        from runyard import Run
        def wait(run):
            until = time.monotonic() + 60
            while run.get_metric("__system__cpu") is None and time.monotonic() < until:
                time.sleep(0.01)
        run = Run(repo=sys.argv[1], system_tracking_interval=0.1, capture_terminal_logs=False)
        wait(run)
        child = os.fork()
        if not child:
            own = Run(repo=sys.argv[1], system_tracking_interval=0.1, capture_terminal_logs=False)
            wait(own)
            own.close()
            os._exit(0 if len(own.get_metric("__system__cpu").values) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        run.close()
    """
    succeed(program, tmp_path)


def group(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(f"{text}\n")


def test_the_tightest_limit_of_control_groups_counts(tmp_path):
    (tmp_path / "self").write_text("0::/slurm/job/step\n")
    root = tmp_path / "second"
    group(root / "slurm" / "job" / "step", memory__max="max")
    group(
        root / "slurm" / "job",
        memory__max=1000,
        memory__current=700,
        memory__stat="anon 1\ninactive_file 200",
    )
    group(root / "slurm", memory__max=5000)
    found = MemoryLimit.find(root, tmp_path / "self")
    assert (found.bytes, found.used()) == (1000, 500)
    group(root / "slurm" / "job", memory__current="?")
    assert found.used() is None


def test_limits_of_the_first_version_and_of_containers(tmp_path):
    (tmp_path / "self").write_text("12:pids:/x\n4:cpu,memory:/docker/abc\n0::/\n")
    root = tmp_path / "first"
    group(
        root / "memory",  # inside the container its own group is the root
        memory__limit_in_bytes=4096,
        memory__usage_in_bytes=300,
        memory__stat="total_inactive_file 100",
    )
    found = MemoryLimit.find(root, tmp_path / "self")
    assert (found.bytes, found.used()) == (4096, 200)


def test_without_control_groups_there_is_no_limit(tmp_path):
    assert MemoryLimit.find(tmp_path, tmp_path / "missing") is None
    (tmp_path / "self").write_text("0::/\n")
    assert MemoryLimit.find(tmp_path, tmp_path / "self") is None
