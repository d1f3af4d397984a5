"""What people do to experiments, with the questions that come before."""

from __future__ import annotations

from runyard.desktop.parts.experiment_actions.actions import ExperimentActions
from runyard.desktop.parts.experiment_actions.naming import DESCRIPTION_LIMIT, name_problem

__all__ = ["DESCRIPTION_LIMIT", "ExperimentActions", "name_problem"]
