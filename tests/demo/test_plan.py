"""The demo's plan is the sweep people expect: one look shows every status and both experiments."""

from __future__ import annotations

from collections import Counter

from runyard.demo.plan import Fate, live, plans


def test_about_two_dozen_runs_with_names_of_their_own():
    names = [plan.name for plan in (*plans(), live(5))]
    assert len(names) == len(set(names)) == 24


def test_every_end_and_both_experiments_occur():
    everything = [*plans(), live(5)]
    fates = Counter(plan.fate for plan in everything)
    assert (fates[Fate.RAISES], fates[Fate.IS_KILLED], fates[Fate.STAYS_LIVE]) == (1, 1, 1)
    assert {plan.experiment for plan in everything} == {"digits-mlp", "digits-ablation"}
    assert {plan.optimiser for plan in everything} == {"sgd", "adam", "rmsprop"}


def test_a_name_says_how_the_run_was_made():
    assert live(5).name == "mlp-w256-adam-3e-3-s2"


def test_the_live_run_lasts_as_long_as_asked():
    plan = live(3)
    slow_steps = plan.epochs * 45 * (1 - plan.quick_share)
    assert round(slow_steps * plan.pause) == 180
