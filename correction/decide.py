"""Whether a window of the text is a misheard term: a score, guards, and a band with its reasons.

The score weighs how near the sound is against how likely the words stand there rightly: rare words, capitals of names, words of
the term that are already right, and what the rest of the clip says. Guards then hold back what a score cannot see. All numbers
that decide are in this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp

from ..document.edit import Band
from .forms import Form, Kind
from .frequency import zipf
from .lexicon import Term
from .windows import Likeness, Window, is_function_word

# A proposal at or above SAFE_SCORE is applied, one from REVIEW_SCORE on is shown, others are dropped.
SAFE_SCORE, REVIEW_SCORE = 0.75, 0.35
# Zipf frequencies: below UNHEARD_OF a word hardly exists, from COMMON on it is an ordinary word.
UNHEARD_OF, COMMON = 2.2, 3.5


@dataclass(frozen=True, slots=True)
class Support:
    """What the rest of the clip says for a term: that it stands there rightly, or belongs to its story."""

    occurs: bool = False
    story: bool = False
    repeated: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """A band (None: not even worth showing), a score of 0 to 1 and the evidence by name."""

    band: Band | None
    score: float
    evidence: dict[str, object] = field(default_factory=dict)


def features(window: Window, form: Form, like: Likeness, language: str) -> dict[str, float]:
    """What the score is made of, each about 0 to 1."""
    anchor = sum(max(0.0, 6.0 - zipf(token, language)) for token in like.kept if not is_function_word(token, language))
    return {
        "relative": min(like.changed_cost / max(like.changed_length, 1), 1.0),
        "cost": min(like.changed_cost / 4, 1.0),
        "length": min(like.length, 14) / 14,
        "rarity": (6.0 - min(like.rarest, 6.0)) / 6,
        "common": min(like.commonest, 7.0) / 7,
        "anchor": min(anchor, 4.0) / 4,
        "capital": float(like.capital and form.text[:1].isupper()),
        "letters": like.letters,
        "same_sound": float(like.changed_cost == 0),
        "spelling": float(like.spelling),
        "single": float(len(window.texts) == 1),
        "surname": float(form.kind is Kind.SURNAME),
    }


WEIGHTS = {
    "bias": -3.0,
    "relative": -6.0,
    "cost": -2.0,
    "length": 2.0,
    "rarity": 4.0,
    "common": -1.0,
    "anchor": 2.0,
    "capital": 1.0,
    "letters": 3.0,
    "same_sound": 1.0,
    "spelling": 1.5,
    "single": -0.5,
    "surname": -1.0,
}


def decide(window: Window, term: Term, form: Form, like: Likeness, support: Support, language: str) -> Verdict:
    """Judge one window against one form of a term."""
    values = features(window, form, like, language)
    points = WEIGHTS["bias"] + sum(WEIGHTS[name] * value for name, value in values.items())
    score = 1 / (1 + exp(-points))
    band = Band.SAFE if score >= SAFE_SCORE else Band.REVIEW if score >= REVIEW_SCORE else None
    evidence: dict[str, object] = {"distance": round(like.changed_cost, 2), "rarest": like.rarest}
    return Verdict(band, score, evidence)
