"""faster-whisper as an engine: Whisper on CTranslate2 (extra `faster`). It hears window by window, with its own fallbacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import takewhile
from math import isfinite
from pathlib import Path
from random import Random
from typing import Any

import ctranslate2
import faster_whisper

from ..document.errors import CallError, EngineError
from ..document.model import Word, split_words, spread
from .engine import Heard, Options, Recognised, Vote, Window, suggest
from .openai_whisper import language_code
from .voters import with_voters

NAME = "faster-whisper"
_TYPES = {"fp32": "float32", "fp16": "float16", "int8": "int8"}
_BUDGET = 223  # tokens of a prompt: half of Whisper's context less one
_EVIDENCE = ("avg_logprob", "no_speech_prob", "compression_ratio", "temperature")
_REMEDY = "give the folder of a converted model (model.bin, tokenizer.json)"


def load(
    model: str,
    *,
    device: str,
    precision: str,
    download_root: str | None,
    threads: int,
    batch: int,  # noqa: ARG001 - its windows are heard one by one
) -> FasterWhisper:
    """Load a model; see `load_engine`."""
    name, _, index = device.partition(":")
    if name not in ("auto", "cpu", "cuda") or not (index or "0").isdigit():
        raise CallError(f"{NAME} does not run on {device!r}", remedy="auto, cpu, cuda or cuda:1")
    cuda = ctranslate2.get_cuda_device_count() > int(index or 0)
    if name == "cuda" and not cuda:
        raise CallError(f"there is no device {device}", remedy="use --device cpu, or leave it to auto")
    where = "cuda" if cuda and name != "cpu" else "cpu"
    if precision not in ("auto", *_TYPES):
        raise CallError(f"no precision {precision!r}", remedy="auto, fp32, fp16 or int8")
    chosen = precision if precision != "auto" else "fp16" if where == "cuda" else "int8"
    check_model(model)
    try:
        network = faster_whisper.WhisperModel(
            model,
            device=where,
            device_index=int(index or 0),
            compute_type=_TYPES[chosen],
            cpu_threads=threads,
            download_root=download_root,
        )
    except (OSError, RuntimeError, ValueError) as error:
        problem = str(error).strip().splitlines() or [type(error).__name__]
        raise EngineError(f"{NAME} cannot load model {model}: {problem[0]}", remedy=_REMEDY) from error
    return FasterWhisper(network, Path(model).name, where, chosen)


def is_published(model: str) -> bool:
    return model in faster_whisper.available_models() and not Path(model).is_dir()


def check_model(model: str) -> None:
    """See that there is such a model or folder.

    Raises:
        CallError: if there is none.
    """
    if Path(model).is_dir():
        if not (Path(model) / "model.bin").is_file():
            raise CallError(f"not a model for {NAME}", path=model, remedy=_REMEDY)
        return
    if Path(model).exists():
        raise CallError(f"not a model for {NAME}, which takes folders", path=model, remedy=_REMEDY)
    known = faster_whisper.available_models()
    if model not in known and "/" not in model:
        near = suggest(model, known).rstrip("?")
        raise CallError(f"no model {model!r}", remedy=f"{near}, or the folder of a converted model?")


class FasterWhisper:
    """faster-whisper behind the `Engine` protocol."""

    name = NAME

    def __init__(self, network: Any, model: str, device: str, precision: str) -> None:
        self._network = network
        self.model = model
        self.about: Mapping[str, object] = {"device": device, "precision": precision}
        self.versions: Mapping[str, str] = {name: version(name) for name in (NAME, "ctranslate2")}
        self.prompt_budget = _BUDGET

    def check(self, options: Options) -> Options:
        """The options with the language as a code; CallError if the model has no such language or task."""
        known = self._network.supported_languages
        given = None if options.language in ("auto", "") else options.language
        code = "en" if known == ["en"] and given is None else language_code(given) if given is not None else None
        if code is not None and code not in known:
            raise CallError(f"model {self.model} does not know the language {code}")
        if options.task != "transcribe" and known == ["en"]:
            raise CallError(f"model {self.model} translates nothing", remedy="take a model without .en in its name")
        return replace(options, language=code)

    def count_tokens(self, text: str) -> int:
        return len(self._network.hf_tokenizer.encode(text, add_special_tokens=False).ids)

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised | EngineError]:
        asked: list[Window] = []
        vote: Vote | None = None
        for window, voters in with_voters(windows, lambda window: window):
            try:
                if voters and voters is not asked:
                    asked, vote = voters, self._vote(voters)
                said = vote if voters else window.vote
                language = window.options.language or (said.language if said is not None else None)
                chance = said.probability if said is not None else None
                result: Recognised | EngineError = Recognised(self._heard(window, language), language, chance, said)
            # What CTranslate2 raises; anything else is a fault of ours.
            except (RuntimeError, ValueError, MemoryError) as error:
                if not isinstance(error, MemoryError) and "out of memory" not in str(error):
                    raise EngineError(f"{NAME} failed with model {self.model}: {error}") from error
                where = self.about["device"]
                result = EngineError(f"{where} has not enough memory for this model", remedy="use a smaller model")
            yield result

    def _heard(self, window: Window, language: str | None) -> tuple[Heard, ...]:
        ctranslate2.set_random_seed(Random(f"{window.options.seed} {window.start}").getrandbits(31))
        segments, _ = self._network.transcribe(window.samples, language=language, **_arguments(window))
        # It goes on into the silence at a window's end, and invents what is said there.
        said = takewhile(lambda item: window.goes_on(round(item.start * 1000)), segments)
        return tuple(_heard(item, window) for item in said)

    def _vote(self, voters: Sequence[Window]) -> Vote:
        """What the first windows are most probably in, together."""
        sums: dict[str, float] = {}
        for window in voters:
            for code, probability in self._network.detect_language(window.samples)[2]:
                sums[code] = sums.get(code, 0.0) + probability
        best = max(sums, key=sums.__getitem__)
        return Vote(best, sums[best] / len(voters))


def _arguments(window: Window) -> dict[str, Any]:
    options = window.options
    return {
        "task": options.task,
        "beam_size": options.beam_size or 1,
        "best_of": options.best_of or 1,
        "patience": options.patience or 1.0,
        "length_penalty": 1.0 if options.length_penalty is None else options.length_penalty,
        "temperature": list(options.temperatures),
        "compression_ratio_threshold": options.compression_ratio_threshold,
        "log_prob_threshold": options.logprob_threshold,
        "no_speech_threshold": options.no_speech_threshold,
        "condition_on_previous_text": options.condition_on_previous_text,
        "initial_prompt": window.prompt,
        "suppress_tokens": [int(item) for item in options.suppress_tokens.split(",") if item.strip()],
        "word_timestamps": options.word_timestamps,
        "vad_filter": False,
    }


def _heard(item: Any, window: Window) -> Heard:
    end = len(window.samples) // 16
    start, stop = _ms(item.start, end), _ms(item.end, end)
    words = [
        Word(word.word, _ms(word.start, end), _ms(word.end, end), float(word.probability)) for word in item.words or ()
    ]
    if not words:
        words = spread(split_words(item.text), start, max(start, stop))
    return Heard(start, max(start, stop), tuple(words), {name: float(getattr(item, name)) for name in _EVIDENCE})


def _ms(seconds: float, end: int) -> int:
    return min(max(round(float(seconds) * 1000), 0), end) if isfinite(seconds) else 0
