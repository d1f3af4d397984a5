"""Capture at the level of file descriptors, with real processes: C code and other programs are heard too."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from runyard import Repo
from runyard.storage.output import logs
from support.programs import run, start, succeed
from support.waiting import wait_for

BEGIN = """
import ctypes, os, subprocess, sys, threading, time
from runyard import Run
def begin(mode="fd"):
    return Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=mode)
"""
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX")


def program(text: str) -> str:
    return BEGIN + textwrap.dedent(text)


def lines(folder, run_hash=None, stream=None):
    """The kept lines of a run, the only one unless named."""
    with Repo(folder) as repo:
        [found] = [repo.get_run(run_hash)] if run_hash else repo.iter_runs()
        kept = logs.lines(repo.store, found._run_id, 0, 10_000_000)
        return [line.text for line in kept if stream in (None, line.stream)]


def test_all_that_is_written_to_the_descriptors_is_kept_and_passed_on(tmp_path):
    text = """
        print("before")
        run = begin()
        print("from Python")
        sys.stdout.flush()
        os.write(1, b"to the descriptor\\n")
        subprocess.run([sys.executable, "-c", "print('from a subprocess')"], check=True)
        os.write(2, b"to the error stream\\n")
        print("unflushed", end="")
        run.close()
        print(" after")
        sys.stdout.flush()
        os.write(1, b"direct again\\n")
    """
    code, out, err = run(program(text), tmp_path)
    assert (code, err) == (0, "to the error stream\n")
    heard = ["from Python", "to the descriptor", "from a subprocess", "unflushed"]
    assert out == "before\n" + "\n".join(heard) + " after\ndirect again\n"
    assert lines(tmp_path, stream=1) == heard
    assert lines(tmp_path, stream=2) == ["to the error stream"]


@posix
def test_what_c_code_prints_is_kept_even_if_the_library_still_holds_it(tmp_path):
    text = """
        c = ctypes.CDLL(None)
        c.printf(b"C before\\n")
        run = begin()
        c.printf(b"C within %d\\n", 1)
        run.close()
        c.printf(b"C after\\n")
    """
    assert succeed(program(text), tmp_path) == "C before\nC within 1\nC after\n"
    assert lines(tmp_path) == ["C within 1"]


def test_ten_megabytes_come_through_whole(tmp_path):
    text = """
        run = begin()
        line = "y" * 99 + "\\n"
        for number in range(100_000):
            sys.stdout.write(line)
    """
    out = succeed(program(text), tmp_path)
    assert len(out) == 10_000_000
    kept = lines(tmp_path)
    assert len(kept) == 100_000
    assert set(kept) == {"y" * 99}


@pytest.mark.parametrize(
    ("end", "code", "status", "last"),
    [
        ("raise ValueError('bad luck')", 1, "failed", "ValueError: bad luck"),
        ("sys.exit('no more')", 1, "failed", "no more"),
        ("pass", 0, "finished", "the last"),
        pytest.param("os.kill(os.getpid(), 15)", -15, "killed", "the last", marks=posix),
    ],
)
def test_the_last_lines_are_there_however_it_ends(tmp_path, end, code, status, last):
    found, out, err = run(program(f"run = begin()\nprint('the last')\n{end}"), tmp_path)
    assert (found, out) == (code, "the last\n")
    with Repo(tmp_path) as repo:
        [ended] = repo.iter_runs()
        assert ended.status == status
    kept = lines(tmp_path)
    assert "the last" in kept
    if "raise" in end:
        told = lines(tmp_path, stream=2)  # which of the two streams is read first is left to chance
        assert told[-1] == last == err.splitlines()[-1]
        assert told[-3:] == err.splitlines()[-3:]


@posix
def test_a_kill_keeps_what_was_read(tmp_path):
    text = """
        run = begin()
        os.write(1, b"one\\ntwo\\n")
        print(run.hash, file=sys.stderr, flush=True)
        time.sleep(600)
    """
    process = start(program(text), tmp_path)
    digest = process.stderr.readline().strip()
    wait_for(lambda: len(lines(tmp_path, digest)) == 3, "the lines")
    process.kill()
    process.communicate()
    assert lines(tmp_path, digest, stream=1) == ["one", "two"]


def test_two_runs_hear_while_they_are_open(tmp_path):
    text = """
        first = begin()
        os.write(1, b"one\\n")
        second = begin()
        third = begin(True)
        print("two", flush=True)
        os.write(1, b"not by Python\\n")
        first.close()
        os.write(1, b"three\\n")
        second.close()
        third.close()
        sys.stdout.write(f"{first.hash} {second.hash} {third.hash}")
    """
    *out, hashes = succeed(program(text), tmp_path).splitlines()
    assert out == ["one", "two", "not by Python", "three"]
    first, second, third = hashes.split()
    assert lines(tmp_path, first) == ["one", "two", "not by Python"]
    assert lines(tmp_path, second) == ["two", "not by Python", "three"]
    assert lines(tmp_path, third) == ["two"]


def test_a_python_stream_that_goes_elsewhere_is_heard_as_well(tmp_path):
    text = """
        import io
        sys.stdout = elsewhere = io.StringIO()
        with begin() as run:
            print("to a buffer")
            os.write(1, b"to the descriptor\\n")
        assert elsewhere.getvalue() == "to a buffer\\n"
    """
    assert succeed(program(text), tmp_path) == "to the descriptor\n"
    assert sorted(lines(tmp_path)) == ["to a buffer", "to the descriptor"]


@posix
def test_forked_children_are_heard_and_nobody_waits_for_them(tmp_path):
    text = """
        import multiprocessing, threading
        def child(number):
            for _ in range(2000):
                os.write(1, b"x" * 99 + b"\\n")
            os.write(1, f"child {number}\\n".encode())
        if __name__ == "__main__":
            run = begin()
            context = multiprocessing.get_context("fork")
            children = [context.Process(target=child, args=(number,)) for number in range(3)]
            for one in children: one.start()
            for one in children: one.join()
            wait, go = os.pipe()
            lingering = os.fork()
            if not lingering:
                os.read(wait, 1)
                os.write(1, b"late\\n")
                os._exit(0)
            run.close()
            print("closed", flush=True)
            os.write(go, b"!")
            os.waitpid(lingering, 0)
            for thread in threading.enumerate():  # what copies on is a thread: the end would cut it off
                if thread.daemon: thread.join(30)
    """
    out = succeed(program(text), tmp_path).splitlines()
    assert out.count("x" * 99) == 6000
    assert set(out) - {"x" * 99} == {"child 0", "child 1", "child 2", "closed", "late"}
    kept = lines(tmp_path, stream=1)
    assert kept.count("x" * 99) == 6000
    assert set(kept) - {"x" * 99} == {"child 0", "child 1", "child 2"}


@posix
def test_a_child_whose_parent_was_killed_does_not_wait_for_ever(tmp_path):
    text = """
        run = begin()
        parent = os.getpid()
        if not os.fork():
            while os.getppid() == parent:
                time.sleep(0.01)
            try:
                for _ in range(10_000):
                    os.write(1, b"y" * 1000)
            except BrokenPipeError:
                os.write(int(sys.argv[2]), b"broken")
            os._exit(0)
        os.kill(parent, 9)
    """
    out, into = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", program(text), str(tmp_path), str(into)],
        pass_fds=[into],
        stdout=subprocess.DEVNULL,
    )
    os.close(into)
    assert process.wait(timeout=60) == -9
    with os.fdopen(out, "rb") as pipe:
        assert pipe.read() == b"broken"


@posix
def test_a_terminal_is_still_a_terminal(tmp_path):
    import fcntl
    import pty
    import struct
    import termios

    text = """
        with begin() as run:
            print(sys.stdout.isatty(), os.get_terminal_size(1).columns, flush=True)
            print("\\x1b[31mred\\x1b[0m")
        print(sys.stdout.isatty())
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 123, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", program(text), str(tmp_path)], stdout=slave, stderr=subprocess.PIPE
    )
    os.close(slave)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    shown = b""
    while b"True\r\nTrue" not in shown and shown.count(b"\n") < 3:
        shown += os.read(master, 4096)
    os.close(master)
    assert shown.decode().splitlines() == ["True 123", "\x1b[31mred\x1b[0m", "True"]
    assert lines(tmp_path) == ["True 123", "\x1b[31mred\x1b[0m"]


def test_afterwards_the_descriptors_are_as_they_were(tmp_path):
    text = """
        def state():
            names = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
            return os.fstat(1), os.fstat(2), len(names)
        begin().close()
        before = state()
        for _ in range(3):
            run = begin()
            assert os.fstat(1) != before[0]
            run.close()
        assert state() == before
        assert threading.active_count() == 1, threading.enumerate()
    """
    succeed(program(text), tmp_path)


def test_closed_descriptors_are_left_alone(tmp_path):
    text = """
        sys.stdout = sys.stderr = None
        os.close(1)
        os.close(2)
        with begin() as run:
            run.track(1.0, name="v")
    """
    succeed(program(text), tmp_path)
    assert lines(tmp_path) == []
