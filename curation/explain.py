"""What a lexicon makes of a phrase, and why: what would be changed, what stands as it is, and what keeps a near term away.

Why a term does not match is found out by trying: the same phrase with one condition of the entry lifted at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..correction.forms import forms_of, sounds_of
from ..correction.lexicon import Lexicon, Term
from ..correction.propose import propose
from ..correction.sound import nearest
from ..correction.tokens import Token, split_norms, split_tokens, tokens_of
from ..document.edit import Edit
from ..document.model import Transcript
from .words import is_function_word

# What may keep a term away, by what is lifted.
_REASONS = {
    "protect": "a protected word or phrase stands there",
    "unless": "`unless` forbids it ({})",
    "context": "no word of its `context` is near ({})",
    "match": 'match = "exact": only what is listed applies',
    "story": "it would be shown if it belonged to the story (--article)",
}
# Terms that are named for a phrase, and how far they may sound from it, by phone of theirs.
MOST_NEAR, FARTHEST = 3, 0.35


@dataclass(frozen=True, slots=True)
class Near:
    """A term that might have been meant.

    Attributes:
        term: the entry.
        phrase: the words that are nearest to it.
        distance, length: how far they sound from it, of how many phones.
        why_not: what keeps it away, "" if it matches.
    """

    term: Term
    phrase: str
    distance: float
    length: int
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was proposed, which right spellings stand there, and the nearest terms that were not proposed."""

    edits: tuple[Edit, ...]
    stands: tuple[Term, ...]
    near: tuple[Near, ...]
    phones: str


def explain(text: str, lexicon: Lexicon, language: str) -> Explanation:
    """Look at a phrase or a sentence with a lexicon."""
    transcript = Transcript.from_texts([text], language=language)
    edits = propose(transcript, lexicon, language=language)
    terms = [term for term in lexicon.terms if term.language in (None, language)]
    norms = split_norms(text)
    done = {edit.term for edit in edits}
    stands = tuple(
        term
        for term in terms
        if term.write not in done and any(_places(split_norms(form), norms) for form in term.spellings)
    )
    done |= {term.write for term in stands}
    taken = {at for edit in edits for at in range(edit.first, edit.last + 1)}
    words = [(word.text.strip(), at) for at, word in enumerate(transcript.words)]
    tokens = [(token, at in taken) for word, at in words for token in tokens_of(word)]
    for term in stands:
        for form in map(split_norms, term.spellings):
            for at in _places(form, norms):
                tokens[at : at + len(form)] = [(token, True) for token, _ in tokens[at : at + len(form)]]
    near = sorted(_near(tokens, terms, language), key=lambda one: one.distance / one.length)
    kept = [one for one in near if one.term.write not in done][:MOST_NEAR]
    explained = tuple(replace(one, why_not=_why_not(transcript, one.term, lexicon, language)) for one in kept)
    said = sounds_of(split_tokens(text), language)
    return Explanation(tuple(edits), stands, explained, said[0] if said else "")


def _places(part: tuple[str, ...], whole: tuple[str, ...]) -> list[int]:
    return [at for at in range(len(whole) - len(part) + 1) if part and whole[at : at + len(part)] == part]


def _near(tokens: Sequence[tuple[Token, bool]], terms: list[Term], language: str) -> Iterator[Near]:
    """Each term with the words of the text that sound most like it, of those that are explained by nothing else (False); small
    words alone are none."""
    stretches = [tokens[at : at + size] for size in range(1, 7) for at in range(len(tokens) - size + 1)]
    windows = [
        [token for token, _ in stretch]
        for stretch in stretches
        if not any(explained for _, explained in stretch)
        and (len(tokens) == 1 or not all(is_function_word(token.norm, language) for token, _ in stretch))
    ]
    spoken = [(" ".join(token.text for token in window), sounds_of(window, language)) for window in windows]
    for number, term in enumerate(terms):
        best: Near | None = None
        for form in forms_of(number, term, language):
            for phrase, sounds in spoken:
                if (
                    not sounds
                    or not form.phones
                    or abs(len(sounds[0]) - len(form.phones[0])) > FARTHEST * len(form.phones[0]) + 1
                ):
                    continue
                distance, _ = nearest(sounds, form.phones, language)
                length = len(form.phones[0])
                if distance <= FARTHEST * length and (best is None or distance / length < best.distance / best.length):
                    best = Near(term, phrase, round(distance, 2), length)
        if best is not None:
            yield best


def _why_not(transcript: Transcript, term: Term, lexicon: Lexicon, language: str) -> str:
    """The one condition without which the term would have been proposed."""

    def proposed(changed: Term, **more: Any) -> bool:
        alone = Lexicon((changed,), **({"protect": lexicon.protect, "language": lexicon.language} | more))
        return any(edit.term == term.write for edit in propose(transcript, alone, language=language, cleanup=False))

    if proposed(term):
        others = Lexicon(tuple(one for one in lexicon.terms if one.write != term.write), lexicon.protect)
        winners = {edit.term for edit in propose(transcript, others, language=language, cleanup=False)}
        return "a better term takes these words" + (f": {', '.join(sorted(winners))}" if winners else "")
    # Everything that could forbid it is lifted, then put back one by one: what cannot be put back keeps it away.
    entry: dict[str, Any] = {"match": "sound", "context": (), "unless": ()}
    around: dict[str, Any] = {"protect": (), "story": frozenset([term.write])}
    if not proposed(replace(term, **entry), **around):
        return (
            "the words may well be right as they stand, or sound too different (list them in `heard` if they never are)"
        )
    reasons = []
    for name, reason in _REASONS.items():
        place = entry if name in entry else around
        lifted = place.pop(name)
        if not proposed(replace(term, **entry), **around):
            place[name] = lifted
            reasons.append(reason.format(", ".join(getattr(term, name, ()))))
    return "; and ".join(reasons)
