"""Frame rates, and the times of day that broadcasters count in frames (SMPTE timecode)."""

from __future__ import annotations

import re
from fractions import Fraction

from ..document.errors import CallError

# Europe's television; what holds where nobody says otherwise.
FPS = 25.0
# 23.976, 29.97 and 59.94 stand for these: the NTSC rates (SMPTE ST 12-1).
_NTSC = {24: Fraction(24_000, 1001), 30: Fraction(30_000, 1001), 60: Fraction(60_000, 1001)}
_TIMECODE = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d)")


def frame_rate(text: str) -> float:
    """Frames a second, from what people write: "25", "29.97", "23,976", "30000/1001".

    >>> round(frame_rate("29.97"), 4)
    29.97

    Raises:
        CallError: for what is no frame rate.
    """
    try:
        rate = Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        raise CallError(f"no frame rate {text!r}", remedy="a number as 25, 29.97 or 30000/1001") from error
    if not 1 <= rate <= 1000:
        raise CallError(f"no frame rate {text!r}", remedy="between 1 and 1000 frames a second")
    exact = _NTSC.get(round(rate))
    return float(exact if exact is not None and 0 < abs(rate - exact) < Fraction(1, 100) else rate)


def timecode(text: str, fps: float = FPS) -> int:
    """The ms of a timecode "10:00:00:00"; ";" before the frames counts drop-frame, as NTSC does.

    Timecodes count whole frames: at 29.97 frames a second one hour of them lasts 3.6 s longer than an hour. Drop-frame
    makes up for it by leaving out two numbers a minute, but for every tenth (SMPTE ST 12-1).

    >>> timecode("10:00:00:00"), timecode("00:00:01:05")
    (36000000, 1200)

    Raises:
        CallError: for what is no timecode at this frame rate.
    """
    found = _TIMECODE.fullmatch(text.strip())
    whole = round(fps)
    if found is None or int(found[5]) >= whole:
        raise CallError(f"no timecode {text!r} at {fps:g} frames a second", remedy="HH:MM:SS:FF, as 10:00:00:00")
    hours, minutes, seconds, frames = (int(found[at]) for at in (1, 2, 3, 5))
    minutes += 60 * hours
    count = (60 * minutes + seconds) * whole + frames
    if found[4] == ";":
        dropped = whole // 15  # 2 at 29.97, 4 at 59.94
        if whole not in (30, 60) or whole == fps:
            raise CallError(f"{text!r} counts drop-frame, which {fps:g} frames a second do not", remedy="write a colon")
        if minutes % 10 and not seconds and frames < dropped:
            raise CallError(f"no timecode {text!r}: drop-frame leaves this number out")
        count -= dropped * (minutes - minutes // 10)
    return round(1000 * count / fps)
