"""Stands in for `transcribe.transcribe_many` until that is there."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ..document.model import Transcript
from ..transcribe import Engine, Listener, Options, transcribe

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Request(Generic[K]):
    path: Path
    key: K
    options: Options
    prompt_terms: Sequence[str] = ()
    track: int | str | None = None
    channel: int | None = None
    start: int | None = None
    end: int | None = None
    listener: Listener | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    request: Request[K]
    result: Transcript | Exception


def transcribe_many(requests: Iterable[Request[K]], engine: Engine) -> Generator[Outcome[K], None, None]:
    for request in requests:
        try:
            heard = transcribe(
                request.path,
                engine,
                prompt_terms=request.prompt_terms,
                options=request.options,
                track=request.track,
                channel=request.channel,
                start=request.start,
                end=request.end,
                listener=request.listener,
            )
            yield Outcome(request, heard)
        except Exception as error:  # noqa: BLE001
            yield Outcome(request, error)
