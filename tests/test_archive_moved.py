"""Clips that are moved, renamed or copied: nothing is heard again, and what a person did goes along."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from archive_crews import Call, HereCrew, files
from command_line import rehear
from media_files import Track, tone, write_media
from rehear.archive import Shelf, moved
from rehear.archive.estimate import estimate
from rehear.document import Decision, OutputError
from rehear.document.disk import write_atomic
from rehear.document.store import read_record, write_record


class Killed(BaseException):
    """The power went."""


FIRST = ("fr-justice",)
SECOND = ("fr-justice", "fr-places")
pytestmark = pytest.mark.usefixtures("deaf")


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "videos"
    for length, name in enumerate(("2023/a.wav", "2023/b.wav", "2024/c.wav"), 1):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_media(folder / name, Track(tone(length), codec="pcm_s16le"))
    return folder


def renamed(videos: Path) -> None:
    """On the same disk."""
    (videos / "2023").rename(videos / "2023 old")


def copied_elsewhere(videos: Path) -> None:
    """To another disk: other inodes, other times."""
    shutil.copytree(videos / "2023", videos / "2023 old", copy_function=shutil.copyfile)
    shutil.rmtree(videos / "2023")


MOVES = pytest.mark.parametrize("move", [renamed, copied_elsewhere])


@MOVES
def test_a_folder_that_is_renamed_is_not_heard_again(
    videos: Path, tmp_path: Path, move: Callable[[Path], None]
) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    before = files(out)
    move(videos)
    call = Call([videos], out, lexicons=FIRST)
    found = estimate(call.plan, Shelf(str(out)))
    assert (len(found.hear), len(found.correct), found.done) == (0, 2, 1)
    crew = HereCrew()
    tally = call.run(crew).tally
    assert (tally.done, tally.moved, crew.heard()) == (2, 2, set())
    after = files(out)
    assert before.items() <= after.items(), "nothing is written over, and nothing is lost"
    for name, data in before.items():
        if name.startswith("2023/") and not name.endswith(".edits.jsonl"):
            assert after[name.replace("2023/", "2023 old/")] == data
    assert Call([videos], out, lexicons=FIRST).run(HereCrew()).tally.total == 0


@MOVES
def test_without_the_ledger_the_results_tell(videos: Path, tmp_path: Path, move: Callable[[Path], None]) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    (out / "2023/b.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    mine = (out / "2023/b.srt").read_bytes()
    move(videos)
    for path in (out / ".rehear").glob("ledger*"):
        path.unlink()
    call = Call([videos], out, lexicons=FIRST)
    assert [row.key for row in call.plan.gone] == ["2023/a.wav", "2023/b.wav"]
    crew = HereCrew()
    tally = call.run(crew).tally
    assert (tally.done, tally.moved, crew.heard()) == (3, 2, set())
    assert (out / "2023 old/b.srt").read_bytes() == mine
    assert "3 clips done" in rehear("report", "out", folder=tmp_path).stdout


@MOVES
def test_what_a_person_decided_and_typed_goes_along(videos: Path, tmp_path: Path, move: Callable[[Path], None]) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    place = out / "2023/.rehear/a.wav.edits.jsonl"
    record = read_record(place)
    edits = [replace(edit, decision=Decision.REJECTED) for edit in record.edits]
    write_record(replace(record, edits=tuple(edits)), place)
    (out / "2023/b.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    mine = (out / "2023/b.srt").read_bytes()
    move(videos)
    tally = Call([videos], out, lexicons=SECOND).run(HereCrew()).tally
    assert "gays tapants" in (out / "2023 old/a.srt").read_text(encoding="utf-8")
    assert "Mâcon" in (out / "2023 old/a.srt").read_text(encoding="utf-8")
    assert (tally.kept, (out / "2023 old/b.srt").read_bytes()) == ([str(out / "2023 old/b.srt")], mine)
    assert (out / "2023/b.srt").read_bytes() == mine


def test_a_clip_that_is_renamed_takes_its_results_with_it(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    assert rehear("fix", "-w", "out/2023/a.srt", "-l", "fr-places", "--language", "fr", folder=tmp_path).code == 0
    fixed = (out / "2023/a.srt").read_bytes()
    (videos / "2023/a.wav").rename(videos / "2024/z.mp4")
    crew = HereCrew()
    tally = Call([videos], out, lexicons=FIRST).run(crew).tally
    assert (tally.done, crew.heard()) == (1, set())
    assert (out / "2024/z.srt").read_bytes() == fixed
    assert (tally.kept, sorted(read_record(out / "2024/.rehear/z.mp4.edits.jsonl").outputs)) == (
        [str(out / "2024/z.srt")],
        ["z.srt", "z.txt"],
    )
    # What was corrected in place is known as such, and can be taken back.
    undone = rehear("undo", "-w", "out/2024/z.srt", folder=tmp_path)
    assert undone.code == 0, undone.stderr
    assert "Macon" in (out / "2024/z.srt").read_text(encoding="utf-8")


def test_a_copy_is_not_heard_and_takes_nothing_of_a_person(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    (out / "2023/a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    shutil.copyfile(videos / "2023/a.wav", videos / "copy.wav")
    crew = HereCrew()
    tally = Call([videos], out, lexicons=FIRST).run(crew).tally
    assert (tally.done, crew.heard()) == (2, set())
    assert "guets-apens" in (out / "copy.srt").read_text(encoding="utf-8")


def test_a_clip_that_is_heard_otherwise_is_heard_where_it_lies_now(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    renamed(videos)
    call = Call([videos], out, model="small")
    assert len(estimate(call.plan, Shelf(str(out))).hear) == 3
    crew = HereCrew()
    assert call.run(crew).tally.done == 3
    assert len(crew.heard()) == 3


def test_another_clip_of_the_same_size_is_heard(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    data = bytearray((videos / "2023/a.wav").read_bytes())
    data[-999:] = bytes(999)
    (videos / "new.wav").write_bytes(data)
    crew = HereCrew()
    tally = Call([videos], out).run(crew).tally
    assert (tally.moved, crew.heard()) == (0, {"new.wav"})


def test_what_was_brought_half_is_brought_whole_by_the_next_run(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    (out / "2023/b.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n", encoding="utf-8")
    mine = (out / "2023/b.srt").read_bytes()
    renamed(videos)

    for _ in range(5):  # of six files
        left = [1]

        def until(path: Path, data: bytes, left: list[int] = left) -> None:
            if not left[0]:
                raise Killed
            left[0] -= 1
            write_atomic(path, data)

        with monkeypatch.context() as patch:
            patch.setattr(moved, "write_atomic", until)
            patch.setattr("rehear.archive.run._FINISHING", 0.0)
            with pytest.raises(Killed):
                Call([videos], out, lexicons=FIRST).run(HereCrew())
    crew = HereCrew()
    tally = Call([videos], out, lexicons=SECOND).run(crew).tally
    assert crew.heard() == set()
    assert tally.kept == [str(out / "2023 old/b.srt")]
    assert (out / "2023 old/b.srt").read_bytes() == mine
    assert "Mâcon" in (out / "2023 old/a.srt").read_text(encoding="utf-8")


def test_what_cannot_be_brought_fails_the_clip_and_the_next_run_tries_again(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    renamed(videos)

    def refuse(path: Path, _data: bytes) -> None:
        raise OutputError("cannot write: I am on strike", path=path)

    with monkeypatch.context() as patch:
        patch.setattr("rehear.archive.moved.write_atomic", refuse)
        assert Call([videos], out).run(HereCrew()).tally.failed == 2
    crew = HereCrew()
    assert Call([videos], out).run(crew).tally.done == 2
    assert not crew.heard()


def test_a_clip_that_gives_its_name_to_another_is_known_where_it_lies(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    latest = videos / "a latest.wav"
    shutil.copyfile(videos / "2024/c.wav", latest)
    shutil.rmtree(videos / "2024")
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    latest.rename(videos / "z monday.wav")
    write_media(latest, Track(tone(5), codec="pcm_s16le"))
    crew = HereCrew()
    crew.room = 1
    assert Call([videos], out, lexicons=FIRST).run(crew).tally.done == 2
    assert crew.heard() == {"a latest.wav"}


def test_results_of_clips_that_are_gone_are_named_and_not_counted(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    whole = rehear("report", "out", folder=tmp_path).stdout
    assert "3 clips done" in whole
    renamed(videos)
    (videos / "2024/c.wav").unlink()
    call = Call([videos], out, lexicons=FIRST)
    assert [row.key for row in call.plan.gone] == ["2023/a.wav", "2023/b.wav", "2024/c.wav"]
    call.run(HereCrew())
    done = rehear("report", "out", "--csv", "r.csv", "--html", "r.html", folder=tmp_path)
    assert "2 clips done" in done.stdout
    assert "clip is gone (not counted)" in done.stdout
    assert "2024/c.wav" in done.stdout
    assert "2024/c.wav,gone," in (tmp_path / "r.csv").read_text(encoding="utf-8")
    assert "<li>2024/c.wav</li>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    # Somebody removes them: there is nothing to tell any more.
    shutil.rmtree(out / "2023")
    shutil.rmtree(out / "2024")
    assert Call([videos], out, lexicons=FIRST).plan.gone == ()
    assert "gone" not in rehear("report", "out", folder=tmp_path).stdout


def test_a_clip_that_comes_back_counts_again(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    (videos / "2024/c.wav").rename(tmp_path / "c.wav")
    Call([videos], out).run(HereCrew())
    (tmp_path / "c.wav").rename(videos / "2024/c.wav")
    crew = HereCrew()
    tally = Call([videos], out).run(crew).tally
    assert (tally.done, tally.failed, crew.heard()) == (1, 0, set())
    assert "3 clips done" in rehear("report", "out", folder=tmp_path).stdout
    assert Call([videos], out).run(HereCrew()).tally.total == 0


def test_a_disk_that_is_not_there_makes_no_clip_gone(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    videos.rename(tmp_path / "elsewhere")
    videos.mkdir()
    assert Call([videos], out).plan.gone == ()
    # Nor does a call on a part of them, or one that leaves some out.
    shutil.rmtree(videos)
    (tmp_path / "elsewhere").rename(videos)
    assert Call([videos / "2023"], out).plan.gone == ()
    assert Call([videos / "2023/a.wav"], out).plan.gone == ()


def test_an_object_that_was_renamed_is_not_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/moved-videos/2023/a.wav", clip.read_bytes())
    fs.pipe_file("/moved-videos/keep.wav", clip.read_bytes())
    try:
        Call(["memory://moved-videos"], "memory://moved-subs", lexicons=FIRST).run(HereCrew())
        fs.pipe_file("/moved-subs/2023/a.srt", b"mine")
        fs.store["/moved-videos/2024/a.wav"] = fs.store.pop(
            "/moved-videos/2023/a.wav"
        )  # keeps what tells it, as a tag does
        crew = HereCrew()
        tally = Call(["memory://moved-videos"], "memory://moved-subs", lexicons=FIRST).run(crew).tally
        assert (tally.done, tally.moved, crew.heard()) == (1, 1, set())
        assert fs.cat_file("/moved-subs/2024/a.srt") == b"mine"
    finally:
        fs.rm("/", recursive=True)
