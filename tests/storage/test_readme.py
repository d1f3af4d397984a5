"""What the schema's page tells people to do works."""

from __future__ import annotations

import re
from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runyard import storage
from runyard.journal.batch import Points
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import codec
from support import seeding
from support.batches import LOSS, Feed, points

PAGE = (Path(storage.__file__).parent / "README.md").read_text(encoding="utf-8")
COLUMNS = [
    [5],
    [5, 6],
    [5, 6, 7, 8],
    [0, 3, 4, 900, -5],
    [0, 40_000, 80_001, 120_009],
    [0, 10**12, 5],
    [0, 500_000, 1_100_000, 1_500_001],
    [-(2**63), 2**63 - 1, 0],
    [7, 7, 7],
]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_the_decoder_on_the_page_decodes(column: list[int]) -> None:
    [source] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    scope: dict[str, Any] = {}
    exec(compile(source, "README.md", "exec"), scope)
    values = [0.1 * i for i in range(len(column))]
    made = Points(array("q", column), array("q", reversed(column)), array("d", values))
    steps, found, times = scope["decode"](codec.encode(made, overview=False).data, len(column))
    assert steps.tolist() == column
    assert times.tolist() == column[::-1]
    assert np.array_equal(found, values)


def test_the_query_on_the_page_runs(tmp_path: Path) -> None:
    query = PAGE[PAGE.index("    SELECT run.hash") : PAGE.index("LIMIT 10;") + 9]
    with seeding.empty(tmp_path) as store:
        feed = Feed(Ingest(store))
        feed({LOSS._replace(context='{"subset":"val"}'): points([3.0, 1.0, 2.0])})
        assert store.connection.execute(query).fetchall() == [(feed.owner.run, "run-aaaaaaaa", 1.0)]


def test_every_table_is_on_the_page(tmp_path: Path) -> None:
    with seeding.empty(tmp_path) as store:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        tables = {row[0] for row in store.connection.execute(sql)}
    assert tables - set(re.findall(r"`(\w+)`", PAGE)) == set()
