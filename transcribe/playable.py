"""What a browser can play, and the sound of a clip for one that it cannot. Times are the clip's own, from its 0:00."""

from __future__ import annotations

import os
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from .media import choose_stream, describe, open_media
from .sound import decode
from .tape import RATE

# Containers (by FFmpeg's names) and codecs that Chromium, Firefox and Safari all play, with the type that each goes by:
# MDN, "Media container formats", "Web video codec guide" and "Web audio codec guide".
_CONTAINERS = {
    "mp4": ("video/mp4", "audio/mp4", {"h264"}, {"aac", "mp3"}),
    "mp3": ("", "audio/mpeg", set[str](), {"mp3", "mp3float"}),
    "wav": ("", "audio/wav", set[str](), {"pcm_s16le", "pcm_u8"}),
    "flac": ("", "audio/flac", set[str](), {"flac"}),
    "aac": ("", "audio/aac", set[str](), {"aac"}),
    "webm": ("video/webm", "audio/webm", {"vp8", "vp9", "libvpx", "libvpx-vp9"}, {"opus", "libopus", "vorbis"}),
}
_PIXELS = {"yuv420p", "yuvj420p"}  # H.264 with more bits or colours is for studios
_MOST_CHANNELS = 2
_LATE = Fraction(1, 20)  # seconds after its clock's zero at which a file may begin: MP3 encoders write silence first


def media_type(path: str | os.PathLike[str], language: str | None = None) -> str | None:
    """The media type under which any browser plays this clip with the sound that was heard, or None if one may not.

    A clip whose clock does not begin at its first frame is none either: browsers do not agree on what is 0:00 then.

    Raises:
        InputError: if it is no media file, or has no sound.
    """
    with open_media(path) as container:
        info = describe(container, path)
        heard = choose_stream(info, None, language)
        names = set(info.container.split(","))
        # FFmpeg reads Matroska and WebM alike; only the name tells them apart.
        family = Path(path).suffix[1:].lower() if "webm" in names else next(iter(names & _CONTAINERS.keys()), "")
        if family not in _CONTAINERS or info.origin > _LATE:
            return None
        if heard.number != 1 or heard.channels > _MOST_CHANNELS:
            return None
        video, audio, pictures, sounds = _CONTAINERS[family]
        if heard.codec not in sounds:
            return None
        if not info.has_video:
            return audio
        shown = container.streams.video[0].codec_context
        playable = shown is not None and shown.name in pictures and shown.pix_fmt in _PIXELS
        return video if playable else None


def write_sound(
    path: str | os.PathLike[str],
    target: Path,
    *,
    language: str | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> None:
    """Write the sound of a clip as WAV (16 kHz, mono, 16 bits; 115 MB an hour), which any browser plays and seeks exactly.

    Args:
        language: of the sound to take, where there are several.
        progress: called with the share that is done, 0 to 1, where the clip says how long it is.

    Raises:
        InputError: if the clip cannot be heard.
    """
    sound = decode(path, language=language)
    whole = (sound.info.duration or 0) * RATE // 1000
    done = 0
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for piece in sound:
            file.writeframes((piece * 32767).astype("<i2").tobytes())
            done += len(piece)
            progress(min(1.0, done / whole) if whole else 0.0)
