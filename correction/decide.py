"""Whether a window of the text is a misheard term: a score, guards, and a band with its reasons.

The score weighs how near the sound is against how likely the words stand there rightly: rare words, capitals of names, words of
the term that are already right, and what the rest of the clip says. Guards then hold back what a score cannot see. The
numbers that decide are in this file and in grounds.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

from ..document.edit import Band
from .forms import Form, Kind
from .frequency import REAL, zipf
from .grounds import SLIGHT, Case, Support
from .guards import bothers, guard
from .lexicon import Term
from .namesakes import name_beside
from .oddness import oddness
from .windows import SAME_SOUND, Likeness, Neighbours, Window

# A proposal at or above SAFE_SCORE is applied, one from REVIEW_SCORE on is shown, others are dropped.
SAFE_SCORE, REVIEW_SCORE = 0.6, 0.4
# A name of which only a part agrees is not even shown if this much of the rest differs (by phone).
MOST_SHOWN = 0.45
# How much nearer than in their commonest way words may come when they are said in another (phones).
MOST_GAINED = 0.75
# That words stand oddly (`oddness`) counts where at most this share of the sound differs.
ODD_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Verdict:
    """A band (None: not even worth showing), a score of 0 to 1 and the evidence by name."""

    band: Band | None
    score: float
    evidence: dict[str, object] = field(default_factory=dict)


def own_features(form: Form, like: Likeness, caseless: bool, language: str) -> dict[str, float]:
    """What the score is made of, each about 0 to 1: as far as the window and the form say it by themselves.

    Args:
        caseless: whether the whole text has no capitals, or nothing else.
    """
    kept = like.content(language)
    anchor = sum(max(0.0, 6.0 - zipf(token, language)) for token in kept)
    same = like.changed_cost == 0
    # Two words that are right tell of a third one as much as if it had their length: "fond monétaire international".
    length = like.length if len(kept) > 1 else like.changed_length
    single = len(like.changed) + len(like.kept) == 1
    return {
        "relative": min(like.changed_cost / max(like.changed_length, 1), 1.0),
        "cost": min(like.changed_cost / 4, 1.0),
        "length": min(like.length, 12) / 12,
        "rarity": (6.0 - min(like.rarest, 6.0)) / 6,
        "common": min(like.commonest, 7.0) / 7,
        "anchor": min(anchor, 4.0) / 4,
        "capital": float(like.capital and form.named),
        "lowered": float(like.lowered),
        "letters": like.letters,
        "same_sound": float(same),
        "same_length": min(length, 8) / 8 * same,
        "anchored_same": min(length, 6) / 6 * (same and anchor > 0),
        "spelling": float(like.spelling and like.capital),
        "single": float(single and not caseless),
        "caseless": float(caseless),
        "one_caseless": float(single and caseless),
        "surname": float(form.kind is Kind.SURNAME),
    }


def beside_features(
    window: Window, beside: Neighbours, term: Term, form: Form, like: Likeness, language: str
) -> dict[str, float]:
    """The same by what stands beside the window; `may_be_proposed` counts with the most that they may add."""
    return {
        "name_beside": float(name_beside(beside, term, form, language)),
        "odd": oddness(window, beside, form, like, language) if _nearly_same(like) else 0.0,
    }


def support_features(support: Support) -> dict[str, float]:
    """The same by the rest of the clip and of the lexicon."""
    return {
        "story": float(support.story),
        "occurs": float(support.occurs),
        "repeated": float(support.repeated > 1),
        "context": float(support.context),
    }


def _nearly_same(like: Likeness) -> bool:
    return like.changed_cost <= ODD_SHARE * like.changed_length + SAME_SOUND


# Fitted by logistic regression to proposals on recognised French radio, written mishearings and clean text, and rounded.
WEIGHTS = {
    "bias": -3.5,
    "relative": -3.5,
    "cost": -3.3,
    "length": 1.7,
    "rarity": 4.4,
    "common": -2.0,
    "anchor": 0.5,
    "capital": 1.0,
    "lowered": -1.6,
    "letters": 2.4,
    "same_sound": 0.7,
    "same_length": 2.0,
    "anchored_same": 1.2,
    "spelling": 2.5,
    "single": -1.4,
    "caseless": 1.0,
    "one_caseless": 0.4,
    "surname": -1.4,
    "name_beside": -0.5,
    "story": 2.0,
    "occurs": 0.9,
    "repeated": 0.2,
    "odd": 2.0,
    "context": 2.0,
}


def points_of(values: Mapping[str, float]) -> float:
    """What some features add to the score, before it is brought between 0 and 1."""
    return sum([WEIGHTS[name] * value for name, value in values.items()])


def score_of(points: float) -> float:
    return 1 / (1 + exp(-WEIGHTS["bias"] - points))


def may_be_proposed(own: float, like: Likeness, support: Support) -> bool:
    """Whether a window could be, whatever stands beside it; `own` are the points of its `own_features`."""
    beside = WEIGHTS["odd"] if _nearly_same(like) else 0.0  # a name beside it only speaks against it
    return score_of(own + points_of(support_features(support)) + beside) >= REVIEW_SCORE


def decide(
    window: Window,
    beside: Neighbours,
    term: Term,
    form: Form,
    like: Likeness,
    own: float,
    support: Support,
    language: str,
) -> Verdict:
    """Judge one window against one form of a term; `own` are the points of its `own_features`."""
    around = {**beside_features(window, beside, term, form, like, language), **support_features(support)}
    score = score_of(own + points_of(around))
    if score < REVIEW_SCORE or (score < SAFE_SCORE and _far_fetched(form, like, support, language)):
        return Verdict(None, score)
    evidence: dict[str, object] = {
        "distance": round(like.changed_cost, 2),
        "of": like.changed_length,
        "rarest": like.rarest,
    }
    if like.kept:
        evidence["kept"] = list(like.kept)
    for name in ("story", "occurs", "context", "odd"):
        if around[name]:
            evidence[name] = True
    case = Case.of(window, beside, term, form, like, support, language, around["odd"])
    held = guard(case) if score >= SAFE_SCORE else ""
    if (held or score < SAFE_SCORE) and bothers(case):
        return Verdict(None, score)
    if score < SAFE_SCORE:
        return Verdict(Band.REVIEW, score, evidence)
    if held:
        return Verdict(Band.REVIEW, min(score, SAFE_SCORE), {**evidence, "held back": held})
    return Verdict(Band.SAFE, score, evidence)


def _far_fetched(form: Form, like: Likeness, support: Support, language: str) -> bool:
    """Whether a person would only be bothered: mostly another name, or a usual name that nothing in the clip speaks against."""
    if like.kept and like.changed_cost > MOST_SHOWN * like.changed_length:
        return True
    usual = any(zipf(word, language) >= REAL for word in like.changed)
    return form.kind is Kind.SURNAME and not support.vouched and (usual or like.changed_cost > SLIGHT)
