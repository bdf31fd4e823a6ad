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
_EARLIEST_QUIET = 20 * RATE  # samples: where there is no pause to choose, a cut before that is no use
_LONG_PAUSE = round(0.4 * _A_SECOND)  # frames; a longer pause is no better place for a cut
_QUIET = RATE // 5  # samples over which loudness is measured to find the quietest place


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Sound that holds together: where it begins (samples on the sound's clock), and (start, end) of what is said in it, from
    its own start; None if nobody looked."""

    start: int
    samples: Samples
    speech: tuple[tuple[int, int], ...] | None


def windows(sound: Iterable[Samples], begin: int, detector: SpeechDetector | None, lead: int = 0) -> Iterator[Window]:
    """Windows of what is said.

    Args:
        sound: consecutive pieces, 16 kHz mono.
        begin: where they begin on the clip's clock, in ms.
        detector: finds out where somebody speaks; None hears everything, cut at quiet places.
        lead: how many frames at their beginning only the detector hears, because it judges by what came before.
    """
    buffer = _Buffer(detector, lead)
    held: list[_Stretch] = []
    for piece in itertools.chain(sound, [None]):
        final = piece is None
        buffer.end() if piece is None else buffer.add(piece)
        while (stretch := buffer.take(room := LONGEST - sum(len(one.samples) for one in held), final)) is not None:
            if len(stretch.samples) > room:
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


class _Buffer:
    """The sound that is not yet decided upon; it begins at a whole frame."""

    def __init__(self, detector: SpeechDetector | None, lead: int) -> None:
        import numpy as np

        self._detector = detector
        self._lead = lead
        self._start = 0
        self._samples = np.zeros(0, np.float32)
        self._chances = np.zeros(0, np.float32)  # of speech, for each whole frame

    def add(self, samples: Samples) -> None:
        import numpy as np

        self._samples = np.concatenate([self._samples, samples])
        self._look(len(self._samples) // FRAME * FRAME)

    def end(self) -> None:
        self._look(len(self._samples))

    def take(self, room: int, final: bool) -> _Stretch | None:
        """The next stretch of speech, of at most 30 s: as much of it as there is room for (samples) in the window before, if
        that ends in a pause. None if more has to be known."""
        spans = self._spans()
        if not spans:
            self._drop(max(0, len(self._chances) - _PAD - LATE))
            return None
        last = next((n for n in range(1, len(spans)) if spans[n][0] - spans[n - 1][1] > _PAUSE), len(spans))
        mine = spans[:last]
        first_frame = max(0, mine[0][0] - _PAD) if self._detector is not None else 0
        self._drop(first_frame)
        mine = [(first - first_frame, end - first_frame) for first, end in mine]
        ended = final or last < len(spans) or len(self._chances) - mine[-1][1] > _PAUSE
        end = min(len(self._samples), (mine[-1][1] + _PAD) * FRAME)
        if ended and end <= room:
            return self._cut_off(end, mine)
        if room < LONGEST:
            if not ended and not (end > room and self._reaches(room, final)):
                return None
            if cut := _pause(mine, room, _LONG_PAUSE):
                return self._cut_off(cut, mine)
        if ended and end <= LONGEST:
            return self._cut_off(end, mine)
        if end > LONGEST and self._reaches(LONGEST, final):
            return self._cut_off(_pause(mine, LONGEST, 0) or _quietest(self._samples), mine)
        return None

    def _reaches(self, room: int, final: bool) -> bool:
        """Whether a place to cut before `room` can be chosen: what begins as a pause there is one if speech goes on."""
        return final or len(self._samples) >= room + _PAUSE * FRAME

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
            heard = min(self._lead, len(self._chances))
            self._lead -= heard
            self._drop(heard)


def _pause(spans: Sequence[tuple[int, int]], room: int, least: int) -> int:
    """Where to cut within `room` samples: in the middle of a long and late pause of at least so many frames; 0 without one."""
    earliest = room // 3
    best, cut = 0.0, 0
    for (_, pause), (speech, _) in itertools.pairwise(spans):
        middle = (pause + speech) // 2 * FRAME
        if earliest <= middle <= room and speech - pause >= least:
            late = (middle - earliest) / (room - earliest)
            worth = min(speech - pause, _LONG_PAUSE) / _LONG_PAUSE + late
            if worth > best:
                best, cut = worth, middle
    return cut


def _quietest(samples: Samples) -> int:
    """Where to cut within 30 s without a pause: in the middle (of a frame) of the quietest stretch that is late enough."""
    import numpy as np

    samples = samples[_EARLIEST_QUIET:LONGEST]
    power = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    loudness = power[_QUIET:] - power[:-_QUIET]
    quiet = np.flatnonzero(loudness <= loudness.min() * 1.0001)
    return _EARLIEST_QUIET + int(quiet[len(quiet) // 2] + _QUIET // 2) // FRAME * FRAME


def _ms(samples: int) -> int:
    return samples * 1000 // RATE
