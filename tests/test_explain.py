"""Why an edit is proposed, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rehear.document import Band, Decision, Edit
from rehear.document.edit import LEFT_OUT, RULES
from rehear.pipeline.reasons import explanation, reason, summary, tally

EDIT = Edit(
    "0123456789ab",
    0,
    1,
    "Maël Kemener",
    "Maëlle Quéméneur",
    "sound",
    "Maëlle Quéméneur",
    Band.REVIEW,
    0.456,
    {"distance": 0.75, "of": 11, "rarest": 3.0, "kept": ["la"], "story": True, "held back": "it may be another name"},
    lexicon="lexicons/names.toml:7",
)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words(rule: str) -> None:
    assert reason(replace(EDIT, rule=rule)).partition(" (")[0] != rule


def test_the_evidence_in_sentences() -> None:
    assert explanation(EDIT) == [
        "It sounds like Maëlle Quéméneur but for 0.75 of 11 sounds.",
        "“la” stood there rightly already.",
        "The rarest of the replaced words is rare: one in 1 million words.",
        "Maëlle Quéméneur is in the story's article.",
        "Held back: it may be another name.",
        "rule sound, review, score 0.46 of 1, id 0123456789ab",
    ]


def test_evidence_that_has_no_words_yet_is_shown_as_it_is() -> None:
    assert explanation(replace(EDIT, evidence={"pairs": ["a", "b"]}))[0] == "Not sure enough to be applied unseen."
    assert "pairs: a, b" in explanation(replace(EDIT, evidence={"pairs": ["a", "b"]}))


@pytest.mark.parametrize(
    ("zipf", "said"),
    [
        (0.0, "in no list"),
        (1.0, "100 million"),
        (3.5, "320,000"),
        (4.0, "100,000"),
        (7.1, "79 words"),
        (0.1, "790 million"),
    ],
)
def test_how_rare(zipf: float, said: str) -> None:
    assert any(said in line for line in explanation(replace(EDIT, evidence={"rarest": zipf})))


def test_the_summary() -> None:
    left_out = replace(EDIT, evidence={LEFT_OUT: "--only x"})
    edits = [EDIT, left_out, replace(EDIT, decision=Decision.ACCEPTED), replace(EDIT, decision=Decision.REJECTED)]
    assert summary(tally(edits)) == "1 changed, 1 to review, 1 rejected, 1 not selected"
    assert summary(tally([])) == "nothing to change"
