"""Which tokens Whisper may write next: its own rules, for all rows of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from whisper.tokenizer import Tokenizer

_FIRST_WITHIN = 50  # timestamps (of 20 ms): as upstream, the first segment begins within a second
_NEVER = float("-inf")


class Rules:
    """What of `whisper.DecodingOptions` decides which tokens are possible: symbols, blanks, timestamps.

    Args:
        suppress: as Whisper takes it: numbers separated by commas; -1 stands for its list of symbols.
        vocabulary: how many tokens there are.
    """

    def __init__(self, tokenizer: Tokenizer, suppress: str, vocabulary: int, device: torch.device) -> None:
        self.end: int = tokenizer.eot
        self.stamps: int = tokenizer.timestamp_begin
        self.no_speech: int = tokenizer.no_speech
        numbers = [int(item) for item in suppress.split(",") if item.strip()]
        banned = {number for number in numbers if number >= 0}
        if -1 in numbers:
            banned.update(tokenizer.non_speech_tokens)
        banned |= {tokenizer.transcribe, tokenizer.translate, tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm}
        banned |= {tokenizer.no_speech, tokenizer.no_timestamps}
        self._banned = torch.zeros(vocabulary, device=device)
        self._banned[sorted(banned)] = _NEVER
        self._stamp_numbers = torch.arange(self.stamps, vocabulary, device=device)

    def first(self, scores: Tensor) -> Tensor:
        """What may come first: a timestamp within the first second."""
        allowed = torch.full_like(scores, _NEVER)
        last = self.stamps + _FIRST_WITHIN + 1
        allowed[:, self.stamps : last] = scores[:, self.stamps : last]
        return allowed

    def next(self, scores: Tensor, past: Past) -> Tensor:
        """Scores with what may not come next at minus infinity; `scores` is changed.

        Timestamps come in pairs (an end, the next beginning) or before the end, never go back, and no segment is empty. If all
        timestamps together are likelier than any text, one of them comes.
        """
        scores += self._banned
        after_stamp = past.last >= self.stamps
        closed = after_stamp & (past.before >= self.stamps)  # the pair is complete
        scores[closed, self.stamps :] = _NEVER
        scores[after_stamp & ~closed, : self.end] = _NEVER
        least = past.stamp + (~(after_stamp & ~closed)).long()
        scores[:, self.stamps :].masked_fill_(self._stamp_numbers < least[:, None], _NEVER)
        stamped = scores[:, self.stamps :].logsumexp(dim=-1) > scores[:, : self.stamps].amax(dim=-1)
        scores[stamped, : self.stamps] = _NEVER
        return scores


@dataclass(slots=True)
class Past:
    """What the rules need of each row's text so far: the last token, the one before it (a timestamp if there is none), and the
    last timestamp."""

    last: Tensor
    before: Tensor
    stamp: Tensor

    @classmethod
    def after(cls, first: Tensor) -> Past:
        """After the first tokens, which are timestamps."""
        return cls(first, first.clone(), first.clone())

    def add(self, tokens: Tensor, stamps: int) -> Past:
        return Past(tokens, self.last, torch.where(tokens >= stamps, tokens, self.stamp))

    def take(self, rows: Tensor) -> Past:
        return Past(self.last[rows], self.before[rows], self.stamp[rows])
