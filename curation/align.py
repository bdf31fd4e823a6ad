"""Two versions of one text laid side by side, word by word, wherever their cues begin and end and whatever their times are.

The alignment of the words is rapidfuzz's. Inside a stretch that differs, the words that sound alike are paired, so that a
name set right in the middle of a rewritten sentence is still seen as that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ..correction.forms import sounds_of
from ..correction.sound import nearest
from ..correction.tokens import Token, parting, tokens_of
from ..document.model import Transcript
from .words import plainly

# Words of the two sides that may be one and the same, said in so many words.
_MOST_BEFORE, _MOST_AFTER = 6, 5
# A stretch with more words than this on either side was written anew: nothing in it is paired.
_LONGEST = 24
# What it costs, in phones, to leave a phone without a partner, and to take one more word into a pair.
_UNPAIRED, _WIDER = 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Side:
    """The tokens of one version, and where they stand.

    Attributes:
        words: the words of the transcript, stripped.
        tokens: all tokens, flat.
        word: position of each token's word in the transcript.
        starts: whether a token begins a sentence.
    """

    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    word: tuple[int, ...]
    starts: tuple[bool, ...]

    @classmethod
    def of(cls, transcript: Transcript) -> Side:
        words = tuple(plainly(word.text).strip() for word in transcript.words)
        tokens: list[Token] = []
        places: list[int] = []
        for at, word in enumerate(words):
            found = tokens_of(word)
            stops, ends = (found[0].fresh, False) if found else parting(word)
            if stops and tokens:
                tokens[-1] = tokens[-1]._replace(stops=True, sentence_end=ends or tokens[-1].sentence_end)
            tokens += found
            places += [at] * len(found)
        starts = [True, *(token.sentence_end for token in tokens)][: len(tokens)]
        return cls(words, tuple(tokens), tuple(places), tuple(starts))

    def text(self, first: int, end: int) -> str:
        """The tokens from `first` to before `end` as they stand, without the punctuation around them."""
        if end <= first:
            return ""
        one, other = self.word[first], self.word[end - 1]
        begin, stop = self.tokens[first].start, self.tokens[end - 1].end
        if one == other:
            return self.words[one][begin:stop]
        return " ".join([self.words[one][begin:], *self.words[one + 1 : other], self.words[other][:stop]])


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens of one side and the tokens of the other that stand for them; `cost` in phones is 0.0 where they are the same.

    `first` and `end` are of the version before, `to_first` and `to_end` of the version after. `length` is the number of phones.
    """

    first: int
    end: int
    to_first: int
    to_end: int
    cost: float = 0.0
    length: int = 1
    same: bool = True


def align(before: Side, after: Side, language: str) -> list[Pair]:
    """Everything that has a partner on the other side, in order: the same words, and inside what differs the words that sound
    alike."""
    one, other = ([token.norm for token in side.tokens] for side in (before, after))
    pairs: list[Pair] = []
    begun: tuple[int, int] | None = None
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            begun = begun or (step.src_start, step.dest_start)
            continue
        if begun is not None:
            pairs.extend(_sounding(before, after, begun, (step.src_start, step.dest_start), language))
            begun = None
        pairs.extend(
            Pair(at, at + 1, to, to + 1)
            for at, to in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
        )
    if begun is not None:
        pairs.extend(_sounding(before, after, begun, (len(one), len(other)), language))
    return pairs


def likeness(pairs: Sequence[Pair], before: Side) -> float:
    """Share of the words before that stand in the other version too, 0 to 1."""
    return sum(pair.same for pair in pairs) / max(len(before.tokens), 1)


def _sounding(before: Side, after: Side, begin: tuple[int, int], end: tuple[int, int], language: str) -> Iterator[Pair]:
    """The pairs of a stretch that differs, chosen so that as little as possible is left over or sounds otherwise."""
    rows, columns = end[0] - begin[0], end[1] - begin[1]
    if not (0 < rows <= _LONGEST and 0 < columns <= _LONGEST):
        return
    ones, others = before.tokens[begin[0] : end[0]], after.tokens[begin[1] : end[1]]
    alone = [[_UNPAIRED * _length((token.text,), language) for token in side] for side in (ones, others)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int], Pair | None]] = {(0, 0): (0.0, (0, 0), None)}
    for row in range(rows + 1):
        for column in range(columns + 1):
            ways: list[tuple[float, tuple[int, int], Pair | None]] = []
            if row:
                ways.append((best[row - 1, column][0] + alone[0][row - 1], (row - 1, column), None))
            if column:
                ways.append((best[row, column - 1][0] + alone[1][column - 1], (row, column - 1), None))
            for few in range(1, min(row, _MOST_BEFORE) + 1):
                for many in range(1, min(column, _MOST_AFTER) + 1):
                    if few > 2 * many + 1 or many > 2 * few + 1:
                        continue
                    if _stopped(ones[row - few : row]) or _stopped(others[column - many : column]):
                        continue
                    cost, length = _distance(
                        tuple(token.text for token in ones[row - few : row]),
                        tuple(token.text for token in others[column - many : column]),
                        language,
                    )
                    pair = Pair(
                        begin[0] + row - few,
                        begin[0] + row,
                        begin[1] + column - many,
                        begin[1] + column,
                        cost,
                        length,
                        False,
                    )
                    origin = (row - few, column - many)
                    ways.append((best[origin][0] + cost + _WIDER * (few + many - 2), origin, pair))
            if ways:
                best[row, column] = min(ways, key=lambda way: way[0])
    found: list[Pair] = []
    at = (rows, columns)
    while at != (0, 0):
        _, at, taken = best[at]
        if taken is not None:
            found.append(taken)
    yield from reversed(found)


def _stopped(tokens: Sequence[Token]) -> bool:
    return any(token.stops for token in tokens[:-1])


@lru_cache(maxsize=1 << 16)
def _distance(ones: tuple[str, ...], others: tuple[str, ...], language: str) -> tuple[float, int]:
    """How far two phrases are apart, and how long the second is, in phones."""
    one, other = (_sounds(texts, language) for texts in (ones, others))
    cost, _ = nearest(one, other, language)
    return cost, max(map(len, other), default=1)


def _length(texts: tuple[str, ...], language: str) -> int:
    return max(map(len, _sounds(texts, language)), default=1)


@lru_cache(maxsize=1 << 16)
def _sounds(texts: tuple[str, ...], language: str) -> tuple[str, ...]:
    return sounds_of([token for text in texts for token in tokens_of(text)], language)[:3]


def runs(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Pairs that follow one another on both sides without a gap."""
    run: list[Pair] = []
    for pair, following in pairwise([*pairs, Pair(-1, -1, -1, -1)]):
        run.append(pair)
        if (pair.end, pair.to_end) != (following.first, following.to_first):
            yield run
            run = []
