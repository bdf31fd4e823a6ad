"""Whether a window of the text is a misheard term: a score, guards, and a band with its reasons.

The score weighs how near the sound is against how likely the words stand there rightly: rare words, capitals of names, words of
the term that are already right, and what the rest of the clip says. Guards then hold back what a score cannot see. All numbers
that decide are in this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

from ..document.edit import Band
from .forms import Form, Kind
from .frequency import zipf
from .lexicon import Term
from .oddness import oddness
from .tokens import norm, split_norms
from .windows import SAME_SOUND, Likeness, Neighbours, Window, is_function_word

# A proposal at or above SAFE_SCORE is applied, one from REVIEW_SCORE on is shown, others are dropped.
SAFE_SCORE, REVIEW_SCORE = 0.6, 0.4
# Zipf frequencies: from REAL on a word exists (as a name, say), from COMMON on it is an ordinary one.
REAL, COMMON = 2.0, 3.3
# Commoner than any word: what stands where no word counts.
NOTHING = 9.0
# A word this much commoner than the term's own is more likely right than misheard.
COMMONER = 0.3
# A word of the term that is right already tells which term it is, if it is rarer than this.
TELLING = 4.0
# A rarer word with a capital is a name even where it begins a sentence.
BEGINS_SENTENCES = 4.7
# Distances of sound, in phones: up to SAME two words sound alike, up to SLIGHT they may be told apart; of words of at least
# LONG phones, SLIGHT_SHARE of them may differ.
SAME, SLIGHT, LONG, SLIGHT_SHARE = 0.25, 0.5, 7, 0.1
# Likeness of spelling from which a term that says `match = "fuzzy"` is taken like one of the same sound.
ALIKE = 0.85
# Where only a common first name agrees, and where words are joined or parted, the rest may be this far apart (by phone).
MOST_BY_FIRST_NAME, NEAR_JOINED = 0.35, 0.1
# A name of which only a part agrees is not even shown if this much of the rest differs (by phone).
MOST_SHOWN = 0.5
# How much nearer than in their commonest way words may come when they are said in another (phones).
MOST_GAINED = 0.75
# That words stand oddly (`oddness`) counts where at most this share of the sound differs; from CLEARLY_ODD on ordinary words
# may be a term by their sound alone.
ODD_SHARE, CLEARLY_ODD = 0.15, 0.4
# Phones that ordinary words must have to be a term by their sound alone.
LONG_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Support:
    """What the rest of the clip and of the lexicon say.

    Attributes:
        occurs: the term stands rightly elsewhere in the clip.
        named: so does its whole name, not only a person's surname.
        story: it belongs to the clip's story.
        repeated: how often the same words may be this term.
        another: the window is the right spelling of another person's surname.
        context: a word that the term's entry asks for stands close by.
    """

    occurs: bool = False
    named: bool = False
    story: bool = False
    repeated: int = 1
    another: bool = False
    context: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A band (None: not even worth showing), a score of 0 to 1 and the evidence by name."""

    band: Band | None
    score: float
    evidence: dict[str, object] = field(default_factory=dict)


def own_features(window: Window, form: Form, like: Likeness, language: str) -> dict[str, float]:
    """What the score is made of, each about 0 to 1: as far as the window and the form say it by themselves."""
    anchor = sum(max(0.0, 6.0 - zipf(token, language)) for token in like.kept if not is_function_word(token, language))
    same = like.changed_cost == 0
    single = len(window.texts) == 1
    return {
        "relative": min(like.changed_cost / max(like.changed_length, 1), 1.0),
        "cost": min(like.changed_cost / 4, 1.0),
        "length": min(like.length, 12) / 12,
        "rarity": (6.0 - min(like.rarest, 6.0)) / 6,
        "common": min(like.commonest, 7.0) / 7,
        "anchor": min(anchor, 4.0) / 4,
        "capital": float(like.capital and form.text[:1].isupper()),
        "lowered": float(like.lowered),
        "letters": like.letters,
        "same_sound": float(same),
        "same_length": min(like.changed_length, 8) / 8 * same,
        "anchored_same": min(like.changed_length, 6) / 6 * (same and anchor > 0),
        "spelling": float(like.spelling and like.capital),
        "single": float(single and not window.caseless),
        "caseless": float(window.caseless),
        "one_caseless": float(single and window.caseless),
        "surname": float(form.kind is Kind.SURNAME),
    }


def beside_features(
    window: Window, beside: Neighbours, term: Term, form: Form, like: Likeness, language: str
) -> dict[str, float]:
    """The same by what stands beside the window; each name is counted in `_MOST_BESIDE`."""
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


def name_beside(beside: Neighbours, term: Term, form: Form, language: str) -> bool:
    """Whether the window stands in another name: a capital before or after it that is not of this term."""
    left, right = beside.left[:1].isupper(), beside.right[:1].isupper()
    if not (left or right) or not form.text[:1].isupper():
        return False
    own = split_norms(term.write)
    meant = beside.left_named or zipf(norm(beside.left), language) < BEGINS_SENTENCES
    return (left and meant and norm(beside.left) not in own) or (right and norm(beside.right) not in own)


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


# What all features together may add that stand beside a window.
_MOST_BESIDE = sum(max(WEIGHTS[name], 0.0) for name in ("name_beside", "odd"))


def points_of(values: Mapping[str, float]) -> float:
    """What some features add to the score, before it is brought between 0 and 1."""
    return sum([WEIGHTS[name] * value for name, value in values.items()])


def score_of(points: float) -> float:
    return 1 / (1 + exp(-WEIGHTS["bias"] - points))


def may_be_proposed(own: float, support: Support) -> bool:
    """Whether a window could be, whatever stands beside it; `own` are the points of its `own_features`."""
    return score_of(own + points_of(support_features(support)) + _MOST_BESIDE) >= REVIEW_SCORE


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
    if score < SAFE_SCORE:
        return Verdict(Band.REVIEW, score, evidence)
    if held := guard(window, beside, term, form, like, support, language, around["odd"]):
        return Verdict(Band.REVIEW, min(score, SAFE_SCORE), {**evidence, "held back": held})
    return Verdict(Band.SAFE, score, evidence)


def _far_fetched(form: Form, like: Likeness, support: Support, language: str) -> bool:
    """Whether a person would only be bothered: mostly another name, or a usual name that nothing in the clip speaks against."""
    if like.kept and like.changed_cost > MOST_SHOWN * like.changed_length:
        return True
    vouched = support.occurs or support.story
    usual = any(zipf(word, language) >= REAL for word in like.changed)
    return form.kind is Kind.SURNAME and not vouched and (usual or like.changed_cost > SLIGHT)


def guard(
    window: Window,
    beside: Neighbours,
    term: Term,
    form: Form,
    like: Likeness,
    support: Support,
    language: str,
    odd: float,
) -> str:
    """Why a proposal with a good score must still be seen by a person; '' if nothing holds it back."""
    named = form.text[:1].isupper()
    known = min((commonness(word, language) for word in like.changed), default=NOTHING)
    anchor = min((zipf(word, language) for word in like.kept if not is_function_word(word, language)), default=NOTHING)
    same = like.changed_cost <= SAME
    misspelt = like.spelling and like.capital and not window.caseless
    near = (
        same
        or (like.changed_length >= LONG and like.changed_cost <= SLIGHT_SHARE * like.changed_length)
        or (term.match == "fuzzy" and like.letters >= ALIKE)
        or misspelt
    )
    joined = near and len(like.changed) > len(like.wanted)
    if support.another and not like.kept:
        return "it is another name of the lexicon"
    if support.context and same:
        return ""
    ordinary = COMMON if window.caseless else REAL  # without capitals a rare word may as well be a name
    if (window.caseless or not like.capital) and len(like.changed) == 1 and not like.kept and known >= ordinary:
        return "it is an ordinary word"
    if not named:
        return _guard_word(beside, like, support, known, anchor, near, language, odd)
    if form.kind is Kind.SURNAME:
        return _guard_surname(beside, term, form, like, support, known, near, language)
    if (
        like.lowered
        and len(like.changed) == 1
        and like.changed_cost > SLIGHT
        and not (len(like.kept) > 1 and known == 0)
    ):
        return "it has no capital"
    if like.lowered and not like.kept and known >= REAL and (len(form.tokens) > 1 or like.length < LONG_ENOUGH):
        return "common words that may stand there rightly"
    if like.capital and known >= REAL and like.changed_cost > SLIGHT and not near and not support.occurs:
        return "it may be another name"
    if (
        like.capital
        and not like.kept
        and like.commonest >= COMMON
        and like.changed_cost > SLIGHT
        and not (joined or misspelt)
    ):
        return "it may be another name"
    one_each = len(like.changed) == len(like.wanted)
    if like.kept and one_each and not same and any(map(_shortens, like.changed, like.wanted)):
        return "it may be a short form of the name"
    if like.kept and anchor >= COMMON and like.changed_cost > MOST_BY_FIRST_NAME * like.changed_length:
        return "only a common name agrees"
    if len(like.wanted) != len(like.changed) and like.changed_cost > NEAR_JOINED * like.changed_length:
        return "other words, and not the same sound"
    return ""


def _guard_word(
    beside: Neighbours,
    like: Likeness,
    support: Support,
    known: float,
    anchor: float,
    near: bool,
    language: str,
    odd: float,
) -> str:
    """For terms that are no names."""
    anchored = anchor < TELLING or len(like.kept) > 2 or (odd >= CLEARLY_ODD and anchor < NOTHING)
    same = like.changed_cost <= SAME
    plausible = not like.spelling and (not same or odd < CLEARLY_ODD)
    if known >= COMMON and like.changed_length < LONG_ENOUGH and plausible and not anchored:
        return "common words that may stand there rightly"
    if known >= COMMON and not like.kept and plausible and not support.story:
        return "common words that may stand there rightly"
    near = near or odd >= CLEARLY_ODD
    if known >= REAL and like.changed_cost > 0 and not (near and anchored):
        return "ordinary words, and not the same sound"
    if len(like.changed) == 1 and not like.kept and not like.capital and not same:
        return "a word that is not known, and not the same sound"
    written_apart = like.spelling and len(like.wanted) < len(like.changed)
    if known >= REAL and not written_apart and not _takes_a_noun(beside.left, language):
        return "no article or preposition stands before it"
    return ""


def _guard_surname(
    beside: Neighbours,
    term: Term,
    form: Form,
    like: Likeness,
    support: Support,
    known: float,
    near: bool,
    language: str,
) -> str:
    """For a surname alone, which says much less than a whole name."""
    if name_beside(beside, term, form, language):
        return "another name stands beside it"
    vouched = support.occurs or support.story
    if not near and not (vouched and like.changed_cost <= SLIGHT):
        return "a surname alone, and not the same sound"
    if known >= REAL and not vouched:
        return "it may be another name"
    if known > max(zipf(word, language) for word in form.norms) + COMMONER and not (
        support.named and like.changed_cost <= SAME
    ):
        return "it is the commoner name"
    if like.lowered:
        return "it has no capital"
    return ""


def _shortens(short: str, long: str) -> bool:
    """Whether a name is the beginning of another one, as people are called by it: "Fab" for "Fabrice"."""
    return len(long) - len(short) > 1 and long.startswith(short)


def _takes_a_noun(left: str, language: str) -> bool:
    return not left or is_function_word(norm(left), language) or norm(left).isdigit()


def commonness(word: str, language: str) -> float:
    """Zipf frequency of a word or of its singular, whichever is more: wordfreq does not know every plural."""
    return max(zipf(word, language), zipf(word[:-1], language) if word[-1:] in "sx" else 0.0)
