"""Encoded windows to tokens, many at once: the likeliest token each time, drawn ones, or beams.

Token for token what `whisper.decode` gives one by one, but that what is drawn depends on each window's own seed: neither
on what else is in the batch nor on how large it is. Windows that are done leave the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from .network import Cross, Network, Sequences
from .tokens import Past, Rules


@dataclass(frozen=True, slots=True)
class Asked:
    """One window to decode.

    Attributes:
        head: the tokens before the text: a prompt, if there is one, and what says language and task.
        start: the place in `head` where Whisper's own part of it begins.
        temperature: 0 takes the likeliest tokens.
        seed: of what is drawn.
    """

    head: tuple[int, ...]
    start: int
    temperature: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """The tokens of a window (without the end), their mean log probability, and the probability that nobody speaks in it."""

    tokens: tuple[int, ...]
    avg_logprob: float
    no_speech_prob: float
    temperature: float


@dataclass(slots=True)
class _Row:
    """A sequence while it grows."""

    tokens: list[int] = field(default_factory=list)
    total: float = 0.0

    def score(self, length_penalty: float | None) -> float:
        """Upstream's ranking: the mean, or Google's length penalty (arXiv 1609.08144, equation 14)."""
        length = len(self.tokens)
        return self.total / (max(length, 1) if length_penalty is None else ((5 + length) / 6) ** length_penalty)


@torch.inference_mode()
def decode(
    network: Network,
    cross: Cross,
    asked: Sequence[Asked],
    rules: Rules,
    *,
    samples: int = 1,
    beams: int | None = None,
    patience: float | None = None,
    length_penalty: float | None = None,
) -> list[Decoded]:
    """Decode windows, one result each, in their order.

    Args:
        cross: of these windows.
        samples: sequences to draw for a window at temperatures above 0; the best is taken.
        beams: alternatives to follow; then all temperatures must be 0.
        patience: finish when so many times `beams` sequences have ended.
    """
    limits = [min(network.dims.n_text_ctx // 2, network.dims.n_text_ctx + 1 - len(one.head)) for one in asked]
    search = _beams if beams is not None else _lines
    group = beams if beams is not None else max([samples if one.temperature > 0 else 1 for one in asked])
    sequences, last, silent = _begin(network, cross, asked, rules, group)
    found = search(network, sequences, last, asked, limits, rules, round((beams or 1) * (patience or 1.0)))
    results = []
    for one, rows, no_speech in zip(asked, found, silent, strict=True):
        best = max(rows, key=lambda row: row.score(length_penalty))  # the first of equals, as upstream
        mean = best.total / (len(best.tokens) + 1)
        results.append(Decoded(tuple(best.tokens), mean, no_speech, one.temperature))
    return results


def _begin(
    network: Network, cross: Cross, asked: Sequence[Asked], rules: Rules, group: int
) -> tuple[Sequences, Tensor, list[float]]:
    """The sequences after their heads, what the decoder says after them (rows, width), and how likely silence is."""
    longest = max(len(one.head) for one in asked)
    heads = [[rules.end] * (longest - len(one.head)) + list(one.head) for one in asked]
    padding = torch.tensor([longest - len(one.head) for one in asked], device=network.device)
    sequences = Sequences(cross, 1, padding)
    x = network.decode(torch.tensor(heads, device=network.device), sequences)
    starts = torch.tensor([longest - len(one.head) + one.start for one in asked], device=network.device)
    at_start = network.scores(x[torch.arange(len(asked), device=network.device), starts])
    silent: list[float] = at_start.softmax(dim=-1)[:, rules.no_speech].tolist()
    last = x[:, -1]
    if group > 1:
        rows = torch.arange(len(asked), device=network.device).repeat_interleave(group)
        sequences.take(rows)
        sequences.group = group
        last = last[rows]
    return sequences, last, silent


def _lines(
    network: Network,
    sequences: Sequences,
    x: Tensor,
    asked: Sequence[Asked],
    limits: Sequence[int],
    rules: Rules,
    _: int,
) -> list[list[_Row]]:
    """Independent sequences, `sequences.group` for each window."""
    group = sequences.group
    rows = [[_Row() for _ in range(group)] for _ in asked]
    choose = _chooser(asked, group)
    active = list(range(len(asked)))  # windows still in `sequences`
    open_rows = {(window, n) for window in active for n in range(group)}
    past: Past | None = None
    while True:
        scores = network.scores(x)
        scores = rules.first(scores) if past is None else rules.next(scores, past)
        chosen = choose(scores, active)
        gains = (scores.gather(1, chosen[:, None])[:, 0] - scores.logsumexp(dim=-1)).tolist()
        past = Past.after(chosen) if past is None else past.add(chosen, rules.stamps)
        for place, (token, gain) in enumerate(zip(chosen.tolist(), gains, strict=True)):
            window, n = active[place // group], place % group
            if (window, n) not in open_rows:
                continue
            row = rows[window][n]
            row.total += gain
            if token != rules.end:
                row.tokens.append(token)
            if token == rules.end or len(row.tokens) >= limits[window]:
                open_rows.discard((window, n))
        alive = [window for window in active if any((window, n) in open_rows for n in range(group))]
        if not alive:
            return rows
        if 2 * len(alive) <= len(active):  # what is done still costs until then; leaving costs a copy
            kept = torch.tensor([active.index(window) for window in alive], device=x.device)
            sequences.keep(kept)
            past = past.take((kept[:, None] * group + torch.arange(group, device=x.device)).flatten())
            active = alive
        x = network.decode(past.last[:, None], sequences)[:, -1]


def _chooser(asked: Sequence[Asked], group: int) -> Callable[[Tensor, Sequence[int]], Tensor]:
    """A function that takes the next token of each row of the windows that are left."""
    dice = [torch.Generator().manual_seed(one.seed) if one.temperature > 0 else None for one in asked]

    def choose(scores: Tensor, active: Sequence[int]) -> Tensor:
        chosen = scores.argmax(dim=-1)
        for place, window in enumerate(active):
            die = dice[window]
            if die is not None:
                mine = slice(place * group, (place + 1) * group)
                chances = (scores[mine] / asked[window].temperature).softmax(dim=-1).cpu()
                chosen[mine] = torch.multinomial(chances, 1, generator=die)[:, 0].to(chosen.device)
        return chosen

    return choose


def _beams(
    network: Network,
    sequences: Sequences,
    x: Tensor,
    asked: Sequence[Asked],
    limits: Sequence[int],
    rules: Rules,
    enough: int,
) -> list[list[_Row]]:
    """The `sequences.group` best sequences of each window, followed side by side until `enough` have ended."""
    group = sequences.group
    ended: list[list[_Row]] = [[] for _ in asked]
    running = [[_Row()] for _ in asked]  # at first all beams of a window are the same one
    active = list(range(len(asked)))
    past: Past | None = None
    while True:
        scores = network.scores(x)
        scores = rules.first(scores) if past is None else rules.next(scores, past)
        gains, tokens = (scores - scores.logsumexp(dim=-1, keepdim=True)).topk(group + 1, dim=-1)
        listed = list(zip(gains.tolist(), tokens.tolist(), strict=True))
        sources: list[int] = []
        chosen: list[int] = []
        alive: list[int] = []
        for place, window in enumerate(active):
            options = [
                (row.total + gain, place * group + n, row, token)
                for n, row in enumerate(running[window])
                for gain, token in zip(*listed[place * group + n], strict=True)
            ]
            options.sort(key=lambda option: -option[0])
            following: list[tuple[int, _Row]] = []
            for total, source, row, token in options:
                if token != rules.end:
                    following.append((source, _Row([*row.tokens, token], total)))
                    if len(following) == group:
                        break
                elif len(ended[window]) < enough:
                    ended[window].append(_Row(row.tokens, total))
            running[window] = [row for _, row in following]
            sources += [source for source, _ in following]
            chosen += [row.tokens[-1] for row in running[window]]
            if len(ended[window]) < enough and len(running[window][0].tokens) < limits[window]:
                alive.append(window)
            elif len(ended[window]) < group:  # too few have ended: the best of the others count too
                rest = sorted(running[window], key=lambda row: -row.total)
                ended[window] += rest[: group - len(ended[window])]
        if not alive:
            return ended
        order = torch.tensor(sources, device=x.device)
        sequences.take(order)
        added = torch.tensor(chosen, device=x.device)
        past = Past.after(added) if past is None else past.take(order).add(added, rules.stamps)
        if len(alive) < len(active):
            kept = torch.tensor([active.index(window) for window in alive], device=x.device)
            sequences.keep(kept)
            past = past.take((kept[:, None] * group + torch.arange(group, device=x.device)).flatten())
            active = alive
        x = network.decode(past.last[:, None], sequences)[:, -1]
