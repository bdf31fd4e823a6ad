"""What a report counts, whom it suspects, and that its page shows whatever a text holds without being moved by it."""

from __future__ import annotations

import csv
import io
import random
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest
from bs4 import BeautifulSoup
from command_line import rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.archive import Ledger, Row, Shelf, place_of
from rehear.archive.task import Trouble
from rehear.document import Band, Decision, Edit, InputError, Origin, Segment, Transcript, Word, identify
from rehear.document.edit import LEFT_OUT
from rehear.document.store import Record, Step, transcript_digest, write_record, write_transcript
from rehear.evaluation.clips import Clip, Hearing, Passage, State, clips_below, hearing_of, states
from rehear.evaluation.page import page
from rehear.evaluation.report import NAMED, Failure, Histogram, Report, Suspect, Worst
from rehear.evaluation.sheet import as_dict, totals
from rehear.evaluation.suspicion import Why, suspicions

MADE = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
GOOD = Hearing(sound=60_000, words=160, mean=0.93, tenth=0.8)
EVIL = '<script>alert("1")</script><img src=x onerror=alert(2)>\'"&lt;{{ 7 * 7 }}'


def heard(
    *segments: Sequence[float | None], marks: Sequence[dict[str, float]] = (), length: int | None = None
) -> Transcript:
    """A transcript of segments of ten seconds, given as the probabilities of their words, two a second."""
    words: list[Word] = []
    made = []
    for at, chances in enumerate(segments):
        first, start = len(words), at * 10_000
        words += [Word(f" mot{n}", start + n * 500, start + n * 500 + 400, chance) for n, chance in enumerate(chances)]
        evidence = marks[at] if at < len(marks) else {}
        made.append(Segment(start, start + 10_000, first, len(words) - 1, evidence))
    options = {} if length is None else {"length": length}
    return Transcript(tuple(words), tuple(made), "fr", origin=Origin("test", options=options))


def kinds(hearing: Hearing, edits: dict[tuple[str, str, State], int] | None = None) -> list[Why]:
    return [reason.why for reason in suspicions(Clip("clip.mp4", hearing, edits or {}))]


def test_what_a_transcript_says() -> None:
    hearing = hearing_of(
        heard([0.9] * 8 + [0.5, 0.1], [0.2] * 5, marks=[{}, {"odd": 0.9, "silence": 1.0}], length=60_000)
    )
    assert (hearing.sound, hearing.words, hearing.words_a_minute) == (60_000, 15, 15.0)
    assert hearing.mean == pytest.approx((8 * 0.9 + 0.5 + 0.1 + 5 * 0.2) / 15)
    assert hearing.tenth == 0.2  # 0.1 is the one of ten that lies below
    assert (hearing.marks, hearing.doubted) == ({"odd": 1, "silence": 1}, 5)
    assert hearing.listen == Passage(10_000, "mot0 mot1 mot2 mot3 mot4")


def test_a_loop_is_to_be_listened_to_before_what_is_unsure() -> None:
    hearing = hearing_of(heard([0.1] * 5, [0.9] * 5, marks=[{}, {"loop": 6.0}]))
    assert hearing.listen is not None
    assert hearing.listen.start == 10_000


def test_without_a_length_the_sound_is_as_long_as_its_last_segment() -> None:
    assert hearing_of(heard([0.9], [])).sound == 20_000
    assert hearing_of(replace(heard([0.9]), origin=Origin("test", options={"heard_to": 15_000}))).sound == 15_000
    assert hearing_of(heard()) == Hearing(0, 0)


def test_a_transcript_without_probabilities_is_not_called_unsure() -> None:
    hearing = hearing_of(heard(*[[None] * 20] * 6))
    assert (hearing.mean, hearing.tenth) == (None, None)
    assert kinds(hearing) == []


@pytest.mark.parametrize(
    ("hearing", "expected"),
    [
        (GOOD, []),
        (replace(GOOD, complete=False), [Why.PARTIAL]),
        (replace(GOOD, marks={"loop": 1}, doubted=6), [Why.LOOP]),
        (replace(GOOD, mean=0.69), [Why.UNSURE]),
        (replace(GOOD, tenth=0.14), [Why.UNSURE]),
        (replace(GOOD, mean=0.7, tenth=0.15), []),
        (replace(GOOD, mean=0.2, words=19, sound=10_000), []),  # too few words for a mean, too short for a speed
        (replace(GOOD, marks={"failed": 1}, doubted=16), [Why.DOUBTED]),
        (replace(GOOD, marks={"failed": 1}, doubted=15), []),
        (replace(GOOD, words=39), [Why.QUIET]),
        (replace(GOOD, words=40), []),
        (Hearing(sound=15_000, words=0), [Why.QUIET]),
        (Hearing(sound=14_999, words=0), []),
        (replace(GOOD, words=39, mean=0.5, complete=False), [Why.PARTIAL, Why.UNSURE, Why.QUIET]),
    ],
)
def test_whom_it_suspects(hearing: Hearing, expected: list[Why]) -> None:
    assert kinds(hearing) == expected


def test_loops_and_credits_that_corrections_found_count_unless_rejected() -> None:
    assert kinds(GOOD, {("loop", "", State.WAITING): 1}) == [Why.LOOP]
    assert kinds(GOOD, {("loop", "", State.REJECTED): 1}) == []
    assert kinds(GOOD, {("credit", "", State.APPLIED): 1}) == []
    assert kinds(GOOD, {("credit", "", State.APPLIED): 1, ("credit", "", State.WAITING): 1}) == [Why.CREDITS]


def test_a_subtitle_file_is_never_suspected() -> None:
    assert suspicions(Clip("a.srt", None, {("credit", "", State.APPLIED): 9})) == []


def edits_of(*decided: tuple[Band, Decision | None, bool]) -> tuple[Edit, ...]:
    transcript = heard([0.9] * len(decided))
    edits = [
        Edit("", at, at, f"mot{at}", "Mâcon", "spelling", "Mâcon", band, decision=decision)
        for at, (band, decision, _) in enumerate(decided)
    ]
    named = identify(transcript, edits)
    return tuple(
        replace(edit, evidence={LEFT_OUT: "--only"}) if left_out else edit
        for edit, (_, _, left_out) in zip(named, decided, strict=True)
    )


def test_what_became_of_proposals() -> None:
    edits = edits_of(
        (Band.SAFE, None, False),
        (Band.SAFE, Decision.REJECTED, False),
        (Band.REVIEW, None, False),
        (Band.REVIEW, None, True),
        (Band.REVIEW, Decision.ACCEPTED, False),
        (Band.REVIEW, Decision.REJECTED, False),
    )
    record = Record("clip.mp4", "", edits, wrote={"clip.srt": "srt"})
    assert states(record) == {
        ("spelling", "Mâcon", State.APPLIED): 2,
        ("spelling", "Mâcon", State.WAITING): 1,
        ("spelling", "Mâcon", State.REJECTED): 2,
    }


def test_what_stands_in_no_file_is_no_correction() -> None:
    safe, review = edits_of((Band.SAFE, None, False), (Band.REVIEW, None, False))
    assert states(Record("clip.mp4", "", (safe,))) == {}
    earlier = (Step("", (safe, review), wrote={"clip.srt": "srt"}), Step("", (safe,)))
    assert states(Record("clip.mp4", "", earlier=earlier)) == {("spelling", "Mâcon", State.APPLIED): 1}


def test_an_edit_of_two_steps_is_counted_once() -> None:
    (safe,) = edits_of((Band.SAFE, None, False))
    wrote = {"clip.srt": "srt"}
    record = Record("clip.mp4", "", (safe,), wrote=wrote, earlier=(Step("", (safe,), wrote=wrote),))
    assert states(record) == {("spelling", "Mâcon", State.APPLIED): 1}


def test_spaces_and_signs_do_not_hide_what_was_corrected() -> None:
    whole = Report()
    whole.add(Clip("a.mp4", GOOD, {("typography", "", State.APPLIED): 1000, ("heard", "Mâcon", State.APPLIED): 2}))
    assert (whole.total(State.APPLIED), whole.typography) == (2, 1000)
    assert [row.name for row in whole.by_rule()] == ["typography", "heard"]
    plot = BeautifulSoup(page(whole, "archive", MADE), "html.parser").select_one("svg[aria-labelledby=rules-title]")
    assert plot is not None
    assert "typography" not in plot.get_text()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Four clips and a subtitle file, some in folders; one clip is heard only, one loops."""
    folder = tmp_path / "out"
    good = heard(*[[0.95] * 20] * 6, length=61_000)
    for name, transcript in {
        "good.mp4": good,
        "nord/loop.mkv": heard(*[[0.9] * 20] * 6, marks=[{"loop": 7.0}], length=60_000),
        "nord/only heard.wav": replace(good, complete=False),
        "sud/silent.mp3": heard(length=3_600_000),
    }.items():
        place, _, source = name.rpartition("/")
        records = folder / place / ".rehear"
        write_transcript(transcript, records / f"{source}.transcript.json")
        edits = edits_of((Band.SAFE, None, False), (Band.REVIEW, None, False)) if source == "good.mp4" else ()
        if source != "only heard.wav":
            record = Record(source, transcript_digest(transcript), edits, wrote={"x.srt": "srt"})
            write_record(record, records / f"{source}.edits.jsonl")
    subtitles = Record("old.srt", "", edits_of((Band.SAFE, None, False)), wrote={"old.srt": "srt"})
    write_record(subtitles, folder / ".rehear" / "old.srt.edits.jsonl")
    return folder


def test_clips_of_a_folder(archive: Path) -> None:
    warnings: list[str] = []
    clips = {clip.name: clip for clip in clips_below(str(archive), warnings.append)}
    assert list(clips) == ["good.mp4", "old.srt", "nord/loop.mkv", "nord/only heard.wav", "sud/silent.mp3"]
    assert warnings == []
    assert clips["old.srt"].hearing is None
    assert [name for name, clip in clips.items() if not clip.corrected] == ["nord/only heard.wav"]
    whole = Report()
    for clip in clips.values():
        whole.add(clip)
    figures = totals(whole)
    assert {name: figures[name] for name in ("clips", "heard", "texts", "words", "corrected", "to_review", "suspicious")} == {
        "clips": 3, "heard": 1, "texts": 1, "words": 360, "corrected": 2, "to_review": 1, "suspicious": 3,
    }  # fmt: skip
    assert figures["hours"] == pytest.approx((61 + 60 + 61 + 3600) / 3600, abs=0.001)
    assert figures["suspicions"] == {"partly heard": 1, "loop": 1, "doubted words": 1, "much silence": 1}
    assert next(suspect.clip.name for suspect in whole.suspects) == "nord/loop.mkv"  # two reasons


def test_a_damaged_record_is_named_and_the_rest_counted(archive: Path) -> None:
    (archive / ".rehear" / "old.srt.edits.jsonl").write_text("{", encoding="utf-8")
    done = rehear("report", str(archive), folder=archive.parent)
    assert done.code == 1
    assert "old.srt.edits.jsonl:1: damaged record" in done.stderr
    assert done.stdout.startswith("1.05 hours: 3 clips done, 1 heard only, 0 failed\n")


def test_the_files_that_it_writes(archive: Path) -> None:
    done = rehear("report", "out", "--csv", "r/a.csv", "--html", "r/a.html", "-q", folder=archive.parent)
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO((archive.parent / "r/a.csv").read_text(encoding="utf-8-sig"))))
    assert [row["state"] for row in rows] == ["done", "text", "done", "heard", "done"]
    assert rows[2]["why"] == "loop; doubted words"
    shown = BeautifulSoup((archive.parent / "r/a.html").read_bytes(), "html.parser")
    assert "nord/only heard.wav" in shown.get_text()


def test_what_failed_is_known_from_the_ledger_of_an_archive_run(archive: Path) -> None:
    ledger = Ledger(place_of(Shelf(str(archive))))
    ledger.enter(Row("nord/mute.mp4", "/videos/nord/mute.mp4", trouble=Trouble.NO_AUDIO, reason="no audio stream"))
    ledger.enter(Row("notes", "/videos/notes", trouble=Trouble.NO_MEDIA, reason="not media"))
    ledger.enter(Row("good.mp4", "/videos/good.mp4", hear_as="a", correct_as="b"))
    ledger.close()
    done = rehear("report", "out", "--csv", "a.csv", "--html", "a.html", folder=archive.parent)
    assert "out/nord/mute.mp4  no audio stream" in rehear("report", ".", folder=archive.parent).stdout
    assert done.code == 0
    assert "3 clips done, 1 heard only, 1 subtitle file, 1 failed" in done.stdout
    assert "nord/mute.mp4  no audio stream" in done.stdout
    assert "nord/mute.mp4,failed" in (archive.parent / "a.csv").read_text(encoding="utf-8-sig")
    assert "no audio stream" in (archive.parent / "a.html").read_text(encoding="utf-8")


def test_results_at_an_address_are_counted_as_those_of_a_folder(archive: Path) -> None:
    fs, _ = fsspec.core.url_to_fs("memory://")
    fs.put(str(archive), "/report/out", recursive=True)
    try:
        warnings: list[str] = []
        there = list(clips_below("memory://report/out", warnings.append))
        here = list(clips_below(str(archive), warnings.append))
    finally:
        fs.rm("/report", recursive=True)
    assert warnings == []
    assert sorted(there, key=lambda clip: clip.name) == sorted(here, key=lambda clip: clip.name)
    with pytest.raises(InputError, match="no such folder"):
        list(clips_below("memory://report/nowhere", warnings.append))


def some_clips(count: int) -> Iterator[Clip]:
    chance = random.Random(count)
    for number in range(count):
        hearing = replace(GOOD, mean=chance.random(), words=chance.randrange(300), listen=Passage(0, f"mot {number}"))
        edits = {("sound", f"terme {chance.randrange(50)}", State.WAITING): chance.randrange(1, 9)}
        yield Clip(f"clip {number}.mp4", hearing, edits)


def test_memory_does_not_grow_with_the_clips() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        whole = Report()
        for clip in some_clips(count):
            whole.add(clip)
        assert whole.clips == count
        page(whole, "archive", MADE)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(NAMED)  # loads what is loaded once
    assert peak(6000) < 1.1 * peak(1500)


@given(st.lists(st.integers(0, 20), max_size=3 * NAMED))
def test_the_worst_are_those_that_sorting_all_would_give(ranks: list[int]) -> None:
    worst = Worst()
    for at, rank in enumerate(ranks):
        worst.add((rank,), Suspect(Clip(str(at), None), ()))
    expected = sorted(range(len(ranks)), key=lambda at: (-ranks[at], at))[:NAMED]
    assert [int(suspect.clip.name) for suspect in worst] == expected
    assert worst.seen == len(ranks)


@given(st.lists(st.floats(-1, 400)))
def test_each_value_is_in_one_bin(values: list[float]) -> None:
    histogram = Histogram((0, 20, 40, 200))
    for value in values:
        histogram.add(value)
    assert sum(histogram.counts) == len(values)
    assert histogram.counts[1] == sum(20 <= value < 40 for value in values)


NAMES = st.tuples(st.sampled_from(["heard", "credit"]), st.sampled_from(["", "a", "b"]), st.sampled_from(State))
EDITS = st.dictionaries(NAMES, st.integers(1, 5))


@given(st.lists(EDITS, max_size=6))
def test_rules_and_terms_add_up(found: list[dict[tuple[str, str, State], int]]) -> None:
    whole = Report()
    for edits in found:
        whole.add(Clip("clip.mp4", GOOD, edits))
    expected: Counter[State] = Counter()
    for edits in found:
        for (_, _, state), number in edits.items():
            expected[state] += number
    assert {state: whole.total(state) for state in State} == {state: expected[state] for state in State}
    rows = whole.by_rule()
    assert [sum(row.applied for row in rows), sum(row.waiting for row in rows), sum(row.rejected for row in rows)] == [
        expected[state] for state in State
    ]
    assert all(row.name for row in whole.by_term())


def evil_report() -> Report:
    whole = Report()
    whole.add(Clip(EVIL, replace(GOOD, mean=0.1, listen=Passage(0, EVIL)), {(EVIL, EVIL, State.WAITING): 2}))
    whole.fail(Failure(EVIL, EVIL))
    return whole


def test_what_stands_in_names_and_texts_is_shown_and_does_nothing() -> None:
    text = page(evil_report(), EVIL, MADE)
    shown = BeautifulSoup(text, "html.parser")
    assert shown.find_all(["script", "img", "a", "link", "iframe", "object"]) == []
    attributes = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert not [name for name in attributes if name.startswith("on") or name in ("href", "src", "xlink:href")]
    assert sum(EVIL in cell.get_text() for cell in shown.find_all(["td", "th"])) >= 6
    assert shown.title is not None
    assert shown.title.get_text() == f"Report on {EVIL}"


def test_the_page_needs_nothing_beside_itself() -> None:
    whole = evil_report()
    for clip in some_clips(300):
        whole.add(clip)
    text = page(whole, "archive", MADE)
    style = BeautifulSoup(text, "html.parser").style
    assert style is not None
    assert not re.search(r"url\(|@import|//", style.get_text())
    assert "default-src 'none'" in text


def test_each_plot_has_a_title_and_its_numbers_in_a_table() -> None:
    whole = Report()
    for clip in some_clips(300):
        whole.add(clip)
    shown = BeautifulSoup(page(whole, "archive", MADE), "html.parser")
    plots = shown.find_all("svg")
    assert len(plots) == 5
    for plot in plots:
        assert plot.title.get_text()
        assert plot["aria-labelledby"] == plot.title["id"]
        cells = plot.find_next("table").get_text()
        for bar in plot.select("g > title"):
            label = bar.get_text().rpartition(":")[0].removesuffix(" sure").removesuffix(" words a minute")
            assert label in cells


def test_a_long_list_says_that_it_is_cut() -> None:
    whole = Report()
    for number in range(NAMED + 7):
        whole.fail(Failure(f"clip {number}", "no sound"))
    assert f"The first {NAMED} of {NAMED + 7}" in page(whole, "archive", MADE)


def test_a_long_name_does_not_push_all_rows_apart(archive: Path) -> None:
    ledger = Ledger(place_of(Shelf(str(archive))))
    long = "nord/" + "n" * 200 + ".mp4"
    ledger.enter(Row(long, "/v/" + long, trouble=Trouble.NO_AUDIO, reason="no audio stream"))
    ledger.enter(Row("short.mp4", "/v/short.mp4", trouble=Trouble.NO_AUDIO, reason="no audio stream"))
    ledger.close()
    lines = rehear("report", "out", folder=archive.parent).stdout.splitlines()
    failed = [line for line in lines if "no audio stream" in line]
    assert [line.split("  ")[0] for line in failed] == ["nord/" + "n" * 30 + "…" + "n" * 31 + ".mp4", "short.mp4"]
    assert max(map(len, failed)) < 100


def test_figures_of_a_clip_as_json() -> None:
    figures = as_dict(Report().add(Clip("a.mp4", replace(GOOD, mean=0.5), {("heard", "a", State.APPLIED): 3})))
    assert (figures["state"], figures["corrected"], figures["confidence"]) == ("done", 3, 0.5)
    assert figures["suspicions"] == [{"why": "low confidence", "because": "words are 50 % sure on average"}]
