"""The records that flow through rehear. All times are whole milliseconds; all positions count from 0.

Words are the truth: a transcript holds them once, flat, and its segments are ranges over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

# White space that parts words; a no-break space belongs to the word ("quoi\u00a0?"), because no line may break there.
_SPACE = r"[^\S\u00a0\u2007\u202f]"
# A word is everything up to the next space, with the space before it; what trails the last word stays with it.
_WORD = re.compile(rf"{_SPACE}*(?:\S|[\u00a0\u2007\u202f])+(?:{_SPACE}+\Z)?")
_SPACES = re.compile(rf"{_SPACE}+")
# A no-break space that no letter follows is white space as well.
_LEADING = re.compile(rf"(?:\s*{_SPACE})?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in the text.

    `text` keeps the white space before the word and the punctuation around it, so that the words of a segment, joined, are
    its text. `start` and `end` are milliseconds on the clip's clock. `probability` (0 to 1) is the recogniser's, None where
    nobody recognised anything (a subtitle file).
    """

    text: str
    start: int
    end: int
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the transcript that belongs together: what Whisper calls a segment, or a cue of a file.

    `first` and `last` are positions of words, both included; a segment without words has `last == first - 1`. `start` and
    `end` are its own times, which may be wider than its words'. `evidence` is what the recogniser knew about it, by
    Whisper's names (avg_logprob, no_speech_prob, compression_ratio, temperature), and the doubts that docs/design.md
    lists; empty where nothing is known. `language` is its own where that is not the transcript's.
    """

    start: int
    end: int
    first: int
    last: int
    evidence: Mapping[str, float] = field(default_factory=dict)
    language: str | None = None


# Milliseconds a character where a text has no times: they only keep the words in order.
MADE_UP = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """How a transcript came to be: the engine, its model, the options and the versions of what took part."""

    engine: str
    model: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard, or what a subtitle file says.

    `segments` follow one another and together cover all words. `language` is an ISO 639-1 code, or None if unknown.
    `source` names the clip or file. `interpolated` says that the words' times were spread over their segment, because the
    source gave none. `complete` is False when only a part could be heard.

    Raises:
        ValueError: if the segments do not cover the words one after the other.
    """

    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    language: str | None = None
    source: str = ""
    origin: Origin = Origin("")
    interpolated: bool = False
    complete: bool = True

    def __post_init__(self) -> None:
        expected = 0
        for segment in self.segments:
            if segment.first != expected or segment.last < segment.first - 1:
                raise ValueError(f"segment at word {segment.first} should begin at word {expected}")
            expected = segment.last + 1
        if expected != len(self.words):
            raise ValueError(f"segments cover {expected} of {len(self.words)} words")

    @property
    def timed(self) -> bool:
        """False if its times were made up to keep the words in order: then they say nothing of how it was spoken."""
        return self.origin.options.get("timed") is not False

    def words_of(self, segment: Segment) -> tuple[Word, ...]:
        return self.words[segment.first : segment.last + 1]

    def text_of(self, segment: Segment) -> str:
        """The text of one segment, without the white space around it."""
        return "".join([word.text for word in self.words[segment.first : segment.last + 1]]).strip()

    def texts(self) -> list[str]:
        """One string a segment."""
        return [self.text_of(segment) for segment in self.segments]

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str],
        *,
        language: str | None = None,
        times: Sequence[tuple[int, int]] | None = None,
        source: str = "",
        origin: Origin = Origin("text"),
    ) -> Transcript:
        """A transcript of plain texts, one segment each.

        Args:
            times: (start, end) in ms of each text; without them every text gets 60 ms a character, one after the other,
                which only keeps the words in order.
        """
        words: list[Word] = []
        segments: list[Segment] = []
        clock = 0
        if times is None:
            origin = replace(origin, options={**origin.options, "timed": False})
        for at, text in enumerate(texts):
            start, end = times[at] if times is not None else (clock, clock + MADE_UP * max(len(text), 1))
            first = len(words)
            words.extend(spread(split_words(text), start, end))
            segments.append(Segment(start, end, first, len(words) - 1))
            clock = end
        return cls(tuple(words), tuple(segments), language, source, origin, interpolated=True)


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle as it is written to a file: its times and its lines."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def split_words(text: str) -> list[str]:
    """The words of a text with the white space before each; joined they are the text again.

    >>> split_words("un guet-apens, hier")
    ['un', ' guet-apens,', ' hier']

    A text of white space alone has no words.
    """
    return _WORD.findall(text)


def space_before(word: str) -> str:
    """The white space before a word that parts it from the one before; a no-break space is the word's own."""
    found = _LEADING.match(word)
    return found.group() if found else ""


def collapse(text: str) -> str:
    """A text with single spaces between its words and none around; no-break spaces stay."""
    return _SPACES.sub(" ", text).strip(" ")


def spread(texts: Sequence[str], start: int, end: int, probability: float | None = None) -> list[Word]:
    """Words laid over the time from `start` to `end` (ms), each as long as its share of the letters."""
    weights = [len(text.strip()) or 1 for text in texts]
    total, done, words = sum(weights), 0, []
    begin = start
    for text, weight in zip(texts, weights, strict=True):
        done += weight
        stop = start + (end - start) * done // total
        words.append(Word(text, begin, stop, probability))
        begin = stop
    return words
