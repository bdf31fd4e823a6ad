"""Terms set right in a text and its reviewed version, each with its place, and what else the reviewed texts say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..correction.forms import sounds_of
from ..correction.frequency import zipf
from ..correction.spelling import flaw_of, flaw_of_right
from ..correction.tokens import Token, split_norms, split_tokens
from ..document.clock import place as place_of
from ..document.model import Transcript
from .align import Pair, Side, align, likeness, runs
from .particles import is_title
from .unseen import Change, made_by
from .words import COMMON_NAME, NAME_JOINTS, RARE_WORD, SHORTEST_SOUND, is_function_word, named, rarest

# How far a misheard term may sound from the right one, by phone; beyond that it was another word.
FARTHEST = 0.4
# Letters that a term must have.
SHORTEST_TERM = 3
# Words of a name, its small ones included.
LONGEST_NAME = 4
# A word is usual that stands this often in the texts that were learnt from.
USUAL = 20


def key_of(phrase: str) -> str:
    """The words of a phrase without case and joints."""
    return " ".join(split_norms(phrase))


@dataclass(frozen=True, slots=True)
class Sighting:
    """A term set right once: what had been heard, what it became, and where ("clip.srt 00:12")."""

    heard: str
    right: str
    place: str

    @property
    def recased(self) -> bool:
        """Whether only its capitals were set right."""
        return key_of(self.heard) == key_of(self.right)


@dataclass(slots=True)
class Evidence:
    """What was seen in any number of reviewed texts.

    Attributes:
        sightings: terms set right.
        kept: how often each run of up to four words stands in the reviewed versions: what is right somewhere is no mishearing.
        spellings: for each word of them, how often it is written in which way where the place asks for no capital.
        reviewed: these versions.
    """

    sightings: list[Sighting] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reviewed: list[Transcript] = field(default_factory=list)

    def add(
        self,
        before: Transcript,
        after: Transcript,
        language: str,
        source: str = "",
        *,
        unseen: Iterable[Change] = (),
        least: float = 0.0,
    ) -> float:
        """Take in a text and its reviewed version; how much the two have in common (0 to 1).

        Args:
            unseen: changes of the text before that no person made; what a person made of them since is a lesson.
            least: with less in common nothing is taken in.
        """
        one, other = Side.of(before), Side.of(after)
        pairs = align(one, other, language)
        if (common := likeness(pairs, one)) < least:
            return common
        ours = sorted(set(unseen))
        for run in runs(pairs):
            for first, last in _terms(run, one, other, language):
                spans = _spans(run[first], run[last], one, other)
                heard, right = one.text(*spans[0]), other.text(*spans[1])
                place = place_of(source, before.words[one.word[run[first].first]].start, timed=before.timed)
                spelled = heard and right and not (flaw_of(heard) or flaw_of_right(right))
                if spelled and heard != right and not made_by(ours, *spans, one, other):
                    self.sightings.append(Sighting(heard, right, place))
        self.keep(other)
        self.reviewed.append(after)
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


def _spans(first: Pair, last: Pair, before: Side, after: Side) -> tuple[tuple[int, int], tuple[int, int]]:
    """The tokens of what was heard and of what it became, without a possessive or an article that is no part of the term."""
    begin, end, to_begin, to_end = first.first, last.end, first.to_first, last.to_end
    while not after.tokens[to_begin].opens and to_begin:
        to_begin -= 1  # "Jean-Luc Mélenchon", of which only "Luc Mélanchon" was heard
    while not after.tokens[to_end - 1].closes and to_end < len(after.tokens):
        to_end += 1  # "Marchandot-Leroy", of which only "Marchando" was heard
    to_end -= after.tokens[to_end - 1].norm == "'s"
    end -= before.tokens[end - 1].norm == "'s"
    elided = after.tokens[to_begin]
    if elided.text.islower() and elided.norm.endswith("'") and _elides(before.tokens[begin].norm, elided.norm):
        begin, to_begin = begin + 1, to_begin + 1  # "de Ousman", which is "d'Ousmane"
    return (begin, end), (to_begin, to_end)


def _elides(word: str, elided: str) -> bool:
    """Whether an elided word is this one: "d'" is "de", "l'" is "le" or "la"."""
    return word.rstrip("aei'") == elided.rstrip("'")


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
            first, last = _name_around(run, at, before, after, language)
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


def _name_around(run: Sequence[Pair], at: int, before: Side, after: Side, language: str) -> tuple[int, int]:
    """The whole name that a pair belongs to: its neighbours with capitals, and the small words between."""

    def belongs(place: int) -> bool:
        token, start = after.tokens[run[place].to_first], after.starts[run[place].to_first]
        # Many sentences begin without a full stop before them ("Gustav Mahler Et"), but not where a person set the capital.
        small = is_function_word(token.norm, language) and before.tokens[run[place].first].text[:1].isupper()
        common = start and zipf(token.norm, language) >= COMMON_NAME
        return _near(run[place]) and token.text[:1].isupper() and not small and not common

    def joins(place: int) -> bool:
        return run[place].same and after.tokens[run[place].to_first].norm in NAME_JOINTS and not ends(place)

    def ends(place: int) -> bool:
        return after.tokens[run[place].to_end - 1].stops

    def words() -> int:
        return sum(after.tokens[pair.to_first].opens for pair in run[first : last + 1])

    if not belongs(at):
        return at, at
    first = last = at
    while last + 1 < len(run) and not ends(last) and words() < LONGEST_NAME:
        step = 1 if belongs(last + 1) else 2 if joins(last + 1) and last + 2 < len(run) and belongs(last + 2) else 0
        if not step:
            break
        last += step
    while first > 0 and not ends(first - 1) and words() < LONGEST_NAME:
        step = 1 if belongs(first - 1) else 2 if joins(first - 1) and first > 1 and belongs(first - 2) else 0
        if not step or ends(first - step):
            break
        first -= step
    begun = first - 1
    if first == last and first and joins(begun) and not after.starts[run[begun].to_first]:
        first -= after.tokens[run[begun].to_first].text[:1].isupper()  # "Le Clézio"
    # A first name of two words stays whole: "Jean" may be too common to belong to a name where it begins a sentence.
    first, last = _compound_around(run, first, after)[0], _compound_around(run, last, after)[1]
    while first < at and run[first].same and is_title(after.tokens[run[first].to_first].text, language):
        first += 1
    return first, last
