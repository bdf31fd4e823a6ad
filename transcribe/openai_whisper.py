"""The default engine: openai-whisper's own model and procedure, for many windows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version

import torch
import whisper
from whisper.tokenizer import LANGUAGES, TO_LANGUAGE_CODE, get_tokenizer

from ..document.errors import CallError, EngineError
from .batches import Batches, no_memory, out_of_memory
from .checkpoint import Checkpoint, check_name, load_checkpoint
from .engine import Options, Recognised, Window, suggest
from .languages import plain_language
from .network import Network

NAME = "openai-whisper"
_BATCH = {"cpu": 8, "cuda": 24}  # windows at once; a CPU gains nothing from more


def load(
    model: str, *, device: str, precision: str, download_root: str | None, threads: int, batch: int
) -> OpenAIWhisper:
    """Load a model; see `load_engine`."""
    where = choose_device(device)
    chosen = choose_precision(precision, where)
    if threads > 0:
        torch.set_num_threads(threads)
    try:
        return OpenAIWhisper(load_checkpoint(model, str(where), download_root), chosen, batch or _BATCH[where.type])
    except (RuntimeError, MemoryError) as error:
        if out_of_memory(error):
            raise no_memory(where) from error
        raise


def check_model(model: str) -> None:
    check_name(model)


def is_published(model: str) -> bool:
    return model in whisper.available_models()


class OpenAIWhisper:
    """openai-whisper behind the `Engine` protocol.

    Attributes:
        network: the model.
        batch: how many windows it hears at once.
    """

    name = NAME

    def __init__(self, checkpoint: Checkpoint, precision: str, batch: int) -> None:
        self.network = Network(checkpoint.network, precision)
        self.model = checkpoint.name
        self.batch = batch
        self.about: Mapping[str, object] = {
            "sha256": checkpoint.sha256,
            "device": str(self.network.device),
            "precision": precision,
        }
        self.versions: Mapping[str, str] = {"openai-whisper": version("openai-whisper"), "torch": torch.__version__}
        self.prompt_budget = self.network.dims.n_text_ctx // 2 - 1

    def check(self, options: Options) -> Options:
        """The options with the language as a code; CallError if the model has no such language or task."""
        given = None if options.language in ("auto", "") else options.language
        network = self.network.whisper
        if given is None and network.is_multilingual:
            return replace(options, language=None)
        code = "en" if given is None else language_code(given)
        if not network.is_multilingual and (code != "en" or options.task != "transcribe"):
            what = "translates nothing" if code == "en" else f"understands English only, not {LANGUAGES[code].title()}"
            raise CallError(f"model {self.model} {what}", remedy="take a model without .en in its name")
        if code not in list(LANGUAGES)[: max(network.num_languages, 1)]:
            raise CallError(f"model {self.model} does not know {LANGUAGES[code].title()}")
        return replace(options, language=code)

    def count_tokens(self, text: str) -> int:
        network = self.network.whisper
        tokenizer = get_tokenizer(network.is_multilingual, num_languages=network.num_languages)
        return len(tokenizer.encode(text, disallowed_special=()))

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised | EngineError]:
        return Batches(self.network, self.model, self.batch, self._smaller).run(windows)

    def _smaller(self, size: int) -> None:
        """What did not fit once will not fit later."""
        self.batch = size


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


def choose_device(name: str) -> torch.device:
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


def choose_precision(precision: str, device: torch.device) -> str:
    """The precision for a device; CallError for one that there is not, or not there."""
    if precision not in ("auto", "fp32", "fp16", "int8"):
        raise CallError(f"no precision {precision!r}", remedy="auto, fp32, fp16 or int8")
    if precision == "auto":
        return "fp16" if device.type == "cuda" else "int8"  # twice as fast as fp32; docs/hearing.md says what differs
    if precision == "fp16" and device.type == "cpu":
        raise CallError("fp16 needs a GPU", remedy="use --precision int8 or fp32, or leave it to auto")
    if precision == "int8" and device.type != "cpu":
        raise CallError("int8 is for CPUs", remedy="use --precision fp16, or leave it to auto")
    return precision
