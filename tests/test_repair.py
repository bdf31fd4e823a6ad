"""What a repair leaves alone: cues without text, tags, places, notes; pauses, sentences, speakers, and time to read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command_line import rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Cue
from rehear.subtitles import (
    PROFILES,
    check,
    cues_of,
    places_of,
    possible,
    read,
    repair,
    repaired,
    rewrite,
    runs_of,
)

WEB = PROFILES["web"]
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,48

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="fr"><head><styling>
<style xml:id="s1" tts:color="red"/></styling></head><body><div>
"""
HEADS = {"srt": "", "vtt": "WEBVTT\n\nNOTE kept\n\n", "ass": ASS, "ttml": TTML}
TAILS = {"srt": "", "vtt": "", "ass": "", "ttml": "</div></body></tt>\n"}
TEXTS = {
    "plain": "Oui.",
    "long": "Le site de la préfecture de police de la ville a été fermé hier soir par le maire, qui n'a rien dit.",
    "dialogue": "- Oui, absolument sûr de tout ce que je dis. - Non.",
}
kinds = st.sampled_from(["plain", "long", "dialogue", "tagged", "positioned", "empty"])


def block(name: str, at: int, kind: str, start: int, end: int) -> str:
    def stamp(ms: int) -> str:
        return f"00:00:{ms // 1000:02}.{ms % 1000:03}"

    text = TEXTS.get(kind, TEXTS["long"])
    tagged, placed = kind == "tagged", kind == "positioned"
    if name == "ass":
        shown = {"tagged": rf"{{\i1}}{text}{{\i0}}", "positioned": rf"{{\an8}}{text}", "empty": r"{\p1}m 0 0{\p0}"}
        times = f"{stamp(start)[1:-1]},{stamp(end)[1:-1]}"
        return f"Dialogue: 0,{times},Default,,0,0,0,,{shown.get(kind, text)}\n"
    if name == "ttml":
        own = ' region="top"' if placed else ""
        inside = f'<span tts:fontStyle="italic">{text}</span>' if tagged else "" if kind == "empty" else text
        return f'<p begin="{stamp(start)}" end="{stamp(end)}" xml:id="c{at}"{own}>{inside}</p>\n'
    shown = f"<i>{text}</i>" if tagged else "" if kind == "empty" else text
    if name == "srt":
        shown = "{\\an8}" + shown if placed else shown
        return f"{at + 1}\n{stamp(start)} --> {stamp(end)}\n".replace(".", ",") + f"{shown}\n\n"
    return f"c{at}\n{stamp(start)} --> {stamp(end)}{' line:0' if placed else ''}\n{shown}\n\n"


@given(
    st.sampled_from(list(HEADS)),
    st.lists(st.tuples(kinds, st.integers(-300, 1500), st.integers(100, 5000)), min_size=1, max_size=7),
    st.sampled_from(["web", "vertical"]),
)
def test_every_other_byte_stays(
    tmp_path_factory: pytest.TempPathFactory, name: str, parts: list[tuple[str, int, int]], profile: str
) -> None:
    source, clock = HEADS[name], 1000
    for at, (kind, gap, lasts) in enumerate(parts):
        start = (clock + gap) // 10 * 10
        clock = start + lasts // 10 * 10
        source += block(name, at, kind, start, clock)
    path = tmp_path_factory.mktemp("file") / f"a.{name}"
    path.write_text(source + TAILS[name], encoding="utf-8", newline="")
    file = read(path)
    changes = repair(file.cues, PROFILES[profile], "fr", runs=runs_of(file), places=places_of(file))
    path.write_bytes(rewrite(file, changes).data)
    after = read(path)
    assert [c.lines for c in cues_of(after.transcript)] == [c.lines for c in repaired(file.cues, changes)]
    tags = re.compile(
        r"<(?!br)[^<>]*[\s/>a-z]|\{[^}]*\}|^(?:\[|Style|NOTE|WEBVTT|c\d).*$|xml:id=\S*?\"\w+\"", re.MULTILINE
    )
    stamps = re.compile(r"""(begin|end)="[^"]*\"""")
    assert tags.findall(stamps.sub("", after.source)) == tags.findall(stamps.sub("", file.source))
    at = 0
    touched = {number for first, last, _ in changes for number in range(first, last)}
    for number, part in enumerate(file.parts):
        if number not in touched:
            begin = part.start_at[0] if part.start_at else part.block[0]
            written = file.source[begin : part.close]
            at = after.source.index(written, at) + len(written)


def changed(*cues: Cue, profile: str = "web", places: list[str] | None = None) -> list[Cue]:
    return repaired(cues, repair(cues, PROFILES[profile], "fr", runs=[1] * len(cues), places=places))


def test_a_cue_is_never_cut_to_less_than_it_needs() -> None:
    cues = [Cue(3100, 3300, ("Oui.",)), Cue(3200, 5000, ("Bonsoir.",))]
    assert changed(*cues)[0] == cues[0]
    cues = [Cue(0, 3000, ("Le site de la préfecture de police",)), Cue(1200, 5000, ("Bonsoir.",))]
    assert changed(*cues) == cues


def test_cues_in_other_places_may_stand_at_once() -> None:
    cues = [Cue(1000, 3500, ("Bonjour à tous, les amis",)), Cue(2000, 4000, ("Titre du soir",))]
    assert check(cues, WEB, "fr", places=["", "\\an8"]) == []
    assert changed(*cues, places=["", "\\an8"]) == cues
    assert [problem.rule for problem in check(cues, WEB, "fr")] == ["overlap"]


def test_words_do_not_cross_a_pause_or_a_sentence() -> None:
    first = Cue(0, 3000, ("Le président de la République a parlé hier aux journalistes qui étaient venus",))
    second = Cue(4000, 6000, ("de partout.",))
    assert changed(first, second, profile="vertical")[-1] == second
    first = Cue(0, 3000, ("Le président de la République a parlé hier soir aux journalistes.",))
    second = Cue(3080, 6000, ("Il nie tout.",))
    assert changed(first, second, profile="vertical")[-1] == second


LONG = "Le procureur de la République a demandé une peine de prison ferme pour le prévenu hier soir."


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("lasts", [3000, 5500])
def test_what_does_not_fit_on_the_screen_is_cut_however_fast_it_is(name: str, lasts: int) -> None:
    made = changed(Cue(1000, 1000 + lasts, (LONG,)), profile=name)
    assert {problem.rule for problem in check(made, PROFILES[name], "fr")} <= {"speed"}, "speech is as fast as it is"
    assert " ".join(cue.text for cue in made).split() == LONG.split()


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("end", [1500, 2000, 4000])
def test_no_cue_is_cut_into_flashes(name: str, end: int) -> None:
    """Also where it stands over the next one, which begins at 2.000."""
    made = changed(Cue(1000, end, (LONG,)), Cue(2000, 4000, ("Rien d'autre.",)), profile=name)
    assert [cue.lines for cue in made] == [(LONG,), ("Rien d'autre.",)]


def test_a_cue_is_cut_evenly_where_the_next_one_leaves_no_time_for_a_last_word() -> None:
    text = "A est voitures demande avec été victimes une très grande voiture une."
    made = changed(Cue(1000, 3965, (text,)), Cue(3965, 6000, ("Rien d'autre.",)), profile="fr-tv")
    assert all(cue.end - cue.start >= 1000 for cue in made)
    assert len(made) == 3


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("Les méga-", "bassines"), ("C'était le Premier-", "ministre"), ("Les soins pré-", "et post-natals")],
)
def test_a_line_that_ends_in_a_hyphen_ends_there_still(upper: str, lower: str) -> None:
    """Whether the word goes on in the next line or not, with a space it would be another."""
    assert changed(Cue(1000, 9000, (upper, lower))) == [Cue(1000, 8000, (upper, lower))]
    wide = f"{lower} sont là, comme le préfet de ce département l'a dit hier soir."
    made = changed(Cue(1000, 6000, (upper, wide)))
    assert len(made) > 1
    assert upper.split()[-1] in [line.split()[-1] for cue in made for line in cue.lines]
    assert " ".join(line for cue in made for line in cue.lines) == f"{upper} {wide}"


def test_a_cue_that_ends_in_a_hyphen_ends_there_still() -> None:
    cues = [Cue(1000, 1400, ("Un parfum de L'O-",)), Cue(1440, 3500, ("réal a été mis en vente.",))]
    assert [line for cue in changed(*cues) for line in cue.lines] == [line for cue in cues for line in cue.lines]


SAID = st.lists(st.sampled_from(f"{LONG} Oui. Voilà, tout.".split()), min_size=1, max_size=40).map(" ".join)


@given(
    st.lists(st.tuples(SAID, st.integers(-2000, 1500), st.integers(1, 6000)), min_size=1, max_size=6),
    st.sampled_from(list(PROFILES)),
    st.sampled_from([1, 40]),
)
def test_no_repair_leaves_more_problems_or_parts_the_order(
    parts: list[tuple[str, int, int]], name: str, wide: int
) -> None:
    cues, clock = [], 5000
    for text, gap, lasts in parts:
        start = max(clock + gap, 0)
        lines = (text,) if wide > len(text) else (text[:wide].strip(), text[wide:].strip())
        clock = start + lasts
        cues.append(Cue(start, clock, tuple(line for line in lines if line)))
    made, profile = changed(*cues, profile=name), PROFILES[name]
    before, after = (Counter(problem.rule for problem in check(text, profile, "fr")) for text in (cues, made))
    # Speech that is too fast stays so in each of the cues that a line is cut into which the screen has no room for.
    assert after.total() - after["speed"] <= before.total() - before["speed"]
    assert after.total() <= before.total() or after["width"] + after["lines"] < before["width"] + before["lines"]
    shortest = min(profile.shortest - 1, *(cue.end - cue.start for cue in cues))
    assert all(cue.end - cue.start >= shortest for cue in made)
    if cues == sorted(cues, key=lambda cue: cue.start):
        assert made == sorted(made, key=lambda cue: cue.start)


def test_speakers_lines_stay_whole() -> None:
    cues = [
        Cue(6000, 16_000, ("Son avocat a dit qu'il allait faire appel.",)),
        Cue(16_000, 16_300, ("Oui.",)),
        Cue(16_200, 18_000, ("- Vous êtes sûr ?", "- Oui, absolument sûr, je vous le dis.")),
    ]
    assert changed(*cues) == [Cue(6000, 13_000, cues[0].lines), *cues[1:]]
    long = Cue(0, 2500, ("- Vous êtes sûr de vous, Monsieur ?", "- Oui, absolument sûr, je vous le dis."))
    assert changed(long, Cue(2580, 4500, ("Bien, alors",)), profile="vertical")[0].lines == long.lines
    one_line = Cue(0, 5000, ("- Vous êtes sûr de vous, Monsieur ? - Oui, absolument.",))
    assert changed(one_line)[0].lines == ("- Vous êtes sûr de vous, Monsieur ?", "- Oui, absolument.")


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("Quelle heure est-il", "? Midi."), ("Il a dit «", "Oui »"), ("Oui", "» dit-il"), ("tard", ": oui")],
)
def test_punctuation_stays_with_its_word(upper: str, lower: str) -> None:
    whole = Cue(0, 3000, (upper, lower))
    assert "break" in {problem.rule for problem in check([whole], WEB, "fr")}
    assert changed(whole) == [Cue(0, 3000, (f"{upper} {lower}",))]
    assert "break" in {p.rule for p in check([Cue(0, 1500, (upper,)), Cue(1580, 3000, (lower,))], WEB, "fr")}


def test_the_summary_says_what_was_done(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(
        "1\n00:00:01,000 --> 00:00:11,000\nBonsoir.\n\n2\n00:00:12,000 --> 00:00:14,000\nIl a vu le\nchat noir.\n",
        encoding="utf-8",
    )
    done = rehear("check", "a.srt", "--fix", folder=tmp_path)
    assert done.stdout == "a.srt: no problems in web, 1 ended earlier, 1 broken anew; wrote a.srt\n"


@pytest.mark.parametrize("tag", ["{}", "<i>{}</i>"])
def test_a_text_without_spaces_is_cut_and_never_stands_shorter_than_its_speech(tmp_path: Path, tag: str) -> None:
    text = "昨天晚上警方在市中心逮捕了三名男子。他们涉嫌参与一起严重的抢劫案件，检察官已经要求对他们进行监禁，法院将作出判决。"
    (tmp_path / "a.srt").write_text(f"1\n00:00:00,000 --> 00:00:12,000\n{tag.format(text)}\n", encoding="utf-8")
    rehear("check", "a.srt", "--fix", "-q", "--language", "zh", folder=tmp_path)
    made = read(tmp_path / "a.srt").cues
    assert "".join(line for one in made for line in one.lines) == text
    if tag == "{}":
        assert (len(made) > 1, made[-1].end) == (True, 12_000)
    else:
        assert "<i>" in (tmp_path / "a.srt").read_text(encoding="utf-8")


CHINESE = "今天上午市政府宣布，工厂将在年底关闭，三百名工人失去工作，工会强烈反对。"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("vtt", "<v 记者>{}{}</v>"),
        ("vtt", "<i>{}</i>{}"),
        ("vtt", "{}<b>{}</b>"),
        ("vtt", "<ruby>今<rt></rt></ruby>{}<i>{}</i>"),
        ("ass", r"{{\i1}}{}{{\i0}}{}"),
        ("ass", r"{}\N{}"),
        ("ttml", '<span tts:fontStyle="italic">{}<br/></span>{}'),
    ],
)
def test_lines_end_inside_chinese_text_among_tags(tmp_path: Path, name: str, written: str) -> None:
    text = written.format(CHINESE[:13], CHINESE[13:])
    times = {"ass": "Dialogue: 0,0:00:01.00,0:00:09.00,Default,,0,0,0,,", "ttml": '<p begin="1s" end="9s">'}
    head = times.get(name, "00:01.000 --> 00:09.000\n")
    path = tmp_path / f"a.{name}"
    path.write_text(HEADS[name] + head + text + ("</p>" if name == "ttml" else "") + TAILS[name] + "\n", "utf-8")
    file = read(path)
    assert any(problem.rule == "width" for problem in check(file.cues, WEB, "zh"))
    changes = list(possible(file, repair(file.cues, WEB, "zh", runs=runs_of(file), places=places_of(file))))
    path.write_bytes(rewrite(file, changes).data)
    after = read(path)
    [cue] = after.cues
    assert len(cue.lines) == 2
    assert "".join(cue.lines) == "".join(file.cues[0].lines)
    assert not any(problem.rule == "width" for problem in check(after.cues, WEB, "zh"))
    tags = re.compile(r"<(?![brp]\w* )[^<>]*>|\{[^}]*\}")
    assert tags.findall(after.source.replace("<br/>", "")) == tags.findall(file.source.replace("<br/>", ""))


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        (
            "<![CDATA[Le ministre a présenté hier à Paris une réforme & une loi]]>",
            "<![CDATA[Le ministre a présenté hier]]><br/><![CDATA[à Paris une réforme & une loi]]>",
        ),
        (
            "Le ministre a présenté <![CDATA[hier à Paris une réforme & une loi]]>",
            "Le ministre a présenté <![CDATA[hier]]><br/><![CDATA[à Paris une réforme & une loi]]>",
        ),
        (
            "<![CDATA[Le ministre a présenté hier à Paris]]> une réforme &amp; une loi",
            "<![CDATA[Le ministre a présenté hier]]><br/><![CDATA[à Paris]]> une réforme &amp; une loi",
        ),
        (
            "<![CDATA[Le ministre]]><br/><![CDATA[a présenté]]><br/><span><![CDATA[hier à Paris une]]></span>",
            "<![CDATA[Le ministre]]> <![CDATA[a présenté]]> <span><![CDATA[hier à Paris une]]></span>",
        ),
    ],
)
def test_lines_end_between_sections_of_cdata(tmp_path: Path, inside: str, wanted: str) -> None:
    """In a division with a time of its own, from which those of its paragraphs count."""
    path = tmp_path / "a.ttml"
    written = HEADS["ttml"] + '<div begin="10s"><p begin="1s" end="9s">{}</p></div>' + TAILS["ttml"]
    path.write_text(written.format(inside), "utf-8")
    assert rehear("check", "--fix", "a.ttml", folder=tmp_path).code == 0
    assert path.read_text("utf-8") == written.format(wanted).replace('"9s"', '"00:00:08.000"')
    ElementTree.parse(path)
    [cue] = read(path).cues
    assert (cue.start, cue.end, len(cue.lines)) == (11_000, 18_000, 1 + wanted.count("<br/>"))


def test_times_that_others_count_from_stay(tmp_path: Path) -> None:
    """In sequence each paragraph begins where the one before ends: a later end would move all that follow."""
    path = tmp_path / "a.ttml"
    inside = '<div timeContainer="seq"><p begin="1s" end="1.2s">Le ministre a parlé</p><p dur="2s">Oui.</p></div>'
    path.write_text(HEADS["ttml"] + inside + TAILS["ttml"], "utf-8")
    written = path.read_bytes()
    assert rehear("check", "--fix", "a.ttml", folder=tmp_path).code == 1
    assert path.read_bytes() == written
