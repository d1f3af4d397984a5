"""Data frames, if pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runyard.domain.errors import KnownProblem

if TYPE_CHECKING:
    import pandas as pd


def frame(columns: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a data frame from columns by name, or from rows.

    Raises
    ------
    KnownProblem
        If pandas is not installed.
    """
    made: pd.DataFrame = _pandas().DataFrame(columns)
    return made


def joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of frames below each other. Raises as `frame` does."""
    found = list(frames)
    if not found:
        return frame([])
    made: pd.DataFrame = _pandas().concat(found, ignore_index=True)
    return made


def _pandas() -> Any:
    try:
        import pandas as pd
    except ImportError as error:
        raise KnownProblem("Data frames need pandas", "Install it: pip install pandas") from error
    return pd
