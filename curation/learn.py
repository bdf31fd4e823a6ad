"""Lexicon entries from an editor's work: which misheard terms were set right, how often, and where it was seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..correction.bigrams import likeliness
from ..correction.forms import sounds_of
from ..correction.frequency import zipf
from ..correction.lexicon import Match, Term
from ..correction.oddness import ODD
from ..correction.sound import nearest
from ..correction.tokens import Token, split_norms, split_tokens
from ..document.clock import place as place_of
from ..document.model import Transcript
from .align import Pair, Side, align, likeness, runs
from .particles import is_title
from .words import (
    COMMON_NAME,
    NAME_JOINTS,
    RARE_WORD,
    SHORTEST_SOUND,
    WELL_KNOWN,
    is_function_word,
    is_ordinary,
    named,
    part_singular,
    rarest,
    same_word,
    singular,
)

# How far a misheard term may sound from the right one, by phone; beyond that it was another word.
FARTHEST = 0.4
# Letters that a term must have.
SHORTEST_TERM = 3
# Words of a name, its small ones included.
LONGEST_NAME = 4
# A mishearing made of real words is listed if it was set right this often and never let stand.
OFTEN = 2
# A word is usual that stands this often in the texts that were learnt from.
USUAL = 20
# A single word from this Zipf frequency on is never listed: it is somebody's name, or a rare word that is meant.
KNOWN_WORD = 2.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """A term set right once: what had been heard, what it became, and where ("clip.srt 00:12")."""

    heard: str
    right: str
    place: str

    @property
    def recased(self) -> bool:
        """Whether only its capitals were set right."""
        return _key(self.heard) == _key(self.right)


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


@dataclass(slots=True)
class Evidence:
    """What was seen in any number of reviewed texts.

    Attributes:
        sightings: terms set right.
        kept: how often each run of up to four words stands in the reviewed versions: what is right somewhere is no mishearing.
        spellings: for each word of them, how often it is written in which way where the place asks for no capital.
    """

    sightings: list[Sighting] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(
        self,
        before: Transcript,
        after: Transcript,
        language: str,
        source: str = "",
        *,
        unseen: Iterable[tuple[str, str]] = (),
        least: float = 0.0,
    ) -> float:
        """Take in a text and its reviewed version; how much the two have in common (0 to 1).

        Args:
            unseen: changes of this text (before, after) that no person made; what a person made of them since is a lesson.
            least: with less in common nothing is taken in.
        """
        one, other = Side.of(before), Side.of(after)
        pairs = align(one, other, language)
        if (common := likeness(pairs, one)) < least:
            return common
        seen: list[Sighting] = []
        for run in runs(pairs):
            for first, last in _terms(run, one, other, language):
                right_end = run[last].to_end
                while not other.tokens[right_end - 1].closes and right_end < len(other.tokens):
                    right_end += 1  # "Marchandot-Leroy", of which only "Marchando" was heard
                right_end -= other.tokens[right_end - 1].norm == "'s"
                heard_end = run[last].end - (one.tokens[run[last].end - 1].norm == "'s")
                place = place_of(source, before.words[one.word[run[first].first]].start, timed=before.timed)
                heard, right = one.text(run[first].first, heard_end), other.text(run[first].to_first, right_end)
                if heard and right:
                    seen.append(Sighting(heard, right, place))
        changes = [(f" {_key(was)} ", f" {_key(became)} ") for was, became in unseen]
        self.sightings += [sighting for sighting in seen if not _made_by(changes, sighting)]
        self.keep(other)
        return common

    def usual(self, language: str) -> list[tuple[str, ...]]:
        """The sounds of the words that stand often in the reviewed versions, without small ones."""
        often = [
            key for key, count in self.kept.items() if count >= USUAL and len(key) >= SHORTEST_SOUND and " " not in key
        ]
        return [sounds_of(split_tokens(word), language) for word in often if not is_function_word(word, language)]

    def keep(self, text: Side, longest: int = 4) -> None:
        """Remember what stands in a reviewed text."""
        norms = [token.norm for token in text.tokens]
        for size in range(1, longest + 1):
            for at in range(len(norms) - size + 1):
                key = " ".join(norms[at : at + size])
                self.kept[key] += 1
                if size == 1 and not text.starts[at]:
                    self.spellings[key][text.tokens[at].text] += 1


def _made_by(changes: Sequence[tuple[str, str]], sighting: Sighting) -> bool:
    """Whether one of these changes made all of it. A change may cover more than the term ("Me Kemener"), or a part of it."""
    heard, right = f" {_key(sighting.heard)} ", f" {_key(sighting.right)} "
    return any(
        (before in heard and heard.replace(before, after) == right)
        or (heard in before and before.replace(heard, right) == after)
        for before, after in changes
    )


def _terms(run: Sequence[Pair], before: Side, after: Side, language: str) -> Iterator[tuple[int, int]]:
    """The stretches of a run (first and last pair) that are a term with something in it set right."""
    at = 0
    while at < len(run):
        first, last = _compound_around(run, at, after)
        kept = run[at].same and not (first == last and _recased(run[at], before, after))
        if kept or not _near(run[at]) or not _is_term(run[first].to_first, run[last].to_end, after, language):
            at += 1
            continue
        if last == first and not run[at].same:
            first, last = _name_around(run, at, after, language)
        yield first, last
        at = last + 1


def _recased(pair: Pair, before: Side, after: Side) -> bool:
    """Whether a word's capitals were set right, where neither version begins a sentence."""
    one, other = (
        [char.isupper() for char in text if char.isalpha()]
        for text in (before.tokens[pair.first].text, after.tokens[pair.to_first].text)
    )
    return one != other and not before.starts[pair.first] and not after.starts[pair.to_first]


def _compound_around(run: Sequence[Pair], at: int, after: Side) -> tuple[int, int]:
    """The whole of a compound of which a part was set right ("non" of "non-lieu")."""
    first = last = at
    while first > 0 and not after.tokens[run[first].to_first].opens:
        first -= 1
    while last + 1 < len(run) and not after.tokens[run[last].to_end - 1].closes:
        last += 1
    return first, last


def _near(pair: Pair) -> bool:
    return pair.same or pair.cost <= FARTHEST * pair.length


def _is_term(begin: int, end: int, after: Side, language: str) -> bool:
    tokens, starts = after.tokens[begin:end], after.starts[begin:end]
    if sum(len(token.text) for token in tokens) < SHORTEST_TERM or all(token.norm.isdigit() for token in tokens):
        return False
    if any(not token.closes for token in tokens[:-1]):
        return True  # a compound ("non-lieu") is a word of its own, whatever its parts are

    def telling(token: Token, start: bool) -> bool:
        return named(token, start) or rarest([token.norm], language) < RARE_WORD

    # Small words may stand inside a term ("garde à vue"), but not at its edges.
    edges = {0, len(tokens) - 1}
    return all(telling(tokens[at], starts[at]) for at in edges) and not any(
        is_function_word(tokens[at].norm, language) for at in edges
    )


def _name_around(run: Sequence[Pair], at: int, after: Side, language: str) -> tuple[int, int]:
    """The whole name that a pair belongs to: its neighbours with capitals, and the small words between."""

    def belongs(place: int) -> bool:
        token, start = after.tokens[run[place].to_first], after.starts[run[place].to_first]
        common = zipf(token.norm, language) >= COMMON_NAME or is_function_word(token.norm, language)
        return _near(run[place]) and token.text[:1].isupper() and not (start and common)

    def joins(place: int) -> bool:
        return run[place].same and after.tokens[run[place].to_first].norm in NAME_JOINTS and not ends(place)

    def ends(place: int) -> bool:
        return after.tokens[run[place].to_end - 1].stops

    if not belongs(at):
        return at, at
    first = last = at
    while last + 1 < len(run) and not ends(last) and last - first < LONGEST_NAME - 1:
        step = 1 if belongs(last + 1) else 2 if joins(last + 1) and last + 2 < len(run) and belongs(last + 2) else 0
        if not step:
            break
        last += step
    while first > 0 and not ends(first - 1) and last - first < LONGEST_NAME - 1:
        step = 1 if belongs(first - 1) else 2 if joins(first - 1) and first > 1 and belongs(first - 2) else 0
        if not step or ends(first - step):
            break
        first -= step
    while first < at and run[first].same and is_title(after.tokens[run[first].to_first].text, language):
        first += 1
    return first, last


def learn(evidence: Evidence, language: str) -> list[Learnt]:
    """The terms that the corrections speak for, those most often set right first.

    What was set right both ways is left out, and so is what only changes a word's form, or its capitals where the reviewed
    versions do not always write it so. A plural joins its singular. Of two
    right spellings of one sound the one that is seen more often counts.
    """
    by_right: dict[str, list[Sighting]] = defaultdict(list)
    ways = {(_key(s.heard), _key(s.right)) for s in evidence.sightings}
    for sighting in evidence.sightings:
        back = (_key(sighting.right), _key(sighting.heard))
        if sighting.recased:
            taken = _written_one_way(sighting.right, evidence, language)
        else:
            taken = back not in ways and not same_word(sighting.heard, sighting.right, language)
        if taken:
            by_right[singular(sighting.right, language)].append(sighting)
    claims: dict[str, set[str]] = defaultdict(set)
    for right, seen in by_right.items():
        for sighting in seen:
            claims[_key(sighting.heard)].add(right)
    ranked = sorted(by_right, key=lambda right: (-len(by_right[right]), -evidence.kept[_key(right)], right))
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
    return learnt


def _written_one_way(word: str, evidence: Evidence, language: str) -> bool:
    """Whether a word's capitals are its own: it is rare, and the reviewed versions write it often enough, and only so."""
    spelled = evidence.spellings[_key(word)]
    return set(spelled) == {word} and spelled[word] >= OFTEN and zipf(_key(word), language) < RARE_WORD


def _learnt(
    right: str,
    seen: Sequence[Sighting],
    claims: dict[str, set[str]],
    evidence: Evidence,
    usual: Sequence[tuple[str, ...]],
    language: str,
) -> Learnt | None:
    misheard = [sighting for sighting in seen if not sighting.recased]
    counts = Counter(_key(sighting.heard) for sighting in misheard)
    forms = Counter(_base(_key(sighting.heard), language) for sighting in misheard)
    spelled = {_key(sighting.heard): sighting.heard for sighting in reversed(misheard)}
    heard, unlisted = list(dict.fromkeys(sighting.heard for sighting in seen if sighting.recased)), []
    for key, _ in counts.most_common():
        reason = _unlisted(key, forms[_base(key, language)], claims[key], evidence.kept, language)
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
    key = _key(right)
    said = sounds_of(split_tokens(right), language)
    if (
        max(map(len, said), default=0) < SHORTEST_SOUND
        or is_ordinary(right, language, WELL_KNOWN if right != right.lower() else RARE_WORD)
        or len(evidence.spellings[key]) > 1
    ):
        return "exact"
    if count < OFTEN and any(nearest(said, way, language)[0] <= FARTHEST * len(said[0]) for way in usual):
        return "exact"
    return "sound"


def _key(phrase: str) -> str:
    return " ".join(split_norms(phrase))


def _base(key: str, language: str) -> str:
    """A mishearing whatever its number: "gay tapant" and "gays tapants" were heard for the same."""
    return " ".join(part_singular(word, language) for word in key.split())


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
