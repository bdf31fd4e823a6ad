"""How an archive run stands: clips, hours, speed, time left; and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from .task import Trouble


@dataclass(slots=True)
class Tally:
    """The counts of a run, as it goes on.

    Attributes:
        total: clips that were to be done.
        before: clips that were done before, and still are as they should be.
        remembered: clips that failed for good before and did not change.
        done, heard: clips finished, and heard now; the others of them were only corrected anew.
        moved: clips that were heard elsewhere, and what is known of them was brought along.
        partly: clips of which only a part could be heard.
        no_media: files that turned out to hold no sound, and whose names promised none.
        troubles: failures by kind.
        failures: (place, reason) of each clip that failed.
        kept: results that a person changed, left alone now; `kept_before` counts those left alone before, and not looked at.
        growing: clips that are still being written.
        elsewhere: clips that another run was working on.
        others: those of them that were not done when this run ended.
        edits, applied: corrections proposed and made.
        audio: ms of sound of the clips finished.
        heard_ms: ms that were heard now.
    """

    total: int = 0
    before: int = 0
    remembered: int = 0
    done: int = 0
    heard: int = 0
    moved: int = 0
    partly: int = 0
    no_media: int = 0
    troubles: Counter[Trouble] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    kept_before: int = 0
    growing: list[str] = field(default_factory=list)
    elsewhere: int = 0
    others: list[str] = field(default_factory=list)
    edits: int = 0
    applied: int = 0
    audio: int = 0
    heard_ms: int = 0
    _open: dict[str, int] = field(default_factory=dict)  # ms heard of clips that are not finished
    _begun: float = field(default_factory=monotonic)
    _hearing_begun: float | None = None
    _hearing_last: float = 0.0

    @property
    def failed(self) -> int:
        return len(self.failures)

    @property
    def finished(self) -> int:
        """Clips that need nothing more in this run."""
        return self.done + self.failed + self.no_media + self.elsewhere + len(self.growing)

    @property
    def elapsed(self) -> float:
        return monotonic() - self._begun

    def underway(self, key: str, heard: int) -> None:
        """So much (ms) of a clip is heard."""
        now = monotonic()
        self._hearing_begun = self._hearing_begun or now
        self._hearing_last = now
        self._open[key] = heard

    def closed(self, key: str, audio: int | None) -> None:
        """A clip is heard to its end."""
        now = monotonic()
        self._hearing_begun = self._hearing_begun or now
        self._hearing_last = now
        self.heard_ms += audio or self._open.get(key, 0)
        self._open.pop(key, None)

    @property
    def hearing(self) -> tuple[int, float]:
        """How much (ms) was heard in how many seconds, the loading of the model left out."""
        spent = self._hearing_last - self._hearing_begun if self._hearing_begun is not None else 0.0
        return self.heard_ms + sum(self._open.values()), spent

    @property
    def speed(self) -> float | None:
        """Times real time; None before anything was heard."""
        heard, spent = self.hearing
        return heard / 1000 / spent if spent > 1 and heard else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take if it goes on like this; None before that can be said."""
        if not self.finished or self.elapsed < 5:
            return None
        return self.elapsed / self.finished * (self.total - self.finished)

    def line(self) -> str:
        """Where it stands, in one line."""
        speed, left = self.speed, self.left
        parts = [
            f"{self.finished:,} of {self.total:,} clips",
            f"{hours(self.audio)} of audio",
            f"{speed:.1f}x real time" if speed else "",
            f"{clock(left)} left" if left is not None else "",
            f"{self.failed:,} failed" if self.failures else "",
        ]
        return ", ".join(part for part in parts if part)

    def numbers(self) -> dict[str, object]:
        """The same as values, for programs."""
        heard, spent = self.hearing
        return {
            "total": self.total,
            "finished": self.finished,
            "done": self.done,
            "heard": self.heard,
            "moved": self.moved,
            "partly": self.partly,
            "failed": self.failed,
            "troubles": {str(trouble): count for trouble, count in sorted(self.troubles.items())},
            "no_media": self.no_media,
            "before": self.before,
            "remembered": self.remembered,
            "growing": len(self.growing),
            "elsewhere": self.elsewhere,
            "left_to_others": len(self.others),
            "kept": len(self.kept),
            "kept_before": self.kept_before,
            "edits": self.edits,
            "applied": self.applied,
            "audio": self.audio,
            "heard_ms": heard,
            "hearing_seconds": round(spent, 1),
            "seconds": round(self.elapsed, 1),
            "seconds_left": None if self.left is None else round(self.left),
        }


def hours(milliseconds: int) -> str:
    """A length of sound as people say it: "31.2 h", "4 min"."""
    if milliseconds >= 3_600_000:
        return f"{milliseconds / 3_600_000:,.1f} h"
    return f"{milliseconds / 60_000:.0f} min" if milliseconds >= 60_000 else f"{milliseconds / 1000:.0f} s"


def clock(seconds: float) -> str:
    """A duration: "1:02:03"."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
