"""What a recogniser is to rehear, and where its engines are found.

An engine is a module with the functions `load(model, *, device, precision, download_root, threads, batch) -> Engine`,
`check_model(model)` and `is_published(model) -> bool`, and a line in `ENGINES`. Nothing here imports it before it is asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..document.errors import CallError, EngineError
from ..document.model import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENGINES: dict[str, str] = {"openai-whisper": ".openai_whisper", "faster-whisper": ".faster_whisper"}
_REST = 300  # ms of speech at a window's end that are worth another look
# Where a missing package comes from.
_EXTRAS = {"faster_whisper": "faster", "ctranslate2": "faster"}


@dataclass(frozen=True, slots=True)
class Options:
    """How to listen. Names are those of `whisper.transcribe`; so are the defaults, but for words' times, which are always
    wanted, and context, which makes windows wait for one another.

    Attributes:
        language: Whisper's code or English name of the language; None finds it out, and it may change within a clip.
        task: "transcribe", or "translate" into English.
        initial_prompt: text that the recogniser takes for what was said before each window.
        word_timestamps: find the times and probabilities of words; without them words get a share of their segment's time.
        beam_size: alternatives that are followed at temperature 0; None takes the likeliest token each time.
        patience: how long beams are followed, None as Whisper does.
        best_of: samples to choose from at temperatures above 0; None takes one.
        length_penalty: None ranks alternatives by their mean, 0 to 1 as Google's NMT does.
        temperatures: tried one after the other until the text passes the tests below.
        compression_ratio_threshold: a text that compresses better is a loop: next temperature. None: no test.
        logprob_threshold: a text with a lower mean log probability is bad: next temperature. None: no test.
        no_speech_threshold: with a probability of silence above it, and a bad text, there is none. None: no test.
        condition_on_previous_text: give each window the text before it as context, as long as that is sound. Windows of a
            clip are then heard one after the other.
        suppress_tokens: as Whisper takes it; "-1" suppresses its list of symbols.
        speech_only: find out where somebody speaks, and hear nothing else.
        seed: of the random choices at temperatures above 0, so that two runs agree.
    """

    language: str | None = None
    task: str = "transcribe"
    initial_prompt: str | None = None
    word_timestamps: bool = True
    beam_size: int | None = None
    patience: float | None = None
    best_of: int | None = None
    length_penalty: float | None = None
    temperatures: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    compression_ratio_threshold: float | None = 2.4
    logprob_threshold: float | None = -1.0
    no_speech_threshold: float | None = 0.6
    condition_on_previous_text: bool = False
    suppress_tokens: str = "-1"
    speech_only: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if self.task not in ("transcribe", "translate"):
            raise CallError(f"no task {self.task!r}", remedy="transcribe or translate")
        for name in ("beam_size", "best_of"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise CallError(f"{name} is {value}, and must be at least 1")
        if self.patience is not None and self.beam_size is None:
            raise CallError("patience needs a beam_size")
        if self.patience is not None and self.patience <= 0:
            raise CallError(f"patience is {self.patience}, and must be above 0")
        if self.length_penalty is not None and not 0 <= self.length_penalty <= 1:
            raise CallError(f"length_penalty is {self.length_penalty}, and must be 0 to 1")
        if not self.temperatures or any(value < 0 for value in self.temperatures):
            raise CallError("temperatures must be numbers from 0")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a window's sound: where it begins in the window and on the clip's clock, and how long it is, in ms."""

    at: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Vote:
    """The language in which a clip's first windows most probably are, all together, and how probable that is."""

    language: str
    probability: float


@dataclass(frozen=True, slots=True)
class Window:
    """Sound to be heard at once, at most 30 s of it.

    Attributes:
        samples: float32 of shape (n,), 16 kHz mono.
        start: where it begins on the clip's clock, in ms.
        speech: (start, end) in ms from the window's start of where somebody speaks; None if nobody looked.
        prompt: what the recogniser takes for what was said before.
        parts: of what it is made, where silence was left out of it; without any it is of one piece.
        options: how to listen. A prompt there is in `prompt` already.
        clip: to which of the clips that are heard together it belongs. The first windows of a clip find out its language
            together.
        vote: what they said, if they were heard before; then no window is asked again.
    """

    samples: NDArray[np.float32]
    start: int = 0
    speech: tuple[tuple[int, int], ...] | None = None
    prompt: str | None = None
    parts: tuple[Part, ...] = ()
    options: Options = Options()
    clip: int = 0
    vote: Vote | None = None

    def goes_on(self, time: int) -> bool:
        """Whether enough is said after a time of the window (ms) to hear it; where nobody looked, it may be anywhere."""
        return self.speech is None or sum(max(0, end - max(start, time)) for start, end in self.speech) >= _REST

    def part_at(self, time: int) -> Part:
        """The part in which a time of the window (ms) lies."""
        whole = Part(0, self.start, len(self.samples) // 16)
        return next((part for part in reversed(self.parts) if part.at <= time), self.parts[0] if self.parts else whole)


@dataclass(frozen=True, slots=True)
class Heard:
    """A segment as the engine gives it: times in ms from its window's start, its words, and its evidence by Whisper's names.

    Words are the engine's own pieces ("l", "'homme"); joined they are the text. Their probability is None where the
    engine found no times for them, and they share the segment's. `evidence["failed"]` marks a text that passed Whisper's
    tests at no temperature; it is the best there was.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was heard in one window, the language it was taken for, and the probability of that if it was found out; and what
    its clip's first windows say together, if a window that does not know is taken for that."""

    segments: tuple[Heard, ...]
    language: str | None
    language_probability: float | None = None
    vote: Vote | None = None


class Engine(Protocol):
    """A recogniser with its model loaded. It works for one thread at a time.

    Attributes:
        name: as in `ENGINES`.
        model: the model's name, or the name of its file.
        about: what else belongs into a transcript's origin: the model file's digest, device, precision.
        versions: of the packages that take part.
        prompt_budget: tokens that a prompt may have.
    """

    name: str
    model: str
    about: Mapping[str, object]
    versions: Mapping[str, str]
    prompt_budget: int

    def check(self, options: Options) -> Options:
        """The options as this model takes them (language as a code); CallError if it cannot do what they ask."""
        ...

    def count_tokens(self, text: str) -> int:
        """How much of `prompt_budget` a text uses."""
        ...

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised | EngineError]:
        """One result for each window, in their order; an error for a window that alone is too much for the device's memory.

        An engine may take many windows from the iterable before it gives the first result; results do not depend on how many,
        nor on what other clips the windows are from. Those of a clip whose language is to be found out follow one another, as
        `with_voters` (voters.py) wants it. What the iterable raises is none of the engine's business.

        Raises:
            EngineError: if the recogniser fails.
        """
        ...


def load_engine(
    name: str = "openai-whisper",
    *,
    model: str = "turbo",
    device: str = "auto",
    precision: str = "auto",
    download_root: str | None = None,
    threads: int = 0,
    batch: int = 0,
) -> Engine:
    """Load a recogniser.

    Args:
        name: one of `ENGINES`.
        model: a name that the engine knows, or the path of a model file.
        device: "auto", "cpu", "cuda", "cuda:1".
        precision: "auto", "fp32", "fp16", "int8".
        download_root: folder where models are kept; None is the engine's own.
        threads: CPU threads; 0 leaves it to the engine.
        batch: how many windows are heard at once; 0 leaves it to the engine.

    Raises:
        CallError: for an unknown engine, model name, device or precision.
        EngineError: if the model is not there, is damaged, or does not fit the device.
    """
    module = _module(name)
    engine: Engine = module.load(
        Path(model).expanduser().as_posix() if model.startswith("~") else model,
        device=device,
        precision=precision,
        download_root=download_root,
        threads=threads,
        batch=batch,
    )
    return engine


def check_model(name: str, model: str) -> None:
    """See that an engine knows a model by its name, or that its file is there; neither is read.

    Raises:
        CallError: for an unknown engine, or a model that there is not.
        EngineError: if the engine is not installed.
    """
    _module(name).check_model(model)


def is_published(name: str, model: str) -> bool:
    """Whether a model's name is that of a published one, also where a file beside is called so.

    Raises:
        CallError: for an unknown engine.
        EngineError: if the engine is not installed.
    """
    return bool(_module(name).is_published(model))


def see_installed(name: str) -> None:
    """See that the packages of an engine are there.

    Raises:
        CallError: for an unknown engine.
        EngineError: if one is missing, with how to install it, or cannot be loaded.
    """
    try:
        _module(name)
    except (ImportError, OSError) as error:
        raise EngineError(f"engine {name} cannot be loaded: {error}") from error


def _module(name: str) -> Any:
    if name not in ENGINES:
        raise CallError(f"no engine {name!r}", remedy=suggest(name, list(ENGINES)))
    try:
        return import_module(ENGINES[name], __package__)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(error.name or "")
        raise EngineError(
            f"engine {name} needs the package {error.name}, which is not installed",
            remedy=f"pip install 'rehear[{extra}]'" if extra else "install rehear again",
        ) from error


def suggest(word: str, known: list[str]) -> str:
    """A remedy for a misspelt name: the nearest known one, or all where none is near."""
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else "there is " + ", ".join(known)
