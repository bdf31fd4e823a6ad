"""Find, download and load openai-whisper's checkpoints; everything that can be wrong with one becomes one clear line."""

from __future__ import annotations

import hashlib
import os
import pickle
import socket
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

import whisper

from ..document.errors import CallError, EngineError
from .batches import out_of_memory
from .engine import suggest
from .fetch import fetch

_MODEL_FILES = {".pt", ".pth", ".bin", ".safetensors", ".ckpt"}
_REMEDY = "give the path of a .pt file that openai-whisper can load"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A loaded `whisper.Whisper`, the model's name or the name of its file, and the file's SHA-256."""

    network: Any
    name: str
    sha256: str


def load_checkpoint(model: str, device: str, download_root: str | None = None) -> Checkpoint:
    """Load a model by name or from a `.pt` file.

    Raises:
        CallError: if there is no such model or file.
        EngineError: if it cannot be downloaded, or is no Whisper checkpoint.
        RuntimeError, MemoryError: if it does not fit into memory (`out_of_memory` tells).
    """
    if model in whisper.available_models():
        path, digest, name = _fetch(model, download_root), _published_digest(model), model
    else:
        check_name(model)
        path = Path(model)
        digest, name = _digest(path), path.name
    network = _load(path)
    # Which heads align words is known by the published models' names; such a model is one wherever its file lies.
    known = next((one for one in whisper.available_models() if _published_digest(one) == digest), None)
    if known is not None:
        network.set_alignment_heads(whisper._ALIGNMENT_HEADS[known])
    return Checkpoint(network.to(device), name, digest)


def cache_folder(download_root: str | None = None) -> Path:
    """Where openai-whisper keeps its models."""
    if download_root is not None:
        return Path(download_root).expanduser()
    return Path(os.getenv("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"


def check_name(model: str) -> None:
    """See that there is such a model or file.

    Raises:
        CallError: if there is none.
    """
    path = Path(model)
    if model in whisper.available_models():
        return
    if path.is_dir():
        kind = "a folder, not a model file"
        if (path / "model.bin").exists():
            kind = "a CTranslate2 model for faster-whisper, not one for openai-whisper"
        elif (path / "config.json").exists():
            kind = "a Hugging Face model, not one for openai-whisper"
        raise CallError(kind, path=model, remedy=_REMEDY)
    if path.exists():
        return
    if path.suffix in _MODEL_FILES or os.sep in model or "/" in model:
        raise CallError("no such model file", path=model)
    raise CallError(
        f"no model {model!r}", remedy=suggest(model, whisper.available_models()).rstrip("?") + ", or the path of a .pt?"
    )


def _fetch(model: str, download_root: str | None) -> Path:
    """The file of a published model, in the place where whisper keeps it; downloaded if it is not there yet."""
    folder = cache_folder(download_root)
    path = folder / _url(model).rsplit("/", 1)[-1]
    if path.is_file() and _digest(path) == _published_digest(model):
        return path
    try:
        fetch(f"model {model}", _url(model), path, _published_digest(model))
    except (OSError, HTTPException) as error:
        reason = "it cannot be downloaded" if isinstance(error, OSError) else "its download failed"
        state = "is damaged" if path.is_file() else "is not here"
        raise EngineError(
            f"model {model} {state} and {reason}: {_reason(error)}",
            remedy=f"put {path.name} into {folder}, or give the path of a .pt file as the model",
        ) from error
    return path


def _load(path: Path) -> Any:
    wrong = (RuntimeError, LookupError, TypeError, ValueError, AttributeError, EOFError, OSError, pickle.PickleError)
    try:
        network = whisper.load_model(str(path), device="cpu")
    except wrong as error:
        if out_of_memory(error):
            raise
        raise EngineError("not an openai-whisper checkpoint, or damaged", path=path, remedy=_REMEDY) from error
    dims = network.dims
    if dims.n_mels not in (80, 128) or dims.n_audio_ctx != 1500 or dims.n_vocab < 51864:
        raise EngineError("its dimensions are not those of a Whisper model", path=path, remedy=_REMEDY)
    return network


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EngineError(f"cannot read the model: {error.strerror or error}", path=path) from error


def _url(model: str) -> str:
    return str(whisper._MODELS[model])


def _published_digest(model: str) -> str:
    return _url(model).split("/")[-2]


def _reason(error: BaseException) -> str:
    cause = getattr(error, "reason", error)
    if isinstance(cause, socket.gaierror):
        return "no network"
    return str(getattr(cause, "strerror", None) or cause or type(error).__name__).splitlines()[0]
