"""How far openai-whisper has got.

Its only sign of life is a tqdm bar. A bar that counts for whoever asked takes its place in `whisper.transcribe`'s module;
where nobody asked (somebody else's call in the same process), the real one works as before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from .engine import Progress

_FRAME = 10  # ms; whisper's bar counts frames of its spectrogram
_asked: ContextVar[Progress | None] = ContextVar("asked", default=None)


@contextmanager
def counting(on_progress: Progress | None) -> Iterator[None]:
    """Within it, `whisper.transcribe` calls `on_progress` with the ms of audio that each step finished."""
    import whisper  # noqa: F401

    module: Any = sys.modules["whisper.transcribe"]  # the attribute of that name is the function
    if not isinstance(module.tqdm, _Tqdm):
        module.tqdm = _Tqdm(tqdm=_bar, real=module.tqdm)
    token = _asked.set(on_progress)
    try:
        yield
    finally:
        _asked.reset(token)


class _Tqdm(SimpleNamespace):
    pass


class _Counter:
    def __init__(self, on_progress: Progress) -> None:
        self._on_progress = on_progress

    def __enter__(self) -> _Counter:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, frames: int) -> None:
        self._on_progress(max(frames, 0) * _FRAME)


def _bar(*args: Any, **kwargs: Any) -> Any:
    on_progress = _asked.get()
    if on_progress is not None:
        return _Counter(on_progress)
    return sys.modules["whisper.transcribe"].tqdm.real.tqdm(*args, **kwargs)
