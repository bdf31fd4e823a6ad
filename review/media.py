"""The clip as the page gets it: itself where a browser plays it, else its sound, made in the background."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread

from ..document.errors import RehearError
from ..transcribe.playable import media_type, write_sound

SOUND = "audio/wav"


@dataclass(frozen=True, slots=True)
class Playing:
    """What there is to play.

    Attributes:
        state: "none" without a clip, "making" while its sound is made, "ready", or "failed".
        share: of the making, 0 to 1.
        path: the file to serve, once it is ready.
        kind: its media type.
        error: why it failed.
    """

    state: str = "none"
    share: float = 0.0
    path: Path | None = None
    kind: str = ""
    error: str = ""


class Clip:
    """A clip for a browser. Close it: what was made for it lies in a temporary folder."""

    def __init__(self, path: Path | None, language: str | None) -> None:
        self._path, self._language = path, language
        self._lock = Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._stopped = False
        self.playing = Playing()
        if path is None:
            return
        try:
            kind = media_type(path, language)
        except RehearError as error:
            self.playing = Playing("failed", error=error.problem)
            return
        if kind is not None:
            self.playing = Playing("ready", path=path, kind=kind)
        else:
            self.make_sound()

    def make_sound(self) -> None:
        """Begin to make the sound, unless it is there, under way, or impossible."""
        with self._lock:
            if self._path is None or self._folder is not None or self.playing.state == "failed":
                return
            self._folder = tempfile.TemporaryDirectory(prefix="rehear-", ignore_cleanup_errors=True)
            self.playing = Playing("making")
        Thread(target=self._make, args=(self._path, Path(self._folder.name, "sound.wav")), daemon=True).start()

    def close(self) -> None:
        with self._lock:
            self._stopped = True
            if self._folder is not None:
                self._folder.cleanup()

    def _make(self, path: Path, target: Path) -> None:
        try:
            write_sound(path, target, language=self._language, progress=self._advance)
            self.playing = Playing("ready", path=target, kind=SOUND)
        except _Stopped:
            pass
        except (RehearError, OSError) as error:
            problem = error.problem if isinstance(error, RehearError) else error.strerror or str(error)
            self.playing = Playing("failed", error=problem)

    def _advance(self, share: float) -> None:
        if self._stopped:
            raise _Stopped
        self.playing = replace(self.playing, share=share)


class _Stopped(Exception):
    """The server ends while the sound is made."""
