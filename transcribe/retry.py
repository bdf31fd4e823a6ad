"""What a recogniser gave, looked at with suspicion: doubtful windows are heard once more, what stays doubtful is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .doubts import echoes, looping, oddity, outside
from .engine import Engine, Heard, Options, Recognised, Window

_MOSTLY = 0.8  # of a segment's time without speech, or of its words odd: then it looks invented
_PARTLY, _SURE = 0.5, 0.5
_BEAMS = 5  # openai-whisper's own number of alternatives
_HOT = 0.5  # as upstream: a text from above this temperature is no context


def heard_well(window: Window, result: Recognised, engine: Engine, options: Options) -> Recognised:
    """The result, or a better one of the same window: without prompt and with beams. What remains doubtful is marked.

    The marks are evidence of a segment: `loop` (how many times in a row it says the same), `echo` (1: it gives back the
    prompt), `silence` (the share of its time in which nobody speaks), `odd` (the share of its words that look invented).
    """
    marks = [doubts(item, window) for item in result.segments]
    if not any(marks):
        return result
    other = replace(options, language=result.language, beam_size=options.beam_size or _BEAMS, best_of=None)
    again = next(iter(engine.recognise([replace(window, prompt=None)], other)))
    again = replace(again, language_probability=result.language_probability)
    fresh = [doubts(item, window) for item in again.segments]
    if sum(map(len, fresh)) < sum(map(len, marks)):
        result, marks = again, fresh
    segments = tuple(
        replace(item, evidence={**item.evidence, **mark}) for item, mark in zip(result.segments, marks, strict=True)
    )
    return replace(result, segments=segments)


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
