"""Count which kinds of words stand beside one another, for `correction/bigrams`.

    python training/bigrams.py LANGUAGE TEXT[=TIMES]... -o correction/bigrams

Words of a similar company are put into one class: the commonest each into a class of its own, the others by k-means over
the words that stand beside them (Schütze 1995, "Distributional part-of-speech tagging"). What is written: LANGUAGE.words.txt,
a class a line, its words and the endings ("-ement") by which a word that is not listed is put there; LANGUAGE.pairs.txt, for
each class a line with a letter for each class that may follow: how much oftener they meet than chance would have it.

A text is plain, a sentence or a paragraph a line; a line that comes again is not counted again. TIMES is how often a text
counts, so that much law does not drown a little speech. Needs numpy, scipy and scikit-learn.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from rehear.correction.bigrams.table import ENDINGS, NUMBER, ending, letter_of
from rehear.correction.tokens import tokens_of
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

# Words of so many occurrences are listed; so many of the commonest are a class of their own.
LISTED, ALONE = 8, 170
CLASSES = 110
# Company is counted in so many of the commonest words, and reduced to so many dimensions.
COMPANY, DIMENSIONS = 1500, 80
# An ending counts as so many occurrences of a word: what is seen seldom is judged by its ending as well.
ENDING_WEIGHT = 12.0
# Words of an ending that must be known for it to be listed.
ENDING_WORDS = 12
# An ending stands for so many classes at most, each of this share of its words; a word that was seen less often than
# DOUBTFUL may also be of its ending's commonest class.
MEANT, MEANT_SHARE, DOUBTFUL = 4, 0.08, 30
# The power a pair's count is taken to, because the same phrase comes again in texts of law; and what is added on both
# sides, so that what was expected a few times and not seen is not taken for impossible.
DAMPING, SMOOTHING = 0.75, 3.0


def stretches(line: str) -> Iterator[list[str]]:
    """The line's tokens in their normal form, parted where punctuation stands."""
    row: list[str] = []
    for word in line.split():
        tokens = tokens_of(word)
        if not tokens and row:
            yield row
            row = []
        for token in tokens:
            if token.fresh and row:
                yield row
                row = []
            row.append(NUMBER if token.norm[:1].isdigit() else token.norm)
            if token.stops and row:
                yield row
                row = []
    if row:
        yield row


def count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """Occurrences of words as they are; and of words and pairs of neighbours as often as their text counts."""
    occurrences, words, pairs, seen = Counter[str](), Counter[str](), Counter[tuple[str, str]](), set[str]()
    for text in texts:
        path, _, times = text.partition("=")
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            if line in seen:
                continue
            seen.add(line)
            for row in stretches(line):
                occurrences.update(row)
                for word in row:
                    words[word] += int(times or 1)
                for pair in pairwise(row):
                    pairs[pair] += int(times or 1)
    return occurrences, words, pairs


def company(words: list[str], counts: Counter[str], pairs: Counter[tuple[str, str]]) -> np.ndarray:
    """A vector of unit length for each word: what stands before and after it."""
    index = {word: at for at, word in enumerate(words)}
    beside = {word: at for at, (word, _) in enumerate(counts.most_common(COMPANY))}
    rows, columns, values = [], [], []
    for (left, right), times in pairs.items():
        if left in index and right in beside:
            rows.append(index[left])
            columns.append(beside[right])
            values.append(times)
        if right in index and left in beside:
            rows.append(index[right])
            columns.append(COMPANY + beside[left])
            values.append(times)
    table = csr_matrix((values, (rows, columns)), shape=(len(words), 2 * COMPANY), dtype=float)
    shares = table.multiply(1 / np.maximum(table.sum(1), 1)).tocsr()
    shares.data = np.sqrt(shares.data)  # the Hellinger distance: rare company does not drown in common one
    vectors = TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(shares)
    times = np.array([counts[word] for word in words], float)[:, None]
    vectors = (times * unit(vectors) + ENDING_WEIGHT * by_ending(words, unit(vectors))) / (times + ENDING_WEIGHT)
    return unit(vectors)


def by_ending(words: list[str], vectors: np.ndarray) -> np.ndarray:
    """For each word the mean company of the words that end like it."""
    mean = np.zeros_like(vectors)
    for length in sorted(ENDINGS):
        groups = defaultdict(list)
        for at, word in enumerate(words):
            if len(word) > length:
                groups[ending(word, length)].append(at)
        for group in groups.values():
            if len(group) >= ENDING_WORDS:
                mean[group] = vectors[group].mean(0)
    return mean


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def classes(words: list[str], counts: Counter[str], vectors: np.ndarray) -> list[int]:
    """The class of each word; the words are sorted by how common they are."""
    weights = np.log1p([counts[word] for word in words[ALONE:]])
    found = KMeans(CLASSES, n_init=3, random_state=0).fit(vectors[ALONE:], sample_weight=weights)
    return [*range(ALONE), *(ALONE + found.labels_).tolist()]


def endings(words: list[str], of: list[int]) -> dict[str, list[int]]:
    """For endings that tell something: the classes of most words that have them, the commonest first."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for word, number in zip(words[ALONE:], of[ALONE:], strict=True):
        for length in ENDINGS:
            if len(word) > length:
                found[ending(word, length)][number] += 1
    return {
        end: [number for number, times in many.most_common(MEANT) if times >= MEANT_SHARE * many.total()]
        for end, many in found.items()
        if many.total() >= ENDING_WORDS and many.most_common(1)[0][1] >= MEANT_SHARE * many.total()
    }


def classes_by_ending(word: str, told: dict[str, list[int]]) -> list[int]:
    known = (told.get(ending(word, length)) for length in ENDINGS if len(word) > length)
    return next((numbers for numbers in known if numbers), [])


def likeliness(pairs: Counter[tuple[str, str]], number: dict[str, int], size: int) -> np.ndarray:
    """Pointwise mutual information of classes, natural logarithm: [left class, right class]."""
    seen = np.zeros((size, size))
    for (left, right), times in pairs.items():
        if left in number and right in number:
            seen[number[left], number[right]] += times**DAMPING
    expected = seen.sum(1, keepdims=True) * seen.sum(0, keepdims=True) / seen.sum()
    return np.log((seen + SMOOTHING) / (expected + SMOOTHING))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("language")
    arguments.add_argument("text", nargs="+")
    arguments.add_argument("-o", "--output", type=Path, default=Path("correction/bigrams"))
    given = arguments.parse_args()
    occurrences, counts, pairs = count(given.text)
    words = [word for word, _ in counts.most_common() if occurrences[word] >= LISTED]
    of = classes(words, counts, company(words, counts, pairs))
    listed: list[list[str]] = [[] for _ in range(ALONE + CLASSES)]
    for word, number in zip(words, of, strict=True):
        listed[number].append(word)
    told = endings(words, of)
    for word, number in zip(words, of, strict=True):
        if occurrences[word] < DOUBTFUL:
            for other in classes_by_ending(word, told)[:1]:
                if other != number:
                    listed[other].append(word)
    for end, numbers in sorted(told.items()):
        for number in numbers:
            listed[number].append(end)
    table = likeliness(pairs, dict(zip(words, of, strict=True)), len(listed))
    lines = ["".join(letter_of(value) for value in row) for row in table]
    (given.output / f"{given.language}.words.txt").write_text("\n".join(map(" ".join, listed)) + "\n", encoding="utf-8")
    (given.output / f"{given.language}.pairs.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{occurrences.total():,} tokens, {len(words):,} words, {len(listed)} classes")


if __name__ == "__main__":
    main()
