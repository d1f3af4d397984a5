"""What `track` accepts as a value, a step and an epoch, and the one sentence for what it does not."""

from __future__ import annotations

import operator
from typing import Any

_INT64 = range(-(2**63), 2**63)

#: Types that go into a record as they are.
PLAIN = frozenset((float, int, bool))


def number(value: Any, name: object) -> float:
    """Return a value as float64.

    Python numbers, numpy scalars, and arrays or tensors (of any library, on any device) with one element.

    Raises
    ------
    TypeError
        If it is no number: a string, None, a list ...
    ValueError
        If it has more than one element, or is an integer beyond the range of float64.
    """
    if type(value) in PLAIN or isinstance(value, int | float):
        return _float(value, name)
    if isinstance(value, str | bytes | bytearray | list | tuple | dict | set) or value is None:
        raise _no_number(value, name)
    size = _elements(value)
    if size is not None and size != 1:
        raise ValueError(f"the value of {_called(name)} must be one number, not an array of {size} elements")
    item = getattr(value, "item", None)
    if callable(item):
        try:
            found = item()
        except Exception:  # a value of JAX that is still being traced says so in several paragraphs
            raise _no_number(value, name) from None
        if isinstance(found, str | bytes):  # which float() would read
            raise _no_number(value, name)
        return _float(found, name)
    unpacked = getattr(value, "numpy", None)  # TensorFlow
    if callable(unpacked):
        return number(unpacked(), name)
    return _float(value, name)


def _float(value: Any, name: object) -> float:
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"the value of {_called(name)} is an integer beyond the range of float64 ({_shown(value)})"
        ) from None
    except (TypeError, ValueError):
        raise _no_number(value, name) from None


def _no_number(value: Any, name: object) -> TypeError:
    return TypeError(f"the value of {_called(name)} must be a number, not {_shown(value)}")


def _elements(value: Any) -> int | None:
    """How many elements an array or tensor has, or None when it does not say."""
    shape = getattr(value, "shape", None)
    if shape is None:
        return None
    try:
        count = 1
        for length in shape:
            count *= int(length)
    except (TypeError, ValueError):
        return None
    return count


def integral(step: Any) -> int:
    """Return a step as int64.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is a fraction, NaN, infinite, or beyond int64.
    """
    try:
        found = operator.index(step)
    except TypeError:
        found = _whole(step)
    if found not in _INT64:
        raise ValueError(f"step must fit into 64 bits, not {_shown(step)}")
    return int(found)


def _whole(step: Any) -> int:
    if isinstance(step, str | bytes) or step is None:
        raise TypeError(f"step must be an integer, not {_shown(step)}")
    size = _elements(step)
    item = getattr(step, "item", None)
    try:
        value = float(item() if callable(item) and size in (None, 1) else step)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"step must be an integer, not {_shown(step)}") from None
    if not value.is_integer():
        raise ValueError(f"step must be an integer, not {_shown(step)}")
    return int(value)


def epoch_number(epoch: Any) -> float:
    """Return an epoch as float64.

    Raises
    ------
    TypeError, ValueError
        As `number` does.
    """
    if isinstance(epoch, bool):
        raise TypeError(f"epoch must be a number, not {epoch!r}")
    return number(epoch, "epoch")


def _called(name: object) -> str:
    return "epoch" if name == "epoch" else repr(name)


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:  # a repr of their own may fail; ours must not
        text = "an object"
    if len(text) > 60:
        text = text[:57] + "..."
    return f"{text} ({type(value).__name__})"
