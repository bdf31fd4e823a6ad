"""The distinct words of texts: taken apart and sounded out once, and then only numbers and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .frequency import zipf
from .keys import Strings
from .phonetics import phones, phonology, pronunciations
from .spoken import Spoken
from .tokens import Token, fold, parting, tokens_of

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

# What is known of a token's place in its word, one bit each (see `Token`).
OPENS, CLOSES, FRESH, STOPS, SENTENCE_END = 1, 2, 4, 8, 16
# Phones are counted by their character modulo 64, up to so many of each: where two fall together, the count is lenient.
PHONE_BITS, MOST_COUNTED = 64, 4
# More word types than a large archive's batch has anew; then the vocabulary starts again (each costs about a kilobyte).
MOST_TYPES = 1 << 17


@dataclass(frozen=True, slots=True)
class Tables:
    """A vocabulary as arrays.

    Attributes:
        count, begin: by row: how many tokens it has, and where they begin among `types` and `flags`.
        parts: by row: what a word that is punctuation alone does, as `STOPS` and `SENTENCE_END`; 0 for others.
        types, flags: by token of a row.
        norm_of, zipf, capital, small, content: by type; `small` are those with a letter that is no capital, `content` those
            that are no function words.
        letters, sounds, skeletons, consonants: by type: the keys by which terms are found.
        phones: by type: how often each phone is said, as `count_phones` has it.
    """

    count: Ints
    begin: Ints
    parts: npt.NDArray[np.uint8]
    types: Ints
    flags: npt.NDArray[np.uint8]
    norm_of: Ints
    zipf: npt.NDArray[np.float64]
    capital: Bools
    small: Bools
    content: Bools
    letters: Strings
    sounds: Strings
    skeletons: Strings
    consonants: Strings
    phones: npt.NDArray[np.uint64]

    @classmethod
    def empty(cls) -> Tables:
        none, no, strings = np.zeros(0, np.int32), np.zeros(0, np.bool_), Strings.of([])
        phones = count_phones(strings)
        flags, floats = np.zeros(0, np.uint8), np.zeros(0)
        return cls(none, none, flags, none, flags, none, floats, no, no, no, strings, strings, strings, strings, phones)


class _Rows(dict[str, int]):
    """Rows by word, with or without the white space before it; a new word gets the next."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> int:
        bare = word.strip()
        row = self[word] = self._vocabulary.add(bare) if bare == word else self[bare]
        return row


class Vocabulary:
    """The distinct words met so far ("rows") and their distinct tokens ("types").

    Args:
        hears: False where nothing is looked for by sound: then no sounds, keys and frequencies are made.
        norm_ids: normal forms that have a number already.
    """

    def __init__(self, language: str, *, hears: bool = True, norm_ids: Mapping[str, int] | None = None) -> None:
        self.language, self.hears = language, hears
        self.rows = _Rows(self)
        self.row_tokens: list[tuple[Token, ...]] = []
        self.texts: list[str] = []
        self.folded: list[str] = []
        self.norms: list[str] = []
        self._types: dict[str, int] = {}
        self._norm_ids = dict(norm_ids or {})
        self._row_types: list[tuple[int, ...]] = []
        self._parts: list[int] = []
        self._tables = Tables.empty()
        self._spoken, self._spoken_as = Spoken.of([]), np.zeros(0, np.int64)

    def norm_id(self, norm: str) -> int:
        return self._norm_ids.setdefault(norm, len(self._norm_ids))

    @property
    def norm_ids(self) -> Mapping[str, int]:
        return self._norm_ids

    def anew(self, norm_ids: Mapping[str, int]) -> Vocabulary:
        """An empty one that numbers these normal forms as they are."""
        return Vocabulary(self.language, hears=self.hears, norm_ids=norm_ids)

    def add(self, word: str) -> int:
        """The row of a new word."""
        tokens = tokens_of(word)
        self.row_tokens.append(tokens)
        self._row_types.append(tuple([self._type(token) for token in tokens]))
        self._parts.append(0 if tokens else _parting(word))
        return len(self.row_tokens) - 1

    def _type(self, token: Token) -> int:
        number = self._types.get(token.text)
        if number is None:
            number = self._types[token.text] = len(self.texts)
            self.texts.append(token.text)
            self.norms.append(token.norm)
        return number

    def tables(self) -> Tables:
        """All words met so far."""
        old = self._tables
        begun, typed = len(old.count), len(old.norm_of)
        if begun < len(self.row_tokens):
            count = np.fromiter(map(len, self._row_types), np.int32, len(self._row_types))
            tokens = [token for row in self.row_tokens[begun:] for token in row]
            norms, texts = self.norms[typed:], self.texts[typed:]
            phonology_ = phonology(self.language)
            # Case says nothing of the sound: "Le" and "le" are sounded out once.
            heard = [phones(norm, self.language) for norm in norms] if self.hears else []
            sounds = Strings.of(heard)
            letters = [fold(norm) for norm in norms] if self.hears else []
            self.folded += letters
            zipfs = [zipf(norm, self.language) for norm in norms] if self.hears else [0.0] * len(norms)
            function = phonology_.function_words
            self._tables = Tables(
                np.concatenate([old.count, count]),
                np.concatenate([old.begin, (np.cumsum(count) - count + len(old.types)).astype(np.int32)]),
                np.concatenate([old.parts, np.array(self._parts, np.uint8)]),
                np.concatenate([old.types, np.array([t for types in self._row_types for t in types], np.int32)]),
                np.concatenate([old.flags, np.array([_flags(token) for token in tokens], np.uint8)]),
                np.concatenate([old.norm_of, np.array([self.norm_id(norm) for norm in norms], np.int32)]),
                np.concatenate([old.zipf, np.array(zipfs)]),
                np.concatenate([old.capital, np.array([text[:1].isupper() for text in texts], np.bool_)]),
                np.concatenate([old.small, np.array([text != text.upper() for text in texts], np.bool_)]),
                np.concatenate(
                    [old.content, np.array([n not in function and not n.endswith("'") for n in norms], np.bool_)]
                ),
                old.letters.extended(letters),
                old.sounds.extended(heard),
                old.skeletons.extended([phonology_.skeleton(sound) for sound in heard]),
                old.consonants.extended([phonology_.consonants(sound) for sound in heard]),
                np.concatenate([old.phones, count_phones(sounds)]),
            )
            self._row_types, self._parts = [], []
        return self._tables

    def spoken(self, types: npt.NDArray[Any]) -> Spoken:
        """The two ways in which each of these types is likeliest said.

        They are sounded out when they are first asked for: most words never come so near a term that it would matter.
        """
        if more := len(self.texts) - len(self._spoken_as):
            self._spoken_as = np.concatenate([self._spoken_as, np.full(more, -1)])
        known = self._spoken_as
        if len(new := np.unique(types[known[types] < 0])):
            ways = [pronunciations(self.texts[number], self.language, 2) for number in new.tolist()]
            known[new] = np.arange(len(self._spoken.begin), len(self._spoken.begin) + len(new))
            self._spoken = self._spoken.extended(ways)
        return self._spoken.take(known[types])


def _parting(mark: str) -> int:
    stops, ends = parting(mark)
    return (STOPS if stops else 0) | (SENTENCE_END if ends else 0)


def _flags(token: Token) -> int:
    return (
        OPENS * token.opens
        | CLOSES * token.closes
        | FRESH * token.fresh
        | STOPS * token.stops
        | SENTENCE_END * token.sentence_end
    )


def count_phones(sounds: Strings) -> npt.NDArray[np.uint64]:
    """How often each phone occurs: bit p of column k says that phone p (modulo 64) occurs more than k times.

    Returns:
        Shape (strings, `MOST_COUNTED`).
    """
    owner = np.repeat(np.arange(len(sounds.length)), sounds.length)
    phone = sounds.laid().points.astype(np.int64) % PHONE_BITS
    which, times = np.unique(owner * PHONE_BITS + phone, return_counts=True)
    found = np.zeros((len(sounds.length), MOST_COUNTED), np.uint64)
    bits = np.uint64(1) << (which % PHONE_BITS).astype(np.uint64)
    for more in range(MOST_COUNTED):
        np.bitwise_or.at(found[:, more], which[times > more] // PHONE_BITS, bits[times > more])
    return found


def add_phones(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """The counts of two rows of phones together: shape (windows, `MOST_COUNTED`)."""
    total: npt.NDArray[np.uint64] = one | other
    for more in range(1, MOST_COUNTED):
        for mine in range(more):
            total[:, more] |= one[:, mine] & other[:, more - 1 - mine]
    return total


def least_apart(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The fewest phones that must be put in, taken out or changed to make one of the other: shape (pairs,)."""
    gone = np.zeros(len(one), np.int64)
    come = np.zeros(len(one), np.int64)
    for more in range(MOST_COUNTED):
        gone += np.bitwise_count(one[:, more] & ~other[:, more])
        come += np.bitwise_count(other[:, more] & ~one[:, more])
    apart: npt.NDArray[np.int64] = np.maximum(gone, come)
    return apart
