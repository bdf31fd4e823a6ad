"""Cues a second of `propose_many` against what a user would write instead, at several sizes of lexicon, in one run.

    python benchmarks/correction.py [--cues 60000] [--terms 100,1000,10000] [--million]

The text is made (`news_text.py`): words by their frequency, names, words that nobody has seen, and in every tenth cue a term
of the lexicon, half of the time misheard. Three tables; times are CPU seconds of this process, without reading and writing:

- memory: the resident memory of this process while cues stream through `propose_many`, a million with --million.
- by sound: against rapidfuzz over windows of one to six words of each cue, accents and spaces folded, against all terms at
  once with `process.cdist`, the best that do not overlap replaced. It gets fewer cues, because it is slow.
- listed only: against the `flashtext` package (`pip install flashtext`), and against one big alternation of `re`.

The opponents correct and no more, so in these two tables loops, credits and the like are not looked for (`cleanup=False`); what
that takes beside is the last figure.

A lexicon is made ready before the clock starts, on both sides; how long that takes is in the tables. "New" is the first half of
the cues, when every word is new; "goes on" the second half, which brings new words only as a large archive does.
"""

from __future__ import annotations

import argparse
import gc
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from news_text import News
from rapidfuzz import fuzz, process
from rehear.correction import Lexicon, Term, load_lexicon, propose, propose_many
from rehear.document import Transcript

CUES_A_FILE = 500
# The opponents get so many cues that they take about this long (s).
PATIENCE = 5.0


def files_of(texts: Iterator[str]) -> Iterator[Transcript]:
    """Transcripts as a subtitle file gives them: cues of 2.5 s, half a second between them."""
    times = [(3000 * at, 3000 * at + 2500) for at in range(CUES_A_FILE)]
    while cues := list(islice(texts, CUES_A_FILE)):
        yield Transcript.from_texts(cues, language="fr", times=times[: len(cues)])


def clocked(work: Callable[[], object]) -> float:
    """CPU seconds that it takes."""
    gc.collect()
    gc.freeze()  # the texts in memory are no part of the work
    begun = time.process_time()
    work()
    return time.process_time() - begun


def resident() -> float:
    """Megabytes of this process in memory now (Linux; 0 elsewhere)."""
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


class Rehear:
    """A lexicon made ready for `propose_many`."""

    def __init__(self, lexicon: Lexicon, *, cleanup: bool = False) -> None:
        self._lexicon, self._cleanup = lexicon, cleanup
        self.edits = 0
        self.ready = clocked(lambda: propose(Transcript.from_texts(["rien"], language="fr"), lexicon))

    def speed(self, files: Sequence[Transcript]) -> float:
        """Cues a second."""
        took = clocked(lambda: self._run(files))
        return sum(len(file.segments) for file in files) / took

    def _run(self, files: Sequence[Transcript]) -> None:
        self.edits = sum(len(edits) for edits in propose_many(files, self._lexicon, cleanup=self._cleanup))


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if char.isalnum() and not unicodedata.combining(char))


def by_windows(terms: Sequence[str]) -> Callable[[str], str]:
    """Corrects a cue with rapidfuzz: every window of words against every term."""
    folded = [fold(term) for term in terms]
    words = re.compile(r"\d+|[^\W\d_]+'(?=\w)|[^\W\d_]+")
    sizes = np.array([len(words.findall(term)) for term in terms])

    def correct(text: str) -> str:
        tokens = [match.span() for match in words.finditer(text)]
        spans = [
            (tokens[i][0], tokens[j][1], j - i + 1)
            for i in range(len(tokens))
            for j in range(i, min(len(tokens), i + 6))
        ]
        said = [fold(text[begin:end]) for begin, end, _ in spans]
        scores = process.cdist(said, folded, scorer=fuzz.ratio, score_cutoff=85)
        window, term = np.nonzero(scores)
        found = []
        for w, t in zip(window.tolist(), term.tolist(), strict=True):
            begin, end, count = spans[w]
            if abs(count - sizes[t]) <= 2:
                found.append((-float(scores[w, t]), begin, end, terms[t]))
        taken: list[tuple[int, int, str]] = []
        for _, begin, end, term_ in sorted(found):
            if all(end <= a or b <= begin for a, b, _ in taken):
                taken.append((begin, end, term_))
        for begin, end, term_ in sorted(taken, reverse=True):
            text = text[:begin] + term_ + text[end:]
        return text

    return correct


def by_flashtext(terms: Sequence[str]) -> Callable[[str], object] | None:
    """Corrects a cue with a trie of the listed forms; None if the package is not there."""
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        return None
    trie = KeywordProcessor()
    for term in terms:
        trie.add_keyword(mishearing(term), term)
    replace: Callable[[str], object] = trie.replace_keywords
    return replace


def by_alternation(terms: Sequence[str]) -> Callable[[str], object]:
    """Corrects a cue with one regular expression."""
    right = {mishearing(term).lower(): term for term in terms}
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, right)) + r")\b", re.IGNORECASE)
    return lambda text: pattern.sub(lambda match: right[match[0].lower()], text)


def mishearing(term: str) -> str:
    """What is listed for a term: as it is written, without its hyphen and last letter."""
    return term.replace("-", " ")[:-1]


def opponent(correct: Callable[[str], object], texts: Sequence[str]) -> float:
    """Cues a second, of as many as its patience lasts for."""
    begun = time.process_time()
    done = 0
    for text in texts:
        correct(text)
        done += 1
        if time.process_time() - begun > PATIENCE:
            break
    return done / (time.process_time() - begun)


def by_sound(news: News, sizes: Sequence[int], cues: int) -> None:
    print("\nBy sound: cues a second\n")
    print(
        "| terms | ready in (s) | new | goes on | rapidfuzz windows | ratio, new | ratio, goes on | edits a 1,000 cues |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        terms = news.terms(size)
        texts = list(news.cues(cues, terms))
        files = list(files_of(iter(texts)))
        half = len(files) // 2
        engine = Rehear(Lexicon.of(terms, language="fr"))
        new = engine.speed(files[:half])
        going_on = engine.speed(files[half:])
        windows = opponent(by_windows(terms), texts)
        edits = 1000 * engine.edits / (len(files) - half) / CUES_A_FILE
        print(
            f"| {size:,} | {engine.ready:.1f} | {new:,.0f} | {going_on:,.0f} | {windows:,.0f} |"
            f" {new / windows:.1f} | {going_on / windows:.1f} | {edits:.0f} |",
            flush=True,
        )


def listed_only(news: News, sizes: Sequence[int], cues: int) -> None:
    print("\nListed only: cues a second\n")
    print("| terms | ready in (s) | rehear | flashtext | ratio | re alternation | ratio |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        terms = news.terms(size)
        texts = list(news.cues(cues // 2, [*terms, *map(mishearing, terms)]))
        files = list(files_of(iter(texts)))
        lexicon = Lexicon(tuple(Term(term, heard=(mishearing(term),), match="exact", language="fr") for term in terms))
        engine = Rehear(lexicon)
        ours = engine.speed(files)
        trie = by_flashtext(terms)
        flashtext = opponent(trie, texts) if trie else 0.0
        pattern = opponent(by_alternation(terms), texts)
        print(
            f"| {size:,} | {engine.ready:.1f} | {ours:,.0f} | {f'{flashtext:,.0f}' if trie else 'not installed'} |"
            f" {f'{ours / flashtext:.1f}' if trie else '-'} | {pattern:,.0f} | {ours / pattern:.1f} |",
            flush=True,
        )


def clean_up(news: News, cues: int) -> None:
    files = list(files_of(news.cues(cues // 2, ["Annie Ernaux"])))
    speed = Rehear(load_lexicon("credits"), cleanup=True).speed(files)
    print(f"\nClean-up alone, with the credits that are always looked for: {speed:,.0f} cues a second")


def memory(news: News, terms: int, cues: int) -> None:
    print(f"\nMemory: {cues:,} cues stream through one call, {terms:,} terms\n")
    print("| cues | resident MB |")
    print("|---|---|")
    listed = news.terms(terms)
    done = 0
    marks = [cues * tenth // 10 for tenth in range(1, 11)]
    begun = time.process_time()
    for file in propose_many(files_of(news.cues(cues, listed)), Lexicon.of(listed, language="fr")):
        del file
        done += CUES_A_FILE
        if marks and done >= marks[0]:
            print(f"| {marks.pop(0):,} | {resident():,.0f} |", flush=True)
    print(f"\n{cues / (time.process_time() - begun):,.0f} cues a second with the making of the text")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=60_000, help="cues of each table's rows")
    parser.add_argument("--terms", default="100,1000,10000", help="sizes of the lexicon")
    parser.add_argument("--million", action="store_true", help="look at memory over a million cues")
    arguments = parser.parse_args()
    sizes, cues = [int(size) for size in arguments.terms.split(",")], arguments.cues
    memory(News(3), 1000, 1_000_000 if arguments.million else cues)  # first, while nothing else is in memory
    by_sound(News(1), sizes, cues)
    listed_only(News(2), sizes, cues)
    clean_up(News(4), cues)


if __name__ == "__main__":
    main()
