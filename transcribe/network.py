"""openai-whisper's own model, run for many sequences at once.

Upstream's decoder takes one prompt for all rows of a batch, computes the scores of all tokens at all places, and copies a
window's keys and values for each beam. Here each row has its own prompt (padded on the left and masked), scores are made where
they are asked for, and all sequences of a window share its keys and values: attention does not mind whether its queries belong
to one sequence or to five. The weights and the arithmetic are upstream's.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

_STEP = 64  # places by which a cache grows


class Int8Linear(nn.Module):
    """A linear layer with 8-bit weights, one scale an output; what goes in is made 8 bits on the way.

    A CPU without VNNI adds products of 8 bits in 16, which may overflow: there, what goes in is kept to 7 bits.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        super().__init__()
        weight = weight.detach().float()
        scales = (weight.abs().amax(dim=1) / 127).clamp(min=1e-8)
        packed = torch.quantize_per_channel(weight, scales, torch.zeros(len(scales), dtype=torch.int64), 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(packed, None if bias is None else bias.detach().float())
        self._reduce = not torch.cpu._is_vnni_supported()

    def forward(self, x: Tensor) -> Tensor:
        product: Tensor = torch.ops.quantized.linear_dynamic(x, self._packed, self._reduce)
        return product


@dataclass(slots=True)
class Cross:
    """Keys and values of each layer for some encoded windows, each of shape (windows, heads, positions, width of a head)."""

    keys: list[Tensor]
    values: list[Tensor]

    def of(self, rows: Tensor) -> Cross:
        return Cross([key[rows] for key in self.keys], [value[rows] for value in self.values])


class Sequences:
    """The growing sequences of some windows: what the decoder has to remember of them.

    Args:
        group: how many sequences each window has; rows of one window follow one another.
        padding: (rows,) how many places at the beginning of each row are not there.
    """

    def __init__(self, cross: Cross, group: int, padding: Tensor) -> None:
        self.cross = cross
        self.group = group
        self.padding = padding
        self.ragged = bool((padding > 0).any())
        self.length = 0
        self._room = 0
        self._kept: list[tuple[Tensor, Tensor]] = []

    def append(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """All keys and values of a layer with the new ones, (rows, heads, length so far, width)."""
        rows, heads, new, width = key.shape
        end = self.length + new
        if layer == len(self._kept):
            self._room = max(self._room, end + _STEP)
            self._kept.append(
                (key.new_empty(rows, heads, self._room, width), key.new_empty(rows, heads, self._room, width))
            )
        elif end > self._kept[layer][0].shape[2]:
            grown = [F.pad(old, (0, 0, 0, end + _STEP - old.shape[2])) for old in self._kept[layer]]
            self._kept[layer] = (grown[0], grown[1])
        keys, values = self._kept[layer]
        keys[:, :, self.length : end] = key
        values[:, :, self.length : end] = value
        return keys[:, :, :end], values[:, :, :end]

    def take(self, rows: Tensor) -> None:
        """Go on with these rows of the sequences, of the same windows."""
        self._kept = [(keys[rows], values[rows]) for keys, values in self._kept]
        self.padding = self.padding[rows]

    def keep(self, windows: Tensor) -> None:
        """Go on with these windows only."""
        rows = (windows[:, None] * self.group + torch.arange(self.group, device=windows.device)).flatten()
        self.take(rows)
        self.cross = self.cross.of(windows)


class Network:
    """A `whisper.Whisper` made ready at one precision.

    Args:
        whisper: the model; it is changed, and on its device.
        precision: "fp32", "fp16", or on a CPU "int8" (linear layers only).
    """

    def __init__(self, whisper: Any, precision: str) -> None:
        self.whisper = whisper
        self.dims = whisper.dims
        self.device: torch.device = whisper.device
        self.dtype = torch.float16 if precision == "fp16" else torch.float32
        self._heads: int = self.dims.n_text_head
        self._scores: nn.Module | None = None
        if precision == "fp16":
            for module in whisper.modules():
                if isinstance(module, nn.Linear | nn.Conv1d | nn.Embedding):
                    module.half()  # once; upstream does it at each step. Its LayerNorm wants full precision.
        elif precision == "int8":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # torch will move quantised layers out, in a later version
                self._scores = Int8Linear(whisper.decoder.token_embedding.weight)
                _replace_linears(whisper)
        self.aligning: dict[int, list[int]] = {}
        for layer, head in whisper.alignment_heads.indices().T.tolist():
            self.aligning.setdefault(layer, []).append(head)

    @torch.inference_mode()
    def encode(self, mels: Tensor) -> Tensor:
        """(windows, mels, 3000) -> (windows, 1500, width)."""
        encoded: Tensor
        if self.device.type == "cpu":  # nothing is gained by a batch there, and memory is
            encoded = torch.cat([self.whisper.encoder(mel[None].to(self.dtype)) for mel in mels])
        else:
            encoded = self.whisper.encoder(mels.to(self.device, self.dtype))
        return encoded

    @torch.inference_mode()
    def cross(self, encoded: Tensor) -> Cross:
        blocks = self.whisper.decoder.blocks
        # Laid out by head, because each token reads all of it: twice as fast.
        return Cross(
            [self._split(block.cross_attn.key(encoded)).contiguous() for block in blocks],
            [self._split(block.cross_attn.value(encoded)).contiguous() for block in blocks],
        )

    @torch.inference_mode()
    def decode(self, tokens: Tensor, sequences: Sequences) -> Tensor:
        """(rows, new tokens) -> (rows, new tokens, width); the sequences grow by them."""
        begin, new = sequences.length, tokens.shape[1]
        mask = _mask(sequences.padding, begin, new) if sequences.ragged else None
        places = torch.arange(begin, begin + new, device=tokens.device)[None]
        if sequences.ragged:
            places = (places - sequences.padding[:, None]).clamp(min=0)
        x = self._embed(tokens, places)
        for layer, block in enumerate(self.whisper.decoder.blocks):
            normal = block.attn_ln(x)
            query, key, value = (
                self._split(part(normal)) for part in (block.attn.query, block.attn.key, block.attn.value)
            )
            keys, values = sequences.append(layer, key, value)
            seen = F.scaled_dot_product_attention(
                query, keys, values, attn_mask=mask, is_causal=mask is None and new > 1 and begin == 0
            )
            x = x + block.attn.out(_join(seen))
            query = self._split(block.cross_attn.query(block.cross_attn_ln(x)), sequences.group)
            seen = F.scaled_dot_product_attention(query, sequences.cross.keys[layer], sequences.cross.values[layer])
            x = x + block.cross_attn.out(_join(seen).view(x.shape))
            x = x + block.mlp(block.mlp_ln(x))
        sequences.length += new
        said: Tensor = self.whisper.decoder.ln(x)
        return said

    @torch.inference_mode()
    def attend(self, tokens: Tensor, cross: Cross) -> tuple[Tensor, list[Tensor]]:
        """Whole sequences at once, for aligning them.

        Args:
            tokens: (windows, length); what is padded on the right changes nothing to its left.

        Returns:
            (windows, length, width), and for each aligning head (windows, length, positions) of what it attends to, before
            the softmax.
        """
        places = torch.arange(tokens.shape[1], device=tokens.device)[None]
        x = self._embed(tokens, places)
        heads: list[Tensor] = []
        for layer, block in enumerate(self.whisper.decoder.blocks):
            normal = block.attn_ln(x)
            query, key, value = (
                self._split(part(normal)) for part in (block.attn.query, block.attn.key, block.attn.value)
            )
            x = x + block.attn.out(_join(F.scaled_dot_product_attention(query, key, value, is_causal=True)))
            query = self._split(block.cross_attn.query(block.cross_attn_ln(x)))
            keys = cross.keys[layer]
            scale = query.shape[-1] ** -0.5
            heads += [
                (query[:, head] * scale @ keys[:, head].transpose(-1, -2)).float()
                for head in self.aligning.get(layer, ())
            ]
            seen = F.scaled_dot_product_attention(query, keys, cross.values[layer])
            x = x + block.cross_attn.out(_join(seen))
            x = x + block.mlp(block.mlp_ln(x))
        said: Tensor = self.whisper.decoder.ln(x)
        return said, heads

    @torch.inference_mode()
    def scores(self, x: Tensor) -> Tensor:
        """(..., width) -> (..., tokens), as float32."""
        embedding = self.whisper.decoder.token_embedding.weight
        scored: Tensor = self._scores(x) if self._scores is not None else (x @ embedding.to(x.dtype).T).float()
        return scored

    def _embed(self, tokens: Tensor, places: Tensor) -> Tensor:
        decoder = self.whisper.decoder
        embedded: Tensor = decoder.token_embedding(tokens) + decoder.positional_embedding[places]
        return embedded.to(self.dtype)

    def _split(self, x: Tensor, group: int = 1) -> Tensor:
        """(rows, length, width) -> (rows / group, heads, group x length, width of a head)."""
        rows, length, width = x.shape
        return x.reshape(rows // group, group * length, self._heads, width // self._heads).transpose(1, 2)


def _join(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


def _mask(padding: Tensor, begin: int, new: int) -> Tensor:
    """(rows, 1, new, begin + new): what each place sees: what is before it and there. Places that are not there see all
    before them, because a place that sees nothing would become no number."""
    here = torch.arange(begin, begin + new, device=padding.device)[:, None]
    there = torch.arange(begin + new, device=padding.device)[None]
    real = padding[:, None, None]
    return ((there <= here) & ((there >= real) | (here < real)))[:, None]


def _replace_linears(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Int8Linear(child.weight, child.bias))
        else:
            _replace_linears(child)
