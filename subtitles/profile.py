"""House styles: how long, how wide and how fast a subtitle may be. Every number names its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of a house. Times are milliseconds.

    Attributes:
        width: characters a line.
        lines: lines a cue.
        speed: characters a second that can be read, per language; "" for all others.
        curve: (characters, ms) breakpoints, where a house gives a curve instead; between them it is interpolated.
        tolerance: by how much of it the curve may be missed (0.2 is 20 %).
        words_a_minute: reading speed where a house counts words.
        shortest, longest: duration of a cue.
        gap: between two cues.
        close: gaps shorter than this are closed to `gap`; 0 leaves them.
        linger: how long a cue may stay after its speech.
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
    words_a_minute: int | None = None
    source: str = field(default="", compare=False)

    def characters_a_second(self, language: str | None) -> float:
        return self.speed.get(language or "", self.speed[""])

    def time_to_read(self, text: str, language: str | None = None) -> int:
        """The ms that a text needs on the screen."""
        length = len(text.replace("\n", " "))
        if self.words_a_minute:
            return round(60_000 * len(text.split()) / self.words_a_minute)
        if self.curve and length <= self.curve[-1][0]:
            return _along(self.curve, length)
        return round(1000 * length / self.characters_a_second(language))


def _along(curve: tuple[tuple[int, int], ...], length: int) -> int:
    low = (0, 0)
    for high in curve:
        if length <= high[0]:
            return low[1] + round((high[1] - low[1]) * (length - low[0]) / (high[0] - low[0]))
        low = high
    return low[1]


# 42 x 2, 5/6 s to 7 s, 2 frames between cues, gaps of 3 to 11 frames closed to 2, up to half a second after speech: Netflix
# Timed Text Style Guide, general requirements (read there). 17 characters a second for French and 20 for English: its
# language guides (second-hand, as Subtitle Edit carries them). Frames are counted at 24 a second: 2 are 83 ms, 12 are 500.
WEB = Profile(
    "web", 42, 2, {"": 17, "fr": 17, "en": 20}, 833, 7000, 83, close=500, source="Netflix Timed Text Style Guide"
)

# 36 characters for recorded programmes, 15 a second: CSA, questions on subtitling (read there). 12, 20, 36 and 60 characters
# in 1, 2, 3 and 4 s with a tolerance of 20 %: CSA/Arcom charter on the quality of subtitling, 2011 (second-hand).
FR_TV = Profile(
    "fr-tv",
    36,
    2,
    {"": 15},
    1000,
    7000,
    120,
    curve=((12, 1000), (20, 2000), (36, 3000), (60, 4000)),
    tolerance=0.2,
    source="CSA/Arcom charter on the quality of subtitling (2011)",
)

# French trade practice (second-hand, as Subtitle Edit carries it): 18 characters a second are best, 25 the most.
FR_TRADE = Profile("fr-trade", 40, 2, {"": 18}, 800, 5000, 120, source="French trade practice, as in Subtitle Edit")

# BBC subtitle guidelines (second-hand): 37 characters, 160 to 180 words a minute, 0.33 to 0.375 s a word. They give no gap.
# Durations are those of `web`, as the guidelines bind them to words; 17 characters a second are about 170 words a minute.
BBC = Profile("bbc", 37, 2, {"": 17}, 833, 7000, 0, words_a_minute=170, source="BBC subtitle guidelines")

# Social video practice (second-hand, as Subtitle Edit carries it): narrow lines, no gap; 18 characters a second, 25 the most.
VERTICAL = Profile("vertical", 24, 2, {"": 18}, 700, 5000, 0, source="social video practice, as in Subtitle Edit")

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (WEB, FR_TV, FR_TRADE, BBC, VERTICAL)}
