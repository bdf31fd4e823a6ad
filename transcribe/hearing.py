"""One clip while it is heard: what was asked, what was heard so far, and whom to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from .. import __version__
from ..document.model import Origin, Transcript
from .assemble import assemble
from .earlier import Earlier
from .engine import Engine, Options, Recognised, Window
from .prompt import render_prompt
from .retry import healthy

if TYPE_CHECKING:
    from .sound import Sound

_PAGE = 30_000  # ms after which the terms that do not all fit take turns
_EVERY = 20  # seconds between two calls of `so_far`
_UNSURE = 0.5  # with a lower probability the language is only a guess


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to tell what, while a clip is heard.

    Attributes:
        progress: called with (ms heard, ms in all) as the recogniser gets on; the second may grow while it is unknown.
        text: called with what was heard of each window: a Transcript of it alone.
        so_far: called now and then, and if the hearing is broken off, with what was heard until then: a Transcript that is not
            complete, whose origin says under `heard_to` (ms) where the hearing has to go on, and under `goes_on` what is known
            for that.
        warning: called with one line for each thing that a person should know; by the thread that decodes, if that finds it.
    """

    progress: Callable[[int, int], None] | None = None
    text: Callable[[Transcript], None] | None = None
    so_far: Callable[[Transcript], None] | None = None
    warning: Callable[[str], None] | None = None


@dataclass(slots=True)
class Hearing:
    """One clip while it is heard. Its windows are given in the clip's order; results come in any.

    Attributes:
        number: tells it from the others that are heard at the same time.
        path, track, channel, start, end: what to hear.
        options: as the engine takes them.
        prompts: taken in turn by its windows.
        earlier: what a hearing that was broken off at `start` had found out; None if this is none that goes on.
        sound: there once its first window is.
        result: the transcript, or what stood in its way; None until it is known.
    """

    number: int
    path: Path
    engine: Engine
    options: Options
    prompts: Sequence[str]
    track: int | str | None
    channel: int | None
    start: int | None
    end: int | None
    told: Listener
    earlier: Earlier | None = None
    sound: Sound | None = None
    result: Transcript | Exception | None = None
    _heard: list[tuple[Window, Recognised]] = field(default_factory=list)  # in the clip's order, without a gap
    _early: dict[int, tuple[Window, Recognised]] = field(default_factory=dict)  # before which one is missing
    _windows: int = 0
    _given: int = 0
    _reached: int = 0
    _length: int | None = None
    _kept: float = field(default_factory=monotonic)

    @property
    def waits(self) -> bool:
        """Whether its next window needs a text that is not there yet."""
        return self.options.condition_on_previous_text and len(self._heard) < self._given

    def expect(self) -> None:
        """There is another window."""
        self._windows += 1
        if self._windows == 1:
            self._forward()

    def give(self, window: Window) -> tuple[int, Window]:
        """A window's place among those of the clip, and the window as the engine gets it."""
        self._given += 1
        vote = self.earlier.vote if self.earlier is not None else None
        prompt = self._prompt(window)
        return self._given - 1, replace(window, prompt=prompt, options=self.options, clip=self.number, vote=vote)

    def take(self, place: int, window: Window, result: Recognised) -> None:
        """What was heard in the window at a place."""
        self._early[place] = (
            replace(window, samples=window.samples[:0].copy()),
            result,
        )  # its sound has done its service
        while len(self._heard) in self._early:
            self._heard.append(self._early.pop(len(self._heard)))
            self._reached = _end(self._heard[-1][0])
            self._tell()
        self._conclude()

    def all_given(self, length: int) -> None:
        """No window follows; the clip has so many ms of sound."""
        self._length = length
        self._conclude()

    def fail(self, error: Exception) -> None:
        self.break_off()
        self.result = error

    def break_off(self) -> None:
        """Tell what was heard so far, if it can still be told."""
        with suppress(Exception):
            self.keep()

    def keep(self) -> None:
        """Tell what was heard so far."""
        if self.told.so_far is not None and self._heard:
            self.told.so_far(self._transcript(self._heard, finished=False))
        self._kept = monotonic()

    @property
    def _begin(self) -> int:
        return self.start or 0

    def _forward(self) -> None:
        if self.told.progress is not None:
            done = max(0, self._reached - self._begin)
            self.told.progress(done, max(done, self._total()))

    def _conclude(self) -> None:
        if self._length is None or len(self._heard) < self._windows:
            return
        self._reached = self._begin + self._length
        self._forward()
        self.result = self._transcript(self._heard, finished=True)

    @property
    def _sound(self) -> Sound:
        assert self.sound is not None, "its windows come from its sound"
        return self.sound

    def _total(self) -> int:
        """How much there is to hear, in ms, as far as the file says."""
        if self._length is not None:
            return self._length
        known = self._sound.info.duration
        if self.end is not None:
            known = self.end if known is None else min(self.end, known)
        return max(0, (known or self._begin) - self._begin)

    def _transcript(self, heard: Sequence[tuple[Window, Recognised]], *, finished: bool) -> Transcript:
        """What was heard. Its origin says where that ends, as `length`, or as `heard_to` if more is to be heard; and whether
        the sound is `damaged`, as far as it is decoded, which may be further than it is heard."""
        sound = self._sound
        chances = self._chances(heard)
        language = _language(heard, self.options.language)
        first = max(self._begin, sound.stream.start)
        words, segments, interpolated = assemble(heard, language, max(self._reached, first), first)
        passage = {"track": sound.stream.number, "channel": self.channel, "from": self.start, "to": self.end}
        about: dict[str, object] = {**self.engine.about, **{k: v for k, v in passage.items() if v is not None}}
        if language in chances:
            about["language_probability"] = round(chances[language], 4)
        about["length" if finished else "heard_to"] = self._reached
        if not finished and (known := self._known(chances).as_json()):
            about["goes_on"] = known
        if not sound.complete:
            about["damaged"] = True
        # Only those that a window had: a large lexicon has dozens of pages.
        told = list(dict.fromkeys(self._page(window) for window, _ in heard)) if self.prompts else []
        if told:
            about["prompt"] = told[0] if len(told) == 1 else told
        origin = Origin(
            self.engine.name,
            self.engine.model,
            {**about, **_chosen(self.options)},
            {"rehear": __version__, **self.engine.versions},
        )
        complete = finished and sound.complete
        return Transcript(words, segments, language, self.path.name, origin, interpolated, complete)

    def _chances(self, heard: Sequence[tuple[Window, Recognised]]) -> dict[str, float]:
        """How sure the first window in each language was of it."""
        chances = dict(self.earlier.chances) if self.earlier is not None else {}
        for _, result in heard:
            if result.language is not None and result.language_probability is not None:
                chances.setdefault(result.language, result.language_probability)
        return chances

    def _known(self, chances: Mapping[str, float]) -> Earlier:
        """What a hearing that goes on from here needs to know."""
        if self.options.condition_on_previous_text:  # each window says itself which language it is in
            return Earlier(None, chances, self._before())
        return Earlier(next((result.vote for _, result in self._heard if result.vote is not None), None), chances)

    def _before(self) -> str | None:
        """The text before the next window, if that may be its context."""
        if not self._heard:
            return self.earlier.context if self.earlier is not None else None
        _, result = self._heard[-1]
        return "".join(word.text for item in result.segments for word in item.words) if healthy(result) else None

    def _page(self, window: Window) -> str:
        return self.prompts[window.start // _PAGE % len(self.prompts)]

    def _prompt(self, window: Window) -> str | None:
        prompt = self._page(window) if self.prompts else None
        before = self._before() if self.options.condition_on_previous_text else None
        if before is None:
            return prompt
        return render_prompt((), self.engine.count_tokens, 0, f"{prompt or ''} {before}")

    def _tell(self) -> None:
        self._forward()
        _, result = self._heard[-1]
        if len(self._heard) == 1 and self.options.language is None and self.told.warning is not None:
            chance = result.language_probability
            if chance is not None and chance < _UNSURE:
                self.told.warning(
                    f"{self._sound.info.path}: not sure of its language: {result.language} with a probability of "
                    f"{chance:.2f} (--language says which)"
                )
        if self.told.text is not None and result.segments:
            self.told.text(self._transcript(self._heard[-1:], finished=False))
        if monotonic() - self._kept >= _EVERY:
            self.keep()


def _end(window: Window) -> int:
    part = window.parts[-1]
    return part.start + part.length


def _language(heard: Sequence[tuple[Window, Recognised]], asked: str | None) -> str | None:
    """The language in which most was said."""
    letters: Counter[str] = Counter()
    for _, result in heard:
        if result.language is not None:
            letters[result.language] += sum(len(word.text) for item in result.segments for word in item.words)
    return letters.most_common(1)[0][0] if letters else asked


def _chosen(options: Options) -> dict[str, object]:
    """The options that are not the default ones, as JSON values; and the seed, because fallbacks draw on it."""
    default = Options()
    chosen: dict[str, object] = {}
    for item in fields(Options):
        value = getattr(options, item.name)
        if value != getattr(default, item.name) or item.name == "seed":
            chosen[item.name] = list(value) if isinstance(value, tuple) else value
    return chosen
