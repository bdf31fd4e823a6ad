"""How good a transcript is: word and character error rate, terms found, and harm done by a correction.

Errors are counted by jiwer. Before words are compared, both texts are normalised in the usual way: Unicode NFC, lower case,
typographic apostrophes made plain, hyphens and all other punctuation made spaces (an apostrophe inside a word stays), white
space collapsed. Terms are counted as they are written, case and accents included, because their spelling is what is at stake.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
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
class Change:
    """What a correction did to the words of the reference.

    Attributes:
        harmed: words that were right as heard and are wrong in the hypothesis; "+word" is one that was neither said nor heard.
        mended: words that were wrong as heard and are right in the hypothesis.
        errors: word errors of what was heard.
    """

    harmed: tuple[str, ...]
    mended: tuple[str, ...]
    errors: int


@dataclass(frozen=True, slots=True)
class Score:
    """All that is measured of a hypothesis against its reference, as counts that can be added up.

    Attributes:
        words, characters: of the reference.
        substitutions, deletions, insertions: of words.
        character_errors: the same of characters, together.
        terms: None without a lexicon.
        change: None where it is not known what was heard.
    """

    words: int
    characters: int
    substitutions: int
    deletions: int
    insertions: int
    character_errors: int
    terms: Terms | None = None
    change: Change | None = None

    @property
    def wer(self) -> float:
        """Word error rate, 0 to above 1."""
        return (self.substitutions + self.deletions + self.insertions) / self.words

    @property
    def cer(self) -> float:
        """Character error rate, 0 to above 1."""
        return self.character_errors / self.characters

    @property
    def wer_heard(self) -> float | None:
        """Word error rate of what was heard."""
        return None if self.change is None else self.change.errors / self.words


def normalise(text: str) -> str:
    """A text as its words are compared.

    >>> normalise("L’été,  à Brive-la-Gaillarde !")
    "l'été à brive la gaillarde"
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    return " ".join(_OTHER.sub(" ", plain).split())


def measure(
    reference: str,
    hypothesis: str,
    *,
    heard: str | None = None,
    terms: Sequence[str] | None = None,
    normalised: bool = True,
) -> Score:
    """Score a hypothesis.

    Args:
        reference: what was said, rightly written.
        hypothesis: what is to be judged.
        heard: the text before it was corrected, to see what the correction mended and harmed.
        terms: spellings of the terms that matter.
        normalised: False compares words as they are written: case and punctuation count.

    Raises:
        ValueError: if the reference has no words.
    """
    import jiwer

    prepared = normalise if normalised else _spaced
    said, judged = prepared(reference), prepared(hypothesis)
    if not said:
        raise ValueError("the reference has no words")
    words = jiwer.process_words(said, judged)
    characters = jiwer.process_characters(said, judged)
    change = None
    if heard is not None:
        before = jiwer.process_words(said, prepared(heard))
        was, now, all_words = _right(before), _right(words), said.split()
        added = _inserted(words, judged) - _inserted(before, prepared(heard))
        change = Change(
            (*(all_words[at] for at in sorted(was - now)), *(f"+{word}" for word in added.elements())),
            tuple(all_words[at] for at in sorted(now - was)),
            before.substitutions + before.deletions + before.insertions,
        )
    return Score(
        len(said.split()),
        len(said),
        words.substitutions,
        words.deletions,
        words.insertions,
        characters.substitutions + characters.deletions + characters.insertions,
        None if terms is None else count_terms(reference, hypothesis, terms),
        change,
    )


def total(scores: Sequence[Score]) -> Score:
    """The score of several texts taken as one: errors and words are added up, so that long texts count for more."""
    terms = [score.terms for score in scores if score.terms is not None]
    changes = [score.change for score in scores if score.change is not None]
    missed: Counter[str] = Counter()
    for each in terms:
        missed.update(dict(each.missed))
    return Score(
        sum(score.words for score in scores),
        sum(score.characters for score in scores),
        sum(score.substitutions for score in scores),
        sum(score.deletions for score in scores),
        sum(score.insertions for score in scores),
        sum(score.character_errors for score in scores),
        Terms(
            sum(each.said for each in terms),
            sum(each.written for each in terms),
            sum(each.right for each in terms),
            _most_first(missed),
        )
        if terms
        else None,
        Change(
            tuple(word for change in changes for word in change.harmed),
            tuple(word for change in changes for word in change.mended),
            sum(change.errors for change in changes),
        )
        if changes
        else None,
    )


def count_terms(reference: str, hypothesis: str, terms: Sequence[str]) -> Terms:
    """Count terms as they are written; "Mâcon" is not found in "Mâconnais" nor in "macon"."""
    said = written = right = 0
    missed: Counter[str] = Counter()
    reference, hypothesis = (_spaced(text.replace("’", "'")) for text in (reference, hypothesis))
    for term in dict.fromkeys(_spaced(term.replace("’", "'")) for term in terms):
        if term not in reference and term not in hypothesis:
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
        here, there = len(pattern.findall(reference)), len(pattern.findall(hypothesis))
        said, written, right = said + here, written + there, right + min(here, there)
        if there < here:
            missed[term] = here - there
    return Terms(said, written, right, _most_first(missed))


def _most_first(missed: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(missed.items(), key=lambda item: (-item[1], item[0])))


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _right(alignment: object) -> set[int]:
    """Positions of the reference's words that the hypothesis has right."""
    chunks = alignment.alignments[0]  # type: ignore[attr-defined]  # jiwer has no types
    return {at for chunk in chunks if chunk.type == "equal" for at in range(chunk.ref_start_idx, chunk.ref_end_idx)}


def _inserted(alignment: object, hypothesis: str) -> Counter[str]:
    """The words of the hypothesis that stand where nothing was said."""
    chunks, words = alignment.alignments[0], hypothesis.split()  # type: ignore[attr-defined]  # jiwer has no types
    inserted = [chunk for chunk in chunks if chunk.type == "insert"]
    return Counter(word for chunk in inserted for word in words[chunk.hyp_start_idx : chunk.hyp_end_idx])
