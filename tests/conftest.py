"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archive_counting import begun  # noqa: F401 - a fixture
from archive_crews import Deaf
from browsing import chromium
from hypothesis import settings
from media_files import Track, tone, write_media

# Machines that run other things meanwhile have no deadline; `make test` is for every change, so it looks at fewer examples,
# and at the same ones each time: what it says is about the change. `make explore` draws others.
settings.register_profile("rehear", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("rehear")


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archive runs hear with a recogniser that needs no model."""
    monkeypatch.setattr("rehear.archive.recogniser.load_engine", lambda *_names, **_how: Deaf())


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of sound."""
    return write_media(tmp_path_factory.mktemp("clip") / "clip.wav", Track(tone(1), codec="pcm_s16le"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started
