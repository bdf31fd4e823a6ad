"""What `rehear archive` tells, now and the next time, and its exit codes: what is no news is said without alarm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_crews import HereCrew, files
from command_line import Done, rehear
from media_files import Track, tone, write_media
from rehear import cli
from rehear.archive import Ledger, Plan
from rehear.commands.archive import Working, _crew
from rehear.commands.console import Show
from rehear.document.store import read_record

pytestmark = pytest.mark.usefixtures("deaf")


@pytest.fixture
def folder(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("rehear.commands.archive._crew", lambda *_given: HereCrew())
    (tmp_path / "videos").mkdir()
    shutil.copy(clip, tmp_path / "videos" / "a.wav")
    shutil.copy(clip, tmp_path / "videos" / "b.wav")
    return tmp_path


def archive(folder: Path, *arguments: str) -> Done:
    how = ("--language", "fr", "--no-vad", "--settle", "0")
    return rehear("archive", "videos", "-o", "out", "-l", "fr-justice", *how, *arguments, folder=folder)


def test_a_persons_subtitle_is_named_until_it_is_taken_over(folder: Path) -> None:
    assert archive(folder).code == 0
    (folder / "out/a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nMine.\n", encoding="utf-8")
    now = archive(folder)
    assert (now.code, "out/a.srt: changed by a person" in now.stderr) == (1, True)
    for _ in range(2):
        later = archive(folder)
        assert later.code == 0
        assert (
            "results kept as before, because they were changed since (`rehear report out` names them, --force"
            in later.stdout
        )
        told = rehear("report", "out", folder=folder)
        assert "Changed since they were written" in told.stdout
        assert "a.srt" in told.stdout
    rehear("report", "out", "--html", "report.html", folder=folder)
    assert "<li>a.srt</li>" in (folder / "report.html").read_text(encoding="utf-8")
    assert archive(folder, "--force").code == 0
    assert "hanged since" not in archive(folder).stdout + rehear("report", "out", folder=folder).stdout


def test_a_persons_subtitle_that_is_replaced_is_named_before_and_kept(folder: Path) -> None:
    assert archive(folder).code == 0
    for text in ("Mine.", "Mine again.", "Mine."):
        (folder / "out/a.srt").write_text(text, encoding="utf-8")
        planned = archive(folder, "--force", "--dry-run")
        assert planned.stdout.count("replace  ") == 1
        assert "replace  out/a.srt (changed by a person; the text is kept in .rehear/)" in planned.stdout
        assert "replace  " not in archive(folder, "--dry-run").stdout
        done = archive(folder, "--force")
        assert (
            "out/a.srt: changed by a person, and replaced; its text is kept as .rehear/a.srt.replaced-" in done.stderr
        )
    kept = (folder / "out/.rehear").glob("a.srt.replaced-*")
    assert sorted(path.read_text(encoding="utf-8") for path in kept) == ["Mine again.", "Mine."]
    assert "guets-apens" in (folder / "out/a.srt").read_text(encoding="utf-8")
    assert "replace" not in archive(folder, "--force", "--dry-run").stdout


def test_what_fix_corrected_in_place_is_no_persons_work(folder: Path) -> None:
    assert archive(folder).code == 0
    assert rehear("fix", "-w", "out/a.srt", "-l", "fr-places", "--language", "fr", folder=folder).code == 0
    fixed = (folder / "out/a.srt").read_text(encoding="utf-8")
    assert "Mâcon" in fixed
    now = archive(folder)
    assert (now.code, "out/a.srt: corrected in place since (`fix -w`), left as it is" in now.stderr) == (1, True)
    assert "a person" not in now.stdout + now.stderr
    assert (folder / "out/a.srt").read_text(encoding="utf-8") == fixed
    # Once a person has typed into it, it is theirs.
    (folder / "out/a.srt").write_text(fixed.replace("Mâcon", "Lyon"), encoding="utf-8")
    assert "out/a.srt: changed by a person" in archive(folder).stderr


def test_each_failure_is_told_once_and_what_the_next_call_does_about_it(folder: Path) -> None:
    (folder / "videos/noise.mp4").write_bytes(b"noise" * 999)
    now = archive(folder)
    assert now.code == 3
    assert now.stderr.count("noise.mp4") == 1
    assert "failed: 1 (1 unreadable)" in now.stdout
    assert "--retry-failed tries 1 of them again" in now.stderr
    assert "the same call tries" not in now.stderr
    later = archive(folder)
    assert later.code == 0
    assert "failed before and not changed since (`rehear report out` names them, --retry-failed" in later.stdout
    assert "noise.mp4" in rehear("report", "out", folder=folder).stdout


def test_a_clip_that_was_done_and_failed_since_has_one_state(folder: Path) -> None:
    assert archive(folder).code == 0
    (folder / "videos/a.wav").write_bytes(b"")
    assert "done before: 1\n  failed: 1" in archive(folder).stdout
    told = rehear("report", "out", "--csv", "out.csv", folder=folder)
    assert "1 clip done, 1 failed" in told.stdout
    rows = (folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert sorted(row.split(",")[:2] for row in rows) == [["a.wav", "failed"], ["b.wav", "done"]]


@pytest.mark.usefixtures("clip")
def test_a_folder_that_cannot_be_written_is_found_before_anything_is_heard(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = HereCrew()
    monkeypatch.setattr("rehear.commands.archive._crew", lambda *_given: crew)
    (folder / "videos/2023").mkdir()
    (folder / "videos/a.wav").rename(folder / "videos/2023/a.wav")
    (folder / "out").mkdir()
    (folder / "out/2023").write_text("no folder", encoding="utf-8")
    done = archive(folder)
    assert (done.code, "failed: 1 (1 storage)" in done.stdout) == (3, True)
    assert "2023/a.wav: cannot write to out/2023: " in done.stderr
    assert "the same call tries 1 of them again" in done.stderr
    assert crew.heard() == {"b.wav"}


def nobody_reads() -> int:
    read, write = os.pipe()
    os.close(read)
    return write


def its_disk_is_full() -> int:
    if not Path("/dev/full").exists():
        pytest.skip("no disk here is full")
    return os.open("/dev/full", os.O_WRONLY)


def its_terminal_was_closed() -> int:
    there, here = os.openpty()
    os.close(there)
    return here


@pytest.mark.skipif(os.name != "posix", reason="terminals are other things there")
@pytest.mark.parametrize("output", [nobody_reads, its_disk_is_full, its_terminal_was_closed])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_run_goes_on_when_what_it_says_can_be_written_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], output: Callable[[], int]
) -> None:
    streams = [os.fdopen(output(), "w", encoding="utf-8") for _ in range(2)]
    monkeypatch.chdir(folder)
    for name, stream in zip(("stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    how = ("--language", "fr", "--no-vad", "--settle", "0", *more)
    monkeypatch.setattr(sys, "argv", ["rehear", "archive", "videos", "-o", "out", *how])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    for stream in streams:
        stream.close()  # nothing is left in them that could not be written
    assert exit_.value.code == 0
    assert {path.name for path in (folder / "out").glob("*.srt")} == {"a.srt", "b.srt"}


def test_a_run_whose_outputs_were_closed_before_it_began(folder: Path) -> None:
    """What libraries print must not go into the first file that is opened."""
    call = [sys.executable, "-c", "from rehear.cli import main; main()", "archive", "videos", "-o", "out", "--dry-run"]
    done = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *call], cwd=folder, check=False)
    assert done.returncode == 0


def test_results_go_into_a_folder(folder: Path) -> None:
    (folder / "out").write_text("no folder", encoding="utf-8")
    done = archive(folder)
    assert (done.code, done.stderr) == (2, "error: out: a file, and no folder of results (-o DIR)\n")


@pytest.mark.parametrize("seconds", ["-5", "nan", "inf"])
def test_a_clip_settles_in_a_number_of_seconds(folder: Path, seconds: str) -> None:
    done = archive(folder, "--settle", seconds)
    assert (done.code, done.stderr.startswith(f"error: --settle {seconds} is no number of seconds")) == (2, True)
    assert not (folder / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names are counted otherwise there")
def test_a_name_that_is_too_long_is_told_once(folder: Path) -> None:
    assert archive(folder, "--include", "b.wav").code == 0
    write_media(folder / "videos/a.wav", Track(tone(2), codec="pcm_s16le"))  # a copy would not be heard
    (folder / "videos/a.wav").rename(folder / "videos" / ("n" * 240 + ".wav"))
    assert "1 clips to hear" in archive(folder, "--dry-run").stdout
    now = archive(folder)
    assert (now.code, "failed: 1 (1 name too long)" in now.stdout) == (3, True)
    assert "its name is too long for the disk of the results (a shorter one will do)" in now.stderr
    assert (folder / "out/b.srt").is_file()
    later = archive(folder)
    assert (later.code, "failed before and not changed since" in later.stdout) == (0, True)
    (folder / "videos" / ("n" * 240 + ".wav")).rename(folder / "videos" / ("n" * 200 + ".wav"))
    assert archive(folder).code == 0
    assert (folder / "out" / ("n" * 200 + ".srt")).is_file()


def test_a_dry_run_exits_as_the_run_would(folder: Path) -> None:
    (folder / "videos/notes").write_text("no clip, and not called like one\n" * 9, encoding="utf-8")
    planned = archive(folder, "--dry-run")
    assert (planned.code, "1 no clips after all" in planned.stdout) == (0, True)
    (folder / "videos/noise.mp4").write_bytes(b"noise" * 999)
    planned = archive(folder, "--dry-run")
    assert (planned.code, "cannot be heard: videos/noise.mp4" in planned.stderr) == (3, True)
    assert archive(folder).code == 3
    assert archive(folder, "--dry-run").code == archive(folder).code == 0


def test_a_clip_that_may_still_be_being_written_is_not_called_broken(folder: Path) -> None:
    (folder / "videos/growing.mp4").write_bytes(b"so far" * 99)
    planned = archive(folder, "--dry-run", "--settle", "3600")
    assert (planned.code, "2 clips to hear" in planned.stdout) == (0, True)
    assert "1 may still be being written" in planned.stdout
    assert archive(folder, "--dry-run").code == 3


@pytest.mark.parametrize("option", ["--only", "--except"])
def test_a_name_of_no_term_rewrites_nothing(folder: Path, option: str) -> None:
    assert archive(folder).code == 0
    before = files(folder / "out")
    for name, hint in (("guet-apen", "did you mean guet-apens?"), ("nothing", "take a term, a rule or the id")):
        done = archive(folder, option, name)
        assert (done.code, f"no term or rule is called {name!r}" in done.stderr, hint in done.stderr) == (2, True, True)
    assert files(folder / "out") == before
    assert archive(folder, option, "guet-apens").code == 0


@pytest.mark.parametrize("option", ["--only", "--except"])
def test_an_id_of_no_edit_rewrites_nothing(folder: Path, option: str) -> None:
    assert archive(folder).code == 0
    before = files(folder / "out")
    done = archive(folder, option, "0123456789ab")
    assert (done.code, done.stderr.count("\n")) == (2, 1)
    assert "no edit of these clips has the id 0123456789ab" in done.stderr
    assert files(folder / "out") == before
    known = read_record(folder / "out/.rehear/b.wav.edits.jsonl").edits[0].id
    assert archive(folder, option, known).code == 0


def test_programs_are_told_how_many_seconds_are_left(folder: Path) -> None:
    summary = json.loads(archive(folder, "--json").stdout.splitlines()[-1])
    assert (summary["event"], "seconds_left" in summary, "left" in summary) == ("summary", True, False)


def test_a_long_plan_is_told_in_part(folder: Path) -> None:
    for number in range(23):
        shutil.copy(folder / "videos/a.wav", folder / f"videos/more {number}.wav")
    planned = archive(folder, "--dry-run").stdout.splitlines()
    assert sum(line.startswith("hear") for line in planned) == 21
    assert "hear     and 5 more (--json names all)" in planned
    events = [json.loads(line) for line in archive(folder, "--dry-run", "--json").stdout.splitlines()]
    assert sum(event["event"] == "planned" for event in events) == 25


def test_what_another_run_has_is_told_in_a_line(folder: Path) -> None:
    (folder / "out").mkdir()
    other = Ledger(folder / "out/.rehear/ledger.sqlite")
    other.begin("")
    assert other.claim("a.wav", "a")
    assert other.claim("b.wav", "b")
    done = archive(folder)
    other.close()
    assert (done.code, done.stderr.count("another run has videos/a.wav and 1 more; if it was killed")) == (1, 1)


def test_how_results_are_named_is_said_once(folder: Path) -> None:
    (folder / "videos/b.wav").rename(folder / "videos/a.flac")
    assert archive(folder).stderr.count("results are named") == 2
    assert "results are named" not in archive(folder).stderr


def test_the_clips_start_on_the_clock_of_the_call(folder: Path) -> None:
    wrong = archive(folder, "--start-timecode", "99")
    assert (wrong.code, (folder / "out").exists()) == (2, False)
    assert "no timecode '99' at 25 frames a second" in wrong.stderr
    assert archive(folder).code == 0
    assert "\n00:00:00,000 -->" in (folder / "out/a.srt").read_text(encoding="utf-8")
    again = archive(folder, "--start-timecode", "10:00:00:00")
    assert "2 of 2 clips done (0 heard now" in again.stdout
    assert "\n10:00:00,000 -->" in (folder / "out/a.srt").read_text(encoding="utf-8")


def test_a_track_that_is_not_there_is_told_as_such(folder: Path) -> None:
    lasts = "--retry-failed tries 2 of them again; without it, they wait until the clip changes"
    for again in (False, True):
        done = archive(folder, "--audio-track", "9", *["--retry-failed"][:again])
        assert done.code == 3
        assert "failed: 2 (2 no such track)" in done.stdout
        assert "error: videos/a.wav: no audio track 9 (it has 1 (no language))" in done.stderr
        assert (lasts in done.stderr) == (not again)
        assert ("\n2 of them wait until the clip changes" in done.stderr) == again
    dry = archive(folder, "--audio-track", "9", "--retry-failed", "--dry-run")
    assert (dry.code, "cannot be heard: videos/a.wav: no audio track 9" in dry.stderr) == (3, True)
    assert "2 of 2 clips done" in archive(folder).stdout  # asked for as it is


@pytest.mark.parametrize(("asked", "started"), [("3", 3), ("8", 8), ("200", 8), ("auto", 2)])
def test_no_more_processes_are_started_than_are_of_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, started: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("rehear.archive.local.LocalCrew", lambda jobs, *_given: jobs)
    assert _crew(Show(), Plan(()), Working(jobs=asked), Path()) == started  # type: ignore[comparison-overlap]
    assert ("more than 4 for each CPU of this machine: 8 are started" in capsys.readouterr().err) == (asked == "200")
