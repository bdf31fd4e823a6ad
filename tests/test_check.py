"""Check and repair: each rule is found, at its limit and not before, and layout repairs what it can without a word lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Cue
from rehear.document.errors import CallError
from rehear.pipeline.settings import settings_for
from rehear.subtitles import (
    PROFILES,
    check,
    cues_of,
    frame_rate,
    profile_of,
    read,
    render,
    repair,
    repaired,
    rewrite,
    runs_of,
    timecode,
)

WEB = PROFILES["web"]


def rules(*cues: Cue, profile: str = "web", language: str = "fr") -> list[tuple[int, str]]:
    return [(problem.cue, problem.rule) for problem in check(cues, PROFILES[profile], language)]


def cue(start: int, end: int, *lines: str) -> Cue:
    return Cue(start, end, lines or ("Bonsoir.",))


@pytest.mark.parametrize(
    ("cues", "found"),
    [
        ([cue(0, 833)], []),
        ([cue(0, 831)], [(1, "short")]),
        ([cue(0, 7000)], []),
        ([cue(0, 7002)], [(1, "long")]),
        ([cue(0, 1000), cue(1080, 2080)], []),
        ([cue(0, 1000), cue(1070, 2080)], [(1, "gap")]),
        ([cue(0, 1000), cue(900, 2080)], [(1, "overlap")]),
        ([cue(0, 1000), cue(1300, 2300)], [(1, "close")]),
        ([cue(0, 1000), cue(1480, 2480)], []),
        ([cue(2000, 3000), cue(0, 1000)], [(2, "times")]),
        ([cue(1000, 1000)], [(1, "times")]),
        ([Cue(0, 1000, ())], [(1, "empty")]),
        ([cue(0, 4000, "x" * 42, "y" * 20)], []),
        ([cue(0, 4000, "x" * 43)], [(1, "width")]),
        ([cue(0, 4000, "a", "b", "c")], [(1, "lines")]),
        ([cue(0, 2000, "x" * 34)], []),
        ([cue(0, 2000, "x" * 36)], [(1, "speed")]),
        ([cue(0, 3000, "Il a vu le", "chat noir.")], [(1, "break")]),
        ([cue(0, 3000, "Il a vu", "le chat noir.")], []),
        ([cue(0, 3000, "C'est Jeanne", "Morel hier.")], [(1, "break")]),
        ([cue(0, 3000, "Ils ont", "mangé ici.")], [(1, "break")]),
        ([cue(0, 3000, "Il y a 20", "personnes.")], [(1, "break")]),
        ([cue(0, 3000, "En 2024", "personne ici.")], []),
        ([cue(0, 3000, "Ils sont trois cent", "mille ici.")], [(1, "break")]),
        ([cue(0, 3000, "Il a 10 millions", "d'euros.")], [(1, "break")]),
        ([cue(0, 3000, "Il vient à 14 h", "30 ici.")], [(1, "break")]),
        ([cue(0, 3000, "Il vient le 1er", "janvier.")], [(1, "break")]),
        ([cue(0, 3000, "Il reste parce", "que tu dors.")], [(1, "break")]),
        ([cue(0, 3000, "Il y a 12", "kilomètres.")], [(1, "break")]),
        ([cue(0, 2920, "Il a vu le"), cue(3000, 4000, "chat noir.")], [(1, "break")]),
        ([cue(0, 3000, "Il a vu le"), cue(6000, 7000, "chat noir.")], []),
    ],
)
def test_each_rule(cues: list[Cue], found: list[tuple[int, str]]) -> None:
    assert rules(*cues) == found


def test_a_cue_before_the_clip(tmp_path: Path) -> None:
    hours = 36_000_000
    found = check([cue(hours - 500, hours + 1000), cue(hours + 2000, hours + 4000)], WEB, "fr", begins=hours)
    assert [str(problem) for problem in found] == ["before: begins before the clip does: 0.5 s"]
    (tmp_path / "a.srt").write_text("1\n09:59:59,960 --> 10:00:02,000\nBonsoir.\n", encoding="utf-8")
    done = rehear("check", "a.srt", "--start-timecode", "10:00:00:00", folder=tmp_path)
    assert (done.code, "a.srt: 1 problem in web (1 before)" in done.stdout) == (1, True)
    assert rehear("check", "a.srt", "--start-timecode", "09:59:59:24", folder=tmp_path).code == 0
    assert rehear("check", "a.srt", "--start-timecode", "9h59", folder=tmp_path).code == 2


def test_strict_refuses_what_must_be_repaired(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("00:00:01.000 --> 00:00:03,000\nBonsoir.\n", encoding="utf-8")
    assert rehear("check", "a.srt", folder=tmp_path).code == 0
    done = rehear("check", "a.srt", "--strict", folder=tmp_path)
    assert (done.code, "without --strict" in done.stderr) == (3, True)


def test_values_and_limits() -> None:
    [problem] = check([cue(60_000, 61_000, "x" * 34)], WEB, "fr")
    assert (problem.value, problem.limit, problem.unit, problem.start) == (34.0, 17.0, " characters/s", 60_000)
    assert str(problem) == "speed: is too fast to read: 34 characters/s (at most 17 characters/s)"
    [problem] = check([cue(0, 2000, "x" * 36)], PROFILES["fr-tv"], "fr")
    assert (problem.value, problem.limit, problem.unit) == (2.0, 2.4, " s")
    assert str(problem) == "speed: is too fast to read: 2 s for a text that needs 2.4 s"
    assert str(replace(problem, value=2.396)) == "speed: is too fast to read: 2.396 s for a text that needs 2.4 s"
    [problem] = check([cue(0, 1000, "un deux trois quatre")], PROFILES["bbc"], "fr")
    assert (problem.value, problem.limit, problem.unit) == (240.0, 180.0, " words/min")
    assert rules(cue(0, 2000, "x" * 40), language="en") == []
    assert rules(cue(0, 1500, "y" * 36), profile="fr-trade") == []  # 24 characters a second of 25


def test_frames_follow_the_frame_rate() -> None:
    assert [(WEB.at(fps).gap, WEB.at(fps).close) for fps in (24, 25, 50)] == [(83, 500), (80, 480), (40, 240)]
    assert PROFILES["fr-tv"].at(50).gap == 120


@pytest.mark.parametrize(
    ("written", "rate"),
    [("25", 25), ("29.97", 30_000 / 1001), ("23,976", 24_000 / 1001), ("30000/1001", 30_000 / 1001), ("50", 50)],
)
def test_frame_rates(written: str, rate: float) -> None:
    assert frame_rate(written) == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize(
    ("code", "fps", "ms"),
    [
        ("10:00:00:00", 25.0, 36_000_000),
        ("00:00:59:24", 25.0, 59_960),
        ("01:00:00:00", 30_000 / 1001, 3_603_600),
        ("01:00:00;00", 30_000 / 1001, 3_599_996),
        ("00:01:00;02", 30_000 / 1001, 60_060),
    ],
)
def test_timecodes(code: str, fps: float, ms: int) -> None:
    assert timecode(code, fps) == ms


@pytest.mark.parametrize("code", ["10:00:00", "00:00:00:25", "00:61:00:00", "00:00:00;10", "x"])
def test_what_is_no_timecode(code: str) -> None:
    with pytest.raises(CallError):
        timecode(code, 25.0)


def test_repair() -> None:
    cues = [
        cue(0, 400, "Bonsoir."),
        cue(2000, 6000, "Le site de la préfecture de police a été fermé hier soir."),
        cue(5900, 8900, "Les deux hommes ont vu la", "voisine."),
        cue(12_000, 14_000, "Oui."),
    ]
    made = repaired(cues, repair(cues, WEB, "fr", runs=[1] * 4))
    assert made == [
        cue(0, 833, "Bonsoir."),
        cue(2000, 5820, "Le site de la préfecture de police", "a été fermé hier soir."),
        cue(5900, 8900, "Les deux hommes ont vu la voisine."),
        cue(12_000, 14_000, "Oui."),
    ]
    assert check(made, WEB, "fr") == []


texts = st.lists(
    st.sampled_from("le chat a vu Jeanne Morel hier, et puis non. Oui ! 12 km de route".split()), max_size=20
)


@given(
    st.lists(st.tuples(st.integers(-500, 3000), st.integers(0, 8000), texts, st.integers(1, 6)), max_size=8),
    st.sampled_from(list(PROFILES.values())),
    st.booleans(),
)
def test_a_repair_makes_nothing_worse_and_keeps_every_word(
    parts: list[tuple[int, int, list[str], int]], profile: object, recut: bool
) -> None:
    assert isinstance(profile, type(WEB))
    cues, clock = [], 0
    for gap, lasts, words, lines in parts:
        clock = max(clock + gap, 0)
        rows = [" ".join(words[at::lines]) for at in range(lines)]
        cues.append(Cue(clock, clock + lasts, tuple(row for row in rows if row)))
        clock += lasts
    made = repaired(cues, repair(cues, profile, "fr", runs=[1 if recut else None] * len(cues)))
    assert " ".join(c.text for c in made).split() == " ".join(c.text for c in cues).split()
    before, after = (Counter(p.rule for p in check(some, profile, "fr")) for some in (cues, made))
    wide, wider = (rules["width"] + rules["lines"] for rules in (after, before))
    assert wide <= wider
    assert after["overlap"] + after["times"] <= before["overlap"] + before["times"]
    assert after.total() <= before.total() or wide < wider  # lines that cannot be shown go before all else
    if not recut:
        assert [(c.start, c.text.split()) for c in made] == [(c.start, c.text.split()) for c in cues]


ONE = """WEBVTT

NOTE kept

1
00:00:01.000 --> 00:00:01.300 align:left
<i>Bonsoir.</i>

2
00:00:02.000 --> 00:00:06.000 line:0
<b>Le site de la préfecture de police a</b> été <i>fermé</i>
hier.
"""


def test_markup_settings_and_notes_stay(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_bytes(ONE.replace("\n", "\r\n").encode())
    done = rehear("check", "a.vtt", "--fix", "-q", folder=tmp_path)
    assert done.code == 0
    wanted = ONE.replace("00:00:01.300", "00:00:01.920").replace(
        "police a</b> été <i>fermé</i>\nhier.", "police\na</b> été <i>fermé</i> hier."
    )
    assert (tmp_path / "a.vtt").read_bytes() == wanted.replace("\n", "\r\n").encode()
    assert (tmp_path / ".rehear" / "a.vtt.original").read_bytes() == ONE.replace("\n", "\r\n").encode()


MIXED = """1
00:00:01,000 --> 00:00:01,300
<i>Bonsoir.</i>

2
00:00:02,000 --> 00:00:12,000
Le site de la préfecture de police a été fermé hier soir. La procureure de la ville a ouvert une enquête, selon le ministère.

3
00:00:13,000 --> 00:00:16,000
{\\an8}Les deux hommes ont vu la
voisine.
"""


def test_only_cues_without_markup_are_cut_anew(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(MIXED, encoding="utf-8")
    done = rehear("check", "a.srt", "--fix", folder=tmp_path)
    assert done.code == 0, done.stdout
    written = (tmp_path / "a.srt").read_text(encoding="utf-8")
    first, second, third, last = written.strip().split("\n\n")
    assert first == "1\n00:00:01,000 --> 00:00:01,920\n<i>Bonsoir.</i>"
    assert second.startswith("2\n00:00:02,000 --> ")
    assert third.startswith("3\n")
    assert " ".join(" ".join(block.split("\n")[2:]) for block in (second, third)) == MIXED.split("\n")[6]
    assert last == "4\n00:00:13,000 --> 00:00:16,000\n{\\an8}Les deux hommes ont vu la voisine."


def test_times_without_hours_do_not_stand_in_the_way(tmp_path: Path) -> None:
    text = "Une femme a été vue près de la gare routière de la ville hier soir vers minuit."
    (tmp_path / "a.vtt").write_text(f"WEBVTT\n\n00:01.000 --> 00:06.000\n{text}\n", encoding="utf-8")
    assert rehear("check", "a.vtt", "--fix", folder=tmp_path).code == 0
    assert len(cues_of(read(tmp_path / "a.vtt").transcript)) == 2


def test_a_plain_file_is_cut_anew_and_keeps_its_manner(tmp_path: Path) -> None:
    long = "Le site de la préfecture de police de la ville a été fermé. " * 2
    source = render([cue(0, 9000, long.strip()), cue(9500, 10_500)], "srt").replace("\n", "\r\n")
    (tmp_path / "a.srt").write_bytes(b"\xef\xbb\xbf" + source.encode())
    done = rehear("check", "a.srt", "-O", "out", folder=tmp_path)
    assert done.code == 0, done.stdout
    data = (tmp_path / "out" / "a.srt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf1\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert [segment.start for segment in read(tmp_path / "out" / "a.srt").transcript.segments] == [0, 4500, 9500]
    assert (tmp_path / "a.srt").read_bytes() == b"\xef\xbb\xbf" + source.encode()


@given(
    st.lists(st.tuples(texts.filter(bool), st.integers(1, 3), st.sampled_from(["", "i", "b"])), min_size=1, max_size=6),
    st.sampled_from(["srt", "vtt"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_reads_as_what_was_repaired(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[list[str], int, str]], name: str, ends: str
) -> None:
    cues = [
        Cue(3000 * at, 3000 * at + 2500, tuple(" ".join(words[n::lines]) for n in range(lines) if words[n::lines]))
        for at, (words, lines, _) in enumerate(parts)
    ]
    source = render(cues, name)
    for (_, _, tag), one in zip(parts, cues, strict=True):
        if tag:
            source = source.replace(one.text, f"<{tag}>{one.text}</{tag}>", 1)
    path = tmp_path_factory.mktemp("file") / f"a.{name}"
    path.write_bytes(source.replace("\n", ends).encode())
    file = read(path, format=name)
    changes = repair(file.cues, PROFILES["vertical"], "fr", runs=runs_of(file))
    path.write_bytes(rewrite(file, changes).data)
    assert cues_of(read(path, format=name).transcript) == repaired(file.cues, changes)


def test_an_end_that_the_file_does_not_say_is_not_said_to_be_changed(tmp_path: Path) -> None:
    """A whole sentence in a cue whose times cannot be read: it is too short, and there is nothing to write another end to."""
    source = (
        "1\n00:00:0x,000 --> 00:00:01,200\nUne phrase bien trop longue.\n\n2\n00:00:09,000 --> 00:00:12,000\nNon.\n"
    )
    (tmp_path / "a.srt").write_text(source, encoding="utf-8")
    done = rehear("check", "a.srt", "--fix", folder=tmp_path)
    assert "wrote" not in done.stdout
    assert "ended" not in done.stdout
    assert (tmp_path / "a.srt").read_text(encoding="utf-8") == source


def test_json(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(render([cue(0, 400, "Oui.")], "srt"), encoding="utf-8")
    done = rehear("check", "a.srt", "--json", "--profile", "fr-tv", folder=tmp_path)
    assert done.code == 1
    problem, file = map(json.loads, done.stdout.splitlines())
    assert {key: problem[key] for key in ("event", "cue", "start", "rule", "value", "limit")} == {
        "event": "problem",
        "cue": 1,
        "start": 0,
        "rule": "short",
        "value": 0.4,
        "limit": 1.0,
    }
    assert (file["event"], file["problems"], file["rules"]) == ("file", 1, {"short": 1})


HOUSE = """
fps = "50"
profile.use = "house"

[profile.house]
inherits = "web"
width = 30
speed = 20
fastest = 25
gap = "4 frames"

[profile.night]
inherits = "house"
lines = 1
"""


def test_a_house_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "rehear.toml").write_text(HOUSE, encoding="utf-8")
    settings = settings_for(tmp_path)
    house, night = settings.style, settings.profiles["night"]
    assert (house.name, house.width, house.lines, house.gap, house.longest) == ("house", 30, 2, 80, 7000)
    assert house.tolerance == pytest.approx(0.2)
    assert (night.width, night.lines) == (30, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[profile.a]\nwidht = 3", "unknown key `widht` in profile a (did you mean `width`?)"),
        ('[profile.a]\ninherits = "wb"', "profile a inherits from 'wb', which is none (did you mean web?)"),
        (
            "[profile.a]\nwidth = 3",
            "profile a lacks `lines`, `speed`, `shortest`, `longest`, `gap` "
            '(inherits = "web" takes from there what it does not say)',
        ),
        ('[profile.a]\ninherits = "web"\nwidth = 0', "`width` of profile a must be a whole number from 1, not 0"),
        ('[profile.a]\ninherits = "web"\nwidth = true', "`width` of profile a must be a whole number from 1, not True"),
        ('[profile.a]\ninherits = "web"\nspeed = 9\nwords_a_minute = 9', "instead of `speed` and `curve`, not beside"),
        ('[profile.a]\ninherits = "web"\ngap = "2 f"', "`gap` of profile a must be seconds as a number, or frames as"),
        ('[profile.a]\ninherits = "web"\nshortest = 9', "profile a: `shortest` is longer than `longest`"),
        ('profile = "wb"', "no profile 'wb' (did you mean web?)"),
        ("profile.use = 3", "`profile.use` must be text in quotes"),
        ('profile = "fr-tv"\n[profile.house]\nwidth = 38', 'write profile.use = "fr-tv"'),
        ("fps = 0", "no frame rate '0'"),
        ('typography = "fin"', "no typography 'fin' (one of nbsp, fine, plain, off)"),
    ],
)
def test_a_wrong_house_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "rehear.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CallError) as error:
        settings_for(tmp_path)
    assert said in str(error.value)


def test_the_shipped_ones_name_their_source() -> None:
    assert set(PROFILES) == {"web", "fr-tv", "fr-trade", "bbc", "vertical"}
    assert all(profile.source and profile.title for profile in PROFILES.values())
    assert profile_of("x", {"speed": 10}, WEB).characters_a_second("en") == 10


def test_a_repaired_file_is_of_the_format_that_its_name_promises(tmp_path: Path) -> None:
    written = render([cue(0, 400, "Bonsoir.")], "srt").replace("Bonsoir.", "<i>Bonsoir.</i>")
    (tmp_path / "a.srt").write_text(written, encoding="utf-8")
    assert rehear("check", "a.srt", "-o", "b.vtt", "-q", folder=tmp_path).code == 0
    made = (tmp_path / "b.vtt").read_text(encoding="utf-8")
    assert made == "WEBVTT\n\n00:00:00.000 --> 00:00:00.833\n<i>Bonsoir.</i>\n"
    done = rehear("check", "a.srt", "-o", "b.stl", folder=tmp_path)
    assert (done.code, done.stderr) == (2, "error: EBU STL is read, not written (--format srt, vtt, ttml or another)\n")
    done = rehear("check", "a.srt", "-o", "a.srt", folder=tmp_path)
    assert done.stderr == "error: a.srt: is an input, and would be written over (--fix repairs a file in place)\n"
    (tmp_path / "a.csv").write_text("start,end,text\n0,400,Bonsoir.\n", encoding="utf-8")
    done = rehear("check", "a.csv", folder=tmp_path)
    assert (done.code, "(`rehear convert a.csv -f srt` makes a file that has)" in done.stderr) == (3, True)
