"""Layout: no word is lost, lines and times keep to the profile, and breaks stand where a reader expects them."""

from __future__ import annotations

import importlib
import json
import time
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rehear.document import Cue, Segment, Transcript, Word
from rehear.document.hand import HandCue, cut_by_hand
from rehear.pipeline.clip import Layout, Text
from rehear.subtitles import PROFILES, Profile, break_lines, check, cues_of, lay_out, timecode
from rehear.subtitles.breaks import TIGHT, costs
from rehear.subtitles.cutting import Columns
from rehear.subtitles.layout import break_lines_each, lay_out_around, lay_out_each
from rehear.subtitles.scripts import columns
from rehear.subtitles.timing import ends_of
from rehear.subtitles.tokens import tokens_of


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


@pytest.mark.parametrize(
    ("text", "language", "tight"),
    [
        ("Ils ont gagné 27 à 24 hier.", "fr", ["27 | à", "ont | gagné"]),
        ("Des gens de 25 à 60 ans.", "fr", ["25 | à", "60 | ans."]),
        ("Il vient le 27 à Paris.", "fr", []),
        ("Elle n'a pas mangé hier.", "fr", ["pas | mangé", "Elle | n'a"]),
        ("Il va devoir expliquer cela.", "fr", ["devoir | expliquer", "va | devoir"]),
        ("Faut-il craindre la hausse ?", "fr", ["Faut-il | craindre"]),
        ("Ce que vous avez dit.", "fr", ["avez | dit.", "vous | avez"]),
        ("Un facteur raconte être tombé hier.", "fr", ["être | tombé"]),
        ("L'homme, ayant déjà été jugé, sort.", "fr", ["été | jugé,"]),
        ("They won two to one yesterday.", "en", ["They | won", "two | to"]),
        ("It was not eaten here.", "en", ["It | was", "not | eaten"]),
    ],
)
def test_what_belongs_together(text: str, language: str, tight: list[str]) -> None:
    words = text.split()
    found = {
        f"{a} | {b}" for (a, b), cost in zip(pairwise(words), costs(words, language), strict=True) if cost >= TIGHT
    }
    assert found >= set(tight)
    if not tight:
        assert not {pair for pair in found if pair[0].isdigit()}


def test_a_sentence_leaves_no_word_alone() -> None:
    """Neither its first on the line before nor its last on the line after, if another cut is as good."""
    text = "Le maire de la commune a présenté hier soir un plan pour les hôpitaux. Alors moi je vais dire ce que j'en pense."
    for profile in ("web", "fr-tv"):
        every = [line.split() for cue in lines(text, profile) for line in cue]
        assert not [line for line in every if line[-2:] == ["Alors", "moi"] or line[-1] == "Alors"]


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
    web = PROFILES["web"]
    cues = {  # (start, speech ends, next starts, time to read) -> end
        (0, 400, 1000, 900): 920,  # two frames before the next, where it is near
        (0, 2000, 9000, 1000): 2000,  # read by the time it is said
        (0, 2000, 9000, 2300): 2300,  # stays until it is read,
        (0, 2000, 9000, 3000): 2500,  # but not longer than half a second
        (0, 300, 9000, 300): 833,  # nor shorter than the shortest
        (0, 2000, 2450, 2000): 2370,  # a gap that is no pause is closed
        (0, 60_000, 90_000, 3000): 7000,
        (1000, 1400, 1040, 900): 1001,  # words at almost the same time
    }
    starts, spoken, following, needed = (np.array(column) for column in zip(*cues, strict=True))
    assert list(ends_of(starts, spoken, following, needed, web)) == list(cues.values())


def test_a_sentence_goes_on_over_segments() -> None:
    texts = ["Les deux hommes ont été", "arrêtés hier à Mâcon.", "Bonsoir.", "Il pleut."]
    times = [(0, 1200), (1200, 2400), (2500, 2900), (5000, 5600)]
    made = lay_out(Transcript.from_texts(texts, language="fr", times=times), PROFILES["web"])
    assert [cue.lines for cue in made] == [
        ("Les deux hommes", "ont été arrêtés hier à Mâcon. Bonsoir."),
        ("Il pleut.",),
    ]


def test_each_speaker_has_a_line() -> None:
    said = Transcript.from_texts(["- Vous y étiez ?\n- Oui, hier soir."], language="fr", times=[(0, 2500)])
    [cue] = lay_out(said, PROFILES["web"])
    assert cue.lines == ("- Vous y étiez ?", "- Oui, hier soir.")


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
    assert PROFILES["bbc"].time_to_read("one two three") == round(60_000 * 3 / 160)


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
    shown, said = (" ".join(cue.text for cue in made).split(), "".join(word.text for word in transcript.words).split())
    assert "".join(shown) == "".join(said)
    assert shown == said or columns("".join(said)) > len("".join(said)), (
        "only a script without spaces is cut inside a word"
    )
    for problem in check(made, profile, transcript.language):
        # What speech itself may make impossible to keep, and words that no line holds.
        assert problem.rule in {"speed", "short", "break", "width", "gap"}, problem
        assert problem.rule != "width" or len(problem.text.replace(" !", "!").replace(" :", ":").split(" ")) == 1
        assert problem.rule != "gap" or made[problem.cue - 1].end == made[problem.cue - 1].start + 1


@given(transcripts(), st.sampled_from(["web", "fr-tv", "vertical"]))
@settings(max_examples=50, deadline=None)
def test_no_other_cuts_cost_less(transcript: Transcript, name: str) -> None:
    tokens = tokens_of(transcript)[:10]
    text = Columns([tokens], PROFILES[name], transcript.language)
    costs = text._costs(0, len(tokens))

    def cost(cuts: tuple[int, ...]) -> float:
        return sum(costs[a, b - a - 1] if b - a <= text.most else float("inf") for a, b in pairwise(cuts))

    every = ((0, *inner, len(tokens)) for n in range(len(tokens)) for inner in combinations(range(1, len(tokens)), n))
    chosen = (*(first for first, _ in text.cues()), len(tokens))
    assert cost(chosen) == pytest.approx(min(map(cost, every)))


@given(transcripts(), st.sampled_from(["web", "fr-tv", "vertical"]), st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_around_a_cue_that_somebody_else_makes_nothing_changes(transcript: Transcript, name: str, number: int) -> None:
    cues = lay_out(transcript, PROFILES[name])
    number %= len(cues)
    lengths = [len("".join(word.text.split())) for word in transcript.words]
    edges = [sum(lengths[:at]) for at in range(len(lengths) + 1)]
    begin, end = (sum(len("".join(cue.text.split())) for cue in cues[:count]) for count in (number, number + 1))
    assume(begin in edges and end in edges)  # a script without spaces is cut inside a word
    made = HandCue(edges.index(begin), edges.index(end) - 1, cues[number].start, cues[number].end, cues[number].text)
    cut = cut_by_hand(transcript, [made])
    whole = next(at for at, segment in enumerate(cut.segments) if segment.first == made.first)
    assert lay_out_around(cut, PROFILES[name], [whole]) == [*cues[:number], whole, *cues[number + 1 :]]


@given(st.lists(transcripts(), max_size=4), st.sampled_from(["web", "fr-tv", "vertical"]))
def test_texts_laid_out_at_once_are_laid_out_each_for_itself(texts: list[Transcript], name: str) -> None:
    profile = PROFILES[name]
    texts = [replace(text, language="fr") for text in texts]
    assert lay_out_each(texts, profile) == [lay_out(text, profile) for text in texts]
    shown = [" ".join(text.texts()) for text in texts]
    assert break_lines_each(shown, profile, "fr") == [break_lines(text, profile, "fr") for text in shown]


def test_an_hour_is_laid_out_in_a_second() -> None:
    texts = ["Le parquet de la ville annonce ce matin la fermeture du site, au terme de trois ans d'enquête."] * 600
    times = [(6000 * at, 6000 * at + 5600) for at in range(600)]
    hour = Transcript.from_texts(texts, language="fr", times=times)
    begun = time.process_time()
    made = lay_out(hour, PROFILES["fr-tv"])
    assert time.process_time() - begun < 1
    assert made[-1].end > 3_590_000


@pytest.mark.parametrize(("name", "seed"), [("web", 3), ("fr-tv", 4)])
def test_only_speech_makes_cues_too_fast(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent.parent / "benchmarks")
    news, layout = (importlib.import_module(module) for module in ("news", "layout"))
    heard = news.transcript(4000, seed)
    found = check(lay_out(heard, PROFILES[name]), PROFILES[name], "fr")
    assert {problem.rule for problem in found} == {"speed"}
    assert len(found) == layout.fewest_too_fast(heard, PROFILES[name])[0]


def test_a_programme_may_begin_at_another_time() -> None:
    layout = Layout(PROFILES["fr-tv"], timecode("10:00:00:00"))
    [cue] = layout.cues(Text(spoken("Le site a été fermé.", start=500)))
    assert (cue.start, cue.lines) == (36_000_500, ("Le site a été fermé.",))
    assert Layout.from_dict(json.loads(json.dumps(layout.as_dict()))) == layout


CHINESE = (
    "昨天晚上警方在市中心逮捕了三名男子。"
    "他们涉嫌参与一起严重的抢劫案件，检察官已经要求对他们进行为期两年的监禁，法院将于下周作出判决。"
)
JAPANESE = (
    "警察は昨夜、市の中心部で三人の男を逮捕しました。"
    "男らは「強盗事件」に関わった疑いが持たれており、ちょっと前から調べられていました。"
)


@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh"), (JAPANESE, "ja")])
@pytest.mark.parametrize("name", ["web", "fr-tv", "vertical"])
def test_scripts_without_spaces_are_cut_too(text: str, language: str, name: str) -> None:
    """As a recogniser hears them, a word a character, and as a file has them, one long word."""
    times = [(200 * at, 200 * at + 200) for at in range(len(text))]
    words = tuple(Word(character, *time) for character, time in zip(text, times, strict=True))
    heard = Transcript(words, (Segment(0, 200 * len(text), 0, len(text) - 1),), language)
    whole = Transcript.from_texts([text], language=language, times=[(0, 200 * len(text))])
    for transcript in (heard, whole):
        made = lay_out(transcript, PROFILES[name])
        every = [line for cue in made for line in cue.lines]
        assert "".join(every) == text
        assert all(2 * len(line) <= PROFILES[name].width for line in every)
        assert not [line for line in every if line[0] in "。，、」っょー" or line[-1] in "「"]
        assert made[-1].end >= 200 * len(text), "no speech is left without text"
        assert all(after.start - cue.end <= 200 for cue, after in pairwise(made))


def test_words_of_such_a_script_are_parted_where_the_recogniser_parts_them() -> None:
    words = ["ตำรวจ", "จับกุม", "ชาย", "สาม", "คน", "เมื่อคืน", "ที่", "ใจกลาง", "เมือง", "ใน", "ข้อหา", "ปล้น", "ทรัพย์"]
    times = [(800 * at, 800 * at + 800) for at in range(len(words))]
    heard = tuple(Word(word, *time) for word, time in zip(words, times, strict=True))
    made = lay_out(Transcript(heard, (Segment(0, 10_400, 0, len(words) - 1),), "th"), PROFILES["web"])
    assert "".join(line for cue in made for line in cue.lines) == "".join(words)
    assert len(made) > 1
    assert made[-1].end >= 10_400
