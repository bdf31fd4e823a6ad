"""The transcript's own schema, which keeps everything: words, times, probabilities and where they come from."""

from __future__ import annotations

from collections.abc import Iterable

from ...document.model import Cue, Transcript
from ...document.store import dump_transcript, parse_transcript


def parse(source: str) -> Transcript:
    return parse_transcript(source)


def render(cues: Iterable[Cue]) -> str:
    """Cues as a transcript with interpolated word times; `dump_transcript` writes a real one whole."""
    kept = list(cues)
    return dump_transcript(
        Transcript.from_texts([cue.text for cue in kept], times=[(cue.start, cue.end) for cue in kept])
    )
