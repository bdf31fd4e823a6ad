"""What `rehear doctor` finds."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from rehear.pipeline.doctor import Finding, examine
from rehear.transcribe import engine


def engines() -> Finding:
    (found,) = (finding for finding in examine() if finding.subject == "engines")
    return found


def test_an_engine_is_shown_by_its_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    whisper, faster = engines().text.split(", ")
    assert whisper.startswith("openai-whisper 2")
    assert whisper.endswith(" (default)")
    assert faster.startswith("faster-whisper")
    monkeypatch.setitem(engine.ENGINES, "third", ".third")
    monkeypatch.setitem(sys.modules, "rehear.transcribe.third", ModuleType("third"))
    assert engines() == Finding("engines", f"{whisper}, {faster}, third")


def test_how_to_get_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    monkeypatch.delitem(sys.modules, "rehear.transcribe.faster_whisper", raising=False)
    monkeypatch.delitem(sys.modules, "faster_whisper", raising=False)
    found = engines()
    assert found.text.endswith("(pip install 'rehear[faster]')")
    assert found.well


def test_an_engine_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ImportError("libsomething.so: cannot open shared object file")

    monkeypatch.setattr("rehear.transcribe.engine.import_module", broken)
    found = engines()
    assert "faster-whisper" in found.text
    assert "cannot be loaded: libsomething.so" in found.text
    assert not found.well
