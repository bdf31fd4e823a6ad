"""Sound into windows of at most 30 s, while it comes in: only what is said, cut where nobody speaks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .engine import Part, Window
from .speech import FRAME, LATE, SpeechDetector, speech_spans
from .tape import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

LONGEST = 30 * RATE  # samples: what Whisper hears at once
_A_SECOND = RATE / FRAME  # frames
_PAD = round(0.2 * _A_SECOND)  # frames of silence that stay around what is said
_PAUSE = round(2.0 * _A_SECOND)  # frames; longer silences are left out
_EARLIEST_CUT = 10 * RATE  # samples: shorter windows are no use, each costs as much as a whole one
_EARLIEST_QUIET = 20 * RATE  # the same where there is no pause to choose
_LONG_PAUSE = round(0.4 * _A_SECOND)  # frames; a longer pause is no better place for a cut
_QUIET = RATE // 5  # samples over which loudness is measured to find the quietest place


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Sound that holds together: where it begins (samples on the sound's clock), and (start, end) of what is said in it, from
    its own start; None if nobody looked."""

    start: int
    samples: Samples
    speech: tuple[tuple[int, int], ...] | None


def windows(sound: Iterable[Samples], begin: int, detector: SpeechDetector | None) -> Iterator[Window]:
    """Windows of what is said.

    Args:
        sound: consecutive pieces, 16 kHz mono.
        begin: where they begin on the clip's clock, in ms.
        detector: finds out where somebody speaks; None hears everything, cut at quiet places.
    """
    held: list[_Stretch] = []
    for stretch in _stretches(sound, detector):
        if held and sum(len(one.samples) for one in held) + len(stretch.samples) > LONGEST:
            yield _window(held, begin)
            held = []
        held.append(stretch)
        if detector is None:  # nothing is left out, so nothing is joined
            yield _window(held, begin)
            held = []
    if held:
        yield _window(held, begin)


def _window(stretches: Sequence[_Stretch], begin: int) -> Window:
    import numpy as np

    parts, speech = [], []
    at = 0
    for stretch in stretches:
        parts.append(Part(_ms(at), begin + _ms(stretch.start), _ms(len(stretch.samples))))
        speech += [(_ms(at + first), _ms(at + last)) for first, last in stretch.speech or ()]
        at += len(stretch.samples)
    samples = np.concatenate([stretch.samples for stretch in stretches]) if len(stretches) > 1 else stretches[0].samples
    looked = stretches[0].speech is not None
    return Window(samples, parts[0].start, tuple(speech) if looked else None, parts=tuple(parts))


def _stretches(sound: Iterable[Samples], detector: SpeechDetector | None) -> Iterator[_Stretch]:
    """Stretches of speech of at most 30 s, in their order."""
    buffer = _Buffer(detector)
    for samples in sound:
        buffer.add(samples)
        yield from buffer.stretches(final=False)
    buffer.end()
    yield from buffer.stretches(final=True)


class _Buffer:
    """The sound that is not yet decided upon; it begins at a whole frame."""

    def __init__(self, detector: SpeechDetector | None) -> None:
        import numpy as np

        self._detector = detector
        self._start = 0
        self._samples = np.zeros(0, np.float32)
        self._chances = np.zeros(0, np.float32)  # of speech, for each whole frame

    def add(self, samples: Samples) -> None:
        import numpy as np

        self._samples = np.concatenate([self._samples, samples])
        self._look(len(self._samples) // FRAME * FRAME)

    def end(self) -> None:
        self._look(len(self._samples))

    def stretches(self, *, final: bool) -> Iterator[_Stretch]:
        """What is ready."""
        while True:
            spans = self._spans()
            if not spans:
                self._drop(max(0, len(self._chances) - _PAD - LATE))
                return
            last = next((n for n in range(1, len(spans)) if spans[n][0] - spans[n - 1][1] > _PAUSE), len(spans))
            mine = spans[:last]
            first_frame = max(0, mine[0][0] - _PAD) if self._detector is not None else 0
            self._drop(first_frame)
            mine = [(first - first_frame, end - first_frame) for first, end in mine]
            ended = final or last < len(spans) or len(self._chances) - mine[-1][1] > _PAUSE
            end = min(len(self._samples), (mine[-1][1] + _PAD) * FRAME)
            # A cut in a pause that begins before 30 s are over is only known to be one when speech goes on.
            known = final or len(self._samples) >= LONGEST + _PAUSE * FRAME
            if end > LONGEST and known:
                yield self._cut_off(_best_cut(mine, self._samples), mine)
            elif ended and end <= LONGEST:
                yield self._cut_off(end, mine)
            else:
                return

    def _spans(self) -> list[tuple[int, int]]:
        if self._detector is not None:
            return speech_spans(self._chances)
        return [(0, -(-len(self._samples) // FRAME))] if len(self._samples) else []

    def _cut_off(self, end: int, spans: Sequence[tuple[int, int]]) -> _Stretch:
        """The buffer's first samples up to `end`, which then leave it."""
        said = [(first * FRAME, min(last * FRAME, end)) for first, last in spans if first * FRAME < end]
        stretch = _Stretch(self._start, self._samples[:end], None if self._detector is None else tuple(said))
        self._drop(-(-end // FRAME))
        return stretch

    def _drop(self, frames: int) -> None:
        self._samples = self._samples[frames * FRAME :]
        self._chances = self._chances[frames:]
        self._start += frames * FRAME

    def _look(self, upto: int) -> None:
        import numpy as np

        if self._detector is not None:
            new = self._detector.probabilities(self._samples[len(self._chances) * FRAME : upto])
            self._chances = np.concatenate([self._chances, new])


def _best_cut(spans: Sequence[tuple[int, int]], samples: Samples) -> int:
    """Where, within 30 s, to cut: in the middle of a long and late pause, else at the quietest place."""
    best, cut = 0.0, 0
    for (_, pause), (speech, _) in itertools.pairwise(spans):
        middle = (pause + speech) // 2 * FRAME
        if _EARLIEST_CUT <= middle <= LONGEST:
            late = (middle - _EARLIEST_CUT) / (LONGEST - _EARLIEST_CUT)
            worth = min(speech - pause, _LONG_PAUSE) / _LONG_PAUSE + late
            if worth > best:
                best, cut = worth, middle
    return cut or _quietest(samples[_EARLIEST_QUIET:LONGEST]) + _EARLIEST_QUIET


def _quietest(samples: Samples) -> int:
    """The middle (of a frame) of the quietest stretch."""
    import numpy as np

    power = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    loudness = power[_QUIET:] - power[:-_QUIET]
    quiet = np.flatnonzero(loudness <= loudness.min() * 1.0001)
    return int(quiet[len(quiet) // 2] + _QUIET // 2) // FRAME * FRAME


def _ms(samples: int) -> int:
    return samples * 1000 // RATE
