"""How well digits are told apart, in words."""

from __future__ import annotations

import json

import numpy as np

from runyard.demo.digits import CLASSES
from runyard.demo.network import Array, Labels


def table_of(shares: Array, labels: Labels) -> Labels:
    """Return how often each digit (row) was read as each (column)."""
    table = np.zeros((CLASSES, CLASSES), np.int64)
    np.add.at(table, (labels, shares.argmax(axis=1)), 1)
    return table


def report(shares: Array, labels: Labels) -> str:
    """Return precision, recall and F1 of each digit as a Markdown table."""
    table = table_of(shares, labels)
    lines = ["| digit | precision | recall | F1 | support |", "|---:|---:|---:|---:|---:|"]
    for one in range(CLASSES):
        right = int(table[one, one])
        precision, recall = right / max(1, table[:, one].sum()), right / max(1, table[one].sum())
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        lines.append(f"| {one} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {table[one].sum()} |")
    right = int(np.trace(table))
    lines += ["", f"**{right} of {len(labels)}** digits are read right: {100 * right / len(labels):.2f} %."]
    return "\n".join(lines)


def samples(shares: Array, labels: Labels, count: int) -> list[str]:
    """Return what the network says of the first digits, as JSON."""
    found = []
    for row, label in zip(shares[:count].tolist(), labels[:count].tolist(), strict=True):
        likely = {str(digit): round(share, 4) for digit, share in enumerate(row) if share >= 0.001}
        said = max(range(CLASSES), key=row.__getitem__)
        found.append(json.dumps({"true": label, "read as": said, "likely": likely}, indent=2))
    return found
