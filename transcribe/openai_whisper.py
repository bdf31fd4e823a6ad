"""The default engine: openai-whisper's own model and its own transcription, unchanged."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from math import isfinite
from typing import Any

import torch
import whisper
from whisper.tokenizer import LANGUAGES, TO_LANGUAGE_CODE, get_tokenizer

from ..document.errors import CallError, EngineError
from ..document.model import Word, split_words, spread
from .checkpoint import Checkpoint, load_checkpoint
from .engine import Heard, Options, Progress, Recognised, Window, suggest
from .languages import plain_language
from .progress import counting

NAME = "openai-whisper"
_EVIDENCE = ("avg_logprob", "no_speech_prob", "compression_ratio", "temperature")


def load(model: str, *, device: str, precision: str, download_root: str | None, threads: int) -> OpenAIWhisper:
    """Load a model; see `load_engine`."""
    where = _device(device)
    half = _half(precision, where)
    if threads > 0:
        torch.set_num_threads(threads)
    with _quiet(), _memory(where):
        return OpenAIWhisper(load_checkpoint(model, str(where), download_root), half)


class OpenAIWhisper:
    """openai-whisper behind the `Engine` protocol.

    Attributes:
        network: the `whisper.Whisper` model.
    """

    name = NAME

    def __init__(self, checkpoint: Checkpoint, half: bool) -> None:
        self.network = checkpoint.network
        self.model = checkpoint.name
        self.half = half
        device = str(self.network.device)
        self.about: Mapping[str, object] = {
            "sha256": checkpoint.sha256,
            "device": device,
            "precision": "fp16" if half else "fp32",
        }
        self.versions: Mapping[str, str] = {"openai-whisper": version("openai-whisper"), "torch": torch.__version__}
        self.prompt_budget = self.network.dims.n_text_ctx // 2 - 1

    def check(self, options: Options) -> Options:
        """The options with the language as a code; CallError if the model has no such language or task."""
        given = None if options.language in ("auto", "") else options.language
        if given is None and self.network.is_multilingual:
            return replace(options, language=None)
        code = "en" if given is None else language_code(given)
        if not self.network.is_multilingual and (code != "en" or options.task != "transcribe"):
            what = "translates nothing" if code == "en" else f"understands English only, not {LANGUAGES[code].title()}"
            raise CallError(f"model {self.model} {what}", remedy="take a model without .en in its name")
        if code not in list(LANGUAGES)[: max(self.network.num_languages, 1)]:
            raise CallError(f"model {self.model} does not know {LANGUAGES[code].title()}")
        return replace(options, language=code)

    def count_tokens(self, text: str) -> int:
        tokenizer = get_tokenizer(self.network.is_multilingual, num_languages=self.network.num_languages)
        return len(tokenizer.encode(text, disallowed_special=()))

    def recognise(
        self, windows: Iterable[Window], options: Options, on_progress: Progress | None = None
    ) -> Iterator[Recognised]:
        """One result a window; openai-whisper cuts each into its own windows of 30 s."""
        for window in windows:
            yield self._hear(window, options, on_progress)

    def _hear(self, window: Window, options: Options, on_progress: Progress | None) -> Recognised:
        listener = _Listener(self.network)
        devices = [self.network.device] if self.network.device.type == "cuda" else []
        with (
            _quiet(),
            _memory(self.network.device),
            torch.random.fork_rng(devices=devices),
            counting(on_progress),
        ):
            torch.manual_seed(options.seed)
            try:
                result = whisper.transcribe(listener, window.samples, **_arguments(options, self.half))
            except torch.OutOfMemoryError:
                raise
            except (RuntimeError, ValueError, IndexError, AssertionError) as error:
                raise EngineError(f"{NAME} failed with model {self.model}: {_first_line(error)}") from error
        end = len(window.samples) * 1000 // whisper.audio.SAMPLE_RATE
        segments = tuple(_heard(item, end) for item in result["segments"] if item["text"].strip())
        return Recognised(segments, result["language"], listener.probability)


class _Listener:
    """The model, as `whisper.transcribe` uses it; remembers how sure it was of the language."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self.probability: float | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)

    def __call__(self, *args: Any) -> Any:
        return self._network(*args)

    def detect_language(self, mel: torch.Tensor) -> Any:
        tokens, probabilities = self._network.detect_language(mel)
        self.probability = max(probabilities.values())
        return tokens, probabilities


def language_code(language: str) -> str:
    """Whisper's code of a code, tag or English name; CallError with the nearest one if there is none."""
    name = language.strip().lower()
    code: str | None = TO_LANGUAGE_CODE.get(name, plain_language(name))
    if code is None or code not in LANGUAGES:
        known = [*LANGUAGES, *TO_LANGUAGE_CODE]
        near = suggest(name, known)
        raise CallError(
            f"no language {language!r}",
            remedy=near if near.startswith("did") else "use a code like fr, en, de, or auto",
        )
    return code


def _arguments(options: Options, half: bool) -> dict[str, Any]:
    """What `whisper.transcribe` is called with."""
    return {
        "verbose": None,
        "language": options.language,
        "task": options.task,
        "fp16": half,
        "temperature": options.temperatures,
        "compression_ratio_threshold": options.compression_ratio_threshold,
        "logprob_threshold": options.logprob_threshold,
        "no_speech_threshold": options.no_speech_threshold,
        "condition_on_previous_text": options.condition_on_previous_text,
        "initial_prompt": options.initial_prompt,
        "carry_initial_prompt": options.carry_initial_prompt,
        "word_timestamps": options.word_timestamps,
        "hallucination_silence_threshold": options.hallucination_silence_threshold,
        "beam_size": options.beam_size,
        "patience": options.patience,
        "best_of": options.best_of,
        "length_penalty": options.length_penalty,
        "suppress_tokens": options.suppress_tokens,
    }


def _heard(item: Mapping[str, Any], end: int) -> Heard:
    """A segment of `whisper.transcribe`'s result; `end` is the window's, in ms."""
    start, stop = (_ms(item["start"], end), _ms(item["end"], end))
    words = [
        Word(word["word"], _ms(word["start"], end), _ms(word["end"], end), _probability(word["probability"]))
        for word in item.get("words", ())
        if word["word"]
    ]
    if not "".join(word.text for word in words).strip():  # not asked for, or the alignment found nothing
        words = spread(split_words(item["text"]), start, max(start, stop))
    return Heard(start, max(start, stop), tuple(words), {name: float(item[name]) for name in _EVIDENCE})


def _ms(seconds: float, end: int) -> int:
    return min(max(round(float(seconds) * 1000), 0), end) if isfinite(seconds) else 0


def _probability(value: float) -> float:
    return float(value) if isfinite(value) else 0.0


def _device(name: str) -> torch.device:
    if name == "auto":
        # mps is left out: word times need float64 and sparse tensors, which it lacks.
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise CallError(f"no device {name!r}", remedy="auto, cpu, cuda or cuda:1") from error
    if device.type == "mps":
        raise CallError("openai-whisper cannot find word times on mps", remedy="use --device cpu")
    if device.type not in ("cpu", "cuda"):
        raise CallError(f"openai-whisper does not run on {name!r}", remedy="auto, cpu, cuda or cuda:1")
    if device.type == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if count == 0:
            raise CallError("there is no CUDA device here", remedy="use --device cpu, or leave it to auto")
        if (device.index or 0) >= count:
            raise CallError(f"there is no device {name}", remedy=f"the last one is cuda:{count - 1}")
    return device


def _half(precision: str, device: torch.device) -> bool:
    if precision not in ("auto", "fp32", "fp16"):
        raise CallError(f"no precision {precision!r}", remedy="auto, fp32 or fp16")
    if precision == "fp16" and device.type == "cpu":
        raise CallError("fp16 needs a GPU", remedy="use --precision fp32, or leave it to auto")
    return precision == "fp16" or (precision == "auto" and device.type == "cuda")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Whisper's warnings: about things that are decided here, or that only make it slower."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _memory(device: torch.device) -> Iterator[None]:
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise EngineError(
            f"{device} has not enough memory for this model",
            remedy="use a smaller model, --precision fp16 or --device cpu"
            if device.type == "cuda"
            else "use a smaller model",
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
