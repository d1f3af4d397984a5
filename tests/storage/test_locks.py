"""What looks at a repository leaves the locks alone that this process has on its database."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from runyard.storage import looking
from runyard.storage.connection import is_older
from runyard.storage.organise import tags
from runyard.storage.repair.examine import examine
from runyard.storage.store import Store

ANOTHER = """
    import sys
    from pathlib import Path
    from runyard.storage.organise import tags
    from runyard.storage.store import Store

    with Store.open(Path(sys.argv[1])) as store:
        tags.create(store, "theirs")
"""


def _look(store: Store) -> None:
    with looking.looking_store(store.folder) as other:
        other.revision()


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to the handle there")
@pytest.mark.parametrize(
    "look",
    [
        lambda store: is_older(store.database),
        lambda store: looking.head(store.database),
        lambda store: looking.versions(store.folder),
        lambda store: examine(store.folder),
        _look,
    ],
    ids=["is older", "head", "versions", "examine", "look"],
)
def test_another_process_leaves_the_log_of_one_that_was_looked_at(
    tmp_path: Path, look: Callable[[Store], object]
) -> None:
    folder = tmp_path / ".runyard"
    folder.mkdir()
    with Store.open(folder, create=True) as store:
        tags.create(store, "ours")
        log = looking.log_of(store.database)
        before = log.stat().st_ino
        look(store)
        subprocess.run([sys.executable, "-c", textwrap.dedent(ANOTHER), str(folder)], check=True)
        assert log.stat().st_ino == before  # deleted by the last one only
        tags.create(store, "ours again")
    with Store.open(folder, read_only=True) as store:
        assert {use.tag.name for use in tags.all(store)} == {"ours", "theirs", "ours again"}
