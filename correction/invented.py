"""What the recogniser itself says against a cue: its scores, and the marks that hearing leaves (docs/hearing.md)."""

from __future__ import annotations

from ..document.model import Segment

# Whisper's own thresholds for "nobody speaks here" and for "these words are guesswork" (its decoding options).
NO_SPEECH, LOG_PROBABILITY = 0.6, -1.0


def invented(segment: Segment) -> dict[str, object]:
    """In words: under `speech` what says that nobody speaks here, under `words` what says that the words are guesswork."""
    marks = segment.evidence
    doubts: dict[str, object] = {}
    if (silent := marks.get("no_speech_prob", 0.0)) >= NO_SPEECH:
        doubts["speech"] = f"the recogniser doubts that anybody speaks here ({silent:.2f})"
    elif "silence" in marks:
        doubts["speech"] = f"nobody speaks in {marks['silence']:.0%} of its time"
    if (likely := marks.get("avg_logprob", 0.0)) < LOG_PROBABILITY:
        doubts["words"] = f"the recogniser is unsure of the words (average log probability {likely:.2f})"
    elif "odd" in marks:
        doubts["words"] = f"{marks['odd']:.0%} of its words look invented"
    elif "failed" in marks:
        doubts["words"] = "no attempt to hear it passed the recogniser's own tests"
    return doubts
