"""Corrections that are broken off, by a kill between any two files or by a full disk: the file is as it was, or comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import FIXED, LEXICONS, STORY, rehear

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes")

HALF = FIXED.replace("Mâcon", "Macon")
# `rehear` with what the first argument says done to its process before.
COMMAND = "import os, resource, signal, sys; from rehear import cli; exec(sys.argv.pop(1)); sys.argv[0] = 'rehear'; cli.main()"
KILLED = """
count, place = 0, os.replace
def replace(*names, **how):
    global count
    count += 1
    return os.kill(os.getpid(), signal.SIGKILL) if count == {} else place(*names, **how)
os.replace = replace
"""
FULL = "resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"


def after(mishap: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_COLOR": "1"}
    call = [sys.executable, "-c", COMMAND, mishap, *arguments]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, env=environment)


def text(folder: Path, name: str = "clip.srt") -> str:
    return (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else ""


def never_corrected(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "clip.srt").write_text(STORY, encoding="utf-8")


def corrected_before(folder: Path) -> None:
    never_corrected(folder)
    assert rehear("fix", "-w", "-q", "clip.srt", "-l", "fr-justice", folder=folder).code == 0
    assert text(folder) == HALF


FIX = ("fix", "-w", "-q", "clip.srt", *LEXICONS)


@pytest.mark.parametrize(("begin", "was"), [(never_corrected, STORY), (corrected_before, HALF)])
def test_after_a_kill_at_any_moment_the_file_is_as_it_was_or_comes_back(
    tmp_path: Path, begin: Callable[[Path], None], was: str
) -> None:
    begin(tmp_path / "begun")
    for moment in range(1, 9):
        folder, other = tmp_path / str(moment), tmp_path / f"{moment} again"
        shutil.copytree(tmp_path / "begun", folder)
        ended = after(KILLED.format(moment), folder, *FIX)
        shutil.copytree(folder, other)
        stands = text(folder)
        assert stands in (was, FIXED), moment
        back = rehear("undo", "-w", "clip.srt", folder=folder)
        assert text(folder) == STORY, moment
        assert (back.code, back.stderr) == (0, "") or (stands == STORY and "no record" in back.stderr), moment
        if ended.returncode == 0:
            assert moment > 4, "a text that is kept, a note, the record, the text"
            return
        assert ended.returncode == -signal.SIGKILL
        told = rehear("lexicon", "learn", "clip.srt", folder=other)
        assert "put back" not in told.stdout + told.stderr, "nobody has"
        assert rehear(*FIX, folder=other).code == 0
        assert text(other) == FIXED, "nothing is taken for what a person put back"
        assert not [*other.rglob(".rehear-*.tmp"), *other.rglob("*.begun")]
        assert rehear("undo", "-w", "-q", "clip.srt", folder=other).code == 0
        assert text(other) == STORY
    pytest.fail("it was never finished")


def test_a_result_elsewhere_is_known_after_a_kill(tmp_path: Path) -> None:
    """A first one and, with another lexicon, one that takes its place."""
    into = ("fix", "-O", "out", "-q", "clip.srt")
    for moment in range(1, 4):
        folder = tmp_path / str(moment)
        never_corrected(folder)
        for lexicons, before, made in ((("-l", "fr-justice"), "", HALF), (LEXICONS, HALF, FIXED)):
            after(KILLED.format(moment), folder, *into, *lexicons)
            assert text(folder, "out/clip.srt") in (before, made)
            again = rehear(*into, *lexicons, folder=folder)
            assert (again.code, again.stderr, text(folder, "out/clip.srt")) == (0, "", made)
        assert rehear("undo", "-w", "-q", "out/clip.srt", folder=folder).code == 0
        assert text(folder, "out/clip.srt") == STORY


def test_an_undo_that_is_killed_can_be_done_again(tmp_path: Path) -> None:
    for moment in range(1, 3):
        folder = tmp_path / str(moment)
        corrected_before(folder)
        assert after(KILLED.format(moment), folder, "undo", "-w", "clip.srt").returncode == -signal.SIGKILL
        assert rehear("undo", "-w", "clip.srt", folder=folder).code == 0
        assert text(folder) == STORY
        assert rehear("fix", "--check", "-q", "clip.srt", "-l", "fr-justice", folder=folder).code == 0


@pytest.mark.parametrize(("begin", "was"), [(never_corrected, STORY), (corrected_before, HALF)])
@pytest.mark.parametrize("room", [100, 1200])
def test_a_full_disk_changes_nothing(tmp_path: Path, begin: Callable[[Path], None], was: str, room: int) -> None:
    begin(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    full = after(FULL.format(room), tmp_path, *FIX)
    assert full.returncode == 3, full.stderr
    assert "cannot write: File too large" in full.stderr
    assert text(tmp_path) == was
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
