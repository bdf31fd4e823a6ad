"""Windows through openai-whisper's model, many at once; what is not done with one batch joins the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
import whisper
from torch import Tensor
from whisper.tokenizer import get_tokenizer

from .alignment import align
from .decode import Asked, Decoded, decode
from .engine import Options, Recognised, Window
from .network import Cross, Network, Sequences
from .tokens import Rules
from .work import Work

_VOTERS = 4  # windows that say together which language a clip is in
_SURE = 0.9  # with so much a window says it for itself
_PADDING = 400  # samples: what a frame at the end of the sound sees beyond it


@dataclass(slots=True)
class Batches:
    """Recognition of one stream of windows.

    Args:
        size: how many windows at once; halved where memory does not suffice.
        on_smaller: told of the new size.
    """

    network: Network
    options: Options
    size: int
    on_smaller: Callable[[int], None]

    def run(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        source = map(self._work, windows)
        waiting: deque[Work] = deque()  # to be heard, or heard on
        order: deque[Work] = deque()  # not yet given
        vote: dict[str, float] | None = None
        if self.options.language is None and self.network.whisper.is_multilingual:
            waiting.extend(islice(source, _VOTERS))
            order.extend(waiting)
            vote = self._vote(waiting)
        while True:
            for work in islice(source, max(0, self.size - len(waiting))):
                waiting.append(work)
                order.append(work)
            if not waiting:
                return
            batch = [waiting.popleft() for _ in range(min(self.size, len(waiting)))]
            try:
                self._advance(batch, vote)
            except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
                if not out_of_memory(error) or self.size == 1:
                    raise
                self.size = max(1, self.size // 2)
                self.on_smaller(self.size)
                for work in batch:
                    work.encoded = None
                if self.network.device.type == "cuda":
                    torch.cuda.empty_cache()
            waiting.extendleft(work for work in reversed(batch) if not work.done)
            while order and order[0].done:
                yield order.popleft().result()

    def _work(self, window: Window) -> Work:
        sound = torch.from_numpy(window.samples).to(self.network.device)
        mel: Tensor = whisper.log_mel_spectrogram(sound, self.network.dims.n_mels, padding=_PADDING)
        mel = mel[:, : len(window.samples) // whisper.audio.HOP_LENGTH]
        work = Work(window, self.options, mel, done=mel.shape[-1] == 0)
        if self.options.language is not None or not self.network.whisper.is_multilingual:
            work.tokenizer = self._tokenizer(self.options.language or "en")
        if window.prompt:
            work.prompt = tuple(self._tokenizer("en").encode(" " + window.prompt.strip(), disallowed_special=()))
        return work

    def _advance(self, batch: Sequence[Work], vote: dict[str, float] | None) -> None:
        """One step for each: heard on, given up to the next temperature, or done."""
        batch = [work for work in batch if not work.done]
        if not batch:
            return
        self._encode(batch)
        cross = self.network.cross(torch.stack([work.encoded for work in batch if work.encoded is not None]))
        if vote is not None:
            self._speak(batch, cross, vote)
        kept = []
        for at, decoded in enumerate(self._decode(batch, cross)):
            chosen = batch[at].judge(decoded)
            if chosen is not None and not batch[at].skips(chosen):
                kept.append((at, chosen, batch[at].cut(chosen)))
        words: list[Any] = [None] * len(kept)
        if self.options.word_timestamps and kept:
            texts = [batch[at].text(cut) for at, _, cut in kept]
            words = list(align(self.network, self._of(cross, [at for at, _, _ in kept], len(batch)), texts))
        for (at, chosen, cut), timed in zip(kept, words, strict=True):
            batch[at].take(chosen, cut, timed)

    def _encode(self, batch: Iterable[Work]) -> None:
        new = [work for work in batch if work.encoded is None]
        if new:
            for work, encoded in zip(
                new, self.network.encode(torch.stack([work.sound() for work in new])), strict=True
            ):
                work.encoded = encoded

    def _decode(self, batch: Sequence[Work], cross: Cross) -> list[Decoded]:
        """Beams where they are asked for and the temperature is 0; the rest line by line."""
        options, budget = self.options, self.network.dims.n_text_ctx // 2 - 1
        asked = [work.asked(budget) for work in batch]
        tokenizer = batch[0].tokenizer
        rules = Rules(tokenizer, options.suppress_tokens, self.network.dims.n_vocab, self.network.device)
        beamed = [at for at, one in enumerate(asked) if options.beam_size is not None and one.temperature == 0]
        lines = [at for at in range(len(asked)) if at not in beamed]
        results: dict[int, Decoded] = {}

        def part(places: list[int], **how: Any) -> None:
            mine: list[Asked] = [asked[at] for at in places]
            mine_cross = self._of(cross, places, len(asked))
            found = decode(self.network, mine_cross, mine, rules, length_penalty=options.length_penalty, **how)
            results.update(zip(places, found, strict=True))

        if beamed:
            part(beamed, beams=options.beam_size, patience=options.patience)
        if lines:
            part(lines, samples=options.best_of or 1)
        return [results[at] for at in range(len(asked))]

    def _of(self, cross: Cross, places: list[int], whole: int) -> Cross:
        return cross if len(places) == whole else cross.of(torch.tensor(places, device=self.network.device))

    def _vote(self, works: Iterable[Work]) -> dict[str, float]:
        """How probable each language is over the first windows, together."""
        audible = [work for work in works if not work.done]
        if not audible:
            return {"en": 1.0}
        self._encode(audible)
        rows = self._languages(
            self.network.cross(torch.stack([work.encoded for work in audible if work.encoded is not None]))
        )
        return {code: sum(row[code] for row in rows) / len(rows) for code in rows[0]}

    def _speak(self, batch: Sequence[Work], cross: Cross, vote: dict[str, float]) -> None:
        """The language of each window that has none yet: its own if it is sure of it, else the clip's."""
        new = [at for at, work in enumerate(batch) if work.tokenizer is None]
        if not new:
            return
        for at, row in zip(new, self._languages(self._of(cross, new, len(batch))), strict=True):
            own = max(row, key=row.__getitem__)
            code, chance = own, row[own]
            if chance < _SURE:
                code = max(vote, key=vote.__getitem__)
                chance = vote[code]
            batch[at].tokenizer, batch[at].probability = self._tokenizer(code), chance

    def _languages(self, cross: Cross) -> list[dict[str, float]]:
        """How probable each language is in each window."""
        tokenizer = self._tokenizer("en")
        windows = len(cross.keys[0])
        begin = torch.full((windows, 1), tokenizer.sot, device=self.network.device)
        x = self.network.decode(begin, Sequences(cross, 1, torch.zeros(windows, dtype=torch.long, device=begin.device)))
        chances = self.network.scores(x[:, 0])[:, list(tokenizer.all_language_tokens)].softmax(dim=-1)
        return [dict(zip(tokenizer.all_language_codes, row, strict=True)) for row in chances.tolist()]

    def _tokenizer(self, language: str) -> Any:
        model = self.network.whisper
        return get_tokenizer(
            model.is_multilingual, num_languages=model.num_languages, language=language, task=self.options.task
        )


def out_of_memory(error: BaseException) -> bool:
    """Whether this is what it looks like when memory does not suffice; on a CPU torch says it only in words."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)
