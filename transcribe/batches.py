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

from ..document.errors import EngineError
from .alignment import Timed, align
from .decode import Decoded, decode
from .engine import Recognised, Vote, Window
from .network import Cross, Network, Sequences
from .tokens import Rules
from .voters import with_voters
from .work import Work

_SURE = 0.9  # with so much a window says for itself which language it is in
_LATE = 4  # batches of windows that may wait until an earlier one, which has to be tried again and again, is done
_PADDING = 400  # samples: what a frame at the end of the sound sees beyond it


@dataclass(slots=True)
class Batches:
    """Recognition of one stream of windows.

    Args:
        model: its name, for errors.
        size: how many windows at once; halved where memory does not suffice.
        on_smaller: told of the new size.
    """

    network: Network
    model: str
    size: int
    on_smaller: Callable[[int], None]

    def run(self, windows: Iterable[Window]) -> Iterator[Recognised | EngineError]:
        source = self._works(windows)
        waiting: deque[Work] = deque()  # to be heard, or heard on
        order: deque[Work] = deque()  # not yet given
        while True:
            for work in islice(source, max(0, min(self.size - len(waiting), _LATE * self.size - len(order)))):
                waiting.append(work)
                order.append(work)
            if not waiting:
                return
            batch = [waiting.popleft() for _ in range(min(self.size, len(waiting)))]
            if not self._fits(batch):
                self._halve(batch)
            waiting.extendleft(work for work in reversed(batch) if not work.done)
            while order and order[0].done:
                yield order.popleft().result()

    def _fits(self, batch: Sequence[Work]) -> bool:
        """One step for each; False if memory does not suffice. A model or device that fails does so by torch's RuntimeError;
        anything else is a fault of ours, and is not taken for theirs."""
        try:
            self._advance(batch)
        except (RuntimeError, MemoryError) as error:
            if out_of_memory(error):
                return False  # only here the error, and with it all that the step made, is let go of
            line = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise EngineError(f"openai-whisper failed with model {self.model}: {line}") from error
        return True

    def _halve(self, batch: Sequence[Work]) -> None:
        """Less at once from now on; a window that does not fit alone is given up."""
        if len(batch) == 1:
            batch[0].give_up(no_memory(self.network.device))
        else:
            self.size = len(batch) // 2
            self.on_smaller(self.size)
        for work in batch:
            work.encoded = None
        if self.network.device.type == "cuda":
            torch.cuda.empty_cache()

    def _works(self, windows: Iterable[Window]) -> Iterator[Work]:
        for work, voters in with_voters(map(self._work, windows), lambda work: work.window):
            work.voters = voters
            yield work

    def _work(self, window: Window) -> Work:
        sound = torch.from_numpy(window.samples).to(self.network.device)
        mel: Tensor = whisper.log_mel_spectrogram(sound, self.network.dims.n_mels, padding=_PADDING)
        mel = mel[:, : len(window.samples) // whisper.audio.HOP_LENGTH]
        work = Work(window, mel, done=mel.shape[-1] == 0)
        if window.options.language is not None or not self.network.whisper.is_multilingual:
            work.tokenizer = self._tokenizer(window.options.language or "en", window.options.task)
        if window.prompt:
            work.prompt = tuple(self._tokenizer("en").encode(" " + window.prompt.strip(), disallowed_special=()))
        return work

    def _advance(self, batch: Sequence[Work]) -> None:
        """One step for each: heard on, given up to the next temperature, or done."""
        batch = [work for work in batch if not work.done]
        if not batch:
            return
        cross = self._cross(batch)
        self._speak(batch, cross)
        kept = []
        for at, decoded in enumerate(self._decode(batch, cross)):
            chosen = batch[at].judge(decoded)
            if chosen is not None and not batch[at].skips(chosen):
                kept.append((at, chosen, batch[at].cut(chosen)))
        timed = [(at, cut) for at, _, cut in kept if batch[at].options.word_timestamps]
        words: dict[int, list[Timed]] = {}
        if timed:
            places = [at for at, _ in timed]
            texts = [batch[at].text(cut) for at, cut in timed]
            words = dict(zip(places, align(self.network, self._of(cross, places, len(batch)), texts), strict=True))
        for at, chosen, cut in kept:
            batch[at].take(chosen, cut, words.get(at))

    def _cross(self, works: Sequence[Work]) -> Cross:
        """What the decoder reads of these windows; what is not encoded yet is encoded."""
        new = [work for work in works if work.encoded is None]
        if new:
            for work, encoded in zip(
                new, self.network.encode(torch.stack([work.sound() for work in new])), strict=True
            ):
                work.encoded = encoded
        return self.network.cross(torch.stack([work.encoded for work in works if work.encoded is not None]))

    def _decode(self, batch: Sequence[Work], cross: Cross) -> list[Decoded]:
        """Each as its options ask, those of the same kind together; beams only at temperature 0, the rest line by line."""
        budget = self.network.dims.n_text_ctx // 2 - 1
        tokenizer = batch[0].tokenizer
        kinds: dict[tuple[Any, ...], list[int]] = {}
        for at, work in enumerate(batch):
            one = work.options
            beamed = one.beam_size is not None and work.temperature == 0
            how = (1, one.beam_size, one.patience) if beamed else (one.best_of or 1, None, None)
            kinds.setdefault((one.suppress_tokens, one.length_penalty, *how), []).append(at)
        results: dict[int, Decoded] = {}
        for (suppressed, length_penalty, samples, beams, patience), places in kinds.items():
            rules = Rules(tokenizer, suppressed, self.network.dims.n_vocab, self.network.device)
            mine = self._of(cross, places, len(batch))
            asked = [batch[at].asked(budget) for at in places]
            found = decode(
                self.network,
                mine,
                asked,
                rules,
                samples=samples,
                beams=beams,
                patience=patience,
                length_penalty=length_penalty,
            )
            results.update(zip(places, found, strict=True))
        return [results[at] for at in range(len(batch))]

    def _of(self, cross: Cross, places: list[int], whole: int) -> Cross:
        return cross if len(places) == whole else cross.of(torch.tensor(places, device=self.network.device))

    def _speak(self, batch: Sequence[Work], cross: Cross) -> None:
        """The language of each window that has none yet: its own if it is sure of it, else the clip's. The clip votes anyway:
        its hearing may be broken off before a window needs that, and go on."""
        new = [at for at, work in enumerate(batch) if work.tokenizer is None]
        unasked = [at for at in new if not batch[at].languages]
        if unasked:
            self._ask([batch[at] for at in unasked], self._of(cross, unasked, len(batch)))
        for work in (batch[at] for at in new):
            code = max(work.languages, key=work.languages.__getitem__)
            chance = work.languages[code]
            work.vote = work.window.vote or self._vote(work.voters)
            if chance < _SURE and work.vote is not None:
                code, chance = work.vote.language, work.vote.probability
            work.tokenizer, work.probability = self._tokenizer(code, work.options.task), chance

    def _vote(self, voters: Sequence[Work]) -> Vote | None:
        """What these windows say together; no more of them at once than one batch."""
        new = [work for work in voters if not work.languages and not work.done]
        for at in range(0, len(new), self.size):
            some = new[at : at + self.size]
            self._ask(some, self._cross(some))
        rows = [work.languages for work in voters if work.languages]
        chances = {code: sum(row[code] for row in rows) / len(rows) for code in rows[0]} if rows else {}
        return Vote(code := max(chances, key=chances.__getitem__), chances[code]) if chances else None

    def _ask(self, works: Sequence[Work], cross: Cross) -> None:
        """Note how probable each language is in each window."""
        for work, chances in zip(works, self._languages(cross), strict=True):
            work.languages = chances

    def _languages(self, cross: Cross) -> list[dict[str, float]]:
        """How probable each language is in each window."""
        tokenizer = self._tokenizer("en")
        windows = len(cross.keys[0])
        begin = torch.full((windows, 1), tokenizer.sot, device=self.network.device)
        x = self.network.decode(begin, Sequences(cross, 1, torch.zeros(windows, dtype=torch.long, device=begin.device)))
        chances = self.network.scores(x[:, 0])[:, list(tokenizer.all_language_tokens)].softmax(dim=-1)
        return [dict(zip(tokenizer.all_language_codes, row, strict=True)) for row in chances.tolist()]

    def _tokenizer(self, language: str, task: str = "transcribe") -> Any:
        model = self.network.whisper
        return get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language=language, task=task)


def no_memory(device: torch.device) -> EngineError:
    gpu = "use a smaller model, --precision fp16 or --device cpu"
    return EngineError(
        f"{device} has not enough memory for this model",
        remedy=gpu if device.type == "cuda" else "use a smaller model",
    )


def out_of_memory(error: BaseException) -> bool:
    """Whether this is what it looks like when memory does not suffice; on a CPU torch says it only in words."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)
