"""What a script says of its run besides data: name, description, experiment, params, tags."""

from __future__ import annotations

from typing import Any

from runyard.domain import params as trees
from runyard.domain.plain import plain, shown
from runyard.reading.view import Key, RunView
from runyard.tracking.checks import flag, path_of, tag, text
from runyard.tracking.session import Session

LARGEST_PARAMS = 16 << 20  # characters of one assignment


class Describing(RunView):
    """The describing part of `Run`."""

    _facts: dict[str, Any]

    def _session_to_write(self) -> Session:
        raise NotImplementedError

    def _set(self, field: str, value: Any) -> None:
        self._session_to_write().op("field", [field, value])
        self._facts[field] = value

    @property
    def name(self) -> str:
        """The name people see; may be set."""
        return super().name

    @name.setter
    def name(self, name: str) -> None:
        self._set("name", text("name", name))

    @property
    def description(self) -> str:
        """What the run is about; may be set."""
        return super().description

    @description.setter
    def description(self, description: str) -> None:
        self._set("description", text("description", description, empty=True))

    @property
    def experiment(self) -> str:
        """The name of the run's experiment; may be set, which creates it where needed."""
        return super().experiment

    @experiment.setter
    def experiment(self, experiment: str) -> None:
        self._set("experiment", text("experiment", experiment))

    @property
    def archived(self) -> bool:
        """Whether the run is in the archive; may be set."""
        return super().archived

    @archived.setter
    def archived(self, archived: bool) -> None:
        self._set("archived", flag("archived", archived))

    @property
    def label(self) -> str:
        """A short text shown beside the name, such as what is special about the run; may be set."""
        return super().label

    @label.setter
    def label(self, label: str) -> None:
        self._set("label", text("label", label, empty=True))

    @property
    def group(self) -> str:
        """What the run is part of, such as a sweep or a fold; may be set."""
        return super().group

    @group.setter
    def group(self, group: str) -> None:
        self._set("group", text("group", group, empty=True))

    @property
    def job_type(self) -> str:
        """The run's part in its group, such as ``"train"`` or ``"eval"``; may be set."""
        return super().job_type

    @job_type.setter
    def job_type(self, job_type: str) -> None:
        self._set("job_type", text("job_type", job_type, empty=True))

    def __setitem__(self, key: Key, value: Any) -> None:
        """Set a param or a tree: ``run["hparams"] = {...}``, ``run["a", "b"] = 1``, ``run[...] = {...}``.

        An assignment replaces the whole tree at its key; a path of keys adds to what is there. Reading gives
        a plain dictionary of its own: ``run["a"]["b"] = 1`` changes nothing, ``run["a", "b"] = 1`` does.

        Every value like those of JSON comes back exactly as it was: integers of any size, NaN, ±inf, -0.0,
        bytes, any text, integer keys. Tuples come back as lists. Of other objects these are understood: enum
        members (their value), paths, dates, times and time spans (text, or seconds), named tuples,
        dataclasses, namespaces, pydantic, attrs and OmegaConf objects (dictionaries), sets, numpy scalars,
        arrays and tensors (nested lists, up to a million values).

        Raises
        ------
        TypeError
            If something in the value cannot be kept; the message names its place and type.
        ValueError
            If it contains itself, is nested more than 100 levels deep, holds more than a million values or
            16 MB, or text that is not valid Unicode.
        """
        self.set(key, value)

    def set(self, key: Key, value: Any, strict: bool = True) -> None:
        """Set a param as ``run[key] = value`` does.

        Parameters
        ----------
        key : str, int, tuple of them, or ``...``
            The param; a tuple is a path of keys, ``...`` the whole tree.
        value : object
            What is kept; see `__setitem__`.
        strict : bool
            Otherwise a part that cannot be kept becomes its repr, and only that part.
        """
        path = path_of(key)
        place = ".".join(map(str, path)) or "params"
        tree = plain(value, place, strict=flag("strict", strict), depth=len(path))
        if not path and not isinstance(tree, dict):
            raise TypeError(f"run[...] takes a dictionary, not {shown(value)[:60]}")
        encoded = trees.encode(tree)
        if len(encoded) > LARGEST_PARAMS:
            raise ValueError(
                f"{place} takes {len(encoded) >> 20} MB, and at most {LARGEST_PARAMS >> 20} MB are kept;"
                " keep it in a file and its path here"
            )
        self._session_to_write().op("param", [path, encoded])

    def __delitem__(self, key: Key) -> None:
        """Remove a param or a tree of them; KeyError when there is none."""
        session = self._session_to_write()
        path = path_of(key)
        self[key]
        session.op("unset", [path])

    def add_tag(self, name: str) -> None:
        """Attach a tag, made where it is new; at most 50 characters, else ValueError."""
        self._session_to_write().op("tag", [tag(name)])

    def remove_tag(self, name: str) -> None:
        """Take a tag off; nothing happens if the run does not carry it."""
        self._session_to_write().op("untag", [tag(name)])
