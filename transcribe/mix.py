"""Decoded frames as one channel of float32 samples."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from av.audio.frame import AudioFrame
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

# Where a mix of two channels has less than this share of their power, they cancel each other out: one of them was recorded the
# wrong way round (-20 dB; equal channels keep all of it, unlike ones a half).
_CANCELLED = 0.01
# As FFmpeg mixes to mono: speech is in the centre, effects in the bass. What is not named here counts half.
_LOUD = {"FC": 1.0, "FL": 0.7071, "FR": 0.7071, "LFE": 0.0, "LFE2": 0.0}


def mono(frame: AudioFrame, channel: int | None) -> Samples:
    """The samples of a frame as float32 of shape (n,): one channel of it, or all mixed; the first of two that cancel each other
    out."""
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
    if channels == 1:
        return values[0]  # type: ignore[no-any-return]
    if channel is not None:
        return values[min(channel, channels) - 1]  # type: ignore[no-any-return]
    mixed = np.array(_weights(frame.layout.name, channels), np.float32) @ values
    if channels == 2 and np.dot(mixed, mixed) < _CANCELLED * np.vdot(values, values) / 2:
        return values[0]  # type: ignore[no-any-return]
    return mixed  # type: ignore[no-any-return]


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
