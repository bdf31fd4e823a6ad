"""What a recogniser gave, looked at with suspicion: doubtful windows are heard once more, what stays doubtful is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .doubts import echoes, looping, oddity, outside
from .engine import Heard, Recognised, Window

_MOSTLY = 0.8  # of a segment's time without speech, or of its words odd: then it looks invented
_PARTLY, _SURE = 0.5, 0.5
_BEAMS = 5  # openai-whisper's own number of alternatives
_HOT = 0.5  # as upstream: a text from above this temperature is no context


def another_way(window: Window, result: Recognised) -> Window | None:
    """The window as it is to be heard once more, without prompt and with beams; None if the result leaves no doubt."""
    if not any(doubts(item, window) for item in result.segments):
        return None
    beams = window.options.beam_size or _BEAMS
    options = replace(window.options, language=result.language, beam_size=beams, best_of=None)
    return replace(window, prompt=None, options=options)


def better(window: Window, result: Recognised, again: Recognised) -> Recognised:
    """Of what was heard in a window at first and once more, what leaves fewer doubts. These are marked.

    The marks are evidence of a segment: `loop` (how many times in a row it says the same), `echo` (1: it gives back the
    prompt), `silence` (the share of its time in which nobody speaks), `odd` (the share of its words that look invented).
    """
    again = replace(again, language_probability=result.language_probability)
    found = [(one, [doubts(item, window) for item in one.segments]) for one in (result, again)]
    best, marks = min(found, key=lambda pair: sum(map(len, pair[1])))  # the first of equals
    segments = tuple(
        replace(item, evidence={**item.evidence, **mark}) for item, mark in zip(best.segments, marks, strict=True)
    )
    return replace(best, segments=segments)


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
    # Odd times of words that are sure, where somebody speaks, are only badly aligned.
    sure = sum(word.probability or 0.0 for word in timed) / len(timed)
    share = oddity(item.words)
    if share >= _MOSTLY and (sure < _SURE or silent >= _PARTLY):
        found["odd"] = share
    return found


def healthy(result: Recognised) -> bool:
    """Whether a window's text may be the context of the next one."""
    return not any(
        {"failed", "loop", "echo", "silence", "odd"} & set(item.evidence)
        or item.evidence.get("temperature", 0.0) > _HOT
        for item in result.segments
    )
