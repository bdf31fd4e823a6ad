"""Decode one audio stream of a media file to 16 kHz mono, piece by piece, on the clock that a player shows."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from fractions import Fraction
from itertools import chain, groupby
from math import gcd
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..document.clock import fine_clock
from ..document.errors import CallError, InputError, NoTrack, PastEnd
from .damage import is_cut_short, reading_error, states_length
from .losses import losses_of
from .media import AudioStream, MediaInfo, choose_stream, describe, open_media
from .mix import Mixer
from .tape import RATE, Tape, resample

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

    from .lost import Losses

    Samples = NDArray[np.float32]
    # Seconds on the clip's clock or None, samples a second, mono samples, and whether what its time leaves out is lost.
    _Frame = tuple[Fraction | None, int, Samples, bool]

_CHUNK = RATE  # samples a piece: one second
_LEAD = Fraction(1)  # seconds decoded before a passage, for codecs that build on what came before
_WARM = Fraction(1, 10)  # seconds resampled before a passage, so that it is what a whole decoding gives
_FAR = 60  # seconds: a passage that begins earlier is found by decoding from the beginning, which is exact everywhere
# Seeking in these finds the time that was asked for; elsewhere (raw streams, MP3) it is guessed from the bit rate.
_SEEKABLE = {"mov", "mp4", "matroska", "wav", "w64", "aiff", "caf", "flac", "ogg", "mpegts", "mxf", "avi"}
_JUMPY = {"mpegts", "mpeg", "flv", "mpegtsraw", "rm", "asf"}  # their clocks jump where recordings were cut or joined
_EXACT_LENGTH = {"flac", "mxf", "caf", "w64", "mov", "mp4"}  # their stated length is true
_LOSS = Fraction(1, 10)  # seconds of sound that may be undecodable before the clip counts as damaged
_MISSING = Fraction(1, 2)  # seconds that may be missing at the end, for the same
# What reading says when a file's disk or network is away, and no reader of damaged containers does.
_AWAY = {
    number
    for name in ("ESTALE", "ETIMEDOUT", "ENOTCONN", "ECONNRESET", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ENODEV")
    if (number := getattr(errno, name, None)) is not None
}
_MOST_ERRORS = 50  # reading errors in a row before giving up


def decode(
    path: str | os.PathLike[str],
    *,
    track: int | str | None = None,
    language: str | None = None,
    channel: int | None = None,
    start: int | None = None,
    end: int | None = None,
    lead: int = 0,
    on_warning: Callable[[str], None] | None = None,
) -> Sound:
    """Open a clip to be heard; iterate over the result to get its sound.

    Args:
        track: the audio stream: its number from 1, or a language code. Without it, `choose_stream` says which.
        language: the language that is expected, to choose among streams.
        channel: one channel of the stream, from 1; without it, all are mixed.
        start, end: the passage to hear, in ms on the clip's clock.
        lead: how much before `start` (ms, `start` at most) is given with it, for whoever has to know what came before.
        on_warning: called with one line for each thing that a person should know.

    Raises:
        CallError: if an argument makes no sense for any file.
        InputError: if the file cannot be used; while iterating, if no sound in it can be decoded. PastEnd if that is so only
            of the passage.
    """
    if channel is not None and channel < 1:
        raise CallError(f"channel {channel} does not exist", remedy="channels are counted from 1")
    if (start or 0) < 0 or (end is not None and end <= (start or 0)):
        raise CallError(f"a passage from {fine_clock(start or 0)} to {fine_clock(end or 0)} is empty")
    container = open_media(path)
    try:
        info = describe(container, path)
        stream = choose_stream(info, track, language)
        _check(info, stream, channel, start)
    except BaseException:
        container.close()
        raise
    return Sound(container, info, stream, channel, start or 0, end, lead, on_warning or _ignore)


class Sound:
    """The sound of a clip: iterate once for float32 arrays of shape (n,), 16 kHz mono, within [-1, 1], of about a second.

    The first sample is at `start` ms (0 without a passage), less `lead`, whatever the stream's own start: silence is put
    where it has none. Memory stays the same however long the clip is.

    Attributes:
        info, stream: what the file holds, and what is heard of it.
    """

    def __init__(
        self,
        container: InputContainer,
        info: MediaInfo,
        stream: AudioStream,
        channel: int | None,
        start: int,
        end: int | None,
        lead: int,
        on_warning: Callable[[str], None],
    ) -> None:
        self.info = info
        self.stream = stream
        self._container = container
        self._mixer = Mixer(channel)
        self._start = start
        self._end = end
        self._first = start - lead
        self._on_warning = on_warning
        self._losses = self._account()
        self._reading_failed = False
        self._cut_short = False
        self._heard = False  # whether anything could be decoded
        self._last = Fraction(0)  # where the last decoded frame ends, seconds on the clip's clock
        self._given = False  # whether any of it lies in the passage
        self._jumps: list[float] = []

    @property
    def complete(self) -> bool:
        """False once something was found to be missing: the file is cut short, or what was decoded of it so far is damaged."""
        return not self._cut_short and self._losses.seconds <= _LOSS

    def __iter__(self) -> Iterator[Samples]:
        import numpy as np

        try:
            parts: list[Samples] = []
            held = 0
            for part in self._cut(self._resampled()):
                parts.append(part)
                held += len(part)
                if held >= _CHUNK:
                    yield np.concatenate(parts)
                    parts, held = [], 0
            if held:
                yield np.concatenate(parts)
        finally:
            self._container.close()

    def _cut(self, pieces: Generator[tuple[int, Samples]]) -> Iterator[Samples]:
        """Exactly the passage, sound values only."""
        import numpy as np

        first, wanted = (time * RATE // 1000 for time in (self._first, self._start))
        last = None if self._end is None else self._end * RATE // 1000
        reached_end = False
        for at, piece in pieces:
            part = piece[max(first - at, 0) :] if last is None else piece[max(first - at, 0) : max(last - at, 0)]
            if len(part):
                self._given = self._given or at + len(piece) > wanted
                yield np.clip(part, -1.0, 1.0)
            if last is not None and at + len(piece) >= last:
                reached_end = True
                break
        pieces.close()
        self._judge(reached_end)

    def _resampled(self) -> Generator[tuple[int, Samples]]:
        """Pieces at `RATE` and the position (in samples at `RATE`, 0 at the clip's zero) of each."""
        wanted, frames = self._frames()
        tape: Tape | None = None
        at = 0
        for rate, group in groupby(frames, key=itemgetter(1)):
            if tape is None:
                step = rate // gcd(rate, RATE)  # every so many samples the two rates meet
                begin = int(wanted * rate) // step * step
                at = begin * RATE // rate
            else:  # some codecs change their rate on the way
                begin = round(Fraction(tape.position * rate, tape.rate))
            tape = Tape(rate, begin, self._longest_hole())
            for piece in resample(self._laid(tape, group), rate):
                yield at, piece
                at += len(piece)

    def _laid(self, tape: Tape, frames: Iterable[_Frame]) -> Iterator[Samples]:
        """The frames' sound on the tape; what is lost is noted before anything behind it is given out."""
        for time, _, samples, lost in frames:
            for run in tape.lay(samples, time, lost):
                self._note(tape)
                yield run

    def _note(self, tape: Tape) -> None:
        self._jumps += tape.jumps
        for at, length in tape.lost:
            self._losses.add(Fraction(length, tape.rate), Fraction(at, tape.rate))
        tape.jumps.clear()
        tape.lost.clear()

    def _longest_hole(self) -> Fraction:
        if _JUMPY & set(self.info.container.split(",")):
            return Fraction(10)
        return Fraction(self.info.duration or 3_600_000, 1000)

    def _frames(self) -> tuple[Fraction, Iterator[_Frame]]:
        """From when on (in seconds) samples are wanted, and every frame."""
        passage = Fraction(self._first, 1000)
        if passage > _FAR and _SEEKABLE & set(self.info.container.split(",")) and self._seek(passage - _LEAD - _WARM):
            frames = self._decoded()
            first = next(frames, None)
            if first is not None and first[0] is not None and first[0] <= passage - _WARM:
                return passage - _WARM, chain([first], frames)
            # It came out too late, or nowhere: read from the beginning.
            self._container.close()
            self._container = open_media(self.info.path)
            self._losses, self._reading_failed = self._account(), False
        return Fraction(0), self._decoded()

    def _account(self) -> Losses:
        return losses_of(self.info.container, self.info.path, self._container.streams[self.stream.index])

    def _seek(self, time: Fraction) -> bool:
        import av

        try:
            self._container.seek(int((time + self.info.origin) * 1_000_000))
        except (av.FFmpegError, OverflowError):
            return False
        return True

    def _decoded(self) -> Iterator[_Frame]:
        """Every frame from here on."""
        import av

        origin = self.info.origin
        source = self._container.streams[self.stream.index]
        placed = self._losses.placed
        for other in self._container.streams:
            if other is not source and not placed:
                with contextlib.suppress(AttributeError, ValueError):  # older PyAV cannot; then it only reads more
                    other.discard = "all"  # type: ignore[assignment]
        lost = False
        for packet in self._packets(None if placed else source):
            if packet.stream is not source:
                self._losses.other(packet)
                continue
            lost = self._losses.before(packet, self._last) or lost
            try:
                frames = packet.decode()
            except av.FFmpegError:
                if self._heard:  # recordings may begin within a frame
                    self._losses.undecodable(packet, self._last)
                continue
            for frame in frames:
                rate = frame.sample_rate
                if not frame.samples or not rate:
                    continue
                time = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base - origin
                self._heard = True
                self._last = (self._last if time is None else time) + Fraction(frame.samples, rate)
                yield time, rate, self._mixer.mono(frame), lost
                lost = lost and time is None

    def _packets(self, source: Any) -> Iterator[Any]:
        """All packets of the stream (of all, without one) and the empty one that drains its decoder; goes on after errors
        while that helps."""
        import av

        errors = 0
        while True:
            try:
                for packet in self._container.demux(*([source] if source is not None else [])):
                    yield packet
                    errors = 0
            except IndexError:
                continue  # a packet of a stream that begins in the middle, which PyAV does not know: it is none of ours
            except av.FFmpegError as error:
                if isinstance(error, OSError) and error.errno in _AWAY:
                    raise InputError(f"cannot read: {error.strerror}", path=self.info.path) from error
                errors += 1
                self._losses.unreadable()
                if errors < _MOST_ERRORS:
                    continue
                self._reading_failed = True
            return

    def _judge(self, reached_end: bool) -> None:
        """Say what is missing.

        Raises:
            InputError: if it is because the file cannot be read just now, or if nothing could be decoded.
        """
        path = self.info.path
        if not reached_end and self._heard:
            self._losses.ended(self._last)
        if not reached_end and (self._reading_failed or self._last < self._stated() - _MISSING):
            error = reading_error(path)
            if error is not None:
                raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
        if not self._heard:
            if self._losses.places or self._reading_failed or self.stream.duration or is_cut_short(path):
                raise InputError(f"no sound in it can be decoded (codec {self.stream.codec})", path=path)
            return
        if self._start and not self._given:
            raise _too_late(path, round(self._last * 1000), self._start)
        if self._jumps:
            self._on_warning(
                f"{path}: its clock jumps at {fine_clock(round(self._jumps[0] * 1000))}; times follow the sound"
            )
        if self._losses.seconds > _LOSS:
            self._on_warning(
                f"{path}: damaged: {float(self._losses.seconds):.1f} s of sound could not be read or decoded, "
                f"first at {fine_clock(round(min(self._losses.places) * 1000))}"
            )
        if reached_end:
            return
        promised = None
        exact = bool(_EXACT_LENGTH & set(self.info.container.split(","))) or states_length(path)
        if self.stream.duration is not None and exact:
            promised = Fraction(self.stream.start + self.stream.duration, 1000)
        early = promised is not None and not self._losses.untimed and self._last < promised - _MISSING
        if self._reading_failed or early or self._losses.cut or is_cut_short(path):
            self._cut_short = True
            whole = promised if promised is not None else self._stated()
            of = f" of {fine_clock(round(whole * 1000))}" if whole > self._last + _MISSING else ""
            self._on_warning(
                f"{path}: cut short: only the first {fine_clock(round(self._last * 1000))}{of} could be read"
            )

    def _stated(self) -> Fraction:
        """How long the file says that it is, in seconds."""
        return Fraction(self.info.duration or 0, 1000)


def _check(info: MediaInfo, stream: AudioStream, channel: int | None, start: int | None) -> None:
    if channel is not None and channel > stream.channels:
        has = f"audio track {stream.number} has {stream.channels}"
        raise NoTrack(f"no channel {channel}", path=info.path, remedy=has)
    if start and info.duration and start >= info.duration:
        raise _too_late(info.path, info.duration, start)


def _too_late(path: str, end: int, start: int) -> PastEnd:
    return PastEnd(f"ends at {fine_clock(end)}, before {fine_clock(start)}", path=path)


def _ignore(line: str) -> None: ...
