"""Whatever happens between runs and within them, a run that nothing disturbs leaves every clip as it should be, and hears none
that was heard."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from unittest import mock

import pytest
from archive_crews import Call, HereCrew
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from rehear.archive import Ledger, Stop, place_of, read_rows
from rehear.archive.task import Outcome, Step, Task, Trouble
from rehear.archive.work import stamps

NAMES = ["a.wav", "b/c.wav", "b/d", "b/e f.mp4", "b/e f.mkv"]
LEXICONS = [(), ("fr-justice",), ("fr-justice", "fr-places")]
BAD = "bad"


class Killed(BaseException):
    """The power went."""


class Pretended(HereCrew):
    """Does the steps without a sound: a clip's text is what was heard in it, and a result says how it was made.

    Args:
        lives: how many steps are done before the power goes; None for ever.
        losing: of which steps (by their number) the worker is lost.
    """

    def __init__(self, heard: Counter[str], lives: int | None = None, losing: frozenset[int] = frozenset()) -> None:
        super().__init__(self._pretend)
        self.heard_texts, self.lives, self.losing, self.number = heard, lives, losing, 0

    def _pretend(self, step: Step, task: Task) -> Outcome:
        self.number += 1
        if self.lives is not None and self.number > self.lives:
            raise Killed
        if self.number in self.losing:
            return Outcome(task.key, step, Trouble.LOST, "killed")
        text = Path(task.place).read_text(encoding="utf-8")
        transcript, record, *written = (Path(task.folder, name) for name in task.files)
        if step is Step.LOOK:
            if text.startswith(BAD):
                return Outcome(task.key, step, Trouble.UNREADABLE if task.sure else Trouble.NO_MEDIA, "noise")
            there = transcript.is_file() and transcript.read_text(encoding="utf-8") == text
            return Outcome(task.key, step, heard=there, audio=1000, files=stamps(task) if there else {})
        if step is Step.HEAR:
            self.heard_texts[f"{task.key} {text}"] += 1
            transcript.parent.mkdir(parents=True, exist_ok=True)
            transcript.write_text(text, encoding="utf-8")
        else:
            for path in (*written, record):
                path.write_text(f"{transcript.read_text(encoding='utf-8')} {task.how.correct_as}", encoding="utf-8")
        return Outcome(task.key, step, audio=1000, files=stamps(task))


class Archive(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rehear-states-"))
        self.videos, self.out = self.folder / "videos", self.folder / "out"
        self.clips: dict[str, str] = {}
        self.heard: Counter[str] = Counter()
        self.excused = 0  # hearings that may have been for nothing
        self.version = 0
        self.lexicons: tuple[str, ...] = ()
        self.put("a.wav", bad=False)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @rule(name=st.sampled_from(NAMES), bad=st.booleans())
    def put(self, name: str, bad: bool) -> None:
        """A clip comes, or another one takes its place."""
        self.version += 1
        path = self.videos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.clips[name] = f"{BAD if bad else 'good'} {self.version}"
        path.write_text(self.clips[name], encoding="utf-8")

    @rule(name=st.sampled_from(NAMES))
    def touch(self, name: str) -> None:
        if name in self.clips:
            (self.videos / name).touch()

    @rule(lexicons=st.sampled_from(LEXICONS))
    def take_lexicons(self, lexicons: tuple[str, ...]) -> None:
        self.lexicons = lexicons

    @rule(data=st.data())
    def lose_a_result(self, data: st.DataObject) -> None:
        results = [path for path in sorted(self.out.rglob("*")) if path.suffix in (".srt", ".txt")]
        if results:
            data.draw(st.sampled_from(results)).unlink()

    @rule()
    def lose_the_ledger(self) -> None:
        for path in self.out.glob(".rehear/ledger*"):
            path.unlink()

    @rule(lives=st.integers(0, 12))
    def run_until_the_power_goes(self, lives: int) -> None:
        # What another process leaves: nobody says goodbye, and its number is nobody's.
        with (
            mock.patch("rehear.archive.run.Run._finish"),
            mock.patch("os.getpid", return_value=2**22 + 1),
        ):
            try:
                self.call().run(Pretended(self.heard, lives))
            except Killed:
                self.excused += 1

    @rule(steps=st.integers(0, 6))
    def run_until_it_is_stopped(self, steps: int) -> None:
        stop = Stop()
        crew = Pretended(self.heard)

        def look(_tally: object) -> None:
            stop.wanted = crew.number >= steps

        self.call().run(crew, stop, look)

    @rule(losing=st.frozensets(st.integers(1, 12), max_size=2))
    def run(self, losing: frozenset[int]) -> None:
        call = self.call()
        run = call.run(Pretended(self.heard, losing=losing))
        tally = run.tally
        assert tally.total == tally.finished == tally.done + tally.failed + tally.no_media
        rows = {row.key: row for row in read_rows(place_of(call.shelf))}
        for item in call.plan.items:
            text = self.clips[Path(item.task.place).relative_to(self.videos).as_posix()]
            if not text.startswith(BAD):
                result = Path(item.task.folder, f"{rows[item.task.key].stem}.srt")
                assert result.read_text(encoding="utf-8") == f"{text} {item.task.how.correct_as}"
        again = Pretended(self.heard)
        assert self.call().run(again).tally.total == 0
        assert again.number == 0

    def call(self) -> Call:
        assert sum(count - 1 for count in self.heard.values()) <= self.excused
        return Call([self.videos], self.out, lexicons=self.lexicons)


TestArchive = Archive.TestCase
TestArchive.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)


@pytest.mark.usefixtures("deaf")
def test_a_run_that_waits_for_clips_to_settle_says_that_it_lives(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.wav").write_bytes(clip.read_bytes())
    changed = (tmp_path / "a.wav").stat().st_mtime
    monkeypatch.setattr("rehear.archive.run.time", lambda: changed + 0.1)
    beats: list[object] = []
    monkeypatch.setattr(Ledger, "beat", lambda *given: beats.append(given))
    before: list[int] = []
    crew = HereCrew(lambda _step, _task: before.append(len(beats)))
    assert Call([tmp_path / "a.wav"], tmp_path / "out", settle=0.3).run(crew).tally.done == 1
    assert before[0] > 0
