"""Objects as the bytes of a file."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from runyard.domain.plain import plain
from runyard.tracking.objects.arrays import array_of, is_array
from runyard.tracking.objects.tracked import told


def content(value: Any) -> bytes:
    """Return what a file of an object holds.

    Raises
    ------
    TypeError, ValueError
        If there is no kind of file for it; the message says why.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if callable(getattr(value, "read", None)):
        read = value.read()
        return read.encode("utf-8") if isinstance(read, str) else bytes(read)
    if is_array(value):
        import numpy as np

        file = io.BytesIO()
        np.save(file, array_of(value, "the array"), allow_pickle=False)
        return file.getvalue()
    if isinstance(value, Mapping | list | tuple):
        tree = plain(value, "the object")
        return json.dumps(tree, indent=2, ensure_ascii=False).encode("utf-8")
    kinds = "a path, bytes, an open file, a dictionary, a list or an array"
    raise TypeError(f"a file is kept of {kinds}, not {told(value)}")
