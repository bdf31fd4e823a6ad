"""A clip of an archive whose hearing is broken off: what stays of it, where, and what the next run makes of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from archive_crews import Call, Deaf, HereCrew
from media_files import Track, tone, write_media
from rehear.archive.recogniser import Recogniser
from rehear.document.store import read_transcript
from rehear.transcribe import Options, Recognised, Window

pytestmark = pytest.mark.usefixtures("deaf")


class Interrupted(Deaf):
    """Is interrupted at its fourth window."""

    def recognise(self, windows: Iterable[Window], _options: Options | None = None) -> Iterator[Recognised]:
        for number, result in enumerate(super().recognise(windows)):
            if number == 3:
                raise KeyboardInterrupt
            yield result


@pytest.mark.parametrize("worth", [20_000, 600_000])
def test_a_long_clip_that_is_broken_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worth: int
) -> None:
    monkeypatch.setattr("rehear.archive.recogniser._WORTH_KEEPING", worth)
    (tmp_path / "videos").mkdir()
    write_media(tmp_path / "videos" / "long.wav", Track(tone(100, rate=8000), rate=8000, codec="pcm_s16le"))
    call = Call([tmp_path / "videos"], tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr("rehear.archive.recogniser.load_engine", lambda *_names, **_how: Interrupted())
        with pytest.raises(KeyboardInterrupt):
            list(Recogniser().hear([call.plan.items[0].task]))
    stored = tmp_path / "out" / ".rehear" / "long.wav.transcript.json"
    part = stored.with_name("long.wav.transcript.part.json")
    assert part.exists() == (worth < 60_000)
    kept = read_transcript(part).words if part.exists() else ()
    assert call.run(HereCrew()).tally.done == 1
    whole = read_transcript(stored)
    assert whole.words[: len(kept)] == kept
    assert whole.words[-1].end > 95_000
    assert "heard_to" not in whole.origin.options
    assert not part.exists()


def test_a_part_of_a_clip_lies_beside_what_was_heard_in_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehear.archive.recogniser._WORTH_KEEPING", 20_000)
    (tmp_path / "videos").mkdir()
    write_media(tmp_path / "videos" / "long.wav", Track(tone(100, rate=8000), rate=8000, codec="pcm_s16le"))
    task = Call([tmp_path / "videos"], tmp_path / "out").plan.items[0].task
    listening = replace(task.how.listening, options=replace(task.how.listening.options, beam_size=5))
    other = replace(task, how=replace(task.how, listening=listening))
    stored = tmp_path / "out" / ".rehear" / "long.wav.transcript.json"
    part = stored.with_name("long.wav.transcript.part.json")
    assert [outcome.complete for outcome in Recogniser().hear([other])] == [True]
    whole = read_transcript(stored)
    with monkeypatch.context() as patch:
        patch.setattr("rehear.archive.recogniser.load_engine", lambda *_names, **_how: Interrupted())
        with pytest.raises(KeyboardInterrupt):
            list(Recogniser().hear([task]))
    assert read_transcript(stored) == whole
    reached = read_transcript(part).origin.options["heard_to"]
    assert [outcome.complete for outcome in Recogniser().hear([task])] == [True]
    assert not part.exists()
    assert read_transcript(stored).origin.options["length"] == 100_000 > reached  # type: ignore[operator]  # ms
