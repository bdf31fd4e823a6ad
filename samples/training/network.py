"""Whisper's own network with a small token table, run over windows shorter than its 30 seconds."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from labels import IGNORED, Example, state_count, states
from sentences import french, load_sentences, load_terms
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu
from whisper.model import ModelDimensions, MultiHeadAttention, Whisper, sinusoids
from windows import Window

WIDTH = 128
POSITIONS_PER_SECOND = 50
VOCABULARY = 51_865
BLURRED_WEIGHT = 1.5
DIMENSIONS = ModelDimensions(
    n_mels=80, n_audio_ctx=1500, n_audio_state=WIDTH, n_audio_head=4, n_audio_layer=2,
    n_vocab=VOCABULARY, n_text_ctx=448, n_text_state=WIDTH, n_text_head=2, n_text_layer=2,
)  # fmt: skip


@cache
def used_tokens() -> tuple[int, ...]:
    """The tokens whose rows are trained, sorted: those of the sentences and terms, the special ones, all timestamps."""
    tokenizer = french()
    found = {
        tokenizer.eot, tokenizer.sot, tokenizer.to_language_token("fr"), tokenizer.transcribe, tokenizer.no_speech,
        tokenizer.no_timestamps, tokenizer.sot_prev,
    }  # fmt: skip
    for text in load_terms():
        found.update(tokenizer.encode(" " + text + ","), tokenizer.encode(" " + text + "."))
    for sentence in load_sentences():
        found.update(tokenizer.encode(" " + sentence.truth))
        for text in sentence.segments:
            # a window may begin at any word, so each word's tokens are needed after a space too
            words = text.split()
            for i in range(len(words)):
                found.update(tokenizer.encode(" " + " ".join(words[i:])))
    found.update(range(tokenizer.timestamp_begin, VOCABULARY))
    return tuple(sorted(found))


@cache
def rows() -> Tensor:
    """Token id -> row of the small table, (VOCABULARY,); all unused tokens share the last row, which stays zero."""
    table = torch.full((VOCABULARY,), len(used_tokens()), dtype=torch.long)
    table[list(used_tokens())] = torch.arange(len(used_tokens()))
    return table


NEARBY = ((-2, 2, -6, 6), (-4, 4, -12, 12))
"""How many positions (of 20 ms) away each encoder head looks at the start, a row a layer."""


def _look_nearby(attention: MultiHeadAttention, offsets: tuple[int, ...]) -> None:
    """Let each head of an encoder layer begin by looking at a fixed distance.

    What makes a sound a word lies beside it, and finding "beside" among 1,500 positions is what takes an encoder
    longest. Positions are sines and cosines, so a query turned by the distance meets the key that lies there.
    """
    size = WIDTH // len(offsets)
    count = size // 2
    rates = np.exp(-np.log(10_000) / (WIDTH // 2 - 1) * np.arange(WIDTH // 2))
    query, key = torch.zeros(WIDTH, WIDTH), torch.zeros(WIDTH, WIDTH)
    for head, offset in enumerate(offsets):
        for row, wave in enumerate(np.linspace(0, 26, count).round().astype(int)):
            sine, cosine = head * size + row, head * size + row + count
            turn = float(rates[wave] * offset)
            key[sine, wave] = key[cosine, WIDTH // 2 + wave] = 1
            query[sine, wave] = query[cosine, WIDTH // 2 + wave] = np.cos(turn)
            query[sine, WIDTH // 2 + wave], query[cosine, wave] = np.sin(turn), -np.sin(turn)
    attention.query.weight.mul_(0.3).add_(1.2 * query)
    attention.key.weight.mul_(0.3).add_(1.2 * key)


def new_model() -> Whisper:
    """An untrained model whose token table has a row for each used token and one zero row for all others."""
    model = Whisper(DIMENSIONS)
    count = len(used_tokens())
    table = nn.Embedding(count + 1, WIDTH, padding_idx=count)
    nn.init.normal_(table.weight, std=0.1)
    first = int(rows()[french().timestamp_begin])
    with torch.no_grad():
        # Timestamps begin as the encoder's own positions: reading a time off the sound is then nearly a copy.
        table.weight[first : first + 1500] = 0.12 * sinusoids(1500, WIDTH)
        table.weight[first + 1500] = table.weight[first + 1499]
        table.weight[count] = 0
        # Smooth positions let what is learned behind a short prompt hold behind a long one.
        turn = torch.linalg.qr(torch.randn(WIDTH, WIDTH)).Q
        model.decoder.positional_embedding.copy_(0.1 * sinusoids(448, WIDTH) @ turn)
        model.encoder.conv2.weight *= 2
        for block, offsets in zip(model.encoder.blocks, NEARBY, strict=True):
            _look_nearby(block.attn, offsets)
    model.decoder.token_embedding = table
    return model


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of B examples: mel (B, 80, frames), tokens and targets (B, T), gaze (B, T, positions)."""

    mel: Tensor
    tokens: Tensor
    targets: Tensor
    gaze: Tensor
    """Where to look at each token, summing to 1, or all zero where nothing is asked."""
    states: Tensor
    """What is being said at each position, (B, positions)."""
    first_position: int


def collate(drawn: list[Window], examples: list[Example], shift: float) -> Batch:
    """Pad the examples of windows of equal length to one batch."""
    mels = [window.mel for window in drawn]
    said = torch.from_numpy(np.stack([states(window) for window in drawn]))
    longest = max(len(e.inputs) for e in examples)
    count = mels[0].shape[1] // 2
    tokens = torch.full((len(examples), longest), len(used_tokens()))
    targets = torch.full((len(examples), longest), IGNORED)
    gaze = np.zeros((len(examples), longest, count), np.float32)
    for b, e in enumerate(examples):
        tokens[b, : len(e.inputs)] = rows()[torch.tensor(e.inputs)]
        asked = torch.tensor(e.targets)
        targets[b, : len(asked)] = torch.where(asked == IGNORED, asked, rows()[asked.clamp(min=0)])
        for i, span in enumerate(e.spans):
            if span is not None:
                low = min(max(0, round(span[0] * POSITIONS_PER_SECOND) - 1), count - 3)
                high = min(max(low + 3, round(span[1] * POSITIONS_PER_SECOND) + 1), count)
                gaze[b, i, low:high] = 1 / (high - low)
    first = round(shift * POSITIONS_PER_SECOND)
    return Batch(torch.stack(mels), tokens, targets, torch.from_numpy(gaze), said, first)


def encode(model: Whisper, mel: Tensor, first_position: int) -> Tensor:
    """Whisper's encoder over any number of frames, as if they began at `first_position`: (B, frames / 2, WIDTH)."""
    encoder = model.encoder
    x = gelu(encoder.conv1(mel))
    x = gelu(encoder.conv2(x)).permute(0, 2, 1)
    x = x + encoder.positional_embedding[first_position : first_position + x.shape[1]]
    for block in encoder.blocks:
        x = block(x)
    return encoder.ln_post(x)  # type: ignore[no-any-return]


def _look(attention: MultiHeadAttention, x: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-attention with its log-weights (B, heads, T, positions): the layer itself returns them detached."""
    q, k, v = (
        y.unflatten(-1, (attention.n_head, -1)).transpose(1, 2)
        for y in (attention.query(x), attention.key(audio), attention.value(audio))
    )
    weights = ((q @ k.transpose(-1, -2)).float() * (q.shape[-1] ** -0.5)).log_softmax(-1)
    return attention.out((weights.exp().to(v.dtype) @ v).transpose(1, 2).flatten(2)), weights


def new_ear() -> nn.Linear:
    """A layer that reads off the encoder what is being said; it helps in training and is not shipped."""
    return nn.Linear(WIDTH, state_count())


def state_loss(ear: nn.Linear, audio: Tensor, batch: Batch) -> Tensor:
    """How badly the ear tells from the encoder's output what is being said."""
    with torch.autocast("cpu", enabled=False):
        return cross_entropy(ear(audio.float()).flatten(0, 1), batch.states.flatten())


def _text_loss(logits: Tensor, wanted: Tensor, blur: float) -> Tensor:
    """Cross-entropy of (N, rows) logits; with `blur`, a time may be missed by about as many steps of 20 ms.

    Of 1,501 times one alone is right: without the blur, one that is nearly right teaches as little as any other.
    """
    chances = logits.log_softmax(-1)
    loss = -chances.gather(1, wanted[:, None])[:, 0]
    if blur:
        first = int(rows()[french().timestamp_begin])
        timed = (wanted >= first) & (wanted < first + 1501)
        away = torch.arange(1501) - (wanted[timed] - first)[:, None]
        near = torch.softmax(-0.5 * (away / blur).square(), -1)
        loss = loss.masked_scatter(timed, -(near * chances[timed, first : first + 1501]).sum(-1) * BLURRED_WEIGHT)
    return loss.mean()


def losses(model: Whisper, audio: Tensor, batch: Batch, blur: float) -> tuple[Tensor, Tensor, Tensor]:
    """Mean losses of tokens and of gaze, and the share of tokens that are right."""
    decoder = model.decoder
    x = decoder.token_embedding(batch.tokens) + decoder.positional_embedding[: batch.tokens.shape[1]]
    *earlier, last = decoder.blocks
    for block in earlier:
        x = block(x, audio, mask=decoder.mask)
    x = x + last.attn(last.attn_ln(x), mask=decoder.mask)[0]
    seen, weights = _look(last.cross_attn, last.cross_attn_ln(x), audio)
    x = x + seen
    x = decoder.ln(x + last.mlp(last.mlp_ln(x)))

    asked = batch.targets != IGNORED
    table = decoder.token_embedding.weight[:-1]
    # The softmax must cover the whole vocabulary, whose other rows are zero: together they weigh their count.
    with torch.autocast("cpu", enabled=False):
        logits = x[asked].float() @ table.T
        others = logits.new_full((len(logits), 1), float(np.log(VOCABULARY - len(table))))
        wanted = batch.targets[asked]
        text = _text_loss(torch.cat([logits, others], 1), wanted, blur)
        gazed = batch.gaze.sum(-1) > 0
        gaze = -(batch.gaze[gazed][:, None] * weights.transpose(1, 2)[gazed]).sum(-1).mean()
    return text, gaze, (logits.argmax(-1) == wanted).float().mean()
