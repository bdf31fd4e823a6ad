"""Names of clips and of their results: whatever calls come in whatever order, none takes another's, and none is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from archive_crews import Call, Deaf, HereCrew, files
from command_line import rehear
from media_files import Track, tone, write_media
from rehear.archive import Ledger, Shelf, read_rows
from rehear.archive.estimate import estimate
from rehear.archive.task import Step, Task, Trouble
from rehear.archive.walk import find

FIRST = ("fr-justice",)
SECOND = ("fr-justice", "fr-places")
pytestmark = pytest.mark.usefixtures("deaf")


@pytest.fixture
def videos(tmp_path: Path, clip: Path) -> Path:
    folder = tmp_path / "videos"
    for name in ("2023/a.wav", "2024/take 7"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(clip.read_bytes())
    return folder


@pytest.mark.skipif(os.name != "posix", reason="names of files are text there")
def test_a_name_that_is_no_utf8_is_one_like_any_other(tmp_path: Path, clip: Path) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    videos.mkdir()
    for name in (b"caf\xe9.wav", b"caf\xe8.wav", b"plain.wav"):
        (videos / os.fsdecode(name)).write_bytes(clip.read_bytes())
    (tmp_path / "broken.wav").write_bytes(b"noise" * 99)
    (tmp_path / "broken.wav").rename(videos / os.fsdecode(b"bris\xe9.wav"))
    tally = Call([videos], out, lexicons=FIRST).run(HereCrew()).tally
    assert (tally.done, tally.failed) == (3, 1)
    names = {os.fsencode(path.name) for path in out.glob("*.srt")}
    assert names == {b"caf\xe9.srt", b"caf\xe8.srt", b"plain.srt"}
    assert {os.fsencode(row.key) for row in read_rows(out / ".rehear/ledger.sqlite")} == {
        os.fsencode(path.name) for path in videos.iterdir()
    }
    again = Call([videos], out, lexicons=FIRST).run(HereCrew()).tally
    assert (again.total, again.before, again.remembered) == (0, 3, 1)
    # With a clip of the same stem it keeps the name that its results have.
    (videos / os.fsdecode(b"caf\xe9.mp4")).write_bytes(clip.read_bytes())
    Call([videos], out, lexicons=SECOND).run(HereCrew())
    assert {os.fsencode(path.name) for path in out.glob("*.srt")} == {*names, b"caf\xe9.mp4.srt"}
    # A list may name it.
    (tmp_path / "list").write_bytes(b"\xef\xbb\xbfvideos/caf\xe9.wav\n")
    found, errors = find([], [tmp_path / "list"])
    assert ([item.place for item in found], errors) == ([str(videos / os.fsdecode(b"caf\xe9.wav"))], [])


@pytest.mark.parametrize("ledger", [True, False])
def test_a_persons_subtitles_keep_their_name_when_a_clip_of_the_same_stem_comes(
    videos: Path, tmp_path: Path, clip: Path, ledger: bool
) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    edited = out / "2023/a.srt"
    edited.write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    mine = edited.read_bytes()
    if not ledger:
        for path in (out / ".rehear").glob("ledger*"):
            path.unlink()
    (videos / "2023/a.mp4").write_bytes(clip.read_bytes())
    tally = Call([videos], out, lexicons=SECOND).run(HereCrew()).tally
    assert (edited.read_bytes(), tally.kept) == (mine, [str(edited)])
    assert {path.name for path in (out / "2023").glob("*.srt")} == {"a.srt", "a.mp4.srt"}
    # Also if it comes alone.
    (videos / "2023/a.mkv").write_bytes(clip.read_bytes())
    Call([videos / "2023/a.mkv"], out / "2023", lexicons=SECOND).run(HereCrew())
    again = Call([videos], out, lexicons=SECOND).run(HereCrew()).tally
    assert edited.read_bytes() == mine
    assert again.failed == 0


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that hold another clip each, under one name."""
    for length, name in enumerate(("a", "b"), 1):
        (tmp_path / name).mkdir()
        write_media(tmp_path / name / "jt.wav", Track(tone(length), codec="pcm_s16le"))
    return tmp_path / "a", tmp_path / "b"


def test_a_clip_of_another_call_never_takes_the_place_of_one_that_is_there(
    trees: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.chdir(tmp_path)
    Call(["a"], out).run(HereCrew())
    before = files(out)
    second = Call([trees[1]], out)
    assert "because another clip has its place" in second.plan.notices[0]
    second.run(HereCrew())
    both = files(out)
    assert before.items() <= both.items()
    whole = (trees[1] / "jt.srt").relative_to("/").as_posix()
    assert whole in both
    # Whatever the order of the next calls, nothing is named anew.
    for names in (trees, trees[::-1], trees[:1], trees[1:]):
        tally = Call(names, out).run(HereCrew()).tally
        assert (tally.total, tally.before) == (0, len(names))
    assert files(out) == both


def test_a_clip_that_was_moved_is_the_same(trees: tuple[Path, Path], tmp_path: Path, clip: Path) -> None:
    out, moved = tmp_path / "out", tmp_path / "moved"
    Call([trees[0]], out).run(HereCrew())
    before = files(out)
    moved.mkdir()
    (moved / "jt.wav").write_bytes((trees[0] / "jt.wav").read_bytes())  # another disk: other inode, other time
    (trees[0] / "jt.wav").unlink()
    crew = HereCrew()
    assert Call([moved], out).run(crew).tally.done == 1
    assert not crew.heard()
    after, record = files(out), ".rehear/jt.wav.edits.jsonl"
    # Only where the clip lies is new.
    assert after.pop(record) == before.pop(record).replace(bytes(trees[0]), bytes(moved))
    assert after == before
    assert not Call([moved], out).run(HereCrew()).tally.total
    # One of the same stem that comes alone does not take its name.
    other = tmp_path / "other"
    other.mkdir()
    (other / "jt.mp4").write_bytes(clip.read_bytes())
    Call([other], out).run(HereCrew())
    assert before.items() <= files(out).items()
    assert "jt.mp4.srt" in files(out)


@pytest.mark.parametrize("damage", [b"no transcript", None])
def test_what_happened_to_the_results_is_not_held_against_the_clip(
    videos: Path, tmp_path: Path, damage: bytes | None
) -> None:
    out = tmp_path / "out"
    stored = out / "2023/.rehear/a.wav.transcript.json"

    def damaged(step: Step, task: Task) -> None:
        if step is Step.CORRECT and task.key == "2023/a.wav":
            stored.unlink()
            if damage is not None:
                stored.write_bytes(damage)

    tally = Call([videos], out).run(HereCrew(damaged)).tally
    assert (tally.done, tally.troubles) == (1, {Trouble.STORAGE: 1})
    again = Call([videos], out).run(HereCrew()).tally
    assert (again.done, again.remembered, again.failed) == (1, 0, 0)


def test_a_damaged_ledger_stops_neither_a_dry_run_nor_a_report(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    for path in (out / ".rehear").glob("ledger*"):
        path.write_bytes(b"no database at all" * 1000)
    done = rehear("report", "out", folder=tmp_path)
    assert (done.code, "2 clips done" in done.stdout) == (1, True)
    assert "the ledger cannot be read" in done.stderr
    done = rehear("archive", "videos", "-o", "out", "--dry-run", folder=tmp_path)
    assert (done.code, "2 clips to hear" in done.stdout) == (0, True)
    assert "a run puts a damaged one aside" in done.stderr


@pytest.mark.usefixtures("videos")
def test_without_its_model_or_a_clip_a_call_makes_nothing(tmp_path: Path) -> None:
    for model, said in (
        ("no/such.pt", "no/such.pt: no such model file"),
        ("lrage", "no model 'lrage' (did you mean large"),
    ):
        for more in ((), ("--dry-run",)):
            done = rehear("archive", "videos", "-o", "out", "--model", model, *more, folder=tmp_path)
            assert (done.code, done.stderr.startswith(f"error: {said}")) == (2, True)
    done = rehear("archive", "videos", "-o", "out", "--include", "*.avi", folder=tmp_path)
    assert (done.code, done.stdout) == (0, "nothing to do: 2 clips are left out by the filters\n")
    assert not (tmp_path / "out").exists()


def test_a_dry_run_looks_at_what_the_ledger_does_not_know(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    before = files(out)
    (videos / "2023/new.wav").write_bytes((videos / "2023/a.wav").read_bytes())
    for path in (out / ".rehear").glob("ledger*"):
        path.unlink()
    found = estimate(Call([videos], out, lexicons=FIRST).plan, Shelf(str(out)))
    assert [len(found.hear), len(found.correct), len(found.look), found.done] == [1, 2, 0, 0]
    assert found.audio == pytest.approx(1000, abs=50)
    assert files(out) == before
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    found = estimate(Call([videos], out, model="small").plan, Shelf(str(out)))
    assert (len(found.hear), found.unknown) == (3, 0)
    assert found.audio == pytest.approx(3000, abs=150)


@pytest.mark.parametrize(("first", "second", "again"), [("fp32", "auto", 0), ("auto", "fp32", 0), ("auto", "int8", 2)])
def test_a_dry_run_knows_which_precision_will_do(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str, again: int
) -> None:
    """What was heard in any will do for "auto"; and "auto" is a precision, too (here fp32)."""
    monkeypatch.setattr(Deaf, "about", {"precision": "fp32"})
    out = tmp_path / "out"
    Call([videos], out, precision=first).run(HereCrew())
    call = Call([videos], out, precision=second)
    found = estimate(call.plan, Shelf(str(out)))
    assert (len(found.hear), len(found.correct)) == (again, 2 - again)
    crew = HereCrew()
    assert call.run(crew).tally.done == 2
    assert len(crew.heard()) == again


def test_what_another_run_has_is_looked_at_again_and_named(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out)
    other = Ledger(out / ".rehear/ledger.sqlite")
    other.begin("")
    assert other.claim("2023/a.wav", "a")
    assert other.claim("2024/take 7", "take 7")
    (videos / "2024/b.wav").write_bytes((videos / "2023/a.wav").read_bytes())

    def give_back(step: Step, task: Task) -> None:
        if step is Step.CORRECT and task.key == "2024/b.wav":
            other.release("2024/take 7")

    tally = Call([videos], out).run(HereCrew(give_back)).tally
    other.close()
    assert (tally.done, tally.elsewhere, tally.others) == (2, 1, [str(videos / "2023/a.wav")])


def test_a_dry_run_tells_each_clip_to_programs(videos: Path, tmp_path: Path) -> None:
    (videos / "noise.mp4").write_bytes(b"noise" * 999)
    os.utime(videos / "noise.mp4", (1, 1))  # it is not being written any more
    done = rehear("archive", "videos", "-o", "out", "--dry-run", "--json", folder=tmp_path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    planned = {event["source"]: event for event in events if event["event"] == "planned"}
    assert planned.keys() == {"videos/2023/a.wav", "videos/2024/take 7", "videos/noise.mp4"}
    assert "out/2023/a.srt" in planned["videos/2023/a.wav"]["outputs"]
    assert [event["reason"] is None for event in planned.values()] == [True, True, False]
    assert (events[-1]["hear"], events[-1]["broken"]) == (2, 1)
    assert not (tmp_path / "out").exists()
