"""What is listed word for word: mishearings, right spellings, protected phrases, vetoes and contexts, found in one pass.

Case, hyphens and the kind of apostrophe do not count, accents and word boundaries do. The words of a phrase may stand on both
sides of a line or a cue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from .keys import HashIndex, KeyRow
from .lexicon import Lexicon
from .reading import Reading
from .tokens import split_norms
from .vocabulary import Vocabulary


@dataclass(slots=True)
class Listing:
    """Places of listed phrases in a document, by what they mean; a place is (first token, number of tokens).

    Attributes:
        heard: (first, count, term) of listed mishearings.
        right: (first, count, term) of right spellings, whatever their case.
        protected: first token -> number of tokens of the longest protected phrase that begins there.
        longest: the most tokens that any of those has.
        unless: term -> tokens of its vetoes.
        context: term -> first tokens of words that vouch for it, in order.
    """

    heard: list[tuple[int, int, int]] = field(default_factory=list)
    right: list[tuple[int, int, int]] = field(default_factory=list)
    protected: dict[int, int] = field(default_factory=dict)
    longest: int = 0
    unless: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    context: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def protects(self, first: int, count: int) -> bool:
        """Whether one protected phrase covers the whole window."""
        begin = first + count - self.longest
        return any(self.protected.get(at, 0) >= first + count - at for at in range(begin, first + 1))

    def vetoes(self, first: int, count: int, term: int) -> bool:
        """Whether a veto of the term touches the window."""
        return not self.unless.get(term, frozenset()).isdisjoint(range(first, first + count))

    def vouches(self, first: int, term: int, reach: int) -> bool:
        """Whether a word that vouches for a term begins within so many tokens of one."""
        places = self.context.get(term, [])
        at = bisect_left(places, first - reach)
        return at < len(places) and places[at] <= first + reach


class Listed:
    """The listed phrases of a lexicon, ready to be found."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        phrases: dict[tuple[str, ...], int] = {}
        self._uses: list[list[tuple[str, int]]] = []

        def add(text: str, use: str, term: int) -> None:
            norms = split_norms(text)
            if not norms:
                return
            number = phrases.setdefault(norms, len(phrases))
            if number == len(self._uses):
                self._uses.append([])
            self._uses[number].append((use, term))

        for number, term in enumerate(lexicon.terms):
            for use, texts in (
                ("heard", term.heard),
                ("right", term.spellings),
                ("unless", term.unless),
                ("context", term.context),
            ):
                for text in texts:
                    add(text, use, number)
        for text in lexicon.protect:
            add(text, "protected", -1)
        ids = [vocabulary.norm_id(norm) for norms in phrases for norm in norms]
        counts = np.fromiter(map(len, phrases), np.int64, len(phrases))
        self._lengths = sorted(set(counts.tolist()))
        row = KeyRow.of_numbers(np.array(ids, np.int32))
        self._index = HashIndex.of(
            row.whole(np.cumsum(counts) - counts, counts), np.arange(len(phrases), dtype=np.int32)
        )

    def find(self, reading: Reading) -> dict[int, Listing]:
        """What is listed in each document of the reading."""
        found: dict[int, Listing] = defaultdict(Listing)
        size = len(reading.norms)
        row = KeyRow.of_numbers(reading.norms)
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        for count in self._lengths:
            if count > size:
                break
            first = np.arange(size - count + 1)
            first = first[broken[first + count - 1] == broken[first]]
            owner, phrase = self._index.find(row.whole(first, count))
            starts = first[owner]
            for start, document, number in zip(
                starts.tolist(), reading.document[starts].tolist(), phrase.tolist(), strict=True
            ):
                listing = found[document]
                for use, term in self._uses[number]:
                    if use == "protected":
                        listing.protected[start] = listing.longest = count  # longer ones are found later
                    elif use == "context":
                        listing.context[term].append(start)
                    elif use == "unless":
                        listing.unless[term].update(range(start, start + count))
                    else:
                        getattr(listing, use).append((start, count, term))
        for listing in found.values():
            for places in listing.context.values():
                places.sort()  # phrases of several lengths
        return found
