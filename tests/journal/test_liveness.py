"""Who lives: real processes that hold locks, end, and are killed."""

from __future__ import annotations

import os
import signal
import sys
import time

import psutil
import pytest

from runyard.journal import liveness
from runyard.journal.batch import Owner
from runyard.journal.liveness import Liveness, OwnerLock, alive
from support.programs import start

HOLDER = """
    import sys, time
    from pathlib import Path
    from runyard.journal.liveness import OwnerLock
    lock = OwnerLock.take(Path(sys.argv[1]))
    print("held", flush=True)
    time.sleep(60)
"""


def me() -> Owner:
    return Owner(
        "ab" * 12, "0123abcd", liveness.host(), liveness.boot_id(), os.getpid(), liveness.process_started(), 1
    )


def test_the_start_of_a_process_is_what_psutil_reports():
    assert liveness.process_started() == pytest.approx(psutil.Process().create_time(), abs=1)


def test_a_lock_of_this_process_lives_and_looking_does_not_drop_it(tmp_path):
    path = tmp_path / "a.lock"
    lock = OwnerLock.take(path)
    assert alive(path, None) is Liveness.LIVE
    looker = start(
        "import sys; from pathlib import Path; from runyard.journal.liveness import alive;"
        " print(alive(Path(sys.argv[1]), None).value)",
        path,
    )
    assert looker.communicate(timeout=60)[0].strip() == "live"
    lock.release()
    assert not path.exists()
    assert alive(path, None) is Liveness.DEAD


def test_a_lock_file_that_cannot_be_deleted_stays_and_nothing_is_raised(tmp_path):
    path = tmp_path / "a.lock"
    lock = OwnerLock.take(path)
    path.rename(tmp_path / "elsewhere")
    path.mkdir()
    lock.release()
    assert path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_process_is_dead_at_once(tmp_path):
    path = tmp_path / "a.lock"
    holder = start(HOLDER, path)
    assert holder.stdout is not None
    holder.stdout.readline()
    assert alive(path, None) is Liveness.LIVE
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert path.exists()
    assert alive(path, None) is Liveness.DEAD


def test_a_lock_kept_for_those_who_drain_is_dead(tmp_path):
    path = tmp_path / "a.lock"
    OwnerLock.take(path).release(keep_file=True)
    assert path.exists()
    assert alive(path, me()) is Liveness.DEAD


def test_without_its_lock_file_the_process_itself_decides(tmp_path):
    path = tmp_path / "gone.lock"
    assert alive(path, me()) is Liveness.LIVE
    assert alive(path, me()._replace(process_started=me().process_started - 1000)) is Liveness.DEAD
    assert alive(path, me()._replace(boot_id="another")) is Liveness.DEAD
    assert alive(path, me()._replace(pid=0)) is Liveness.DEAD


def test_another_machine_is_judged_by_its_last_sign_of_life(tmp_path):
    path = tmp_path / "far.lock"
    far = me()._replace(host="another-machine")
    assert alive(path, far) is Liveness.DEAD
    path.touch()
    for age, expected in ((0, Liveness.LIVE), (120, Liveness.STALE), (1200, Liveness.DEAD)):
        moment = time.time() - age
        os.utime(path, (moment, moment))
        assert alive(path, far) is expected
