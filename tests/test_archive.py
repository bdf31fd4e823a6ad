"""An archive run: what is done, what is done again and why, and what becomes of the rest."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from archive_crews import Call, HereCrew, files, lost
from media_files import Track, tone, write_media
from rehear.archive import Stop, Tally, place_of, read_rows
from rehear.archive.task import Outcome, Step, Task, Trouble
from rehear.document import InputError
from rehear.document.store import read_transcript
from rehear.pipeline.hearing import Hearing
from rehear.transcribe import probe

FIRST = ("fr-justice",)
SECOND = ("fr-justice", "fr-places")
pytestmark = pytest.mark.usefixtures("deaf")


@pytest.fixture
def videos(tmp_path: Path, clip: Path) -> Path:
    """An archive: three clips, one of them in disguise, and what is none."""
    folder = tmp_path / "videos"
    for name in ("2023/a.wav", "2024/mars/l'été.wav", "2024/take 7"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(clip.read_bytes())
    (folder / "2023" / "notes.txt").write_text("notes", encoding="utf-8")
    (folder / "2023" / "data.unknown").write_bytes(bytes(range(256)) * 9)
    (folder / ".hidden.wav").write_bytes(b"")
    return folder


def test_outputs_mirror_the_tree_and_the_counts_add_up(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tally = Call([videos], out, lexicons=FIRST).run(HereCrew()).tally
    outputs = [name for name in files(out) if ".rehear" not in name]
    assert outputs == [
        "2023/a.srt",
        "2023/a.txt",
        "2024/mars/l'été.srt",
        "2024/mars/l'été.txt",
        "2024/take 7.srt",
        "2024/take 7.txt",
    ]
    assert b"guets-apens" in (out / "2023/a.srt").read_bytes()
    assert (tally.total, tally.done, tally.heard, tally.no_media, tally.failed) == (4, 3, 3, 1, 0)
    assert tally.finished == tally.total
    assert tally.heard_ms == pytest.approx(3000, abs=100)


def test_what_is_done_is_not_done_again(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    before = files(out)
    crew = HereCrew()
    tally = Call([videos], out, lexicons=FIRST).run(crew).tally
    assert not crew.done
    assert (tally.total, tally.before) == (0, 3)
    assert files(out) == before


def test_a_new_lexicon_only_corrects_anew(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    assert "Macon" in (out / "2023/a.srt").read_text(encoding="utf-8")
    crew = HereCrew()
    Call([videos], out, lexicons=SECOND).run(crew)
    assert {step for step, _ in crew.done} == {Step.CORRECT}
    assert "Mâcon" in (out / "2023/a.srt").read_text(encoding="utf-8")


def test_a_lexicon_counts_by_what_stands_in_it(videos: Path, tmp_path: Path) -> None:
    out, own = tmp_path / "out", tmp_path / "own.txt"
    own.write_text("Dijon\n", encoding="utf-8")
    Call([videos], out, lexicons=[own]).run(HereCrew())
    os.utime(own, (1, 1))
    assert not Call([videos], out, lexicons=[own]).run(HereCrew()).tally.total
    own.write_text("Dijon\nMâcon\n", encoding="utf-8")
    assert Call([videos], out, lexicons=[own]).run(HereCrew()).tally.total == 3


def test_another_way_of_hearing_hears_again(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    crew = HereCrew()
    Call([videos], out, model="small").run(crew)
    assert len(crew.heard()) == 3


def test_a_lost_ledger_costs_no_hearing(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = Call([videos], out, lexicons=FIRST)
    call.run(HereCrew())
    before = files(out)
    for path in (out / ".rehear").glob("ledger*"):
        path.unlink()
    crew = HereCrew()
    tally = Call([videos], out, lexicons=FIRST).run(crew).tally
    assert not crew.heard()
    assert tally.done == 3
    assert files(out) == before
    assert not Call([videos], out, lexicons=FIRST).run(HereCrew()).tally.total


def test_a_damaged_ledger_is_put_aside(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = Call([videos], out, lexicons=FIRST)
    call.run(HereCrew())
    for path in (out / ".rehear").glob("ledger*"):
        path.write_bytes(b"no database at all" * 1000)
    call = Call([videos], out, lexicons=FIRST)
    assert "the ledger cannot be read" in call.plan.notices[0]
    crew = HereCrew()
    assert call.run(crew).tally.done == 3
    assert not crew.heard()
    assert (out / ".rehear" / "ledger.sqlite.damaged").is_file()


@pytest.mark.parametrize("gone", ["2023/a.srt", "2023/.rehear/a.wav.edits.jsonl", "2023/.rehear/a.wav.transcript.json"])
def test_what_is_gone_is_made_again(videos: Path, tmp_path: Path, gone: str) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    before = files(out)
    (out / gone).unlink()
    crew = HereCrew()
    tally = Call([videos], out, lexicons=FIRST).run(crew).tally
    assert tally.done == 1
    assert crew.heard() == ({"2023/a.wav"} if gone.endswith("transcript.json") else set())
    assert files(out) == before


def test_a_clip_that_changed_is_heard_again(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    write_media(videos / "2023/a.wav", Track(tone(2), codec="pcm_s16le"))
    crew = HereCrew()
    Call([videos], out).run(crew)
    assert crew.heard() == {"2023/a.wav"}
    os.utime(videos / "2023/a.wav", (1, 1))  # touched, and still the same
    crew = HereCrew()
    Call([videos], out).run(crew)
    assert (crew.heard(), crew.done[Step.LOOK, "2023/a.wav"]) == (set(), 1)


def test_a_persons_subtitles_are_kept_and_named(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    edited = out / "2023/a.srt"
    edited.write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    mine = edited.read_bytes()
    tally = Call([videos], out, lexicons=SECOND).run(HereCrew()).tally
    assert edited.read_bytes() == mine
    assert tally.kept == [str(edited)]
    assert "Mâcon" in (out / "2023/a.txt").read_text(encoding="utf-8")
    assert not Call([videos], out, lexicons=SECOND).run(HereCrew()).tally.total
    Call([videos], out, lexicons=SECOND, force=True).run(HereCrew())
    assert "Mâcon" in edited.read_text(encoding="utf-8")


def test_a_failure_is_recorded_with_its_reason_and_stops_nothing(videos: Path, tmp_path: Path, clip: Path) -> None:
    out = tmp_path / "out"
    (videos / "noise.mp4").write_bytes(bytes(range(256)) * 64)
    write_media(videos / "mute.mp4", video=1)
    (videos / "empty.mp3").touch()
    tally = Call([videos], out).run(HereCrew()).tally
    assert (tally.done, tally.failed) == (3, 3)
    assert tally.troubles == {Trouble.UNREADABLE: 2, Trouble.NO_AUDIO: 1}
    rows = {row.key: row for row in read_rows(place_of(Call([videos], out).shelf))}
    assert "no audio stream" in rows["mute.mp4"].reason
    # It is remembered, until the clip changes or somebody asks for it.
    again = Call([videos], out).run(HereCrew()).tally
    assert (again.total, again.remembered, again.failed) == (0, 3, 0)
    assert Call([videos], out, retry=True).run(HereCrew()).tally.failed == 3
    (videos / "noise.mp4").write_bytes(clip.read_bytes())
    assert Call([videos], out).run(HereCrew()).tally.done == 1


@pytest.mark.parametrize("away", [Step.LOOK, Step.HEAR])
def test_a_share_that_drops_out_is_not_held_against_its_clips(videos: Path, tmp_path: Path, away: Step) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"

    def drop_out(step: Step, _task: Task) -> None:
        if step is away and videos.exists():
            videos.rename(elsewhere)

    tally = Call([videos], out).run(HereCrew(drop_out)).tally
    elsewhere.rename(videos)
    assert (tally.done, set(tally.troubles)) == (0, {Trouble.STORAGE})
    tally = Call([videos], out).run(HereCrew()).tally
    assert (tally.done, tally.failed, tally.remembered) == (3, 0, 0)


def test_what_looks_damaged_once_is_looked_at_again(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def blink(path: str) -> object:
        seen.append(str(path))
        if seen.count(str(path)) == 1:
            raise InputError("not a media file, or damaged beyond reading", path=path)
        return probe(path)

    monkeypatch.setattr("rehear.transcribe.probe", blink)
    tally = Call([videos], tmp_path / "out").run(HereCrew()).tally
    assert (tally.done, tally.failed) == (3, 0)


def test_a_failure_is_remembered_for_the_way_of_hearing(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    second = Hearing(vad=False, track="2")
    assert Call([videos], out, hearing=second).run(HereCrew()).tally.failed == 3
    assert Call([videos], out, hearing=second).run(HereCrew()).tally.remembered == 3
    assert Call([videos], out).run(HereCrew()).tally.done == 3


def test_a_run_that_is_stopped_goes_on_where_it_was(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stop, first = Stop(), HereCrew()

    def after_one(tally: Tally) -> None:
        stop.wanted = stop.wanted or tally.done == 1

    run = Call([videos], out, lexicons=FIRST).run(first, stop, after_one)
    assert run.stop.wanted
    second = HereCrew()
    Call([videos], out, lexicons=FIRST).run(second)
    assert not first.heard() & second.heard()
    assert len(first.heard() | second.heard()) == 3
    whole = tmp_path / "whole"
    Call([videos], whole, lexicons=FIRST).run(HereCrew())
    assert files(out) == files(whole)


def test_a_clip_whose_worker_is_lost_is_done_again(videos: Path, tmp_path: Path) -> None:
    lives = {"2023/a.wav": 2}

    def kill(step: Step, task: Task) -> Outcome | None:
        if step is Step.HEAR and lives.get(task.key, 0):
            lives[task.key] -= 1
            return lost(step, task)
        return None

    tally = Call([videos], tmp_path / "out").run(HereCrew(kill)).tally
    assert (tally.done, tally.failed) == (3, 0)


@pytest.mark.parametrize("deadly", [Step.LOOK, Step.HEAR, Step.CORRECT])
def test_a_clip_that_kills_its_workers_is_given_up(videos: Path, tmp_path: Path, deadly: Step) -> None:
    company = []

    def kill(step: Step, task: Task) -> Outcome | None:
        if step is deadly and task.key == "2023/a.wav":
            company.append(crew.waiting)
            return lost(step, task)
        return None

    crew = HereCrew(kill)
    tally = Call([videos], tmp_path / "out").run(crew).tally
    assert (tally.done, tally.troubles) == (2, {Trouble.FATAL: 1})
    assert len(company) == 3
    assert company[-1] == 0, "the last time it is alone, so that no other is blamed"


def test_a_full_disk_ends_the_run_and_the_next_goes_on(videos: Path, tmp_path: Path) -> None:
    def full(step: Step, task: Task) -> Outcome | None:
        if step is Step.CORRECT and task.key.startswith("2024"):
            return Outcome(task.key, step, Trouble.DISK_FULL, "cannot write: No space left on device")
        return None

    run = Call([videos], tmp_path / "out").run(HereCrew(full))
    assert "No space left" in run.full
    crew = HereCrew()
    run = Call([videos], tmp_path / "out").run(crew)
    assert not run.full
    assert len(list((tmp_path / "out").rglob("*.srt"))) == 3


def test_a_growing_clip_is_left_for_the_next_run(
    videos: Path, tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in videos.rglob("*"):
        os.utime(path, (1, 1))
    growing, new = videos / "0 growing.wav", videos / "0 new.wav"  # their turn comes first
    new.write_bytes(clip.read_bytes())
    growing.write_bytes(clip.read_bytes()[:9000])

    begun = int(time.time())

    def write_on(_tally: Tally) -> None:
        with growing.open("ab") as file:
            file.write(b"\0" * 100)
        os.utime(growing, (begun, begun))

    call = Call([videos], tmp_path / "out", settle=1)
    os.utime(new, (begun, begun))
    with monkeypatch.context() as patch:  # however long the others take, these two are young
        patch.setattr("rehear.archive.run.time", lambda: begun + 0.2)
        tally = call.run(HereCrew(), after=write_on).tally
    assert tally.growing == [str(growing)]
    assert tally.done == 4
    assert "2 new clips" in call.said[0]
    time.sleep(1.1)
    assert Call([videos], tmp_path / "out", settle=1).run(HereCrew()).tally.done == 1


def test_two_runs_share_the_work(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    other_crew, tallies = HereCrew(), []

    def meanwhile(step: Step, _task: Task) -> None:
        if step is Step.HEAR and not tallies:
            tallies.append(Tally())
            tallies[0] = Call([videos], out).run(other_crew).tally

    crew = HereCrew(meanwhile)
    crew.room = 2
    tally = Call([videos], out).run(crew).tally
    assert tally.done + tallies[0].done == 3
    assert tally.elsewhere
    assert tallies[0].elsewhere
    assert not crew.heard() & other_crew.heard()
    assert len(list(out.rglob("*.srt"))) == 3


def test_a_dead_runs_claims_are_taken_over(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    class Died(BaseException):
        pass

    def die(_step: Step, _task: Task) -> Outcome | None:
        raise Died

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rehear.archive.run.Run._finish", lambda _run: None)
        patch.setattr("os.getpid", lambda: 2**22 + 1)  # more than any process has
        with pytest.raises(Died):
            Call([videos], out).run(HereCrew(die))
    assert Call([videos], out).run(HereCrew()).tally.done == 3


def test_an_error_of_ours_fails_one_clip(videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(path: str) -> object:
        if "2023" in str(path):
            raise ZeroDivisionError("oops")
        return read_transcript(path)

    monkeypatch.setattr("rehear.archive.work.read_transcript", stumble)
    tally = Call([videos], tmp_path / "out").run(HereCrew()).tally
    assert (tally.done, tally.troubles) == (2, {Trouble.BUG: 1})
    assert tally.failures[0][1] == "ZeroDivisionError: oops"


def test_results_keep_their_name_when_a_clip_of_the_same_stem_comes(videos: Path, tmp_path: Path, clip: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    (videos / "2023/a.mp4").write_bytes(clip.read_bytes())
    Call([videos], out, lexicons=SECOND).run(HereCrew())
    assert {path.name for path in (out / "2023").glob("*.srt")} == {"a.srt", "a.mp4.srt"}
    assert "Mâcon" in (out / "2023/a.srt").read_text(encoding="utf-8")
