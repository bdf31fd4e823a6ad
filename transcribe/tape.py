"""Pieces of sound, each with its time, laid one after the other so that every sample is where its time says.

Decoders hand out pieces with time stamps that have holes (a stream that starts late, lost packets), that overlap (priming,
cuts) and that are rounded. Whoever just joins the pieces moves everything after a hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000  # what Whisper hears, samples a second


class Tape:
    """A run of samples at one rate, without holes.

    Args:
        rate: samples a second.
        begin: the sample position (0 at the clock's zero) of the first sample that is wanted; what lies before it is dropped.
        longest_hole: the longest hole, in seconds, that is believed. A longer one is a jump of the file's clock, as cut and
            joined broadcast recordings have it: the sound goes on, and so does its time.

    Attributes:
        position: the position of the next sample.
        lost: (position, length) of the silences that were put in for sound that was lost.
        jumps: where (in seconds) the file's clock jumped.
    """

    TOLERANCE = Fraction(20, 1000)  # time stamps of whole milliseconds, or of video ticks, are off by less
    LONGEST_LOSS = 3600  # seconds; nothing is heard for longer at the beginning of a clip, or where it is damaged
    LONGEST_OVERLAP = 1  # second; a longer step back is a jump of the clock too
    BLOCK = 65_536  # samples of silence at a time

    def __init__(self, rate: int, begin: int = 0, longest_hole: Fraction | float = 10) -> None:
        self.rate = rate
        self.position = begin
        self.lost: list[tuple[int, int]] = []
        self.jumps: list[float] = []
        self._longest_hole = longest_hole
        self._shift = 0
        self._fresh = True

    def lay(self, samples: Samples, at: Fraction | None = None, lost: bool = False) -> Iterator[Samples]:
        """Add samples (shape (n,)) that begin `at` seconds, or right here if the file does not say; yields what to join.

        `lost`: sound was lost before them, so that a hole is believed however long it is.
        """
        import numpy as np

        gap = 0 if at is None else round(at * self.rate) + self._shift - self.position
        if not self._fresh and abs(gap) <= self.TOLERANCE * self.rate:
            gap = 0
        elif gap > self._limit(lost) * self.rate or (not self._fresh and -gap > self.LONGEST_OVERLAP * self.rate):
            self.jumps.append(self.position / self.rate)
            self._shift -= gap
            gap = 0
        if gap < 0:
            samples = samples[-gap:]
        if not len(samples):
            return
        if gap > 0 and lost and not self._fresh:
            self.lost.append((self.position, gap))
        self._fresh = False
        while gap > 0:
            block = min(gap, self.BLOCK)
            yield np.zeros(block, np.float32)
            self.position += block
            gap -= block
        yield samples
        self.position += len(samples)

    def _limit(self, lost: bool) -> Fraction | float:
        return max(self._longest_hole, self.LONGEST_LOSS) if self._fresh or lost else self._longest_hole


def resample(runs: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """Samples that follow one another, from any rate to `RATE`; without delay, and nothing is lost at the end."""
    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    if rate == RATE:
        yield from runs
        return
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    for run in _gathered(runs, rate // 2):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(run[np.newaxis]), format="flt", layout="mono")
        frame.sample_rate = rate
        for part in resampler.resample(frame):
            yield part.to_ndarray()[0].astype(np.float32, copy=False)
    for part in resampler.resample(None):
        yield part.to_ndarray()[0].astype(np.float32, copy=False)


def _gathered(runs: Iterable[Samples], enough: int) -> Iterator[Samples]:
    """The same samples in fewer pieces: a decoder's frames are so short that handling each costs more than resampling it."""
    import numpy as np

    held: list[Samples] = []
    count = 0
    for run in runs:
        held.append(run)
        count += len(run)
        if count >= enough:
            yield np.concatenate(held)
            held, count = [], 0
    if held:
        yield np.concatenate(held)
