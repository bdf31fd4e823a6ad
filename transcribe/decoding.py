"""Clips decoded one after the other by a thread of their own, a little ahead of whoever hears them."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING

from .ahead import ahead
from .hearing import Hearing
from .sound import Sound, decode
from .speech import FRAME, SpeechDetector
from .tape import RATE
from .windows import windows

if TYPE_CHECKING:
    from .engine import Window
    from .windows import Samples

_AHEAD = 32  # windows (60 MB at most) and ends of clips that wait
_FRAME = FRAME * 1000 // RATE  # ms
_LEAD = 30_000  # ms before a passage in which the detector listens already, else it may miss the first word
_SHORTEST = 100  # ms; nobody says a word in less, and there is nothing to align


class Decoding:
    """The thread, and what it is to decode. It has one clip open at a time."""

    def __init__(self) -> None:
        self._wanted: SimpleQueue[Hearing | None] = SimpleQueue()
        self._pieces = ahead(_decoded(iter(self._wanted.get, None)), _AHEAD)

    def add(self, clip: Hearing) -> None:
        self._wanted.put(clip)

    def no_more(self) -> None:
        self._wanted.put(None)

    def next(self) -> tuple[Hearing, Window | int | Exception] | None:
        """Of each clip its windows, then its length in ms or what stood in its way; None after the last clip."""
        return next(self._pieces, None)

    def close(self) -> None:
        self.no_more()
        self._pieces.close()


def _decoded(clips: Iterator[Hearing]) -> Iterator[tuple[Hearing, Window | int | Exception]]:
    for clip in clips:
        try:
            detector = _detector() if clip.options.speech_only else None
            lead = _lead(clip) if detector is not None else 0
            clip.sound = decode(
                clip.path,
                track=clip.track,
                language=clip.options.language,
                channel=clip.channel,
                start=clip.start,
                end=clip.end,
                lead=lead,
                on_warning=clip.told.warning,
            )
            counted = _Counted(clip.sound)
            for window in windows(counted, (clip.start or 0) - lead, detector, lead // _FRAME):
                if clip.result is not None:  # nobody wants it any more
                    break
                if len(window.samples) * 1000 >= _SHORTEST * RATE:
                    yield clip, window
            yield clip, max(0, counted.ms - lead)
        except Exception as error:  # noqa: BLE001 - one clip's trouble is not the others'
            yield clip, error


def _lead(clip: Hearing) -> int:
    """For how many ms before what is to be heard the detector listens, in whole frames: to all that was heard before, if a
    hearing goes on. It remembers more than half a minute, and windows are to be cut as if there had been no break."""
    begin = clip.start or 0
    return (begin if clip.earlier is not None else min(begin, _LEAD)) // _FRAME * _FRAME


def _detector() -> SpeechDetector:
    import torch

    # Of this thread alone. The detector's steps are so small that two threads take ten times as long for them as one.
    torch.set_num_threads(1)
    return SpeechDetector()


class _Counted:
    """Sound, and how much of it has gone by."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._samples = 0

    @property
    def ms(self) -> int:
        return self._samples * 1000 // RATE

    def __iter__(self) -> Iterator[Samples]:
        for samples in self._sound:
            self._samples += len(samples)
            yield samples
