"""The records: words are the truth, and joined they are the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Cue, Segment, Transcript, Word
from rehear.document.model import collapse, split_words, spread
from texts import texts, transcripts

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40) | texts()


@given(ANY_TEXT)
def test_joined_words_equal_the_text(text: str) -> None:
    words = split_words(text)
    assert "".join(words) == (text if text.strip() else "".join(words))
    assert all(word.strip(" \t\r\n") for word in words)
    assert collapse(" ".join(words)) == collapse(text) or not words


@given(st.lists(ANY_TEXT, max_size=5))
def test_a_transcript_of_texts_gives_them_back(cues: list[str]) -> None:
    transcript = Transcript.from_texts(cues)
    assert transcript.texts() == [text.strip() for text in cues]
    assert "".join(word.text for word in transcript.words) == "".join(text for text in cues if split_words(text))
    assert transcript.interpolated


@given(transcripts())
def test_segments_cover_all_words_in_order(transcript: Transcript) -> None:
    covered = [word for segment in transcript.segments for word in transcript.words_of(segment)]
    assert tuple(covered) == transcript.words
    for segment in transcript.segments:
        for word in transcript.words_of(segment):
            assert segment.start <= word.start <= word.end <= segment.end


@given(st.lists(texts(), min_size=1), st.integers(0, 10**8), st.integers(0, 10**7))
def test_words_share_their_time_without_gap_or_loss(words: list[str], start: int, length: int) -> None:
    made = spread(words, start, start + length, 0.5)
    assert [word.text for word in made] == words
    assert (made[0].start, made[-1].end) == (start, start + length)
    assert all(one.end == other.start for one, other in pairwise(made))
    assert all(word.probability == 0.5 for word in made)


@given(ANY_TEXT)
def test_collapsing_is_done_after_once(text: str) -> None:
    once = collapse(text)
    assert collapse(once) == once
    assert "  " not in once
    assert once.count("\u00a0") == text.count("\u00a0")


def test_no_break_spaces_belong_to_words() -> None:
    assert split_words("Quoi\u00a0? «\u202fOui\u202f»") == ["Quoi\u00a0?", " «\u202fOui\u202f»"]


@pytest.mark.parametrize(
    "segments",
    [
        (),
        (Segment(0, 1, 0, 0),),
        (Segment(0, 1, 0, 0), Segment(1, 2, 2, 1)),
        (Segment(0, 1, 0, 1), Segment(1, 2, 1, 1)),
        (Segment(0, 1, 0, 2),),
        (Segment(0, 1, 0, -2),),
    ],
)
def test_segments_that_do_not_cover_the_words_are_refused(segments: tuple[Segment, ...]) -> None:
    with pytest.raises(ValueError, match="segment"):
        Transcript((Word("un", 0, 1), Word(" deux", 1, 2)), segments)


def test_an_empty_cue_is_a_cue() -> None:
    transcript = Transcript.from_texts(["un", "", " \n ", "deux"])
    assert transcript.texts() == ["un", "", "", "deux"]
    assert [transcript.words_of(segment) for segment in transcript.segments[1:3]] == [(), ()]


def test_texts_without_times_follow_one_another() -> None:
    starts = [(segment.start, segment.end) for segment in Transcript.from_texts(["abc", "", "de"]).segments]
    assert starts == [(0, 180), (180, 240), (240, 360)]


def test_a_cue_is_its_lines() -> None:
    assert Cue(0, 1, ("un", "deux")).text == "un\ndeux"
