"""Times as people read them."""

from __future__ import annotations


def clock(milliseconds: int) -> str:
    """A time in ms: "1:02:03", "02:03"."""
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return (f"{hours}:" if hours else "") + f"{minutes:02d}:{seconds % 60:02d}"


def place(source: str, milliseconds: int, *, timed: bool = True) -> str:
    """Where something stands: "clip.srt 02:03", or "clip.txt" of a text without times."""
    return f"{source} {clock(milliseconds)}".strip() if timed else source


def fine_clock(milliseconds: int) -> str:
    """The same with tenths: "0:12.3", "1:02:03.0"."""
    seconds, tenths = divmod((milliseconds + 50) // 100, 10)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return (f"{hours}:{minutes:02d}" if hours else f"{minutes}") + f":{seconds % 60:02d}.{tenths}"
