"""No word of the language is taken for a term of a shipped lexicon: all that wordfreq lists, in sentences, names among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import wordfreq
from rehear.correction import load_lexicon, propose_many
from rehear.correction.tokens import fold
from rehear.document import Transcript

FRAMES = ("Hier, la {small} a répondu.", "Hier, Monsieur {capital} a répondu.", "Elle vit à {capital} depuis dix ans.")
# What nobody means: it is in the list because people misspell the term.
MISSPELT = {
    "Ardène",
    "Biscarosse",
    "Carcassone",
    "Comissariat",
    "Dunkerke",
    "Landernau",
    "Monpellier",
    "Montpelier",
    "Rochechouard",
}
CUES = 50


def sentences(frame: str) -> Iterator[Transcript]:
    words = [word for word in wordfreq.top_n_list("fr", 400_000) if word.isalpha() and len(word) > 2]
    assert len(words) > 300_000
    times = [(9000 * at, 9000 * at + 4000) for at in range(CUES)]
    for begin in range(0, len(words), CUES):
        texts = [frame.format(small=word, capital=word.capitalize()) for word in words[begin : begin + CUES]]
        yield Transcript.from_texts(texts, language="fr", times=times[: len(texts)])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "frame"), [*(("fr-places", frame) for frame in FRAMES), ("fr-justice", FRAMES[0])])
def test_no_other_word_is_taken_for_a_term(name: str, frame: str) -> None:
    lexicon = load_lexicon(name)
    alone = replace(lexicon, terms=tuple(term for term in lexicon.terms if not term.context))  # the others need more
    edits = [edit for found in propose_many(sentences(frame), alone) for edit in found if edit.applies]
    taken = {edit.before.strip(".,"): edit.after for edit in edits if fold(edit.before) != fold(edit.after)}
    assert {word: term for word, term in taken.items() if word.capitalize() not in MISSPELT} == {}
