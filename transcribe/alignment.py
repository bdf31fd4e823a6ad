"""When each word was said: from where the decoder looks while it writes it. Many windows at once, each encoded only once.

The method, its numbers and its results are openai-whisper's (`whisper/timing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor
from whisper.tokenizer import Tokenizer

from .network import Cross, Network
from .warping import first_columns

_FILTER = 7  # positions (of 20 ms) over which a median is taken
_POSITIONS_A_SECOND = 50
# The comparisons that leave the median of seven values in the middle, each a pair whose lesser goes first
# (a sorting network after Batcher, without those that cannot touch the middle).
_MEDIAN = (
    (0, 1), (2, 3), (4, 5), (0, 2), (4, 6), (1, 3), (1, 2), (5, 6), (0, 4), (2, 6), (1, 5), (3, 5), (2, 4), (1, 2), (3, 4),
    (2, 3), (3, 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """What was written for one window: its tokens, the tokenizer of its language, and how many positions it has sound for."""

    tokens: tuple[int, ...]
    tokenizer: Tokenizer
    positions: int


@dataclass(slots=True)
class Timed:
    """A word as the recogniser cuts it: times in seconds from the window's start, and how many tokens it is made of."""

    text: str
    tokens: int
    start: float
    end: float
    probability: float


@torch.inference_mode()
def align(network: Network, cross: Cross, texts: Sequence[Text]) -> list[list[Timed]]:
    """The words of each window. A window without text or sound has none."""
    at = [n for n, text in enumerate(texts) if text.tokens and text.positions > 0]
    if not at:
        return [[] for _ in texts]
    rows = [
        [*text.tokenizer.sot_sequence, text.tokenizer.no_timestamps, *text.tokens, text.tokenizer.eot]
        for text in (texts[n] for n in at)
    ]
    longest = max(map(len, rows))
    padded = torch.tensor([row + row[-1:] * (longest - len(row)) for row in rows], device=network.device)
    if len(at) < len(texts):
        cross = cross.of(torch.tensor(at, device=network.device))
    x, heads = network.attend(padded, cross)
    costs, probabilities = [], []
    for place, n in enumerate(at):
        text, length = texts[n], len(rows[place])
        begin = len(text.tokenizer.sot_sequence)
        looks = torch.stack([head[place, :length, : text.positions] for head in heads]).softmax(dim=-1)
        costs.append(-_focus(looks)[begin:-1].double().cpu().numpy())
        chances = network.scores(x[place, begin : begin + len(text.tokens)])[:, : text.tokenizer.eot].softmax(dim=-1)
        probabilities.append(chances[torch.arange(len(text.tokens)), list(text.tokens)].tolist())
    made: list[list[Timed]] = [[] for _ in texts]
    for n, columns, chance in zip(at, first_columns(costs), probabilities, strict=True):
        made[n] = _words(texts[n], columns / _POSITIONS_A_SECOND, chance)
    return made


def _focus(looks: Tensor) -> Tensor:
    """(heads, tokens, positions) -> (tokens, positions): how much more each token looks there than others do."""
    spread, mean = torch.std_mean(looks, dim=-2, keepdim=True, unbiased=False)
    return _median((looks - mean) / spread).mean(dim=0)


def _median(x: Tensor) -> Tensor:
    """The median of each place and its neighbours along the last dimension, mirrored at the ends."""
    side = _FILTER // 2
    if x.shape[-1] <= side:
        return x
    padded = F.pad(x, (side, side), mode="reflect")
    values = [padded[..., place : place + x.shape[-1]] for place in range(_FILTER)]
    for low, high in _MEDIAN:
        values[low], values[high] = torch.minimum(values[low], values[high]), torch.maximum(values[low], values[high])
    return values[side]


def _words(text: Text, times: np.ndarray, chances: Sequence[float]) -> list[Timed]:
    """Words of tokens; `times` has one number more than there are tokens: the last is the end."""
    names, tokens = text.tokenizer.split_to_word_tokens([*text.tokens, text.tokenizer.eot])
    made = []
    first = 0
    for name, mine in zip(names[:-1], tokens[:-1], strict=True):
        last = first + len(mine)
        chance = float(np.mean(chances[first:last]))
        made.append(Timed(name, len(mine), float(times[first]), float(times[last]), chance))
        first = last
    return made
