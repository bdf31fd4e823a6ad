"""What a recogniser gave, looked at with suspicion: doubtful windows are heard once more, what stays doubtful is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import inf

from .doubts import HOT, echoes, looping, oddity, outside, rushed
from .engine import Heard, Recognised, Window

_MOSTLY = 0.8  # of a segment's time without speech, or of its words odd: then it looks invented
_PARTLY, _SURE = 0.5, 0.5
_BEAMS = 5  # openai-whisper's own number of alternatives

# A segment and its doubts.
_Judged = tuple[Heard, Mapping[str, float]]


def another_way(window: Window, result: Recognised) -> Window | None:
    """The window as it is to be heard once more, without prompt and with beams; None if the result leaves no doubt."""
    if not any(doubts(item, window) for item in result.segments):
        return None
    beams = window.options.beam_size or _BEAMS
    options = replace(window.options, language=result.language, beam_size=beams, best_of=None)
    return replace(window, prompt=None, options=options)


def better(window: Window, result: Recognised, again: Recognised) -> Recognised:
    """What was heard in a window at first, with each doubtful stretch as it was heard once more if that leaves fewer doubts.

    What nobody doubts stays as it is, and a stretch in which somebody speaks is never left without text. What stays doubtful
    is marked: `loop` (how many times in a row a segment says the same), `echo` (1: it gives back the prompt), `silence` (the
    share of its time in which nobody speaks), `odd` (the share of its words that look invented).
    """
    first, second = ([(item, doubts(item, window)) for item in one.segments] for one in (result, again))
    chosen: list[_Judged] = []
    place = 0
    for doubtful, group in groupby(first, key=lambda judged: bool(judged[1])):
        stretch = list(group)
        place += len(stretch)
        if doubtful:
            begin = chosen[-1][0].end if chosen else -inf
            end = first[place][0].start if place < len(first) else inf
            other = [judged for judged in second if begin <= (judged[0].start + judged[0].end) / 2 < end]
            if _doubts_in(other) < _doubts_in(stretch) and (other or not _spoken(stretch, window)):
                stretch = other
        chosen += stretch
    segments = tuple(replace(item, evidence={**item.evidence, **marks}) for item, marks in chosen)
    return replace(result, segments=segments)


def _doubts_in(stretch: Sequence[_Judged]) -> int:
    return sum(len(marks) for _, marks in stretch)


def _spoken(stretch: Sequence[_Judged], window: Window) -> bool:
    """Whether somebody speaks where a stretch of text is; so it counts where nobody looked."""
    if window.speech is None:
        return True
    return outside(stretch[0][0].start, stretch[-1][0].end, window.speech) < _MOSTLY


def doubts(item: Heard, window: Window) -> Mapping[str, float]:
    """The marks that a segment deserves."""
    text = "".join(word.text for word in item.words)
    found: dict[str, float] = {}
    times = looping(text)
    if times:
        found["loop"] = float(times)
    if echoes(text, window.prompt):
        found["echo"] = 1.0
    timed = [word for word in item.words if word.probability is not None]
    if not timed:
        return found
    silent = outside(timed[0].start, timed[-1].end, window.speech) if window.speech is not None else 1.0
    if window.speech is not None and silent >= _MOSTLY:
        found["silence"] = silent
    # Odd times of words that are sure, where somebody speaks, are only badly aligned, if they fit there at all.
    sure = sum(word.probability or 0.0 for word in timed) / len(timed)
    share = oddity(item.words)
    if share >= _MOSTLY and (sure < _SURE or silent >= _PARTLY or rushed(timed)):
        found["odd"] = share
    return found


def healthy(result: Recognised) -> bool:
    """Whether a window's text may be the context of the next one."""
    return not any(
        {"failed", "loop", "echo", "silence", "odd"} & set(item.evidence) or item.evidence.get("temperature", 0.0) > HOT
        for item in result.segments
    )
