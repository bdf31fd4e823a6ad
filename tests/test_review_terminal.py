"""`rehear review` as a person at a terminal uses it: keys into a pseudo-terminal, and what it shows."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import CallError
from rehear.document.store import read_record
from rehear.review.sound import Player
from review_story import STORY, lines, open_session, story

pexpect = pytest.importorskip("pexpect")
if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ASKS, ENDS = r"\[q\]uit \[\?\] ", r"\[q\]uit and write "


class Desk:
    """A review in a terminal of 80 by 24."""

    def __init__(self, folder: Path, *options: str, columns: int = 80, **environment: str) -> None:
        call = "from rehear.cli import main; main()"
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", call, "review", "clip.srt", *options],
            cwd=str(folder),
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", **environment},
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=60,
        )
        self.child.delaybeforesend = None
        self.seen = ""

    def press(self, keys: Sequence[str], then: str = ASKS) -> str:
        """Press keys one after the other, each when it is asked for; what is shown after the last."""
        for key in keys:
            self.wait(f"{ASKS}|{ENDS}")
            self.child.send(key)
        return self.wait(then)

    def wait(self, what: str) -> str:
        self.child.expect(what)
        self.raw = str(self.child.before) + str(self.child.after)
        shown = STYLE.sub("", self.raw)
        self.seen += shown
        # What was asked for is still on the screen.
        self.child.buffer = str(self.child.after) + self.child.buffer if what in (ASKS, ENDS) else self.child.buffer
        return shown

    def end(self) -> int:
        self.seen += STYLE.sub("", self.child.read())
        self.child.wait()
        return int(self.child.exitstatus)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    story(tmp_path)
    return tmp_path


def decided(folder: Path) -> dict[str, str]:
    session = open_session(folder / "clip.srt")
    return {f"{edit.first} {edit.before}": str(edit.decision) for edit in session.edits if edit.decision}


def test_a_group_is_accepted_and_a_line_rejected(folder: Path) -> None:
    desk = Desk(folder)
    first = desk.press("")
    assert "1/4  non-lieu × 3: g accepts all" in first
    assert max(len(line) for line in first.split("\r\n")) <= 80
    assert "0:03.8 – 0:04.3" in first
    assert "- Deux [non lieux] à Mâcon hier et trois non lieux à Dijon." in first
    assert "+ Deux [non-lieux] à Mâcon hier et trois non lieux à Dijon." in first
    assert "sounds like non-lieu (terms.toml:3)  " in first
    assert "Score 0.60 of 1." in first
    assert "Held back: common words that may stand there rightly." in first
    shown = desk.press("g")
    assert "accepted × 3" in shown
    assert "Merci d'avoir regardé cette vidéo." in shown
    assert len(read_record(folder / ".rehear" / "clip.srt.edits.jsonl").history) == 1
    desk.press("r", ENDS)
    desk.child.send("q")
    assert desk.end() == 0
    assert "4 decided, none left; wrote clip.srt" in desk.seen
    assert "-Quatre non lieux à Lyon, donc.\r\n+Quatre non-lieux à Lyon, donc." in desk.seen
    assert lines(folder / "clip.srt") == [
        "Le juge rend un non-lieu pour Paul.",
        "Deux non-lieux à Mâcon hier",
        "et trois non-lieux à Dijon. Merci d'avoir regardé cette vidéo.",
        "Quatre non-lieux à Lyon, donc.",
    ]


def test_edit_undo_skip_and_back(folder: Path) -> None:
    desk = Desk(folder)
    desk.press("e", "text: non-lieux")
    desk.child.send("\x15des refus\r")
    desk.press("", ASKS)
    assert decided(folder) == {"9 non lieux": "accepted"}
    desk.press("ru", ASKS)
    assert "undo reject" in desk.seen
    assert decided(folder) == {"9 non lieux": "accepted"}
    shown = desk.press("k")
    assert "\r\naccepted\r\n" in shown, "the card that was gone back to says how it was decided"
    desk.press("u")
    assert decided(folder) == {}
    desk.press(["s", "j", "\x1b[A", "a"])
    assert list(decided(folder).values()) == ["accepted"]
    desk.press("q", "goes on with the 3 that are left")
    assert desk.end() == 0
    assert "nothing to undo" not in desk.seen


def test_what_the_words_become_is_said_as_it_is(folder: Path) -> None:
    desk = Desk(folder)
    desk.press("e", "text: non-lieux")
    desk.child.send("\x15non lieux\r")
    assert "rejected" in desk.press("")
    desk.press("e", "text: non-lieux")
    desk.child.send("\x15\r")
    assert "removed" in desk.press("")
    assert decided(folder) == {"9 non lieux": "rejected", "16 non lieux": "accepted"}


def test_reasons_stand_on_the_first_card_that_has_them_and_behind_a_key(folder: Path) -> None:
    desk = Desk(folder)
    assert "It sounds the same as non-lieu." in desk.press("")
    second = desk.press("s")
    assert "([w]hy)" in second
    assert "It sounds the same" not in second
    assert "  Le juge rend un non-lieu pour Paul." in second, "the sentence before"
    assert "  Merci d'avoir regardé cette vidéo. Quatre non lieux à Lyon, donc." in second, "and what comes after"
    assert "It sounds the same as non-lieu." in desk.press("w")
    assert "accepted × 3" in desk.press("=")


def test_quitting_keeps_what_was_decided_and_the_next_call_goes_on(folder: Path) -> None:
    desk = Desk(folder)
    desk.press("rq", "1 decided, 3 left; wrote clip.srt")
    assert desk.end() == 0
    assert "rehear review clip.srt goes on with the 3 that are left" in desk.seen
    desk = Desk(folder)
    assert "1/3  non-lieu × 2" in desk.press("")
    # And an earlier session's decision can be taken back.
    desk.press("uq", "goes on with the 4 that are left")
    assert desk.end() == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_review_that_is_ended_by_force_loses_nothing(folder: Path, how: signal.Signals) -> None:
    desk = Desk(folder)
    desk.press("are", "text: ")
    if how is signal.SIGINT:
        desk.child.sendintr()  # leaves the line
        desk.press("", ASKS)
        desk.child.sendintr()
        assert desk.end() == 130
        assert "\nerror: interrupted" in desk.seen.replace("\r", "")
    else:
        desk.child.kill(how)
        desk.child.wait()
    assert (folder / "clip.srt").read_text("utf-8") == STORY
    assert list(decided(folder).values()) == ["accepted", "rejected"]
    assert not [path for path in (folder / ".rehear").iterdir() if path.name.startswith(".rehear-")]


def test_always_and_never_say_where_they_were_written(folder: Path) -> None:
    desk = Desk(folder)
    shown = desk.press("l").replace("\r\n", "")
    assert f"always × 3: written into {folder / 'terms.toml'}" in shown
    shown = desk.press("p", ENDS).replace("\r\n", "")
    assert f"never: written into {folder / 'terms.toml'}" in shown
    desk.child.send("q")
    assert desk.end() == 0
    text = (folder / "terms.toml").read_text("utf-8")
    assert 'heard = ["non lieux"]' in text
    assert "Merci d'avoir regardé cette vidéo" in text


def test_help_and_keys_that_are_none(folder: Path) -> None:
    desk = Desk(folder)
    for key in "?xé \x1b[5":
        shown = desk.press(key)
    assert desk.seen.count("protect the words in the nearest lexicon") >= 3
    assert "--play plays the passage" in desk.seen
    assert shown
    desk.press("q", "goes on with the 4 that are left")
    assert desk.end() == 0
    assert not (folder / ".rehear").exists()


def test_eighty_columns_and_no_utf8(folder: Path) -> None:
    desk = Desk(folder, columns=80, PYTHONIOENCODING="ascii", LC_ALL="C")
    shown = desk.press("")
    assert "0:03.8 - 0:04.3" in shown
    assert "x 3: g accepts all" in shown
    assert "M\\xe2con" in shown
    assert "\x1b[3" not in desk.raw, "NO_COLOR"
    desk.press("aq", "1 decided, 3 left")
    assert desk.end() == 0


def test_colours_where_they_are_wanted(folder: Path) -> None:
    desk = Desk(folder, NO_COLOR="", TERM="xterm-256color")
    desk.press("")
    assert "\x1b[31m[non lieux]" in desk.raw
    desk.press("q", pexpect.EOF)


def test_sound_is_played_where_a_player_exists(folder: Path) -> None:
    from media_files import Track, tone, write_media

    bin_ = folder / "bin"
    bin_.mkdir()
    player = bin_ / "mpv"
    player.write_text(f'#!/bin/sh\necho "$@" >> {folder}/played\n/usr/bin/wc -c < "$3" >> {folder}/played\n')
    player.chmod(0o755)
    write_media(folder / "clip.mp4", Track(tone(12)))
    desk = Desk(folder, "--play", PATH=str(bin_))
    desk.press(" ")
    deadline = time.monotonic() + 20
    heard, sizes = "", []
    while not sizes and time.monotonic() < deadline:
        time.sleep(0.05)
        heard = (folder / "played").read_text() if (folder / "played").exists() else ""
        sizes = [int(line) for line in heard.splitlines(keepends=True) if line.strip().isdigit() and line[-1] == "\n"]
    assert "--no-video --really-quiet /" in heard
    # With 1.5 s before and 0.5 s behind, 16,000 samples of two bytes a second.
    card = open_session(folder / "clip.srt").groups()[0].cards[0]
    assert sizes, heard
    assert abs(sizes[0] - 44 - 32 * (card.end - card.start + 2000)) < 100
    desk.press("q", pexpect.EOF)


def test_a_correction_that_leaves_something_names_the_review(folder: Path) -> None:
    done = rehear("fix", "clip.srt", "-w", folder=folder)
    assert "rehear review clip.srt decides on the 4 to review" in done.stderr
    assert "rehear review" not in rehear("fix", "clip.srt", "--quiet", folder=folder).stderr
    assert "rehear review" not in rehear("fix", "clip.srt", "--band", "review", folder=folder).stderr


def test_a_clip_that_is_not_there_is_said(folder: Path) -> None:
    desk = Desk(folder, "--play")
    assert desk.end() == 2
    assert "no clip lies beside it to play" in desk.seen


def test_a_machine_without_a_player_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CallError, match="no player of sound is installed"):
        Player(tmp_path / "clip.mp4")


def cues(*texts: str) -> str:
    return "".join(
        f"{at + 1}\n00:00:{3 * at:02},000 --> 00:00:{3 * at + 2:02},600\n{text}\n\n" for at, text in enumerate(texts)
    )


def test_what_is_left_stays_in_sight_below_a_long_difference(folder: Path) -> None:
    sure = [f"Le juge rend un nom lieu pour l'accusé numéro {number}." for number in range(9)]
    (folder / "clip.srt").write_text(cues(*sure, "Deux non lieux à Mâcon hier"), encoding="utf-8")
    desk = Desk(folder)
    first = desk.press("")
    assert "also writes 9 sure corrections (rehear fix clip.srt shows them)" in first
    desk.press("a", ENDS)
    desk.child.send("q")
    assert desk.end() == 0
    end = desk.seen.replace("\r", "").rstrip("\n").split("\n")
    assert end[-1].startswith("a lexicon can learn from this") or end[-1].endswith("sure corrections")
    said = [line for line in end if line.startswith("clip.srt: ")]
    assert said == ["clip.srt: 1 decided, none left; wrote clip.srt, also 9 sure corrections"]
    assert len([line for line in end if line[:1] in "+-@ " and line]) < 24, "it fits the screen"
    more = next(line for line in end if "lines more: rehear undo clip.srt shows every correction" in line)
    assert end.index(more) < end.index(said[0])
    assert all(f"numéro {number}." in rehear("undo", "clip.srt", folder=folder).stdout for number in range(9))


def test_what_deletes_a_cue_says_so(folder: Path) -> None:
    (folder / "clip.srt").write_text(
        cues(*["La route reste fermée ce soir."] * 3, "Deux non lieux à Mâcon hier"), encoding="utf-8"
    )
    desk = Desk(folder)
    first = desk.press("")
    assert "g deletes all of them" in first
    assert "accepting deletes the whole cue" in first
    desk.press("g")
    assert "deletes" not in desk.press("")
    desk.press("e", "text: non-lieux")
    desk.child.send("\x15\r")
    desk.press("uq", pexpect.EOF)
    assert len(lines(folder / "clip.srt")) == 2
