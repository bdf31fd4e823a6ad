"""Hearing the clips of one call: options checked once, each recogniser loaded once and only when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..document.errors import CallError
from ..options import milliseconds
from ..transcribe import Engine, Options, load_engine
from .clip import Heard, Listening, Progress, hear
from .plan import Job


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
    _engines: dict[tuple[str, str, str, str], Engine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        begin, end = milliseconds(self.start, "--from"), milliseconds(self.end, "--to")
        if end is not None and end <= (begin or 0):
            raise CallError(f"--to {self.end} does not lie after --from {self.start or '0'}")
        self._options()

    def hear(self, job: Job, on_progress: Progress, warn: Callable[[str], None]) -> Heard:
        settings = job.settings
        track = int(self.track) if self.track is not None and self.track.isdigit() else self.track
        listening = Listening(
            settings.engine,
            settings.model,
            self._options(settings.language),
            track,
            self.channel,
            milliseconds(self.start, "--from"),
            milliseconds(self.end, "--to"),
        )
        return hear(
            job.target, listening, lambda: self._engine(job), again=self.again, on_progress=on_progress, warn=warn
        )

    def _options(self, language: str | None = None) -> Options:
        return Options(
            language=language,
            task=self.task,
            initial_prompt=self.prompt,
            beam_size=self.beam_size,
            word_timestamps=self.word_timestamps is None or self.word_timestamps.lower() in ("true", "1", "yes"),
        )

    def _engine(self, job: Job) -> Engine:
        settings = job.settings
        key = (settings.engine, settings.model, settings.device, settings.precision)
        if key not in self._engines:
            name, model, device, precision = key
            self._engines[key] = load_engine(name, model=model, device=device, precision=precision)
        return self._engines[key]
