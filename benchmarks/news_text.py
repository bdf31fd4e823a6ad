"""Text for benchmarks that is to a corrector what French news is: as many rare words, names, pauses and mishearings.

Measured on recognised radio, written news and treebank sentences: 6 % of the tokens have a capital inside a sentence, 6 to 8 %
are rarer than Zipf 3.5, 1 % is in no word list, 12 to 16 % end at punctuation or a pause, and 30,000 tokens have 5,000 to 7,000
types. The words here are drawn by wordfreq's frequencies; names and unknown words are made of the halves of others, some used
often, new ones without end. It is a little harder than the real thing: 10 % rare words, 7,300 types.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import wordfreq

WORDS_A_CUE = 12
# Shares of tokens: names beside those that are terms, words that no list has, words before a comma.
NAMES, UNKNOWN, COMMAS = 0.045, 0.005, 0.05
# Share of names that come up for the first time, and of those that no word list has (the others are words that it has).
NEW, COINED = 0.05, 0.2
# Share of words that were said in the 200 cues before.
AGAIN = 0.35
# Share of cues in which a term is said, and of those the share in which it was misheard.
TERMS, MISHEARD = 0.1, 0.5
_AT_ONCE = 20_000


class News:
    """A source of cues and of terms that may be said in them; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._rng, self._chance = np.random.default_rng(seed), random.Random(seed)
        words = [word for word in wordfreq.top_n_list("fr", 40_000) if word.isalpha()]
        weights = np.array([wordfreq.word_frequency(word, "fr") for word in words])
        self._words, self._weights = words, weights / weights.sum()
        self._rare = words[3000:]
        self._names = [self._a_name() for _ in range(20_000)]

    def terms(self, count: int) -> list[str]:
        """Different terms, two thirds of them persons and one third compounds."""
        chance = self._chance
        found: dict[str, None] = {}
        while len(found) < count:
            if chance.random() < 0.67:
                found[f"{self._a_name().capitalize()} {self._a_name().capitalize()}"] = None
            else:
                found[f"{chance.choice(self._rare)}-{chance.choice(self._rare)}"] = None
        return list(found)

    def cues(self, count: int, terms: Sequence[str]) -> Iterator[str]:
        """Texts of cues, a sentence each."""
        for begin in range(0, count, _AT_ONCE):
            size = min(_AT_ONCE, count - begin)
            drawn = self._rng.choice(len(self._words), (size, WORDS_A_CUE), p=self._weights)
            # What was said is said again: without that there would be too many different words.
            flat = drawn.reshape(-1)
            again = np.flatnonzero(self._rng.random(len(flat)) < AGAIN)
            flat[again] = flat[np.maximum(again - self._rng.integers(1, 200 * WORDS_A_CUE, len(again)), 0)]
            luck = self._rng.random((size, WORDS_A_CUE))
            said = self._rng.random(size) < TERMS
            for row, lots, has_term in zip(drawn.tolist(), luck.tolist(), said.tolist(), strict=True):
                text = [self._word(at, lot) for at, lot in zip(row, lots, strict=True)]
                if has_term:
                    text[6:8] = [self._said(self._chance.choice(terms))]
                line = " ".join(text)
                yield line[:1].upper() + line[1:] + "."

    def _word(self, at: int, lot: float) -> str:
        if lot > NAMES + UNKNOWN + COMMAS:
            return self._words[at]
        if lot < NAMES:
            return self._name(lot / NAMES).capitalize()
        return self._coined() if lot < NAMES + UNKNOWN else self._words[at] + ","

    def _name(self, lot: float) -> str:
        """Names come back as words do: a few often, most seldom; and there are always new ones."""
        if lot > 1 - NEW:
            return self._a_name()
        return self._names[int(len(self._names) * (lot / (1 - NEW)) ** 6)]

    def _a_name(self) -> str:
        return self._coined() if self._chance.random() < COINED else self._chance.choice(self._rare)

    def _coined(self) -> str:
        one, other = self._chance.choice(self._rare), self._chance.choice(self._rare)
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]

    def _said(self, term: str) -> str:
        """A term as it is written, or misheard: its hyphens gone and a letter another one."""
        if self._chance.random() >= MISHEARD:
            return term
        term = term.replace("-", " ")
        at = self._chance.randrange(1, len(term))
        return term[:at] + self._chance.choice("aeioutrsl") + term[at + 1 :]
