"""Of which metrics less is better, as far as their names tell."""

from __future__ import annotations

import re

_RATE = re.compile(r"per_s|throughput", re.I)
_LESS = re.compile(r"loss|err|mse|mae|nll|perplexity|ppl|\b[cw]er\b|divergence|seconds|latency", re.I)
_MORE = re.compile(
    r"acc|f1|auc|precision|recall|bleu|rouge|iou|map\b|psnr|ssim|reward|return|score|per_s|throughput|\br2",
    re.I,
)


def less_is_better(name: str) -> bool:
    """Return whether a metric is one of which less is better; of others more is."""
    return _LESS.search(name) is not None and _RATE.search(name) is None


def better(name: str, before: float, after: float) -> bool | None:
    """Return whether a metric became better, None where its name does not tell what is good."""
    if less_is_better(name):
        return after < before
    return after > before if _MORE.search(name) else None
