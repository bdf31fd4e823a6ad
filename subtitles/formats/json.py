"""The transcript's own schema, which keeps everything: words, times, probabilities and where they come from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...document.model import Cue, Transcript, collapse, split_words, spread
from ...document.store import ORIGIN, TRANSCRIPT_SCHEMA, dump_transcript, parse_transcript
from .json_spans import damage_of, salvaged, value_of
from .notices import Notice, Repairs
from .source import guessed_times, reading_time


def parse(source: str) -> tuple[Transcript, list[Notice]]:
    source = source.replace("\0", "")
    notices: list[Notice] = []
    salvage = salvaged(source, lambda value: isinstance(value, dict) and "words" in value)
    if salvage is not None:
        notices += damage_of(source, salvage)
        source = json.dumps(_head(source[: salvage.begin]) | {"segments": [piece.value for piece in salvage.pieces]})
    mended, repairs = _mended(source)
    transcript = parse_transcript(mended)
    transcript = transcript if salvage is None else replace(transcript, complete=False)
    notices += repairs
    odd = [at for at, segment in enumerate(transcript.segments, 1) if not 0 <= segment.start <= segment.end]
    if not odd:
        return transcript, notices
    segments = (
        replace(segment, start=max(segment.start, 0), end=max(segment.end, segment.start, 0))
        for segment in transcript.segments
    )
    more = f", and {len(odd) - 1} more like it" if len(odd) > 1 else ""
    said = f"segment {odd[0]} begins before zero or ends before it begins: its times are guessed{more}"
    return replace(transcript, segments=tuple(segments)), [*notices, Notice(0, said)]


def _head(source: str) -> dict[str, Any]:
    """What stands above the segments."""
    try:
        found = value_of(source + "]}")
    except ValueError:
        found = {}
    return found if isinstance(found, dict) and found else {"schema": TRANSCRIPT_SCHEMA}


def _mended(source: str) -> tuple[str, list[Notice]]:
    """The JSON with words for each text that has none, and times for a segment without."""
    try:
        whole = value_of(source)
        segments = [item for item in whole["segments"] if isinstance(item, dict)]
    except (ValueError, RecursionError, LookupError, TypeError):
        return source, []  # what is wrong is said where it is read as a transcript
    repairs = Repairs()
    origin = whole.get("origin")
    if isinstance(origin, dict) and (unknown := origin.keys() - set(ORIGIN)):
        repairs.add(0, f"left out, for rehear knows nothing of it: {', '.join(sorted(unknown))}", "origin")
    clock = 0
    for number, item in enumerate(segments, 1):
        where, text, words = f"segment {number}", item.get("text"), item.get("words")
        text = text if isinstance(text, str) else ""
        start, end = (_time(item.get(name)) for name in ("start", "end"))
        if start is None or end is None:
            repairs.add(0, "a segment without both times, which are guessed", where)
            start, end = guessed_times(start, end, clock, None, reading_time(text))
            item.update(start=start, end=end)
        if not (words and isinstance(words, list) and all(map(_is_word, words))) and text.strip():
            repairs.add(0, "a segment whose text has no words that can be read: they are made of it", where)
            words = [{"text": w.text, "start": w.start, "end": w.end} for w in spread(split_words(text), start, end)]
        elif isinstance(words, list) and "text" in item and _said(words) != collapse(text):
            repairs.add(0, f"a segment whose text is not what its words say, which count: {text!r}", where)
        item["words"] = words or []
        clock = end
    notices = list(repairs.notices())
    return (json.dumps(whole) if notices else source), notices


def _time(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12 else None


def _is_word(word: object) -> bool:
    times = (_time(word.get(name)) for name in ("start", "end")) if isinstance(word, dict) else [None]
    return None not in times and isinstance(word, dict) and isinstance(word.get("text"), str)


def _said(words: Iterable[Any]) -> str:
    return collapse("".join(str(word.get("text", "")) if isinstance(word, dict) else "" for word in words))


def render(cues: Iterable[Cue]) -> str:
    """Cues as a transcript with interpolated word times."""
    kept = list(cues)
    return dump(Transcript.from_texts([cue.text for cue in kept], times=[(cue.start, cue.end) for cue in kept]))


def dump(transcript: Transcript) -> str:
    """The whole transcript; half a character that a damaged file escaped is escaped again, for no encoding can hold it."""
    return dump_transcript(transcript).encode("utf-8", "backslashreplace").decode("utf-8")
