"""A passage of a clip played through whatever player this machine has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from ..document.errors import CallError

# Players and what they take before the name of a WAV file, in the order in which they are looked for.
PLAYERS: dict[str, Sequence[str]] = {
    "ffplay": ("-nodisp", "-autoexit", "-loglevel", "quiet"),
    "mpv": ("--no-video", "--really-quiet"),
    "paplay": (),
    "pw-play": (),
    "aplay": ("-q",),
    "afplay": (),
    "play": ("-q",),
}
# ms heard around a passage: a word is understood in what is said before it.
BEFORE, AFTER = 1500, 500


class Player:
    """Plays passages of one clip, one at a time.

    Raises:
        CallError: if no player is installed.
    """

    def __init__(self, clip: Path) -> None:
        self._clip = clip
        name = next((name for name in PLAYERS if shutil.which(name)), None)
        if name is None:
            remedy = "install ffmpeg or mpv, or leave --play out"
            raise CallError("no player of sound is installed", remedy=remedy)
        self._command = [name, *PLAYERS[name]]
        self._folder = tempfile.TemporaryDirectory(prefix="rehear-")
        self._number = count()
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, start: int, end: int) -> None:
        """Begin to play from `start` to `end` (ms), with a little around; what still plays is stopped.

        Raises:
            InputError: if the clip cannot be decoded there.
        """
        self.stop()
        # A file for each: a player that is a script may leave a child behind which still reads the one before.
        path = Path(self._folder.name) / f"{next(self._number)}.wav"
        write_passage(self._clip, path, max(0, start - BEFORE), end + AFTER)
        nothing = subprocess.DEVNULL
        self._playing = subprocess.Popen(
            [*self._command, str(path)], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )

    def stop(self) -> None:
        if self._playing is not None and self._playing.poll() is None:
            self._playing.terminate()
            self._playing.wait()

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()


def write_passage(clip: Path, path: Path, start: int, end: int) -> None:
    """A passage of a clip (ms) as 16 bit mono WAV at 16 kHz."""
    import numpy as np

    from ..transcribe import decode

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        for piece in decode(clip, start=start, end=end):
            file.writeframes((np.clip(piece, -1, 1) * 32767).astype("<i2").tobytes())
