from __future__ import annotations

import pytest

from runyard.search.grammar.parse import parse
from runyard.search.words import words


def said(text: str) -> str:
    return "".join(f"*{piece}*" if strong else piece for piece, strong in words(parse(text)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        (
            'run.experiment.name == "digits" and run.created_at >= "2026-11-20" and not run.archived',
            "Experiment is *digits*, created since *20 Nov 2026*, not archived",
        ),
        ('"best" in run.tags', "Tagged *best*"),
        ('not "best" in run.tags', "Not tagged *best*"),
        ("run.hparams.lr > 0.001", "*hparams.lr* over *0.001*"),
        ("0.1 < run.lr", "*lr* over *0.1*"),
        ("run.lr in (0.1, 0.2)", "*lr* is one of *0.1*, *0.2*"),
        ('run.metrics["loss", {"subset": "val"}].last < 0.3', "*loss* val, last under *0.3*"),
        ("run.x is None", "Has no *x*"),
        ("run.active", "Active"),
        (
            'run.status == "failed" or (run.lr > 1 and run.x)',
            "Status is *failed* or (*lr* over *1* and has *x*)",
        ),
        ("not (run.a == 1 or run.b == 2)", "Not (*a* is *1* or *b* is *2*)"),
        ('run.created_at == "2026-11"', "Created on *Nov 2026*"),
        ('any(t.startswith("v2") for t in run.tags)', "Some tag starts with *v2*"),
        ("len(run.tags) == 0", "Number of tags is *0*"),
        (
            'run.name.lower() == "a" and run.label.startswith(("b", "c"))',
            "Name in lower case is *a*, label starts with *b* or *c*",
        ),
        ("run.created_at > datetime.now() - timedelta(days=7)", "Created in the last *7 days*"),
        ("run.created_at <= datetime.now() - timedelta(hours=1)", "Created more than *1 hour* ago"),
        ("run.created_at >= datetime(2025, 3, 1)", "Created since *1 Mar 2025*"),
        ("run.lr * 2 > 1", "*lr* times *2* over *1*"),
        ("(run.lr  or 0.1) ** 2 > 1", "*(run.lr or 0.1) ** 2* over *1*"),
        ("run.a == 1 if run.b else not run.c", "*run.a == 1 if run.b else not run.c*"),
        ('re.search("^a", run.name) or not run.marked', "Name matches *^a* or not marked"),
        ("run.x[-1] is True", "*x[-1]* is *yes*"),
        ('run.metrics["loss"].first_nan_step is None', "Has no *loss* first nan step"),
        ('run.end_time < "2026-11-20 08:05"', "Ended before *20 Nov 2026 08:05*"),
    ],
)
def test_sentences(text: str, sentence: str) -> None:
    assert said(text) == sentence
