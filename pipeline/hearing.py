"""Hearing the clips of one call: options checked once, each recogniser loaded once and only when it is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..curation import most_useful
from ..document.errors import CallError, EngineError
from ..transcribe import Engine, Listener, Options, load_engine
from .heard import Heard, Listening, hear
from .plan import Job
from .settings import Settings

_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(slots=True)
class Hearing:
    """How a call wants its clips to be heard, as it was typed.

    Raises:
        CallError: if something typed makes no sense.
    """

    prompt: str | None = None
    task: str = "transcribe"
    beam_size: int | None = None
    word_timestamps: str | None = None
    track: str | None = None
    channel: int | None = None
    start: str | None = None
    end: str | None = None
    again: bool = False
    vad: bool = True
    context: bool = False
    lexicon_prompt: bool = True
    _engines: dict[tuple[str, str, str, str], Engine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        begin, end = milliseconds(self.start, "--from"), milliseconds(self.end, "--to")
        if end is not None and end <= (begin or 0):
            raise CallError(f"--to {self.end} does not lie after --from {self.start or '0'}")
        self._options()

    def listening(self, settings: Settings) -> Listening:
        """How clips with these settings are heard."""
        return Listening(
            settings.engine,
            settings.model,
            self._options(settings.language),
            int(self.track) if self.track is not None and self.track.isdigit() else self.track,
            self.channel,
            milliseconds(self.start, "--from"),
            milliseconds(self.end, "--to"),
            self.lexicon_prompt,
            settings.precision,
        )

    def hear(self, job: Job, listener: Listener, note: Callable[[str], None]) -> Heard:
        return hear(
            job.target,
            self.listening(job.settings),
            lambda: self._engine(job),
            again=self.again,
            prompt_terms=most_useful(job.lexicon, job.settings.language),
            listener=listener,
            note=note,
        )

    def _options(self, language: str | None = None) -> Options:
        return Options(
            language=language,
            task=self.task,
            initial_prompt=self.prompt,
            beam_size=self.beam_size,
            condition_on_previous_text=self.context,
            speech_only=self.vad,
            word_timestamps=self.word_timestamps is None or self.word_timestamps.lower() in ("true", "1", "yes"),
        )

    def _engine(self, job: Job) -> Engine:
        settings = job.settings
        key = (settings.engine, settings.model, settings.device, settings.precision)
        if key not in self._engines:
            name, model, device, precision = key
            try:
                self._engines[key] = load_engine(name, model=model, device=device, precision=precision)
            except EngineError as error:
                # Without a recogniser no clip can be heard: the call as a whole is wrong.
                raise CallError(error.problem, path=error.path, line=error.line, remedy=error.remedy) from error
        return self._engines[key]


def milliseconds(text: str | None, option: str) -> int | None:
    """A time that a person typed ("1:23", "83.5", "0:01:23,500") in ms.

    Raises:
        CallError: naming the option.
    """
    if text is None:
        return None
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise CallError(f"{option} {text!r} is no time", remedy="as 83.5, 1:23 or 1:02:03")
    hours, minutes, seconds, fraction = match.groups()
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)) * 1000 + int((fraction or "").ljust(3, "0"))
