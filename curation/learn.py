"""Lexicon entries from an editor's work: which misheard terms were set right, how often, and where it was seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Postfix, Prefix

from ..correction.bigrams import likeliness
from ..correction.forms import is_person, sounds_of
from ..correction.frequency import zipf
from ..correction.lexicon import Lexicon, Match, Term
from ..correction.oddness import ODD
from ..correction.propose import propose_many
from ..correction.sound import nearest
from ..correction.tokens import PUNCTUATION, QUOTES, split_norms, split_tokens
from .sightings import FARTHEST, Evidence, Sighting, key_of
from .words import (
    RARE_WORD,
    SHORTEST_SOUND,
    WELL_KNOWN,
    is_function_word,
    is_ordinary,
    part_singular,
    same_word,
    singular,
)

# A mishearing made of real words is listed if it was set right this often and never let stand.
OFTEN = 2
# A single word from this Zipf frequency on is never listed: it is somebody's name, or a rare word that is meant.
KNOWN_WORD = 2.0
# A usual word so near to a term, by phone, might be taken for it; to a word that people use, one that is farther, too.
NEAR_USUAL = 0.25


@dataclass(frozen=True, slots=True)
class Learnt:
    """A term with its evidence.

    Attributes:
        term: ready to go into a lexicon.
        sightings: where it was set right.
        unlisted: mishearings that are not in `heard`, with the reason.
    """

    term: Term
    sightings: tuple[Sighting, ...]
    unlisted: tuple[tuple[str, str], ...] = ()


def learn(evidence: Evidence, language: str) -> list[Learnt]:
    """The terms that the corrections speak for, those most often set right first.

    What was set right both ways is left out, and so is what only changes a word's form, or its capitals where the reviewed
    versions do not always write it so. A plural joins its singular. Of two right spellings of one sound the one that is seen
    more often counts. What a term would change in the reviewed versions is its `unless`.
    """
    by_right: dict[str, list[Sighting]] = defaultdict(list)
    ways = {(key_of(s.heard), key_of(s.right)) for s in evidence.sightings}
    whole = {key_of(s.right) for s in evidence.sightings}
    for sighting in (_alone(sighting, whole) for sighting in evidence.sightings):
        back = (key_of(sighting.right), key_of(sighting.heard))
        if sighting.recased:
            taken = _written_one_way(sighting.right, evidence, language)
        else:
            taken = back not in ways and not _is_grammar(sighting, language)
        if taken:
            right = _inside_sentences(sighting.right, evidence, language)
            by_right[singular(right, language)].append(replace(sighting, right=right))
    claims: dict[str, set[str]] = defaultdict(set)
    for right, seen in by_right.items():
        for sighting in seen:
            claims[key_of(sighting.heard)].add(right)
    ranked = sorted(by_right, key=lambda right: (-len(by_right[right]), -evidence.kept[key_of(right)], right))
    usual = evidence.usual(language)
    learnt: list[Learnt] = []
    sounds: set[str] = set()
    for right in ranked:
        said = sounds_of(split_tokens(right), language)
        if said and said[0] in sounds:
            continue
        if (found := _learnt(right, by_right[right], claims, evidence, usual, language)) is not None:
            sounds.update(said[:1])
            learnt.append(found)
    return _sparing(learnt, evidence, language)


def _sparing(learnt: Sequence[Learnt], evidence: Evidence, language: str) -> list[Learnt]:
    """The terms, kept from what is right in the texts that they were learnt from ("OpenTimestamp", beside "OpenTimestamps").

    What was heard for the term itself was overlooked there.
    """
    misheard = {one.term.write: [f" {key_of(sighting.heard)} " for sighting in one.sightings] for one in learnt}
    right: dict[str, dict[str, str]] = defaultdict(dict)
    lexicon = Lexicon(tuple(one.term for one in learnt), language=language)
    for edits in propose_many(evidence.reviewed, lexicon, language=language, cleanup=False):
        for edit in edits:
            key = key_of(edit.before)
            if edit.applies and not any(f" {key} " in heard for heard in misheard[edit.term]):
                right[edit.term].setdefault(key, edit.before.strip(PUNCTUATION + QUOTES))
    return [replace(one, term=replace(one.term, unless=tuple(right[one.term.write].values()))) for one in learnt]


def _written_one_way(word: str, evidence: Evidence, language: str) -> bool:
    """Whether a word's capitals are its own: it is rare, and the reviewed versions write it often enough, and only so."""
    spelled = evidence.spellings[key_of(word)]
    return set(spelled) == {word} and spelled[word] >= OFTEN and zipf(key_of(word), language) < RARE_WORD


def _is_grammar(sighting: Sighting, language: str) -> bool:
    """Whether only a word's form was set right, or joints. Of a person's name no letter is grammar: "Gustave Mahler"."""
    if not same_word(sighting.heard, sighting.right, language):
        return False
    heard, right = ([word.rstrip("s") for word in key_of(text).split()] for text in (sighting.heard, sighting.right))
    return heard == right or not (is_person(Term(sighting.heard)) and is_person(Term(sighting.right)))


def _alone(sighting: Sighting, whole: AbstractSet[str]) -> Sighting:
    """A name without what was right beside it, if it was set right by itself too: "Nouvel Obs Raphaëlle Leyris"."""
    heard, right = sighting.heard.split(), sighting.right.split()
    front, back = Prefix.similarity(heard, right), Postfix.similarity(heard, right)
    for size in range(len(right) - 1, 1, -1):
        for at in range(len(right) - size + 1):
            rest = len(right) - at - size
            part = " ".join(right[at : at + size])
            if at <= front and rest <= back and key_of(part) in whole and len(heard) > at + rest:
                return replace(sighting, heard=" ".join(heard[at : len(heard) - rest]), right=part)
    return sighting


def _inside_sentences(term: str, evidence: Evidence, language: str) -> str:
    """A term without the capital of a sentence's first word, if it is rare and the reviewed versions have none inside
    sentences."""
    spelled = evidence.spellings.get(split_norms(term)[0])
    if not spelled or term[1:] != term[1:].lower() or any(text[:1].isupper() for text in spelled):
        return term
    return term if is_ordinary(term, language) else term[:1].lower() + term[1:]


def _learnt(
    right: str,
    seen: Sequence[Sighting],
    claims: dict[str, set[str]],
    evidence: Evidence,
    usual: Sequence[tuple[str, ...]],
    language: str,
) -> Learnt | None:
    misheard = [sighting for sighting in seen if not sighting.recased]
    counts = Counter(key_of(sighting.heard) for sighting in misheard)
    spoken = Counter(_spoken(key_of(sighting.heard), language) for sighting in misheard)
    spelled = {key_of(sighting.heard): sighting.heard for sighting in reversed(misheard)}
    heard, unlisted = list(dict.fromkeys(sighting.heard for sighting in seen if sighting.recased)), []
    for key, _ in counts.most_common():
        reason = _unlisted(key, spoken[_spoken(key, language)], claims[key], evidence.kept, language)
        if reason:
            unlisted.append((spelled[key], reason))
        else:
            heard.append(spelled[key])
    match = _match(right, len(seen), evidence, usual, language)
    if match == "exact" and not heard:
        return None
    plural = next((sighting.right for sighting in seen if sighting.right != right), "")
    term = Term(right, plural, heard=tuple(heard), match=match, note=_note(seen), language=language)
    return Learnt(term, tuple(seen), tuple(unlisted))


def _match(right: str, count: int, evidence: Evidence, usual: Sequence[tuple[str, ...]], language: str) -> Match:
    """By sound, unless the term is short, an ordinary word or written in more than one way, or was set right but once and
    sounds like a word that the same texts use often."""
    key = key_of(right)
    said = sounds_of(split_tokens(right), language)
    if (
        max(map(len, said), default=0) < SHORTEST_SOUND
        or is_ordinary(right, language, WELL_KNOWN if right != right.lower() else RARE_WORD)
        or len(evidence.spellings[key]) > 1
    ):
        return "exact"
    near = FARTHEST if " " not in key and is_ordinary(right, language) else NEAR_USUAL
    if count < OFTEN and any(nearest(said, way, language)[0] <= near * len(said[0]) for way in usual):
        return "exact"
    return "sound"


def _spoken(key: str, language: str) -> str:
    """A mishearing whatever its number and its joints: "gay tapant" and "gays tapants", "taco limits" and "tacolimits" were
    heard for the same."""
    return "".join(part_singular(word, language) for word in key.split()).rstrip("s")


def _unlisted(key: str, count: int, claims: set[str], kept: Counter[str], language: str) -> str:
    """Why a mishearing must not be listed: it would be applied wherever it stands. '' if it may."""
    if kept[key]:
        return f"stands rightly elsewhere ({kept[key]}x)"
    if len(claims) > 1:
        return "was set right in more than one way"
    words = key.split()
    if is_function_word(words[0], language) or is_function_word(words[-1], language):
        return "begins or ends with a small word"
    if len(words) == 1 and zipf(key, language) >= KNOWN_WORD:
        return "is a word of its own"
    if is_ordinary(key, language) and count < OFTEN and not _stand_oddly(words, language):
        return "is made of ordinary words"
    return ""


def _stand_oddly(words: Sequence[str], language: str) -> bool:
    """Whether words stand beside one another that never do ("nom lieu")."""
    return any(likeliness(left, right, language) <= ODD for left, right in pairwise(words))


def _note(seen: Sequence[Sighting]) -> str:
    places = list(dict.fromkeys(sighting.place for sighting in seen if sighting.place))
    shown = ", ".join(places[:3]) + (", ..." if len(places) > 3 else "")
    return f"set right {len(seen)}x: {shown}" if shown else f"set right {len(seen)}x"
