"""The names a query may use, and what each one is."""

from __future__ import annotations

from enum import Enum


class Sort(Enum):
    """What kind of value a name stands for."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    FLAG = "yes or no"
    LIST = "list"


#: Properties of a run. Any other name after ``run.`` is a param.
RUN: dict[str, Sort] = {
    "name": Sort.TEXT,
    "hash": Sort.TEXT,
    "experiment": Sort.TEXT,
    "description": Sort.TEXT,
    "status": Sort.TEXT,
    "tags": Sort.LIST,
    "archived": Sort.FLAG,
    "active": Sort.FLAG,
    "created_at": Sort.TIME,
    "creation_time": Sort.TIME,
    "finalized_at": Sort.TIME,
    "end_time": Sort.TIME,
    "duration": Sort.NUMBER,
    "label": Sort.TEXT,
    "group": Sort.TEXT,
    "job_type": Sort.TEXT,
    "marked": Sort.FLAG,
}

#: Numbers of a metric, as `series` keeps them.
VALUES: dict[str, str] = {
    "last": "the value at the last step",
    "min": "the smallest value",
    "max": "the largest value",
    "first": "the value at the first step",
    "mean": "the mean of all values but NaN",
    "count": "the number of points",
    "first_step": "the lowest step",
    "last_step": "the highest step",
    "min_step": "the step of the smallest value",
    "max_step": "the step of the largest value",
    "nan_count": "the number of points that are NaN",
    "first_nan_step": "the first step whose value is NaN",
}

#: Of those, what a sequence of images, texts or the like has as well.
OF_OBJECTS = ("count", "first_step", "last_step")

#: Modules whose functions a query may call.
MODULES = ("datetime", "re", "math")
