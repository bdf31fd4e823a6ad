"""Decoded frames as one channel of float32 samples."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from av.audio.frame import AudioFrame
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

# Two channels cancel each other out, because one of them was recorded the wrong way round, when they are correlated by less
# than the first; they do no more from the second on. Equal ones have 1, unlike ones 0. What was heard fades with this time (s).
_AGAINST, _WITH, _MEMORY = -0.5, 0.0, 2.0
# As FFmpeg mixes to mono: speech is in the centre, effects in the bass. What is not named here counts half.
_LOUD = {"FC": 1.0, "FL": 0.7071, "FR": 0.7071, "LFE": 0.0, "LFE2": 0.0}


class Mixer:
    """Frames of a stream as float32 samples of shape (n,): one channel (from 1), or all mixed; the first of two that cancel
    each other out."""

    def __init__(self, channel: int | None) -> None:
        self._channel = channel
        self._product = self._power = 0.0  # of two channels, as far as it is remembered
        self._against = False

    def mono(self, frame: AudioFrame) -> Samples:
        """The next frame."""
        import numpy as np

        values = _channels(frame)
        count = len(values)
        if count == 1:
            return values[0]  # type: ignore[no-any-return]
        if self._channel is not None:
            return values[min(self._channel, count) - 1]  # type: ignore[no-any-return]
        if count == 2:
            kept = exp(-frame.samples / (_MEMORY * (frame.sample_rate or 1)))
            self._product = kept * self._product + float(np.dot(values[0], values[1]))
            self._power = kept * self._power + float(np.vdot(values, values)) / 2
            self._against = self._product < (_WITH if self._against else _AGAINST) * self._power
            if self._against:
                return values[0]  # type: ignore[no-any-return]
        return np.array(_weights(frame.layout.name, count), np.float32) @ values  # type: ignore[no-any-return]


def _channels(frame: AudioFrame) -> Any:
    """The samples as float32 of shape (channels, n)."""
    import numpy as np

    try:
        array: Any = frame.to_ndarray()
    except (ValueError, KeyError):  # a sample format that numpy lacks
        from av.audio.resampler import AudioResampler

        (frame,) = AudioResampler(format="fltp").resample(frame)
        array = frame.to_ndarray()
    channels = frame.layout.nb_channels
    if not frame.format.is_planar:
        array = array.reshape(-1, channels).T
    if array.dtype == np.uint8:
        values = (array.astype(np.float32) - 128) / 128
    elif array.dtype.kind == "i":
        values = array.astype(np.float32) / float(1 << (8 * array.dtype.itemsize - 1))
    else:
        with np.errstate(over="ignore"):
            values = array.astype(np.float32, copy=False)
        if not np.isfinite(values).all():
            values = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    return values


@cache
def _weights(layout: str, channels: int) -> tuple[float, ...]:
    """How loud each channel is in the mix; their sum is 1. Channels without a known place are equals."""
    from av.audio.layout import AudioLayout

    loud = [1.0] * channels
    if channels > 2 and not layout.endswith(" channels"):
        names = [channel.name for channel in AudioLayout(layout).channels]
        if "FC" in names:
            loud = [_LOUD.get(name, 0.5) for name in names]
    return tuple(value / sum(loud) for value in loud)
