"""Strategies and helpers that tests of the records share."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from rehear.document import Edit, Segment, Transcript, Word
from rehear.document.edit import words_between
from rehear.document.model import split_words

# Few words, so that the same ones stand beside each other; no-break spaces, apostrophes and punctuation as in subtitles.
WORDS = st.sampled_from(
    ["un", "gay", "tapant", "l'", "œuvre,", "«\u00a0Oui", "quoi\u00a0?", "e\u0301te\u0301", "12", "-", "…"]
)
SPACES = st.sampled_from([" ", " ", " ", "  ", "\n", " \n", "\t"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The text of a cue, of one or more words."""
    words = draw(st.lists(WORDS, min_size=1, max_size=6))
    spaces = draw(st.lists(SPACES, min_size=len(words) - 1, max_size=len(words) - 1))
    return words[0] + "".join(space + word for space, word in zip(spaces, words[1:], strict=True))


@st.composite
def transcripts(draw: st.DrawFn, *, min_cues: int = 0, empty_cues: bool = True) -> Transcript:
    """Cues with gaps between them; now and then one without words, or one that lasts no time."""
    cue = texts() | st.just("") if empty_cues else texts()
    made = draw(st.lists(cue, min_size=min_cues, max_size=5))
    times, clock = [], 0
    for _ in made:
        start = clock + draw(st.integers(0, 500))
        clock = start + draw(st.integers(0, 3000))
        times.append((start, clock))
    return Transcript.from_texts(made, language="fr", times=times, source="clip.srt")


@st.composite
def edited(draw: st.DrawFn, *, min_cues: int = 0) -> tuple[Transcript, list[Edit]]:
    """A transcript and edits that fit it and share no word: replacements and deletions, within cues and across."""
    transcript = draw(transcripts(min_cues=min_cues))
    edits, first = [], 0
    while first < len(transcript.words):
        last = min(first + draw(st.integers(0, 4)), len(transcript.words) - 1)
        if draw(st.booleans()):
            after = draw(st.just("") | texts())
            edits.append(edit(transcript, first, last, after))
        first = last + 1
    return transcript, draw(st.permutations(edits))


def edit(transcript: Transcript, first: int, last: int, after: str, rule: str = "test") -> Edit:
    return Edit("", first, last, words_between(transcript, first, last), after, rule)


def cue(*texts: str) -> Transcript:
    """A transcript of these cues, a second each, with a hundred milliseconds between."""
    times = [(at * 1100, at * 1100 + 1000) for at in range(len(texts))]
    return Transcript.from_texts(texts, language="fr", times=times)


def segments_of(transcript: Transcript, positions: Sequence[int]) -> set[int]:
    return {at for at, s in enumerate(transcript.segments) for position in positions if s.first <= position <= s.last}


__all__ = ["Segment", "Word", "cue", "edit", "edited", "segments_of", "split_words", "texts", "transcripts"]
