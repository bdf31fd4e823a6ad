"""Transcripts as arrays of tokens, so that a whole archive can be searched at once.

All arrays of a `Reading` have one entry a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

import numpy as np

from ..document.model import Transcript
from .keys import Ints as Numbers
from .vocabulary import CLOSES, FRESH, OPENS, SENTENCE_END, STOPS, Bools, Ints, Tables, Vocabulary

# A silence longer than this parts what is said as a full stop does (ms).
PAUSE = 1500
# Words from this Zipf frequency on are common; a window of common words alone is searched for exact homophones only.
RARE = 3.5
# A text with fewer ends of sentences than one in so many cues has no punctuation; if as many of its cues begin with a capital,
# that is no name's.
CUES_A_SENTENCE, MOSTLY = 10, 0.8
_text, _start, _end, _first = map(attrgetter, ("text", "start", "end", "first"))


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
        shouted: whether it stands in a cue that is in capitals, of a text that is not: then they say nothing.
        suspicious: rare, or with a capital that says something: what a mishearing looks like.
        edge: whether it may begin or end a window of similar (not identical) sound: no article, pronoun or preposition.
    """

    vocabulary: Vocabulary
    tables: Tables
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
    shouted: Bools
    suspicious: Bools
    edge: Bools


def read_tokens(transcripts: Sequence[Transcript], vocabulary: Vocabulary) -> Reading:
    """Lay the transcripts out as arrays."""
    lengths = np.array([len(transcript.words) for transcript in transcripts], np.int64)
    size = int(lengths.sum())
    row, paused = np.zeros(size, np.int32), np.zeros(size + 1, np.int32)
    row_of = vocabulary.rows.__getitem__
    begin = 0
    for transcript in transcripts:
        words, end = transcript.words, begin + len(transcript.words)
        row[begin:end] = np.fromiter(map(row_of, map(_text, words)), np.int32, len(words))
        starts = np.fromiter(map(_start, words), np.int64, len(words))
        ends = np.fromiter(map(_end, words), np.int64, len(words))
        paused[begin + 1 : end] = starts[1:] - ends[:-1] > PAUSE
        paused[end] = 1  # the end of a transcript parts like a pause
        begin = end
    tables = vocabulary.tables()
    count, parts = tables.count[row], tables.parts[row]
    paused[1:] |= (parts & STOPS) != 0
    word_of = np.repeat(np.arange(size, dtype=np.int32), count)  # over all transcripts
    if not len(word_of):
        none, no = np.zeros(0, np.int32), np.zeros(0, np.bool_)
        return Reading(vocabulary, tables, transcripts, none, none, none, none, none, none, no, no, no, no, no, no, no)
    piece = (np.arange(len(word_of)) - (np.cumsum(count) - count)[word_of]).astype(np.int32)
    flat = tables.begin[row][word_of] + piece
    types, flags = tables.types[flat], tables.flags[flat]
    # A pause after a word without tokens ("–") still parts its neighbours: count the pauses before each word.
    before = np.cumsum(paused)[word_of]
    breaks = (flags & STOPS) != 0
    breaks[:-1] |= ((flags[1:] & FRESH) != 0) | (before[1:] > before[:-1])
    breaks[-1] = True
    document = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[word_of]
    starts_sentence = np.ones(len(flat), np.bool_)
    ended = np.cumsum((parts & SENTENCE_END) != 0)[word_of]
    starts_sentence[1:] = (
        ((flags[:-1] & SENTENCE_END) != 0) | (document[1:] != document[:-1]) | (ended[1:] > ended[:-1])
    )
    base = np.cumsum(lengths) - lengths
    cue, heads = _cues(transcripts, base, word_of, piece)
    ends = (flags & SENTENCE_END) != 0
    starts_sentence |= heads & _unpunctuated(transcripts, document, ends, heads, tables.capital[types])[document]
    named = tables.capital[types] & ~starts_sentence
    return Reading(
        vocabulary,
        tables,
        transcripts,
        types,
        tables.norm_of[types],
        row[word_of],
        (word_of - base[document]).astype(np.int32),
        piece,
        document,
        (flags & OPENS) != 0,
        (flags & CLOSES) != 0,
        breaks,
        starts_sentence,
        _shouted(tables, types, document, cue),
        (tables.zipf < RARE)[types] | named,
        tables.content[types] | named,
    )


def _cues(transcripts: Sequence[Transcript], base: Numbers, word_of: Ints, piece: Ints) -> tuple[Numbers, Bools]:
    """The cue of each token, counted over all transcripts, and whether it is the first of the cue's first word."""
    counts = [len(transcript.segments) for transcript in transcripts]
    segments = chain.from_iterable(transcript.segments for transcript in transcripts)
    firsts = np.fromiter(map(_first, segments), np.int64, sum(counts)) + np.repeat(base, counts)
    cue = np.searchsorted(firsts, word_of, "right") - 1
    return cue, (word_of == firsts[cue]) & (piece == 0)


def _unpunctuated(
    transcripts: Sequence[Transcript], document: Ints, ends: Bools, heads: Bools, capital: Bools
) -> Bools:
    """Which transcripts have no punctuation, and cues that mostly begin with a capital."""
    sentences, begun, high = (np.bincount(document, some, len(transcripts)) for some in (ends, heads, heads & capital))
    cues = [len(transcript.segments) for transcript in transcripts]
    found: Bools = (sentences * CUES_A_SENTENCE < cues) & (high >= MOSTLY * begun)
    return found


def _shouted(tables: Tables, types: Ints, document: Ints, cue: Numbers) -> Bools:
    """Which tokens stand in a cue in capitals ("URSSAF ET EHPAD", but not "ONU, OTAN") of a text that has small letters."""
    small, little = tables.small[types], ~tables.content[types] & ~tables.small[types]
    mixed = np.bincount(document, small) > 0
    shouted: Bools = mixed[document] & (np.bincount(cue, small) == 0)[cue] & (np.bincount(cue, little) > 0)[cue]
    return shouted
