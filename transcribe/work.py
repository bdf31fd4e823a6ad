"""One window on its way through openai-whisper's procedure: decode, test, try again warmer, cut into segments, go on.

`Work` holds where a window stands; it neither decodes nor aligns, so that whoever does can do it for many windows at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from random import Random
from typing import Any

import whisper
from torch import Tensor
from whisper.tokenizer import Tokenizer

from ..document.errors import EngineError
from ..document.model import Word, split_words, spread
from .alignment import Text, Timed
from .decode import Asked, Decoded
from .doubts import HOT, compression, looping
from .engine import Heard, Options, Recognised, Vote, Window
from .words import Piece, place

_FRAMES = 3000  # of a window of 30 s
_FRAMES_A_SECOND = 100
_STAMP = 0.02  # seconds between timestamps


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as segments; the frame, counted from where it was heard from, at which it says that the next one begins; and
    whether it says that there is none."""

    pieces: list[Piece]
    next: int
    closed: bool


@dataclass(slots=True)
class Work:
    """A window, and how far it has been heard.

    Attributes:
        mel: (mels, frames) of its sound.
        voters: the windows that say together what language its clip is in, if that is to be found out.
        languages: how probable each language is in it, if somebody looked.
        prompt: tokens that stand before each of its texts.
        tokenizer: of its language; None until that is known.
        probability: how sure the language is, if it was found out.
        vote: what the voters say together.
        encoded: (1500, width), what the encoder made of the sound from `seek` on, while that is tried again.
        seek: the frame from which on it is to be heard.
        step: which of the temperatures is to be tried.
        done: nothing more is to be heard.
    """

    window: Window
    mel: Tensor
    voters: list[Work] = field(default_factory=list)
    languages: dict[str, float] = field(default_factory=dict)
    prompt: tuple[int, ...] = ()
    tokenizer: Tokenizer | None = None
    probability: float | None = None
    vote: Vote | None = None
    encoded: Tensor | None = None
    seek: int = 0
    step: int = 0
    done: bool = False
    _tries: list[Decoded] = field(default_factory=list)
    _context: tuple[int, ...] = ()
    _spoken: float = 0.0
    _segments: list[Heard] = field(default_factory=list)
    _error: EngineError | None = None

    @property
    def options(self) -> Options:
        return self.window.options

    def sound(self) -> Tensor:
        """(mels, 3000): what the encoder is to see next; nothing follows the sound, not even silence."""
        seen: Tensor = whisper.pad_or_trim(self.mel[:, self.seek : self.seek + self._frames], _FRAMES)
        return seen

    def asked(self, budget: int) -> Asked:
        """What the decoder gets: the prompt, as much context as fits behind it, and Whisper's own first tokens."""
        tokenizer = self._speaks()
        prompt = self.prompt[-budget:]
        room = budget - len(prompt)
        before = (*prompt, *self._context[-room:]) if room else prompt
        begin = (tokenizer.sot_prev, *before) if before else ()
        dice = Random(f"{self.options.seed} {self.window.start} {self.seek} {self.temperature}")
        return Asked((*begin, *tokenizer.sot_sequence), len(begin), self.temperature, dice.getrandbits(63))

    @property
    def temperature(self) -> float:
        return self.options.temperatures[self.step]

    def judge(self, decoded: Decoded) -> Decoded | None:
        """The text to keep: this one if it is sound, the best one if no temperature is left; None: try the next."""
        if self._silent(decoded) or not self._fails(decoded):
            return decoded
        self._tries.append(decoded)
        if self.step + 1 < len(self.options.temperatures):
            self.step += 1
            return None
        return max(self._tries, key=lambda one: (not self._loops(one), one.avg_logprob))

    def cut(self, decoded: Decoded) -> Cut:
        """The segments of a text: timestamps enclose each; without, it is one that lasts as long as the sound."""
        tokens, stamps = decoded.tokens, self._speaks().timestamp_begin
        pairs = [at for at in range(1, len(tokens)) if tokens[at - 1] >= stamps and tokens[at] >= stamps]
        closed = len(tokens) > 1 and tokens[-1] >= stamps > tokens[-2]
        if not pairs:
            last = next((token for token in reversed(tokens) if token >= stamps), stamps)
            length = (last - stamps) * _STAMP if last > stamps else self._frames / _FRAMES_A_SECOND
            return Cut([self._piece(0.0, length, tokens)], self._frames, closed)
        if closed:
            pairs.append(len(tokens))
        pieces = []
        for first, last in zip([0, *pairs[:-1]], pairs, strict=True):
            part = tokens[first:last]
            pieces.append(self._piece((part[0] - stamps) * _STAMP, (part[-1] - stamps) * _STAMP, part))
        step = 2 * (tokens[pairs[-1] - 1] - stamps)
        return Cut(pieces, self._frames if closed else step, closed)

    def text(self, cut: Cut) -> Text:
        """What is to be aligned of these segments."""
        tokens = tuple(token for piece in cut.pieces for token in piece.tokens)
        return Text(tokens, self._speaks(), self._frames // 2)

    def take(self, decoded: Decoded, cut: Cut, words: list[Timed] | None) -> None:
        """Keep what was heard (`words` if somebody asked for their times), and go on behind it."""
        seek = self.seek + cut.next
        if words is not None:
            self._spoken = place(cut.pieces, words, self._now, self._spoken)
            ends = [piece.words[-1].end for piece in cut.pieces if piece.words]
            end = ends[-1] if ends else cut.pieces[-1].end
            if not cut.closed and end > self._now:
                seek = round(end * _FRAMES_A_SECOND)
        self._keep(decoded, cut.pieces)
        self._go_on(seek)

    def give_up(self, error: EngineError) -> None:
        self._error, self.done = error, True

    def result(self) -> Recognised | EngineError:
        if self._error is not None:
            return self._error
        language = self.tokenizer.language if self.tokenizer is not None else None
        return Recognised(tuple(self._segments), language or "en", self.probability, self.vote)

    def skips(self, decoded: Decoded) -> bool:
        """Whether there is nothing in what was decoded: silence, by Whisper's own test. Then the window is done."""
        if not self._silent(decoded):
            return False
        self.done = True
        return True

    @property
    def _frames(self) -> int:
        """How many frames the next look has sound for."""
        return min(_FRAMES, self.mel.shape[-1] - self.seek)

    @property
    def _now(self) -> float:
        return self.seek / _FRAMES_A_SECOND

    def _speaks(self) -> Any:
        assert self.tokenizer is not None, "decoded before its language was known"
        return self.tokenizer

    def _piece(self, start: float, end: float, written: tuple[int, ...]) -> Piece:
        text = tuple(token for token in written if token < self._speaks().eot)
        return Piece(self._now + start, self._now + end, text, written)

    def _plain(self, decoded: Decoded) -> str:
        text: str = self._speaks().decode(list(decoded.tokens))  # leaves timestamps out
        return text.strip()

    def _fails(self, decoded: Decoded) -> bool:
        least = self.options.logprob_threshold
        return self._loops(decoded) or (least is not None and decoded.avg_logprob < least)

    def _loops(self, decoded: Decoded) -> bool:
        most, text = self.options.compression_ratio_threshold, self._plain(decoded)
        return most is not None and (compression(text) > most or looping(text) > 0)

    def _silent(self, decoded: Decoded) -> bool:
        most, least = self.options.no_speech_threshold, self.options.logprob_threshold
        return most is not None and decoded.no_speech_prob > most and (least is None or decoded.avg_logprob <= least)

    def _keep(self, decoded: Decoded, pieces: list[Piece]) -> None:
        evidence = {
            "avg_logprob": decoded.avg_logprob,
            "no_speech_prob": decoded.no_speech_prob,
            "compression_ratio": compression(self._plain(decoded)),
            "temperature": decoded.temperature,
            **({"failed": 1.0} if self._fails(decoded) else {}),
        }
        for piece in pieces:
            text = self._speaks().decode(list(piece.tokens))
            if piece.start == piece.end or not text.strip():
                continue
            self._segments.append(self._heard(piece, text, evidence))
            self._context += piece.written
        if not self.options.condition_on_previous_text or decoded.temperature > HOT:
            self._context = ()

    def _heard(self, piece: Piece, text: str, evidence: dict[str, float]) -> Heard:
        end = len(self.window.samples) * 1000 // whisper.audio.SAMPLE_RATE
        start, stop = _ms(piece.start, end), _ms(piece.end, end)
        stop = max(start, stop)
        words = [
            Word(word.text, _ms(word.start, end), _ms(word.end, end), _probability(word.probability))
            for word in piece.words
        ]
        if not "".join(word.text for word in words).strip():  # not asked for, or the alignment found nothing
            words = spread(split_words(text), start, stop)
        return Heard(start, stop, tuple(words), evidence)

    def _go_on(self, seek: int) -> None:
        now = seek * 1000 // _FRAMES_A_SECOND
        self.done = seek <= self.seek or seek >= self.mel.shape[-1] or not self.window.goes_on(now)
        self.seek, self.step, self.encoded, self._tries = seek, 0, None, []


def _ms(seconds: float, end: int) -> int:
    return min(max(round(seconds * 1000), 0), end) if isfinite(seconds) else 0


def _probability(value: float) -> float:
    return value if isfinite(value) else 0.0
