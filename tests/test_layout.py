"""Layout: no word is lost, lines and times keep to the profile, and breaks stand where a reader expects them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.document import Cue, Segment, Transcript, Word
from rehear.subtitles import PROFILES, Profile, cues_of, lay_out


def spoken(text: str, *, start: int = 0, pace: int = 60, language: str | None = "fr") -> Transcript:
    """One segment, at so many ms a character."""
    return Transcript.from_texts([text], language=language, times=[(start, start + pace * len(text))])


def lines(text: str, profile: str = "web", language: str = "fr") -> list[tuple[str, ...]]:
    return [cue.lines for cue in lay_out(spoken(text, language=language), PROFILES[profile])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le site a été fermé.", [("Le site a été fermé.",)]),
        (
            "Le parquet annonce la fermeture de ce site de discussion.",
            [("Le parquet annonce la fermeture", "de ce site de discussion.")],
        ),
        (
            "Il avait rencontré la victime et l'homme qui l'a tué.",
            [("Il avait rencontré la victime", "et l'homme qui l'a tué.")],
        ),
        (
            "Nous y étions, dit-il, avec les habitants du quartier.",
            [("Nous y étions, dit-il,", "avec les habitants du quartier.")],
        ),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, wanted: list[tuple[str, ...]]) -> None:
    assert lines(text) == wanted


def test_a_long_segment_is_cut_at_its_sentences() -> None:
    text = (
        "Les deux hommes ont été arrêtés hier à Mâcon. Ils seront jugés au mois de juin, selon le parquet de la ville."
    )
    assert lines(text)[0][-1].endswith("Mâcon.")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_line_ends_in_an_article(language: str) -> None:
    text = {
        "fr": "Dans la nuit, les policiers de la brigade ont trouvé dans le coffre d'une auto une arme et le plan de la ville.",
        "en": "In the night the officers of the squad found a weapon in the back of the car and the map of the town on a seat.",
    }[language]
    for profile in PROFILES:
        for cue in lines(text, profile, language):
            for line in cue:
                assert line.split()[-1] not in {"la", "le", "les", "une", "de", "du", "the", "a", "of", "in"}, cue


def test_a_no_break_space_and_punctuation_stay_with_their_word() -> None:
    for space in ("\u00a0", "\u202f", " "):
        text = f"Pourquoi la cour d'assises de la ville l'a condamné{space}? Parce que «{space}c'est la loi{space}»{space}!"
        for profile in PROFILES:
            for cue in lines(text, profile):
                for line in cue:
                    assert not line.startswith(("?", "!", "»"))
                    assert not line.endswith("«")


def test_a_break_of_the_file_is_laid_out_anew() -> None:
    assert lines("Le site\na été\nfermé.") == [("Le site a été fermé.",)]


def test_a_pause_invites_a_cut() -> None:
    texts = "Les policiers sont arrivés vers minuit devant la maison les voisins avaient entendu des cris dans la rue".split()
    words, clock = [], 0
    for text in texts:
        clock += 2000 if text == "les" else 0
        words.append(Word(" " + text, clock, clock + 200))
        clock += 250
    transcript = Transcript(tuple(words), (Segment(0, clock, 0, len(words) - 1),), "fr")
    made = lay_out(transcript, PROFILES["web"])
    assert made[1].lines[0].startswith("les voisins")
    assert made[1].start == words[9].start


def test_ends_linger_but_keep_the_gap() -> None:
    texts = ["Oui.", "Non.", "Peut-être bien."]
    transcript = Transcript.from_texts(texts, language="fr", times=[(0, 400), (1000, 1300), (5000, 5300)])
    web = [(cue.start, cue.end) for cue in lay_out(transcript, PROFILES["web"])]
    assert web == [(0, 917), (1000, 1833), (5000, 5833)]
    for profile in PROFILES.values():
        for one, other in pairwise(lay_out(transcript, profile)):
            assert one.end + profile.gap <= other.start


def test_a_cue_does_not_stand_longer_than_the_profile_allows() -> None:
    transcript = Transcript.from_texts(["Oui."], times=[(0, 60_000)])
    assert lay_out(transcript, PROFILES["web"]) == [Cue(0, 7000, ("Oui.",))]


def test_segments_without_text_give_no_cue() -> None:
    transcript = Transcript.from_texts(["", "Oui.", " "])
    assert [cue.lines for cue in lay_out(transcript, PROFILES["web"])] == [("Oui.",)]
    assert [cue.lines for cue in cues_of(transcript)] == [(), ("Oui.",), ()]


def test_reading_speeds() -> None:
    curve = PROFILES["fr-tv"]
    assert [curve.time_to_read("x" * length) for length in (0, 12, 16, 36, 48, 60, 75)] == [
        0,
        1000,
        1500,
        3000,
        3500,
        4000,
        5000,
    ]
    assert PROFILES["web"].time_to_read("x" * 34, "fr") == 2000
    assert PROFILES["web"].time_to_read("x" * 40, "en") == 2000
    assert PROFILES["bbc"].time_to_read("one two three") == round(60_000 * 3 / 170)


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
ends = st.sampled_from(["", "", "", ",", ".", "\u00a0?", " !", " :"])


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    made: list[Word] = []
    segments: list[Segment] = []
    clock = 0
    for _ in range(draw(st.integers(1, 3))):
        first, begin = len(made), clock
        for _ in range(draw(st.integers(1, 30))):
            clock += draw(st.sampled_from([0, 0, 0, 40, 700]))
            text = draw(words) + draw(ends)
            made.append(Word(" " + text, clock, clock + 50 * len(text)))
            clock += 50 * len(text)
        segments.append(Segment(begin, clock, first, len(made) - 1))
    return Transcript(tuple(made), tuple(segments), draw(st.sampled_from(["fr", "en", None])))


@given(transcripts(), st.sampled_from(list(PROFILES.values())))
@settings(max_examples=100, deadline=None)
def test_every_word_stands_once_and_the_profile_is_kept(transcript: Transcript, profile: Profile) -> None:
    made = lay_out(transcript, profile)
    assert " ".join(cue.text for cue in made).split() == "".join(word.text for word in transcript.words).split()
    for cue in made:
        assert 0 <= cue.end - cue.start <= profile.longest
        assert len(cue.lines) <= profile.lines
        for line in cue.lines:
            assert len(line) <= profile.width or len(line.replace(" !", "!").replace(" :", ":").split(" ")) == 1
    for one, other in pairwise(made):
        assert one.start < one.end <= other.start
        assert one.end + profile.gap <= other.start or one.end == one.start + 1
