"""What is in a media file, and which of its audio streams to hear. Times are milliseconds on the clock that a player shows."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..document.errors import CallError, InputError, NoTrack
from .damage import lacks_index
from .languages import plain_language

if TYPE_CHECKING:
    from av.container import InputContainer

# FFmpeg reads these as "media" with subtitle streams only.
_TEXT_FORMATS = {
    "srt",
    "webvtt",
    "ass",
    "sami",
    "subviewer",
    "subviewer1",
    "microdvd",
    "mpl2",
    "ttml",
    "lrc",
    "stl",
    "tty",
}
# What these measure time from is the file's own zero. Other clocks (MPEG streams, broadcast) start anywhere.
_ZERO_BASED = {"mov", "mp4", "matroska"}
_LATEST_START = Fraction(60)  # a sound file that starts later is a cutting from a stream that goes by another clock
# Streams with these are about the programme, or for some of its listeners.
_SECOND_CHOICE = ("comment", "visual_impaired", "descriptions", "karaoke", "clean_effects", "non_diegetic")


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One audio stream of a file.

    Attributes:
        number: its place among the audio streams, from 1, as users count.
        index: its place among all streams, from 0, as FFmpeg counts.
        codec: FFmpeg's name of the codec; empty if nothing here can decode it.
        language: Whisper's code of its language tag ("fr"), None without a tag.
        default: whether the file marks it as the one to play.
        secondary: whether it is a commentary, an audio description or the like.
        start: when it begins, in ms on the file's clock.
        duration: in ms, None if the file does not say.
        rate: samples a second.
    """

    number: int
    index: int
    codec: str
    language: str | None
    default: bool
    secondary: bool
    channels: int
    layout: str
    rate: int
    start: int
    duration: int | None
    title: str


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file holds: container by FFmpeg's name, duration in ms (None if unknown), its audio streams.

    `origin` is where the container's own clock stands (in seconds) when a player shows 0:00.
    """

    path: str
    container: str
    duration: int | None
    audio: tuple[AudioStream, ...]
    has_video: bool
    origin: Fraction = Fraction(0)


def probe(path: str | os.PathLike[str]) -> MediaInfo:
    """What is in a file, without decoding it. A file without sound gives `audio == ()`.

    Raises:
        InputError: if there is no such file, it is a folder, empty, unreadable or no media.
    """
    with open_media(path) as container:
        return describe(container, path)


def open_media(path: str | os.PathLike[str]) -> InputContainer:
    """Open a container; the caller closes it. Raises InputError as `probe` does."""
    import av

    name = os.fspath(path)
    _check_file(name)
    try:
        # "file:" because a name like "20h:00.mp4" would be taken for a protocol; the white list because a playlist must
        # not reach the network; "replace" because old files carry tags in any encoding.
        options = {"protocol_whitelist": "file"}
        return av.open(f"file:{name}", mode="r", options=options, metadata_errors="replace")
    except av.FFmpegError as error:
        if lacks_index(name):
            raise InputError(
                "cut short or never finished: its index is missing, so nothing of it can be read",
                path=name,
                remedy="copy or export the clip again",
            ) from error
        if _looks_like_text(name):
            raise InputError("a text file, not media", path=name, remedy="`rehear fix` corrects texts") from error
        if isinstance(error, OSError):
            raise InputError(f"cannot read: {error.strerror or error}", path=name) from error
        raise InputError("not a media file, or damaged beyond reading", path=name) from error


def describe(container: InputContainer, path: str | os.PathLike[str]) -> MediaInfo:
    """The description of an open container."""
    name = os.fspath(path)
    formats = set(container.format.name.split(","))
    if formats & _TEXT_FORMATS:
        container.close()
        raise InputError("a subtitle or text file, not media", path=name, remedy="`rehear fix` corrects subtitles")
    pictures = [s for s in container.streams.video if not _flag(s, "attached_pic")]
    sounds = list(container.streams.audio)
    starts = [s.start_time * s.time_base for s in (*pictures, *sounds) if s.start_time is not None and s.time_base]
    origin = Fraction(min(starts)) if starts else Fraction(container.start_time or 0, 1_000_000)
    if not pictures and formats & _ZERO_BASED and 0 < origin <= _LATEST_START:
        origin = Fraction(0)  # sound taken from a film keeps its distance from the film's beginning
    audio = tuple(_describe_stream(stream, number, origin) for number, stream in enumerate(sounds, 1))
    known = [stream.start + stream.duration for stream in audio if stream.duration is not None]
    if container.duration:
        # Matroska gives the time of its end, the others how long they are from their first sample.
        begin = Fraction(0) if "matroska" in formats or not starts else Fraction(min(starts))
        known.append(_ms(begin - origin) + container.duration // 1000)
    return MediaInfo(name, container.format.name, max(known, default=None), audio, bool(pictures), origin)


def choose_stream(info: MediaInfo, track: int | str | None = None, language: str | None = None) -> AudioStream:
    """The audio stream to hear.

    Args:
        track: a number from 1, or a language code; then nothing else counts.
        language: the language that is expected: a stream tagged so is preferred, then the default one, then the first.
            Commentaries and audio descriptions come last.

    Raises:
        CallError: if `track` is no number from 1 and no code.
        NoTrack: if the file has no such stream.
        InputError: if it has none at all, or none that can be decoded.
    """
    if not info.audio:
        raise InputError("no audio stream", path=info.path, remedy="there is nothing to hear in it")
    if isinstance(track, str) and track.strip().lstrip("+-").isdigit():
        track = int(track)
    streams = info.audio
    wanted = None
    if isinstance(track, int):
        if track < 1:
            raise CallError(f"audio track {track} does not exist", remedy="tracks are counted from 1")
        if track > len(streams):
            raise NoTrack(f"no audio track {track}", path=info.path, remedy=_listing(info))
        return _decodable(streams[track - 1], info)
    if track is not None:
        wanted = plain_language(track)
        if wanted is None:
            raise CallError(f"audio track {track!r} is no number and no language code")
        streams = tuple(stream for stream in streams if stream.language == wanted)
        if not streams:
            raise NoTrack(f"no audio track in {track!r}", path=info.path, remedy=_listing(info))
    wanted = wanted or plain_language(language)
    best = min(
        streams,
        key=lambda s: (not s.codec, s.secondary, s.language != wanted if wanted else False, not s.default, s.number),
    )
    return _decodable(best, info)


def _describe_stream(stream: Any, number: int, origin: Fraction) -> AudioStream:
    context = stream.codec_context
    base = stream.time_base or Fraction(0)
    tags = {key.lower(): value for key, value in stream.metadata.items()}
    return AudioStream(
        number=number,
        index=stream.index,
        codec=context.name if context is not None else "",
        language=plain_language(tags.get("language")),
        default=_flag(stream, "default"),
        secondary=any(_flag(stream, name) for name in _SECOND_CHOICE),
        channels=stream.channels if context is not None else 0,
        layout=stream.layout.name if context is not None else "",
        rate=stream.rate or 0 if context is not None else 0,
        start=_ms(stream.start_time * base - origin) if stream.start_time is not None else 0,
        duration=_ms(stream.duration * base) if stream.duration is not None else None,
        title=tags.get("title") or tags.get("handler_name") or "",
    )


def _flag(stream: Any, name: str) -> bool:
    disposition = stream.disposition
    return bool(disposition & getattr(type(disposition), name, 0))


def _decodable(stream: AudioStream, info: MediaInfo) -> AudioStream:
    if not stream.codec or not stream.rate:
        raise InputError(
            f"nothing here can decode audio track {stream.number}", path=info.path, remedy="convert it first"
        )
    return stream


def _listing(info: MediaInfo) -> str:
    return "it has " + ", ".join(f"{s.number} ({s.language or 'no language'})" for s in info.audio)


def _ms(seconds: Fraction) -> int:
    return round(seconds * 1000)


def _check_file(name: str) -> None:
    try:
        about = Path(name).stat()
        if stat.S_ISDIR(about.st_mode):
            raise InputError("a folder, not a media file", path=name)
        if stat.S_ISREG(about.st_mode):
            if about.st_size == 0:
                raise InputError("empty: it has no bytes at all", path=name, remedy="copy or export the clip again")
            with Path(name).open("rb"):
                pass
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError("no such file", path=name) from error
    except PermissionError as error:
        raise InputError("no permission to read it", path=name) from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise InputError(f"cannot read: {getattr(error, 'strerror', None) or error}", path=name) from error


def _looks_like_text(name: str) -> bool:
    with contextlib.suppress(OSError), Path(name).open("rb") as file:
        head = file.read(4096)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return True
        controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head)
        return bool(head) and controls == 0 and (b"\n" in head or b" " in head or len(head) < 256)
    return False
