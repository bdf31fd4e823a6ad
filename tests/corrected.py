"""What a lexicon makes of sentences, with what is sure applied."""

from __future__ import annotations

from rehear.correction import Lexicon, propose
from rehear.document import Transcript, apply


def fixed(text: str, lexicon: Lexicon, language: str | None = "fr") -> str:
    """Cues with " | " between them, as they are corrected."""
    heard = Transcript.from_texts(text.split(" | "), language=language)
    return " | ".join(apply(heard, [edit for edit in propose(heard, lexicon) if edit.applies]).texts())
