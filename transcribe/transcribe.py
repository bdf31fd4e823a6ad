"""A clip to its Transcript: media, windows, engine, and every time on the clip's clock. The sound is never there as a whole."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from .. import __version__
from ..document.model import Origin, Transcript
from .ahead import ahead
from .assemble import assemble
from .engine import Engine, Options, Recognised, Window
from .prompt import prompt_pages, render_prompt
from .retry import healthy, heard_well
from .sound import Sound, decode
from .speech import SpeechDetector
from .windows import LONGEST, windows

if TYPE_CHECKING:
    from .windows import Samples

_SHORTEST = 100  # ms; nobody says a word in less, and there is nothing to align
_AHEAD = 16  # windows that are decoded and wait: 30 MB
_PAGE = 30_000  # ms after which the terms that do not all fit take turns
_EVERY = 20  # seconds between two calls of `so_far`
_UNSURE = 0.5  # with a lower probability the language is only a guess

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to tell what, while a clip is heard.

    Attributes:
        progress: called with (ms heard, ms in all) as the recogniser gets on; the second may grow while it is unknown.
        text: called with what was heard of each window: a Transcript of it alone.
        so_far: called now and then, and if the hearing is broken off, with what was heard until then: a Transcript that is not
            complete, whose origin says under `heard_to` (ms) where the hearing has to go on.
        warning: called with one line for each thing that a person should know.
    """

    progress: Callable[[int, int], None] | None = None
    text: Callable[[Transcript], None] | None = None
    so_far: Callable[[Transcript], None] | None = None
    warning: Warn | None = None


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
    wanted = engine.check(replace(wanted, language=language) if language is not None else wanted)
    told = listener or Listener()
    sound = decode(
        path, track=track, language=wanted.language, channel=channel, start=start, end=end, on_warning=told.warning
    )
    passage = {"track": sound.stream.number, "channel": channel, "from": start, "to": end}
    hearing = _Hearing(
        Path(path).name, engine, wanted, sound, start or 0, {k: v for k, v in passage.items() if v is not None}, told
    )
    return hearing.all(list(prompt_terms), end)


@dataclass(slots=True)
class _Hearing:
    """One clip while it is heard."""

    source: str
    engine: Engine
    options: Options
    sound: Sound
    begin: int
    passage: Mapping[str, object]
    told: Listener
    heard: list[tuple[Window, Recognised]] = field(default_factory=list)
    reached: int = 0
    prompts: list[str] = field(default_factory=list)
    kept: float = field(default_factory=monotonic)

    def all(self, terms: list[str], end: int | None) -> Transcript:
        total = _total(self.sound, self.begin, end)
        self._forward(self.begin, total)
        # Beside context, terms get half of the room.
        budget = self.engine.prompt_budget // (2 if self.options.condition_on_previous_text else 1)
        self.prompts = prompt_pages(terms, self.engine.count_tokens, budget, self.options.initial_prompt)
        detector = SpeechDetector() if self.options.speech_only else None
        counted = _Counted(self.sound)
        source = ahead(windows(counted, self.begin, detector), _AHEAD)
        try:
            for window, result in self._recognised(source):
                result = heard_well(window, result, self.engine, self.options)
                self.heard.append(
                    (replace(window, samples=window.samples[:0].copy()), result)
                )  # its sound has done its service
                self.reached = _end(window)
                self._tell(total)
        except (KeyboardInterrupt, Exception):
            self._keep()
            raise
        finally:
            source.close()  # type: ignore[attr-defined]
        self.reached = self.begin + counted.ms
        self._forward(self.reached, self.reached - self.begin)
        return self.transcript(complete=self.sound.complete)

    def transcript(self, *, complete: bool, heard: list[tuple[Window, Recognised]] | None = None) -> Transcript:
        """What was heard so far; where that ends is in its origin if it is not all."""
        heard = self.heard if heard is None else heard
        language, chance = _language(heard, self.options.language)
        first = max(self.begin, self.sound.stream.start)
        words, segments, interpolated = assemble(heard, language, max(self.reached, first), first)
        about: dict[str, object] = {**self.engine.about, **self.passage}
        if chance is not None:
            about["language_probability"] = round(chance, 4)
        # How far it was heard: where to go on, or how long the sound is.
        about["heard_to" if not complete and self.sound.complete else "length"] = self.reached
        if self.prompts:
            about["prompt"] = self.prompts[0] if len(self.prompts) == 1 else list(self.prompts)
        origin = Origin(
            self.engine.name,
            self.engine.model,
            {**about, **_chosen(self.options)},
            {"rehear": __version__, **self.engine.versions},
        )
        return Transcript(words, segments, language, self.source, origin, interpolated, complete)

    def _recognised(self, source: Iterator[Window]) -> Iterator[tuple[Window, Recognised]]:
        """Each window as it was given to the engine, with its result."""
        given: deque[Window] = deque()

        def prompted() -> Iterator[Window]:
            for window in source:
                if len(window.samples) * 1000 < _SHORTEST * LONGEST // 30:
                    continue
                given.append(replace(window, prompt=self._prompt(window)))
                yield given[-1]

        if not self.options.condition_on_previous_text:
            for result in self.engine.recognise(prompted(), self.options):
                yield given.popleft(), result
            return
        for window in prompted():  # each waits for the text before it
            yield window, next(iter(self.engine.recognise([window], self.options)))

    def _prompt(self, window: Window) -> str | None:
        prompt = self.prompts[window.start // _PAGE % len(self.prompts)] if self.prompts else None
        if not self.options.condition_on_previous_text or not self.heard or not healthy(self.heard[-1][1]):
            return prompt
        before = "".join(word.text for item in self.heard[-1][1].segments for word in item.words)
        return render_prompt((), self.engine.count_tokens, 0, f"{prompt or ''} {before}")

    def _tell(self, total: int) -> None:
        self._forward(self.reached, total)
        window, result = self.heard[-1]
        if len(self.heard) == 1 and self.options.language is None and self.told.warning is not None:
            chance = result.language_probability
            if chance is not None and chance < _UNSURE:
                self.told.warning(
                    f"{self.sound.info.path}: not sure of its language: {result.language} with a probability of "
                    f"{chance:.2f} (--language says which)"
                )
        if self.told.text is not None and result.segments:
            self.told.text(self.transcript(complete=False, heard=[(window, result)]))
        if monotonic() - self.kept >= _EVERY:
            self._keep()

    def _keep(self) -> None:
        if self.told.so_far is not None and self.heard:
            self.told.so_far(self.transcript(complete=False))
        self.kept = monotonic()

    def _forward(self, reached: int, total: int) -> None:
        if self.told.progress is not None:
            done = reached - self.begin
            self.told.progress(done, max(done, total))


class _Counted:
    """Sound, and how much of it has gone by."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._samples = 0

    @property
    def ms(self) -> int:
        return self._samples * 1000 // (LONGEST // 30)

    def __iter__(self) -> Iterator[Samples]:
        for samples in self._sound:
            self._samples += len(samples)
            yield samples


def _total(sound: Sound, begin: int, end: int | None) -> int:
    """How much there is to hear, in ms, as far as the file says."""
    known = sound.info.duration
    if end is not None:
        known = end if known is None else min(end, known)
    return max(0, (known or begin) - begin)


def _end(window: Window) -> int:
    part = window.parts[-1]
    return part.start + part.length


def _language(heard: list[tuple[Window, Recognised]], asked: str | None) -> tuple[str | None, float | None]:
    """The language in which most was said, and how sure it is where it was found out."""
    letters: Counter[str] = Counter()
    chances: dict[str, float] = {}
    for _, result in heard:
        if result.language is not None:
            letters[result.language] += sum(len(word.text) for item in result.segments for word in item.words)
            if result.language_probability is not None:
                chances.setdefault(result.language, result.language_probability)
    if not letters:
        return asked, None
    language = letters.most_common(1)[0][0]
    return language, chances.get(language)


def _chosen(options: Options) -> dict[str, object]:
    """The options that are not the default ones, as JSON values; and the seed, because fallbacks draw on it."""
    default = Options()
    chosen: dict[str, object] = {}
    for item in fields(Options):
        value = getattr(options, item.name)
        if value != getattr(default, item.name) or item.name == "seed":
            chosen[item.name] = list(value) if isinstance(value, tuple) else value
    return chosen
