"""Cues a second of `propose_many` against what a user would write instead, at several sizes of lexicon, in one run.

    python benchmarks/correction.py [--cues 20000] [--terms 100,1000,10000]

The text is made here: French words drawn by their frequency, and in every tenth cue a term of the lexicon, misheard by
a swapped letter. The opponents: rapidfuzz over windows of one to six words of each cue, accents and spaces folded,
against all terms at once with `process.cdist` (on fewer cues, because it is slow), and for the exact pass one big
alternation of `re`. Times are CPU seconds of this process, without making the text; the peak is its resident memory.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
import wordfreq
from rapidfuzz import fuzz, process
from rehear.correction import Lexicon, Term, propose_many
from rehear.document import Transcript

CUES_A_FILE = 500


def make(cues: int, terms: int) -> tuple[list[str], list[str]]:
    """Terms (two thirds of them names of two words) and cues of twelve words."""
    rng, chance = np.random.default_rng(1), random.Random(2)
    words = [word for word in wordfreq.top_n_list("fr", 30_000) if word.isalpha()]
    weights = np.array([wordfreq.word_frequency(word, "fr") for word in words])
    rare = words[3000:]
    found: dict[str, None] = {}
    while len(found) < terms:
        one, other = chance.choice(rare), chance.choice(rare)
        found[f"{one.capitalize()} {other.capitalize()}" if chance.random() < 0.67 else f"{one}-{other}"] = None
    listed = list(found)
    drawn = rng.choice(len(words), (cues, 12), p=weights / weights.sum())
    texts = []
    for number, row in enumerate(drawn):
        text = [words[at] for at in row]
        if number % 10 == 0:
            term = chance.choice(listed).replace("-", " ")
            at = chance.randrange(1, len(term))
            text[6:6] = [term[:at] + chance.choice("aeioutrsl") + term[at + 1 :]]
        texts.append(" ".join(text).capitalize() + ".")
    return listed, texts


def rehear(lexicon: Lexicon) -> Callable[[Sequence[str]], int]:
    def run(texts: Sequence[str]) -> int:
        files = [
            Transcript.from_texts(
                texts[begin : begin + CUES_A_FILE],
                language="fr",
                times=[(3000 * at, 3000 * at + 2500) for at in range(len(texts[begin : begin + CUES_A_FILE]))],
            )
            for begin in range(0, len(texts), CUES_A_FILE)
        ]
        return sum(len(edits) for edits in propose_many(files, lexicon))

    return run


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if char.isalnum() and not unicodedata.combining(char))


def windows(terms: Sequence[str]) -> Callable[[Sequence[str]], int]:
    folded = [fold(term) for term in terms]

    def run(texts: Sequence[str]) -> int:
        found = 0
        for text in texts:
            tokens = re.findall(r"\w+'?", text)
            stretches = [
                fold("".join(tokens[i:j]))
                for i in range(len(tokens))
                for j in range(i + 1, min(len(tokens), i + 6) + 1)
            ]
            found += int(np.count_nonzero(process.cdist(stretches, folded, scorer=fuzz.ratio, score_cutoff=85)))
        return found

    return run


def alternation(terms: Sequence[str]) -> Callable[[Sequence[str]], int]:
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, terms)) + r")\b", re.IGNORECASE)
    return lambda texts: sum(len(pattern.findall(text)) for text in texts)


def speed(work: Callable[[Sequence[str]], int], texts: Sequence[str]) -> float:
    """Cues a CPU second."""
    begun = time.process_time()
    work(texts)
    return len(texts) / (time.process_time() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=20_000)
    parser.add_argument("--terms", default="100,1000,10000")
    arguments = parser.parse_args()
    print(
        "terms   rehear, by sound   rapidfuzz windows   ratio   rehear, listed only   re alternation   ratio   peak MB"
    )
    for terms in map(int, arguments.terms.split(",")):
        listed, texts = make(arguments.cues, terms)
        few = texts[: max(20, 200_000 // terms // 3)]
        ours, theirs = speed(rehear(Lexicon.of(listed, language="fr")), texts), speed(windows(listed), few)
        exact = Lexicon(tuple(Term(term, heard=(term + " x",), match="exact", language="fr") for term in listed))
        listing, pattern = speed(rehear(exact), texts), speed(alternation(listed), few)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{terms:5d} {ours:18,.0f} {theirs:19,.0f} {ours / theirs:7.1f} {listing:21,.0f} {pattern:16,.0f}"
            f" {listing / pattern:7.1f} {peak:9,.0f}"
        )


if __name__ == "__main__":
    main()
