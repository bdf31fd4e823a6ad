"""An openai-whisper checkpoint as a file that whisper.cpp loads: for comparing engines on the same weights, offline.

python benchmarks/ggml_model.py samples/demo-model.pt FILE

The layout is that of whisper.cpp's ggml files: a header of sizes, the mel filters, the vocabulary, then each tensor with its
name and shape (the last dimension first), matrices as half floats as in the published files.
"""

from __future__ import annotations

import argparse
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import whisper
from whisper.audio import mel_filters
from whisper.tokenizer import get_tokenizer

MAGIC = 0x67676D6C
FLOAT, HALF = 0, 1
# Kept as floats although they have two dimensions.
_FLOATS = ("encoder.conv1.bias", "encoder.conv2.bias", "encoder.positional_embedding", "decoder.positional_embedding")


def convert(checkpoint: Path, path: Path) -> Path:
    """Write the model into a file, and give that back."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    dims = model.dims
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    words = sorted(tokenizer.encoding._mergeable_ranks.items(), key=lambda entry: entry[1])
    filters = mel_filters("cpu", dims.n_mels).numpy()
    with path.open("wb") as file:
        _numbers(
            file, MAGIC, dims.n_vocab, dims.n_audio_ctx, dims.n_audio_state, dims.n_audio_head, dims.n_audio_layer,
            dims.n_text_ctx, dims.n_text_state, dims.n_text_head, dims.n_text_layer, dims.n_mels, HALF,
        )  # fmt: skip
        _numbers(file, *filters.shape)
        file.write(filters.astype("<f4").tobytes())
        _numbers(file, len(words))
        for word, _ in words:
            _numbers(file, len(word))
            file.write(word)
        for name, tensor in model.state_dict().items():
            _tensor(file, name, tensor.float().numpy())
    return path


def _tensor(file: BinaryIO, name: str, values: npt.NDArray[np.float32]) -> None:
    if name in ("encoder.conv1.bias", "encoder.conv2.bias"):
        values = values.reshape(-1, 1)
    kind = FLOAT if values.ndim < 2 or name in _FLOATS else HALF
    _numbers(file, values.ndim, len(name), kind, *reversed(values.shape))
    file.write(name.encode())
    file.write(values.astype("<f2" if kind == HALF else "<f4").tobytes())


def _numbers(file: BinaryIO, *numbers: int) -> None:
    file.write(struct.pack(f"<{len(numbers)}i", *numbers))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    print(convert(arguments.checkpoint, arguments.path))
