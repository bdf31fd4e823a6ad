"""House styles: how long, how wide and how fast a subtitle may be; the shipped ones and their sources are in profiles.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..document.errors import CallError
from .scripts import columns
from .timecode import FPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TIMES = ("shortest", "longest", "gap", "close", "linger")
_TEXTS = ("title", "source")
_COUNTS = ("width", "lines")


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of a house. Times are milliseconds.

    Attributes:
        width: characters a line.
        lines: lines a cue.
        speed: characters a second that can be read, per language; "" for all others.
        curve: (characters, ms) breakpoints, where a house gives a curve instead; between them it is interpolated, past
            its last one `speed` holds.
        words_a_minute: reading speed where a house counts words.
        tolerance: by how much of it the reading time may be missed (0.2 is 20 %).
        shortest, longest: duration of a cue.
        gap: between two cues.
        close: gaps shorter than this are closed to `gap`; 0 leaves them.
        linger: how long a cue may stay after its speech.
        frames: which of these times the house counts in frames, and how many; they follow the frame rate.
    """

    name: str
    width: int
    lines: int
    speed: Mapping[str, float]
    shortest: int
    longest: int
    gap: int
    close: int = 0
    linger: int = 500
    curve: tuple[tuple[int, int], ...] = ()
    tolerance: float = 0.0
    words_a_minute: float | None = None
    frames: Mapping[str, float] = field(default_factory=dict)
    title: str = field(default="", compare=False)
    source: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, Any]:
        """For a record; `Profile.from_dict` makes the same of it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Profile:
        """Raises TypeError for what is no profile."""
        return cls(**{**data, "curve": tuple((length, time) for length, time in data["curve"])})

    def at(self, fps: float) -> Profile:
        """The profile for a video of so many frames a second."""
        times: dict[str, Any] = {name: round(1000 * count / fps) for name, count in self.frames.items()}
        return replace(self, **times)

    @property
    def enough(self) -> float:
        """The share of the time to read that must be there; 17.04 characters a second are 17."""
        return (1 - self.tolerance) * 0.997

    def characters_a_second(self, language: str | None) -> float:
        return self.speed.get(language or "", self.speed[""])

    def time_to_read(self, text: str, language: str | None = None) -> int:
        """The ms that a text needs on the screen."""
        speed = 0.0 if self.words_a_minute else self.characters_a_second(language)
        return _time_to_read(columns(text), len(text.split()), self.words_a_minute, speed, self.curve)

    def least_time(self, text: str, language: str | None = None) -> int:
        """The ms below which a text stands too short a time to be read, with what the house tolerates."""
        return int(self.time_to_read(text, language) * self.enough)

    def times_to_read(self, characters: NDArray[Any], words: NDArray[Any], language: str | None = None) -> NDArray[Any]:
        """The same for many texts at once, of so many characters (a line break counts as one) and words."""
        speed = 0.0 if self.words_a_minute else self.characters_a_second(language)
        return _times_to_read(characters, words, self.words_a_minute, speed, self.curve)


def _times_to_read(
    characters: NDArray[Any],
    words: NDArray[Any],
    words_a_minute: float | None,
    speed: float,
    curve: tuple[tuple[int, int], ...],
) -> NDArray[Any]:
    import numpy as np

    if words_a_minute:
        return np.rint(60_000 * words / words_a_minute)
    times = 1000 * characters / speed
    if curve:
        known, spent = zip((0, 0), *curve, strict=True)
        times = np.where(characters <= known[-1], np.interp(characters, known, spent), times)
    return np.rint(times)


@lru_cache(maxsize=4096)
def _time_to_read(
    characters: int, words: int, words_a_minute: float | None, speed: float, curve: tuple[tuple[int, int], ...]
) -> int:
    import numpy as np

    return int(_times_to_read(np.array([characters]), np.array([words]), words_a_minute, speed, curve)[0])


def profile_of(name: str, table: Mapping[str, Any], base: Profile | None = None) -> Profile:
    """A profile from the keys of profiles.toml; what is not said is as in `base`.

    Raises:
        CallError: for a key that there is none of, a value that makes no sense, or one that is missing.
    """
    known = {*_TIMES, *_TEXTS, *_COUNTS, "speed", "fastest", "curve", "tolerance", "words_a_minute"}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(sorted(known))
            raise CallError(f"unknown key `{key}` in profile {name}", remedy=remedy)
        try:
            changes[key] = _VALUES[key](value)
        except (TypeError, ValueError) as error:
            raise CallError(f"`{key}` of profile {name} must be {error}, not {value!r}") from error
    frames = dict(base.frames) if base else {}
    for key in (key for key in _TIMES if key in changes):
        frames.pop(key, None)
        if isinstance(changes[key], _Frames):
            frames[key] = changes[key]
            changes[key] = round(1000 * changes[key] / FPS)
    _speeds(changes)
    if base is None:
        needed = [f.name for f in fields(Profile)[1:7] if f.name not in changes]
        if needed:
            said = "`, `".join(needed)
            raise CallError(
                f"profile {name} lacks `{said}`", remedy='inherits = "web" takes from there what it does not say'
            )
        made = Profile(name, **changes, frames=frames)
    else:
        made = replace(base, name=name, **changes, frames=frames)
    if made.shortest > made.longest:
        raise CallError(f"profile {name}: `shortest` is longer than `longest`")
    return made


def _speeds(changes: dict[str, Any]) -> None:
    """One way of measuring reading takes the place of another, and the fastest speed becomes a tolerance."""
    fastest = changes.pop("fastest", None)
    if not changes.keys() & {"speed", "words_a_minute", "curve"}:
        if fastest is not None:
            raise CallError("`fastest` needs a `speed` or `words_a_minute` beside it")
        return
    if "words_a_minute" in changes and changes.keys() & {"speed", "curve"}:
        raise CallError("`words_a_minute` stands instead of `speed` and `curve`, not beside them")
    best = changes.get("words_a_minute") or min(changes.get("speed", {"": 0}).values())
    if fastest is not None and fastest < best:
        raise CallError("`fastest` is slower than the speed beside it")
    if fastest is not None:
        changes["tolerance"] = 1 - best / fastest
    changes.setdefault("tolerance", 0.0)
    changes.setdefault("curve", ())
    changes.setdefault("words_a_minute", None)
    if changes["words_a_minute"]:
        changes.setdefault("speed", {"": 17.0})


class _Frames(float):
    """A time in frames."""


def _time(value: object) -> int | _Frames:
    if not isinstance(value, str):
        return round(1000 * _number(value))
    frames = re.fullmatch(r"\s*(\d{1,4}(?:\.\d+)?)\s*frames?\s*", value)
    if frames is None:
        raise ValueError('seconds as a number, or frames as "2 frames"')
    return _Frames(frames[1])


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e6:
        raise ValueError("a number")
    return float(value)


def _positive(value: object) -> float:
    if not _number(value):
        raise ValueError("more than 0")
    return _number(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError("a whole number from 1")
    return value


def _share(value: object) -> float:
    if _number(value) >= 1:
        raise ValueError("a share below 1, as 0.2")
    return _number(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text in quotes")
    return value


def _speed(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        return {"": _positive(value)}
    if "other" not in value:
        raise ValueError("a number, or one for each language and `other`")
    return {"" if language == "other" else language: _positive(speed) for language, speed in value.items()}


def _curve(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list) or not all(isinstance(point, list) and len(point) == 2 for point in value):
        raise TypeError("a list of [characters, seconds]")
    points = tuple((_count(characters), round(1000 * _positive(seconds))) for characters, seconds in value)
    if list(points) != sorted(set(points)):
        raise ValueError("a list of [characters, seconds] that rises")
    return points


_VALUES: dict[str, Any] = {
    **dict.fromkeys(_TIMES, _time),
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_COUNTS, _count),
    "speed": _speed,
    "fastest": _positive,
    "words_a_minute": _positive,
    "tolerance": _share,
    "curve": _curve,
}

PROFILES: dict[str, Profile] = {
    name: profile_of(name, table)
    for name, table in tomllib.loads(files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8")).items()
}
