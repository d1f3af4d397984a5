"""Which of a run's metrics says best how it does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo

_WORD = re.compile(r"[a-z]+")
_LOSS = frozenset(("loss", "nll", "perplexity", "ppl", "error", "err", "mse", "rmse", "mae", "bpb", "bpc"))
_HELD_OUT = frozenset(("val", "valid", "validation", "dev", "test", "eval", "evaluation"))


def telling(found: Iterable[SeriesInfo]) -> SeriesInfo | None:
    """Return the metric to show of a run: a loss on held-out data if there is one, else any loss."""
    return min((one for one in found if one.count), key=_rank, default=None)


def _rank(one: SeriesInfo) -> tuple[bool, bool, int, str, str]:
    """The shortest name is the plain one: ``loss`` before ``loss/kl``."""
    words = set(_WORD.findall(one.key.name.casefold()))
    held_out = contexts.held_out(one.key.context) or bool(_HELD_OUT & words)
    return not words & _LOSS, not held_out, len(one.key.name), one.key.name, one.key.context
