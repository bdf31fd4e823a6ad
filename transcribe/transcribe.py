"""Clips to Transcripts: media, windows, engine, and every time on the clip's clock. The sound is never there as a whole."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from ..document.errors import CallError
from ..document.model import Transcript
from .earlier import Earlier
from .engine import Engine, Options
from .hearing import Hearing, Listener
from .prompt import prompt_pages
from .stream import Stream

_LEXICONS = 8  # whose prompts are remembered from clip to clip

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Request(Generic[_Key]):
    """A clip to be heard, and how.

    Attributes:
        path: any media file with sound.
        key: the caller's own, to know the outcome by.
        options: how to listen.
        prompt_terms: words that may be said, the most useful first; they are put before each window, in turns if they do
            not fit.
        track, channel, start, end: what to hear of the clip, as in `decode`.
        listener: whom to tell what meanwhile.
        earlier: what a hearing that was broken off at `start` had found out.
    """

    path: str | os.PathLike[str]
    key: _Key
    options: Options = field(default_factory=Options)
    prompt_terms: Sequence[str] = ()
    track: int | str | None = None
    channel: int | None = None
    start: int | None = None
    end: int | None = None
    listener: Listener = field(default_factory=Listener)
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[_Key]):
    """What became of a request: the transcript, as `transcribe` gives it, or what `transcribe` would raise."""

    request: Request[_Key]
    result: Transcript | Exception


def transcribe(
    path: str | os.PathLike[str],
    engine: Engine,
    *,
    language: str | None = None,
    prompt_terms: Iterable[str] = (),
    options: Options | None = None,
    track: int | str | None = None,
    channel: int | None = None,
    start: int | None = None,
    end: int | None = None,
    listener: Listener | None = None,
    earlier: Earlier | None = None,
) -> Transcript:
    """Hear a clip.

    Args:
        path: any media file with sound.
        engine: from `load_engine`.
        language: a code or English name; it goes before that of `options`. None finds it out.
        prompt_terms: words that may be said, the most useful first; they are put before each window, in turns if they do
            not fit.
        options: how to listen.
        track, channel, start, end: what to hear of the clip, as in `decode`.
        listener: whom to tell what meanwhile.
        earlier: what a hearing that was broken off at `start` had found out: then what is heard is what that one would have
            heard from there on, as far as the engine gives the same of the same.

    Returns:
        Words and segments on the clip's clock, also for a passage of it. No segments where nothing was said. `complete` is
        False if the clip is cut short or damaged.

    Raises:
        CallError: if an option makes no sense, for any clip or for this model.
        InputError: if the clip cannot be used.
        EngineError: if the recogniser fails.
        KeyboardInterrupt: after `listener.so_far` was told what was heard until then.
    """
    wanted = options or Options()
    wanted = replace(wanted, language=language) if language is not None else wanted
    told = listener or Listener()
    request = Request(path, None, wanted, tuple(prompt_terms), track, channel, start, end, told, earlier)
    (outcome,) = transcribe_many([request], engine)
    if isinstance(outcome.result, Exception):
        raise outcome.result
    return outcome.result


def transcribe_many(requests: Iterable[Request[_Key]], engine: Engine) -> Generator[Outcome[_Key]]:
    """Hear any number of clips: windows of several share the recogniser's batches, and meanwhile the next ones are decoded.

    Args:
        requests: asked for while outcomes are iterated, by the same thread, sixteen clips ahead at most. There may be no end of
            them: memory stays the same.
        engine: from `load_engine`.

    Yields:
        One outcome for each request, as soon as there is one: a short clip may be done before a longer one that was asked for
        earlier. What is wrong with one clip, its options or its listener is the outcome of that clip alone. With
        `condition_on_previous_text` windows of one clip wait for each other, not for those of others.

    Raises:
        EngineError: if the recogniser fails as a whole.
        KeyboardInterrupt: after the listeners of clips that are not done were told what was heard of them; no thread and no
            file stays open. Closing the iterator does the same.
    """

    @lru_cache(_LEXICONS)
    def pages(terms: tuple[str, ...], budget: int, own: str | None) -> list[str]:
        return prompt_pages(terms, engine.count_tokens, budget, own)

    def clip(number: int, request: Request[_Key]) -> Hearing:
        options, prompts, result = request.options, list[str](), None
        try:
            options = engine.check(options)
            # Beside context, terms get half of the room.
            budget = engine.prompt_budget // (2 if options.condition_on_previous_text else 1)
            prompts = pages(tuple(request.prompt_terms), budget, options.initial_prompt)
        except CallError as error:
            result = error
        return Hearing(
            number,
            Path(request.path),
            engine,
            options,
            prompts,
            request.track,
            request.channel,
            request.start,
            request.end,
            request.listener,
            request.earlier,
            result=result,
        )

    waiting: dict[int, Request[_Key]] = {}

    def clips() -> Iterator[Hearing]:
        for number, request in enumerate(requests):
            waiting[number] = request
            yield clip(number, request)

    for heard in Stream(clips(), engine).heard():
        assert heard.result is not None
        yield Outcome(waiting.pop(heard.number), heard.result)
