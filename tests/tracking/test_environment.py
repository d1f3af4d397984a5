"""What a run remembers of where it ran: no secrets, the state of real git repositories; git runs nothing."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from runyard import Repo, Run
from runyard.storage.objects import attachments
from runyard.tracking import environment
from runyard.tracking import git as looking
from runyard.tracking.git import Git
from support.programs import run as run_program
from support.programs import start, succeed
from support.waiting import wait_for

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
NAME = "A/B Çelik"


class Tree:
    """A git repository in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self("init", "-q", "-b", "feature/testing")
        self("config", "user.name", NAME)
        self("config", "user.email", "a@b.c")

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def commit(self, name: str, text: str | bytes) -> None:
        self.write(name, text)
        self("add", "-A")
        self("commit", "-q", "-m", name)

    def sign(self) -> None:
        """Put a signature into the last commit, which only a program could check."""
        head, body = self("cat-file", "commit", "HEAD").split("\n\n", 1)
        seal = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
        path = self.write(".git/signed", f"{head}\n{seal}\n\n{body}\n")
        self("update-ref", "HEAD", self("hash-object", "-t", "commit", "-w", str(path)))


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Tree(tmp_path / "code")


def look(folder):
    return Git(str(folder)).look()


def test_surroundings_are_kept_without_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_API_TOKEN", "hush")
    monkeypatch.setenv("DATABASE", "postgres://me:hush@host/db")
    monkeypatch.setenv("HARMLESS", "value")
    monkeypatch.setattr(sys, "argv", ["train.py", "--api-key", "hush", "--lr", "0.1"])
    with Run(repo=tmp_path, log_system_params=True, system_tracking_interval=None) as run:
        at_once = run["__system_params"]
        assert at_once["executable"] == sys.executable
        assert at_once["arguments"] == ["train.py", "--api-key", "***", "--lr", "0.1"]
        assert at_once["env_variables"]["HARMLESS"] == "value"
        assert at_once["env_variables"]["DATABASE"] == "postgres://host/db"
        assert "MY_API_TOKEN" in at_once["env_variables_dropped"]
    found = Repo(tmp_path).get_run(run.hash)["__system_params"]
    assert found["packages"]["numpy"] == np.__version__
    assert "hush" not in json.dumps(found)


def test_without_asking_nothing_is_kept(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None) as run:
        assert "__system_params" not in run
    assert Repo(tmp_path).get_run(run.hash).diff == ""


@needs_git
def test_commit_branch_and_remote(tree):
    tree.commit("a.txt", "one\n")
    tree("remote", "add", "origin", "https://me:hush@example.org/x.git")
    info, diff = look(tree.folder)
    assert diff == b""
    assert info.pop("commit") == {
        "hash": tree("rev-parse", "HEAD"),
        "timestamp": tree("log", "-1", "--format=%aI"),
        "author": f"{NAME} <a@b.c>",
    }
    assert info == {
        "branch": "feature/testing",
        "remote_origin_url": "https://example.org/x.git",
        "dirty": False,
        "untracked": [],
        "untracked_cut": False,
    }


@needs_git
def test_uncommitted_changes_apply_again(tree):
    tree.commit("a.txt", "one\ntwo\n")
    tree.commit("gone.txt", "x\n")
    tree.commit("image.bin", bytes(range(256)))
    tree.write("a.txt", "one\nTWO\n")
    tree("add", "a.txt")  # staged and not staged are both not committed
    tree.write("a.txt", "one\nTWO\nthree\n")
    tree.write("image.bin", bytes(range(255, -1, -1)))
    (tree.folder / "gone.txt").unlink()
    tree.write("new.txt", "untracked\n")
    sub = tree.folder / "sub"
    sub.mkdir()
    info, diff = look(sub)  # seen from below it is the same
    assert info["dirty"]
    assert info["untracked"] == ["new.txt"]
    assert info["diff"] == {"bytes": len(diff), "cut": False}
    assert b"Binary files a/image.bin and b/image.bin differ" in diff
    tree("checkout", "-q", "--", "image.bin")
    (tree.folder / "patch").write_bytes(b"".join(diff.partition(b"diff --git a/image.bin")[:1]))
    tree("reset", "-q", "--hard")
    tree("apply", "patch")
    assert (tree.folder / "a.txt").read_text() == "one\nTWO\nthree\n"
    assert not (tree.folder / "gone.txt").exists()


@needs_git
def test_before_the_first_commit_all_that_is_added_is_a_change(tree):
    tree.write("a.txt", "one\n")
    tree("add", "a.txt")
    info, diff = look(tree.folder)
    assert info["branch"] == "feature/testing"
    assert "commit" not in info
    assert b"+one" in diff


@needs_git
def test_a_detached_head_has_no_branch(tree):
    tree.commit("a.txt", "one\n")
    tree("checkout", "-q", "--detach")
    assert look(tree.folder).info["branch"] == "HEAD"


@needs_git
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_names_and_content_that_are_not_utf8(tree):
    tree.commit("a.txt", b"caf\xe9\n")
    tree.write(os.fsdecode(b"caf\xe9.txt"), "x")
    tree.write("a.txt", b"th\xe9\n")
    info, diff = look(tree.folder)
    assert info["untracked"] == ["caf\\xe9.txt"]
    assert b"-caf\xe9\n+th\xe9\n" in diff


def test_outside_a_repository_there_is_nothing_to_say(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert look(tmp_path) == ({}, None)
    assert look(tmp_path / "missing") == ({}, None)


def test_without_git_there_is_nothing_to_say(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look(tmp_path) == ({}, None)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_git_of_the_working_directory_is_never_run(tmp_path, monkeypatch):
    fake = tmp_path / "git"
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    assert look(tmp_path) == ({}, None)
    assert not (tmp_path / "ran").exists()


@needs_git
def test_a_long_difference_is_cut_and_says_so(tree, monkeypatch):
    monkeypatch.setattr(looking, "LONGEST_DIFF", 5_000)
    tree.commit("a.txt", "")
    tree.write("a.txt", "0123456789\n" * 100_000)
    info, diff = look(tree.folder)
    assert info["dirty"]
    assert info["diff"]["cut"]
    assert 4_900 < len(diff) < 5_200
    assert diff.endswith(
        b"\n+0123456789\n\n... cut here: the difference is longer than the 5,000 bytes that are kept\n"
    )


@needs_git
def test_many_untracked_names_are_cut(tree, monkeypatch):
    monkeypatch.setattr(looking, "MOST_NAMES", 3)
    for number in range(5):
        tree.write(f"{number}.txt", "")
    info = look(tree.folder).info
    assert info["untracked"] == ["0.txt", "1.txt", "2.txt"]
    assert info["untracked_cut"]


@needs_git
@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_nothing_that_the_repository_brings_is_run(tree):
    trap = tree.write("trap.sh", f"#!/bin/sh\necho ran $0 >> {tree.folder}/ran\ncat\n")
    trap.chmod(0o755)
    tree.commit("a.txt", "one\n")
    tree.commit(".gitattributes", "*.txt filter=trap diff=trap\n")
    for name in (
        "core.fsmonitor", "core.pager", "diff.external", "diff.trap.textconv", "diff.trap.command",
        "filter.trap.clean", "filter.trap.process", "filter.trap.smudge", "gpg.program", "core.sshCommand",
        "credential.helper", "core.askPass",
    ):  # fmt: skip
        tree("config", name, str(trap))
    tree("config", "log.showSignature", "true")
    tree.sign()
    tree("config", "filter.trap.required", "true")
    hooks = tree.folder / ".git" / "hooks"
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(trap, hooks / name)
    tree.write("a.txt", "two\n")
    os.utime(tree.folder / ".gitattributes", (1, 1))
    info, diff = look(tree.folder)
    assert b"-one\n+two" in diff
    assert info["commit"]
    assert not (tree.folder / "ran").exists()
    tree("config", "filter.a=b.clean", str(trap))  # a name that cannot be switched off
    assert look(tree.folder).diff is None
    assert not (tree.folder / "ran").exists()
    subprocess.run(["git", "status"], cwd=tree.folder, capture_output=True, check=False)
    assert (tree.folder / "ran").exists(), "the trap does not work"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_git_that_hangs_is_left_behind(tmp_path, monkeypatch):
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "git").write_text("#!/bin/sh\nexec sleep 600\n")
    (bin_ / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    assert Git(str(tmp_path), seconds=0.05).look() == ({}, None)


@needs_git
def test_a_run_keeps_its_changes_once_for_all_runs(tree, tmp_path, monkeypatch):
    tree.commit("a.txt", "one\n")
    tree.write("a.txt", "two\n")
    monkeypatch.chdir(tree.folder)
    runs = []
    for _ in range(2):
        with Run(repo=tmp_path, log_system_params=True, system_tracking_interval=None) as run:
            runs.append(run)
    with Repo(tmp_path) as repo:
        for run in runs:
            found = repo.get_run(run.hash)
            assert "-one\n+two\n" in found.diff
            assert found["__system_params", "git_info", "dirty"] is True
            assert attachments.read(repo.store, found._run_id, attachments.DIFF).decode() == found.diff
        assert len(list(repo.store.blobs.glob("??/*"))) == 1
        query = 'run.__system_params.git_info.branch == "feature/testing"'
        assert len(list(repo.query_runs(query))) == 2


@needs_git
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_was_collected_survives_a_kill(tree, tmp_path):
    tree.commit("a.txt", "one\n")
    tree.write("a.txt", "two\n")
    program = """
        import os, sys, time
        os.chdir(sys.argv[2])
        from runyard import Run
        run = Run(repo=sys.argv[1], log_system_params=True, system_tracking_interval=None)
        print(run.hash, flush=True)
        time.sleep(600)
    """
    process = start(program, tmp_path, tree.folder)
    digest = process.stdout.readline().strip()
    with Repo(tmp_path) as repo:
        wait_for(lambda: "packages" in repo.get_run(digest).get("__system_params", {}), "the packages")
    process.kill()
    process.communicate()
    with Repo(tmp_path) as repo:
        found = repo.get_run(digest)
        assert found.status == "crashed"
        assert found["__system_params", "git_info", "branch"] == "feature/testing"
        assert "+two" in found.diff


@needs_git
@pytest.mark.parametrize("end", ["", "raise ValueError", "import sys; sys.exit(3)"])
def test_a_short_run_has_it_all_at_its_end(tree, tmp_path, end):
    tree.commit("a.txt", "one\n")
    program = f"""
        import os, sys
        os.chdir(sys.argv[2])
        from runyard import Run
        run = Run(repo=sys.argv[1], log_system_params=True, system_tracking_interval=None)
        print(run.hash)
        {end}
    """
    _, digest, _ = run_program(program, tmp_path, tree.folder)
    with Repo(tmp_path) as repo:
        found = repo.get_run(digest.strip())
        assert set(found["__system_params"]) >= {"git_info", "packages", "executable", "env_variables"}


def test_collecting_leaves_no_thread_behind(tmp_path):
    program = """
        import sys, threading
        from runyard import Run
        with Run(repo=sys.argv[1], log_system_params=True, system_tracking_interval=None):
            pass
        print([thread.name for thread in threading.enumerate()])
    """
    assert succeed(program, tmp_path).strip() == "['MainThread']"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_end_of_a_run_does_not_wait_long_for_git(tmp_path, monkeypatch, caplog):
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "git").write_text("#!/bin/sh\nexec sleep 600\n")
    (bin_ / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(environment, "_PATIENCE", 0.05)
    with (
        caplog.at_level(logging.WARNING, "runyard"),
        Run(repo=tmp_path, log_system_params=True, system_tracking_interval=None) as run,
    ):
        pass
    assert "before all of its system params were collected" in caplog.text
    found = Repo(tmp_path).get_run(run.hash)
    assert found.status == "finished"
    assert set(found["__system_params"]) == {
        "executable",
        "arguments",
        "env_variables",
        "env_variables_dropped",
    }
