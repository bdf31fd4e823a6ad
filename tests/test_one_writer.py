"""Several programs at one record: each waits until the other has written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rehear.document import Decision, InputError
from rehear.document.store import Record, read_record
from rehear.pipeline.check import check_file
from rehear.pipeline.fix import fix
from rehear.pipeline.inputs import Target
from rehear.pipeline.lexicons import active_lexicon
from rehear.pipeline.undo import undo
from rehear.subtitles import PROFILES
from review_story import opened, waiting


@pytest.mark.parametrize("writer", ["fix", "check", "undo"])
def test_what_is_decided_while_another_command_works_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    session = opened(tmp_path)
    first, second, *_ = waiting(session)
    session.accept(first)
    session.finish()
    out = tmp_path / "out.srt"
    target = Target(tmp_path / "clip.srt", tmp_path, "clip")
    begun = threading.Event()

    def slowly(path: Path, *_: object, **__: object) -> Record | None:
        record = read_record(path)
        begun.set()
        time.sleep(0.3)
        return record

    for room in ("fix.earlier_record", "check.earlier_record", "undo.read_record"):
        monkeypatch.setattr(f"rehear.pipeline.{room}", slowly)
    commands: dict[str, Callable[[], object]] = {
        "fix": lambda: fix(target, active_lexicon([], []), language="fr", output=out),
        "check": lambda: check_file(target, PROFILES["web"], output=out),
        "undo": lambda: undo(tmp_path / "clip.srt", write=True),
    }
    work = threading.Thread(target=commands[writer])
    work.start()
    assert begun.wait(20)
    lost = ""
    try:
        session.reject(second)
    except InputError as error:  # it belongs to another text by now, and that is said
        lost = str(error)
    work.join()
    decisions = {edit.id: edit.decision for step in read_record(session.place).steps for edit in step.edits}
    assert lost or decisions[second] is Decision.REJECTED
    assert not list(tmp_path.rglob("*.lock"))
