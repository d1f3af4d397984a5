"""What people pass as params becomes plain values, or is refused by place and type; nothing hangs."""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime as dt
import enum
import pathlib
import types
from typing import Any, NamedTuple

import numpy as np
import pytest

from runyard.domain.plain import MOST_VALUES, plain


class Colour(enum.Enum):
    RED = "red"


class Mode(str, enum.Enum):  # noqa: UP042 - people write it so
    FAST = "fast"


class Size(enum.IntEnum):
    BIG = 3


class Pair(NamedTuple):
    low: int
    high: int


@dataclasses.dataclass
class Net:
    width: int
    sizes: tuple[int, ...]
    inner: Any = None


class Attrs:
    """As attrs makes them."""

    __attrs_attrs__ = (types.SimpleNamespace(name="lr"), types.SimpleNamespace(name="net"))

    def __init__(self) -> None:
        self.lr = 0.1
        self.net = Net(1, ())


class Pydantic:
    """As pydantic 2 makes them."""

    def model_dump(self) -> dict[str, Any]:
        return {"path": pathlib.PurePosixPath("x"), "mode": Mode.FAST}


class OldPydantic:
    """As pydantic 1 made them."""

    __fields__: tuple[str, ...] = ("lr",)

    def dict(self) -> dict[str, Any]:
        return {"lr": 0.5}


class DictConfig(collections.UserDict[str, Any]):
    """As OmegaConf makes them: a mapping that resolves references as its items are read."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return self[value[2:-1]] if isinstance(value, str) and value.startswith("${") else value


class ListConfig(collections.UserList[Any]):
    """The list beside it."""


class Tensor:
    """As torch and JAX make them."""

    def __init__(self, value: Any, shape: tuple[int, ...]) -> None:
        self.value = value
        self.shape = shape

    def tolist(self) -> Any:
        return self.value


class EagerTensor:
    """As TensorFlow makes them."""

    shape = ()

    def numpy(self) -> Any:
        return np.float32(0.25)


KNOWN: list[tuple[Any, Any]] = [
    (np.float32(0.5), 0.5),
    (np.float64(0.1), 0.1),
    (np.int64(7), 7),
    (np.uint64(2**64 - 1), 2**64 - 1),
    (np.bool_(True), True),
    (np.str_("text"), "text"),
    (np.array(3), 3),
    (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
    (np.datetime64("2026-11-20T01:02:03.123456789"), "2026-11-20T01:02:03.123456789"),
    (np.timedelta64(1500, "ms"), 1.5),
    (Tensor(1.5, ()), 1.5),
    (Tensor([1.5, 2.5], (2,)), [1.5, 2.5]),
    (EagerTensor(), 0.25),
    (pathlib.PurePosixPath("data/train.csv"), "data/train.csv"),
    (dt.date(2026, 11, 20), "2026-11-20"),
    (dt.datetime(2026, 11, 20, 1, 2, tzinfo=dt.UTC), "2026-11-20T01:02:00+00:00"),
    (dt.time(1, 2), "01:02:00"),
    (dt.timedelta(minutes=2), 120.0),
    (Colour.RED, "red"),
    (Mode.FAST, "fast"),
    (Size.BIG, 3),
    (Pair(1, 2), {"low": 1, "high": 2}),
    ((1, (2, 3)), [1, [2, 3]]),
    (range(3), [0, 1, 2]),
    (collections.deque([1, 2]), [1, 2]),
    ({10, 9}, [9, 10]),
    (frozenset({"b", 1}), ["b", 1]),
    (Net(8, (1, 2)), {"width": 8, "sizes": [1, 2], "inner": None}),
    (Attrs(), {"lr": 0.1, "net": {"width": 1, "sizes": [], "inner": None}}),
    (Pydantic(), {"path": "x", "mode": "fast"}),
    (OldPydantic(), {"lr": 0.5}),
    (DictConfig({"a": "${b}", "b": ListConfig([1])}), {"a": [1], "b": [1]}),
    (ListConfig([DictConfig({"c": 2})]), [{"c": 2}]),
    (argparse.Namespace(lr=0.1), {"lr": 0.1}),
    (types.SimpleNamespace(lr=types.SimpleNamespace(x=1)), {"lr": {"x": 1}}),
    (types.MappingProxyType({"a": 1}), {"a": 1}),
    (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    (bytearray(b"\x00"), b"\x00"),
    ({np.int64(3): 1, Mode.FAST: 2, Colour.RED: 3}, {3: 1, "fast": 2, "red": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), KNOWN, ids=lambda value: type(value).__name__)
def test_well_known_objects_become_plain_values(value: Any, expected: Any) -> None:
    found = plain({"deep": [value]})["deep"][0]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "place", "kind"),
    [
        (object(), "params", "object"),
        ({"a": [0, lambda: None]}, r"params\.a\[1\]", "function"),
        ({"a": {3: 1j}}, r"params\.a\[3\]", "complex"),
        (Net(1, (), inner=Net), r"params\.inner", "type"),
        ({"a": iter([1])}, r"params\.a", "list_iterator"),
        ({"a": {1.5: 1}}, r"keys in params\.a", "1.5"),
        ({True: 1}, "keys in params", "True"),
        ({None: 1}, "keys in params", "None"),
        ({(1, 2): 1}, "keys in params", r"\(1, 2\)"),
    ],
)
def test_what_has_no_plain_form_is_refused_by_place_and_type(value: Any, place: str, kind: str) -> None:
    with pytest.raises(TypeError, match=f"{place} .*{kind}"):
        plain(value)


def test_without_strictness_only_what_cannot_be_kept_becomes_its_repr() -> None:
    found = plain({"lr": 1, "odd": [1j, {"x": object, (1, 2): 3}]}, strict=False)
    assert found == {"lr": 1, "odd": ["1j", {"x": "<class 'object'>", "(1, 2)": 3}]}


def test_an_object_whose_own_code_fails_is_refused_and_kept_as_its_type_at_most() -> None:
    class Broken:
        def model_dump(self) -> Any:
            raise RuntimeError("missing value: lr")

        def __repr__(self) -> str:
            raise RuntimeError

    with pytest.raises(TypeError, match=r"params\.model is a Broken that cannot be read: missing value: lr"):
        plain({"model": Broken()})
    assert plain([Broken()], strict=False) == ["<Broken>"]


def test_what_contains_itself_is_refused_at_once() -> None:
    loop: list[Any] = []
    loop.append(loop)
    net = Net(1, ())
    net.inner = {"again": net}
    with pytest.raises(ValueError, match=r"params\[0\] contains itself"):
        plain(loop)
    with pytest.raises(ValueError, match=r"params\.inner\.again contains itself"):
        plain(net)
    assert plain(loop, strict=False) == ["[[...]]"]


def test_the_same_object_twice_side_by_side_is_no_loop() -> None:
    shared = {"a": 1}
    assert plain({"x": shared, "y": [shared, shared]}) == {"x": {"a": 1}, "y": [{"a": 1}, {"a": 1}]}


class Endless(dict[str, int]):
    """Says it has a few items, and never ends."""

    def items(self) -> Any:
        while True:
            yield "a", 1


class Deeper:
    def model_dump(self) -> Any:
        return {"inner": Deeper()}


def doubled(levels: int) -> Any:
    value: Any = [1]
    for _ in range(levels):
        value = [value, value]
    return value


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Deeper(), "nested more than 100 levels deep"),
        (nested(102), "nested more than 100 levels deep"),
        (doubled(80), "more than 1,000,000 values"),
        (Endless(), "more than 1,000,000 values"),
        (range(10**15), "more than 1,000,000 values"),
        (np.broadcast_to(np.float64(1), (10**6, 10**6)), "more than 1,000,000 values"),
        (["\udc80"], r"params\[0\] holds text that is not valid Unicode"),
        ({"\udc80": 1}, "text that is not valid Unicode"),
    ],
    ids=range(8),
)
def test_what_is_too_deep_too_much_or_no_text_is_one_sentence(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        plain(value)


def test_a_hundred_levels_and_a_long_list_are_kept() -> None:
    assert plain(nested(100)) == nested(100)
    assert len(plain([0] * (MOST_VALUES - 1))) == MOST_VALUES - 1


def test_half_a_character_is_spelled_out_without_strictness() -> None:
    assert plain({"\udc80": ["a\udc80"]}, strict=False) == {"\\udc80": ["a\\udc80"]}


def test_what_is_returned_is_no_part_of_what_was_passed() -> None:
    passed = {"a": [1, {"b": 2}]}
    found = plain(passed)
    passed["a"].append(3)  # type: ignore[attr-defined]
    assert found == {"a": [1, {"b": 2}]}


@pytest.mark.parametrize("library", ["pydantic", "attrs", "omegaconf"])
def test_the_real_ones_where_installed(library: str) -> None:
    pytest.importorskip(library)
    if library == "pydantic":
        import pydantic

        made: Any = pydantic.create_model(
            "Config", lr=(float, 0.1), where=(pathlib.Path, pathlib.Path("x"))
        )()
        assert plain(made) == {"lr": 0.1, "where": "x"}
    elif library == "attrs":
        import attrs

        assert plain(attrs.make_class("Config", {"lr": attrs.field(default=0.1)})()) == {"lr": 0.1}
    else:
        import omegaconf

        made = omegaconf.OmegaConf.create({"a": "${b.c}", "b": {"c": [1, 2]}})
        assert plain(made) == {"a": [1, 2], "b": {"c": [1, 2]}}
