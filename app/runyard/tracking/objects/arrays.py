"""Arrays and tensors of any library, as numpy arrays. Only numpy is imported, where one is brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runyard.tracking.objects.tracked import reason

if TYPE_CHECKING:
    from numpy.typing import NDArray


def is_array(value: Any) -> bool:
    """Whether a value is an array or a tensor."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def is_torch(value: Any) -> bool:
    """Whether a value is a tensor of PyTorch, which puts the channels of pictures first."""
    return any(base.__module__.partition(".")[0] == "torch" for base in type(value).__mro__)


def array_of(value: Any, what: str) -> NDArray[Any]:
    """Return a value as a numpy array; its data may be the value's own.

    Raises
    ------
    TypeError
        If it is no array of numbers.
    """
    import numpy as np

    try:
        if is_torch(value):
            value = _of_torch(value)
        elif callable(getattr(value, "numpy", None)):  # TensorFlow
            value = value.numpy()
        found: NDArray[Any] = np.asarray(value)
    except Exception as error:  # of whatever library it is from
        raise TypeError(f"{what} cannot be read as an array: {reason(error)}") from None
    if found.dtype.kind not in "biuf":
        found = _plain(found, np)
    if found.dtype.kind not in "biuf":
        raise TypeError(f"{what} must hold real numbers, not {found.dtype}")
    return found


def _of_torch(value: Any) -> Any:
    tensor = value.detach() if hasattr(value, "detach") else value
    if getattr(tensor, "is_sparse", False):
        tensor = tensor.to_dense()
    if hasattr(tensor, "cpu"):
        tensor = tensor.cpu()
    try:
        return tensor.numpy()
    except TypeError:  # bfloat16 and the like, which numpy does not have
        return tensor.float().numpy()


def _plain(found: NDArray[Any], np: Any) -> NDArray[Any]:
    """Return floats of a type that numpy was taught, such as bfloat16, as numpy's own."""
    if found.dtype.kind == "V" and found.dtype.names is None:
        try:
            return np.asarray(found, dtype=np.float32)  # type: ignore[no-any-return]
        except (TypeError, ValueError):
            pass
    return found
