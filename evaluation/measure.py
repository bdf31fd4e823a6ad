"""How good a transcript is: word and character error rate, terms found, and harm done by a correction.

Rates are jiwer's. Before words are compared, both texts are normalised in the usual way: Unicode NFC, lower case, typographic
apostrophes made plain, hyphens and all other punctuation made spaces (an apostrophe inside a word stays), white space
collapsed. Terms are counted as they are written, case and accents included, because their spelling is what is at stake.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# What is no letter, digit or inner apostrophe.
_OTHER = re.compile(r"(?<!\w)'|'(?!\w)|[^\w']+|_")


@dataclass(frozen=True, slots=True)
class Terms:
    """How often the terms of a lexicon stand in both texts.

    Attributes:
        said: in the reference.
        written: in the hypothesis.
        right: in both (for each term, as often as the rarer of the two).
        missed: terms that the hypothesis has too rarely, with how many are missing.
    """

    said: int
    written: int
    right: int
    missed: tuple[tuple[str, int], ...] = ()

    @property
    def recall(self) -> float | None:
        return self.right / self.said if self.said else None

    @property
    def precision(self) -> float | None:
        return self.right / self.written if self.written else None


@dataclass(frozen=True, slots=True)
class Score:
    """All that is measured of a hypothesis against its reference.

    Attributes:
        wer, cer: word and character error rate, 0 to above 1.
        words: words of the reference.
        substitutions, deletions, insertions: of words.
        terms: None without a lexicon.
        harm: words that were right as heard and are wrong in the hypothesis; None where it is not known what was heard.
        mended: words that were wrong as heard and are right in the hypothesis; None likewise.
        wer_heard: word error rate of what was heard; None likewise.
    """

    wer: float
    cer: float
    words: int
    substitutions: int
    deletions: int
    insertions: int
    terms: Terms | None = None
    harm: int | None = None
    mended: int | None = None
    wer_heard: float | None = None


def normalise(text: str) -> str:
    """A text as its words are compared.

    >>> normalise("L’été,  à Brive-la-Gaillarde !")
    "l'été à brive la gaillarde"
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    return " ".join(_OTHER.sub(" ", plain).split())


def measure(reference: str, hypothesis: str, *, heard: str | None = None, terms: Sequence[str] | None = None) -> Score:
    """Score a hypothesis.

    Args:
        reference: what was said, rightly written.
        hypothesis: what is to be judged.
        heard: the text before it was corrected, to see what the correction mended and harmed.
        terms: spellings of the terms that matter.
    """
    import jiwer

    said, judged = normalise(reference), normalise(hypothesis)
    if not said:
        raise ValueError("the reference has no words")
    words = jiwer.process_words(said, judged)
    characters = jiwer.process_characters(said, judged)
    harm = mended = wer_heard = None
    if heard is not None:
        before = jiwer.process_words(said, normalise(heard))
        was, now = _right(before), _right(words)
        harm, mended, wer_heard = len(was - now), len(now - was), float(before.wer)
    return Score(
        float(words.wer),
        float(characters.cer),
        len(said.split()),
        words.substitutions,
        words.deletions,
        words.insertions,
        None if terms is None else count_terms(reference, hypothesis, terms),
        harm,
        mended,
        wer_heard,
    )


def count_terms(reference: str, hypothesis: str, terms: Sequence[str]) -> Terms:
    """Count terms as they are written; "Mâcon" is not found in "Mâconnais" nor in "macon"."""
    said = written = right = 0
    missed: list[tuple[str, int]] = []
    reference, hypothesis = (" ".join(text.replace("’", "'").split()) for text in (reference, hypothesis))
    for term in dict.fromkeys(" ".join(term.replace("’", "'").split()) for term in terms):
        pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
        here, there = len(pattern.findall(reference)), len(pattern.findall(hypothesis))
        said, written, right = said + here, written + there, right + min(here, there)
        if there < here:
            missed.append((term, here - there))
    missed.sort(key=lambda item: (-item[1], item[0]))
    return Terms(said, written, right, tuple(missed))


def _right(alignment: object) -> set[int]:
    """Positions of the reference's words that the hypothesis has right."""
    chunks = alignment.alignments[0]  # type: ignore[attr-defined]  # jiwer has no types
    return {at for chunk in chunks if chunk.type == "equal" for at in range(chunk.ref_start_idx, chunk.ref_end_idx)}
