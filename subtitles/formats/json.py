"""The transcript's own schema, which keeps everything: words, times, probabilities and where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...document.errors import InputError
from ...document.model import Cue, Transcript
from ...document.store import dump_transcript, parse_transcript
from .json_spans import before_the_cut
from .notices import Notice
from .source import Lines


def parse(source: str) -> tuple[Transcript, list[Notice]]:
    notices: list[Notice] = []
    source = source.replace("\0", "")
    try:
        transcript = parse_transcript(source)
    except InputError:
        cut = before_the_cut(source)
        if cut is None:
            raise
        transcript = replace(parse_transcript(cut[0]), complete=False)
        line = Lines(source).number(cut[1])
        notices = [Notice(line, "no JSON from here on: the whole segments above are read, the rest is left out")]
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


def render(cues: Iterable[Cue]) -> str:
    """Cues as a transcript with interpolated word times."""
    kept = list(cues)
    return dump(Transcript.from_texts([cue.text for cue in kept], times=[(cue.start, cue.end) for cue in kept]))


def dump(transcript: Transcript) -> str:
    """The whole transcript; half a character that a damaged file escaped is escaped again, for no encoding can hold it."""
    return dump_transcript(transcript).encode("utf-8", "backslashreplace").decode("utf-8")
