"""Transcripts as arrays of tokens, so that a whole archive can be searched at once.

Every distinct word is taken apart once; a text is then a row of numbers. All arrays of a `Reading` have one entry a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..document.model import Transcript
from .frequency import zipf
from .phonetics import phones, phonology
from .tokens import Token, fold, tokens_of

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

# A silence longer than this parts what is said as a full stop does (ms).
PAUSE = 1500
# Words from this Zipf frequency on are common; a window of common words alone is searched for exact homophones only.
RARE = 3.5


@dataclass(slots=True)
class Vocabulary:
    """The distinct words met so far and their distinct tokens, with what is known of each token's type.

    `hears` is False where nothing is looked for by sound: then no sounds and keys are made.
    """

    language: str
    hears: bool = True
    rows: dict[str, int] = field(default_factory=dict)  # word -> row
    row_tokens: list[tuple[Token, ...]] = field(default_factory=list)
    row_types: list[tuple[int, ...]] = field(default_factory=list)
    types: dict[str, int] = field(default_factory=dict)  # token as written -> type
    texts: list[str] = field(default_factory=list)
    norms: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    skeletons: list[str] = field(default_factory=list)
    consonants: list[str] = field(default_factory=list)
    zipfs: list[float] = field(default_factory=list)
    norm_ids: dict[str, int] = field(default_factory=dict)
    norm_of: list[int] = field(default_factory=list)

    def row(self, word: str) -> int:
        """The row of a word with or without the white space before it."""
        bare = word.strip()
        if bare in self.rows:
            number = self.rows[word] = self.rows[bare]
            return number
        tokens = tokens_of(bare)
        number = self.rows[word] = self.rows[bare] = len(self.row_tokens)
        self.row_tokens.append(tokens)
        self.row_types.append(tuple(self._type(token) for token in tokens))
        return number

    def norm_id(self, norm: str) -> int:
        return self.norm_ids.setdefault(norm, len(self.norm_ids))

    def _type(self, token: Token) -> int:
        known = self.types.get(token.text)
        if known is not None:
            return known
        number = self.types[token.text] = len(self.texts)
        self.texts.append(token.text)
        self.norms.append(token.norm)
        if self.hears:
            tables, sound = phonology(self.language), phones(token.text, self.language)
            self.folded.append(fold(token.text))
            self.sounds.append(sound)
            self.skeletons.append(tables.skeleton(sound))
            self.consonants.append(tables.consonants(sound))
        self.zipfs.append(zipf(token.norm, self.language))
        self.norm_of.append(self.norm_id(token.norm))
        return number


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of some transcripts, one after the other.

    Attributes:
        types, norms: token as written, and without case (numbers of the vocabulary).
        rows: row of the vocabulary of the word that a token stands in.
        word, piece: which word of its transcript that is, and which of its tokens this is.
        document: which transcript.
        opens, closes: whether a window may begin or end there.
        breaks: whether a window ends there at the latest (punctuation, a pause, the end of a transcript).
        starts_sentence: whether its capital says nothing.
        suspicious: rare, or with a capital that says something: what a mishearing looks like.
        edge: whether it may begin or end a window of similar (not identical) sound: no article, pronoun or preposition.
    """

    vocabulary: Vocabulary
    transcripts: Sequence[Transcript]
    types: Ints
    norms: Ints
    rows: Ints
    word: Ints
    piece: Ints
    document: Ints
    opens: Bools
    closes: Bools
    breaks: Bools
    starts_sentence: Bools
    suspicious: Bools
    edge: Bools


def read_tokens(transcripts: Sequence[Transcript], vocabulary: Vocabulary) -> Reading:
    """Lay the transcripts out as arrays."""
    rows: list[int] = []
    lengths: list[int] = []
    pauses: list[Bools] = []
    known = vocabulary.rows
    for transcript in transcripts:
        words = transcript.words
        rows.extend([known[text] if (text := word.text.strip()) in known else vocabulary.row(text) for word in words])
        lengths.append(len(words))
        starts = np.array([word.start for word in words], np.int64)
        ends = np.array([word.end for word in words], np.int64)
        pause = np.ones(len(words), np.bool_)
        pause[:-1] = starts[1:] - ends[:-1] > PAUSE
        pauses.append(pause)
    if not any(vocabulary.row_types[row] for row in rows):
        none = np.zeros(0, np.int32)
        no = np.zeros(0, np.bool_)
        return Reading(vocabulary, transcripts, none, none, none, none, none, none, no, no, no, no, no, no)
    tables = _Tables.of(vocabulary)
    row = np.array(rows, np.int32)
    count = tables.count[row]
    word_of = np.repeat(np.arange(len(row), dtype=np.int32), count)  # over all transcripts
    first = np.cumsum(count) - count
    piece = (np.arange(len(word_of), dtype=np.int32) - first[word_of]).astype(np.int32)
    flat = tables.begin[row][word_of] + piece
    types = tables.types[flat]
    document = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    base = np.repeat(np.cumsum(lengths) - lengths, lengths)
    last_of_word = piece == count[word_of] - 1
    # A pause after a word without tokens ("–") still parts its neighbours: count the pauses before each word.
    paused = np.concatenate([[0], np.cumsum(np.concatenate(pauses))])
    following = np.append(word_of[1:], word_of[-1:])
    breaks = tables.stops[flat] | (last_of_word & (paused[following] > paused[word_of]))
    breaks[:-1] |= tables.fresh[flat][1:]
    breaks[-1] = True
    same = document[word_of]
    starts_sentence = np.ones(len(flat), np.bool_)
    starts_sentence[1:] = tables.sentence_end[flat][:-1] | (same[1:] != same[:-1])
    capital = tables.capital[types]
    suspicious = (tables.zipf[types] < RARE) | (capital & ~starts_sentence)
    return Reading(
        vocabulary,
        transcripts,
        types,
        tables.norm_of[types],
        row[word_of],
        (word_of - base[word_of]).astype(np.int32),
        piece,
        same,
        tables.opens[flat],
        tables.closes[flat],
        breaks,
        starts_sentence,
        suspicious,
        tables.edge[types] | (capital & ~starts_sentence),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """The vocabulary as arrays: by row, by token of a row, by type."""

    count: Ints
    begin: Ints
    types: Ints
    opens: Bools
    closes: Bools
    fresh: Bools
    stops: Bools
    sentence_end: Bools
    norm_of: Ints
    zipf: npt.NDArray[np.float64]
    capital: Bools
    edge: Bools

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Tables:
        count = np.array([len(types) for types in vocabulary.row_types], np.int32)
        tokens = [token for row in vocabulary.row_tokens for token in row]
        function = phonology(vocabulary.language).function_words

        def flags(name: str) -> Any:
            return np.array([getattr(token, name) for token in tokens], np.bool_)

        return cls(
            count,
            (np.cumsum(count) - count).astype(np.int32),
            np.array([kind for types in vocabulary.row_types for kind in types], np.int32),
            flags("opens"),
            flags("closes"),
            flags("fresh"),
            flags("stops"),
            flags("sentence_end"),
            np.array(vocabulary.norm_of, np.int32),
            np.array(vocabulary.zipfs),
            np.array([text[:1].isupper() for text in vocabulary.texts], np.bool_),
            np.array([norm not in function and not norm.endswith("'") for norm in vocabulary.norms], np.bool_),
        )
