"""An openai-whisper checkpoint as a folder that faster-whisper loads: for comparing engines on the same weights, offline.

python benchmarks/ct2_model.py samples/demo-model.pt FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
import torch
import whisper
from ctranslate2.specs import whisper_spec
from whisper.tokenizer import get_tokenizer


def convert(checkpoint: Path, folder: Path) -> Path:
    """Write the model, its vocabulary and its tokenizer into the folder, and give that back."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    dims = model.dims
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    names = _names(tokenizer, dims.n_vocab)
    spec = whisper_spec.WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    _encoder(spec.encoder, model.encoder)
    _decoder(spec.decoder, model.decoder)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokenizer.encode(" ")[0], tokenizer.eot]
    spec.config.lang_ids = list(tokenizer.all_language_tokens)
    spec.config.alignment_heads = [tuple(pair) for pair in model.alignment_heads.indices().T.tolist()]
    spec.register_vocabulary(names)
    spec.validate()
    spec.optimize(quantization="float32")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": dims.n_mels}))
    _save_tokenizer(tokenizer, names, folder / "tokenizer.json")
    return folder


def _encoder(spec: Any, encoder: Any) -> None:
    for name in ("conv1", "conv2"):
        _linear(getattr(spec, name), getattr(encoder, name))
    spec.position_encodings.encodings = _array(encoder.positional_embedding)
    _norm(spec.layer_norm, encoder.ln_post)
    for layer, block in zip(spec.layer, encoder.blocks, strict=True):
        _block(layer, block)


def _decoder(spec: Any, decoder: Any) -> None:
    spec.embeddings.weight = _array(decoder.token_embedding.weight)
    spec.projection.weight = spec.embeddings.weight
    spec.position_encodings.encodings = _array(decoder.positional_embedding)
    _norm(spec.layer_norm, decoder.ln)
    for layer, block in zip(spec.layer, decoder.blocks, strict=True):
        _block(layer, block)
        attention = block.cross_attn
        _linear(layer.attention.linear[0], attention.query)
        _joined(layer.attention.linear[1], attention.key, attention.value)
        _linear(layer.attention.linear[2], attention.out)
        _norm(layer.attention.layer_norm, block.cross_attn_ln)


def _block(layer: Any, block: Any) -> None:
    _joined(layer.self_attention.linear[0], block.attn.query, block.attn.key, block.attn.value)
    _linear(layer.self_attention.linear[1], block.attn.out)
    _norm(layer.self_attention.layer_norm, block.attn_ln)
    _linear(layer.ffn.linear_0, block.mlp[0])
    _linear(layer.ffn.linear_1, block.mlp[2])
    _norm(layer.ffn.layer_norm, block.mlp_ln)


def _linear(spec: Any, module: Any) -> None:
    spec.weight = _array(module.weight)
    spec.bias = _array(module.bias)


def _joined(spec: Any, *modules: Any) -> None:
    """Several layers of one input as one; Whisper's keys have no bias."""
    spec.weight = np.concatenate([_array(module.weight) for module in modules])
    biases = [module.bias if module.bias is not None else torch.zeros(len(module.weight)) for module in modules]
    spec.bias = np.concatenate([_array(bias) for bias in biases])


def _norm(spec: Any, module: Any) -> None:
    spec.gamma, spec.beta = _array(module.weight), _array(module.bias)


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().float().contiguous().numpy()


def _names(tokenizer: Any, count: int) -> list[str]:
    """A name for every token: its bytes as GPT-2 writes them, or what it is called."""
    encoding = tokenizer.encoding
    special = {number: name for name, number in encoding._special_tokens.items()}
    letters = _letters()
    return [
        special[number]
        if number in special
        else "".join(letters[byte] for byte in encoding.decode_single_token_bytes(number))
        for number in range(count)
    ]


def _letters() -> list[str]:
    """A visible character for each byte: its own if it has one, else the next free one from 256 on."""
    kept = {*range(33, 127), *range(161, 173), *range(174, 256)}
    free = iter(range(256, 512))
    return [chr(byte if byte in kept else next(free)) for byte in range(256)]


def _save_tokenizer(tokenizer: Any, names: list[str], path: Path) -> None:
    """Only for reading tokens and for encoding prompts word by word; merges are worked out from the tokens' ranks."""
    ranks = {data: rank for data, rank in tokenizer.encoding._mergeable_ranks.items() if rank < len(names)}
    letters = _letters()
    merges = []
    for data, rank in sorted(ranks.items(), key=lambda item: item[1]):
        parts = _parts(data, rank, ranks) if len(data) > 1 else None
        if parts is not None:
            merges.append(tuple("".join(letters[byte] for byte in part) for part in parts))
    special = set(tokenizer.encoding._special_tokens)
    vocabulary = {name: number for number, name in enumerate(names) if name not in special}
    made = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=merges))
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    made.add_special_tokens([name for name in names if name in special])
    made.save(str(path))


def _parts(data: bytes, rank: int, ranks: dict[bytes, int]) -> tuple[bytes, bytes] | None:
    """The two tokens that were merged into this one: what merging stops at when it may only use lower ranks."""
    parts = [data[at : at + 1] for at in range(len(data))]
    while len(parts) > 2:
        pairs = [(ranks.get(parts[at] + parts[at + 1], rank), at) for at in range(len(parts) - 1)]
        lowest, at = min(pairs)
        if lowest >= rank:
            return None
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts[0], parts[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(convert(arguments.checkpoint, arguments.folder))
