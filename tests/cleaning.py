"""Texts with the lexicon of credits: what is proposed for them, what is left of them."""

from __future__ import annotations

from rehear.correction import load_lexicon, propose
from rehear.document import Edit, Segment, Transcript, apply
from rehear.document.model import split_words, spread

CREDITS = load_lexicon("credits")


def edits(texts: list[str], *, lasting: int = 2000, language: str = "fr") -> list[Edit]:
    return propose(Transcript.from_texts(texts, language=language, times=_times(len(texts), lasting)), CREDITS)


def left(texts: list[str], **how: int) -> list[str]:
    heard = Transcript.from_texts(texts, language="fr", times=_times(len(texts), how.get("lasting", 2000)))
    return apply(heard, [edit for edit in propose(heard, CREDITS) if edit.applies]).texts()


def _times(count: int, lasting: int) -> list[tuple[int, int]]:
    """Even times without a pause, by a clock of milliseconds."""
    return [(lasting * at + 40, lasting * (at + 1) + 40) for at in range(count)]


def heard(texts: list[str], **scores: float) -> Transcript:
    """Cues of which the last has these scores of the recogniser."""
    words, segments = [], []
    for at, text in enumerate(texts):
        begin = len(words)
        words += spread(split_words(text), 3000 * at, 3000 * at + 2500)
        known = scores if at == len(texts) - 1 else {}
        segments.append(Segment(3000 * at, 3000 * at + 2500, begin, len(words) - 1, known))
    return Transcript(tuple(words), tuple(segments), "fr")
