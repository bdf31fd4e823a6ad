"""Credits of subtitles that nobody says: which sentence of a text is one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from rapidfuzz import fuzz

from ..document.edit import words_between
from ..document.model import Segment, Transcript
from .lexicon import Credit
from .tokens import fold

# A listed credit may be misspelt a little ("Amara.org" / "Amara. org"); short ones must be the same letter for letter.
LIKENESS, SHORTEST_LIKE = 92.0, 18
# What may stand around a credit.
_AROUND = " \t\n\"'«»“”()[]-–—*♪.!…。！"
# A maker's address after the name.
_ADDRESS = re.compile(r"(?<=\w)[\s,:(–—-]+(?:www\.|https?://)\S+$", re.IGNORECASE)
_DASHES = tuple("-–—")
SENTENCE_END = re.compile(r"(?<!\b[A-ZÀ-Ý])\.$|[!?…»\"”)\]。！？]$")  # an initial's dot ends none


@dataclass(frozen=True, slots=True)
class Found:
    """The words `first` to `last` of a text, which are a credit; whether they go on what was said before them, and whether
    what is said after them goes on from them."""

    first: int
    last: int
    text: str
    credit: Credit
    goes_on: bool
    runs_on: bool


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """What begins a credit, what the sentence after one (a greeting, any sentence), and what ends none (credits.toml)."""
    data = tomllib.loads(files(__package__).joinpath("credits.toml").read_text(encoding="utf-8"))
    head = re.compile(rf"[«\"(\[*–—-]*(?:{'|'.join(data['heads'])})", re.IGNORECASE)
    greeting, opening = ("|".join(map(re.escape, data[name].split())) for name in ("greetings", "openings"))
    unfinished = frozenset(data["unfinished"].split())
    return head, re.compile(rf"(?:{greeting})\b"), re.compile(rf"(?:(?:{opening})\W*$)|(?:[LJC]['’]\w)"), unfinished


class Credits:
    """The credits of a lexicon, made ready for many sentences."""

    def __init__(self, known: Sequence[Credit]) -> None:
        # One that is never said goes before one that may be.
        ordered = sorted(known, key=lambda credit: credit.alone)
        self._patterns = [(credit.pattern.fullmatch, credit) for credit in ordered if credit.pattern is not None]
        self._texts = [(fold(credit.text), credit) for credit in ordered if credit.text]

    def matching(self, text: str) -> Credit | None:
        """The credit that a sentence is, if it is one; one that is never spoken before one that may be, listed lines first."""
        bare = text.strip(_AROUND)
        if not any(map(str.isalnum, bare)):
            return None
        unaddressed = _ADDRESS.sub("", bare)
        hits = self._matched(bare) or (self._matched(unaddressed) if unaddressed != bare else [])
        letters = fold(text) if self._texts else ""
        for wanted, credit in self._texts:
            if letters == wanted or (
                len(wanted) >= SHORTEST_LIKE
                and abs(len(wanted) - len(letters)) < len(wanted) // 5
                and fuzz.ratio(letters, wanted, score_cutoff=LIKENESS)
            ):
                hits.append(credit)
        return min(hits, key=lambda credit: (credit.alone, not credit.text), default=None)

    def _matched(self, bare: str) -> list[Credit]:
        return [credit for matches, credit in self._patterns if matches(bare)][:1]

    def _length(self, words: Sequence[str]) -> int:
        """How many of a sentence's first words are a credit that nobody says, where the rest begins like a sentence of its own.

        0 if none are, or all.
        """
        head, _, opening, _ = _words()
        if not words or not head.match(words[0]):
            return 0
        for count in range(len(words) - 1, 1, -1):
            if opening.match(words[count]) and (credit := self.matching(" ".join(words[:count]))) and not credit.alone:
                return count
        return 0

    def within(self, transcript: Transcript, segment: Segment) -> Iterator[Found]:
        """The credits of a cue, in order: whole sentences, else lines of the screen, else what begins like one; a word that
        begins one goes with the sentence after its full stop if both are one ("Untertitelung. BR 2018").
        """
        head, _, _, unfinished = _words()
        before = transcript.words[segment.first - 1].text.strip().lower() if segment.first else ""
        goes_on = before in unfinished
        sentences = list(_sentences(transcript, segment))
        while sentences:
            first, last = sentences.pop(0)
            if sentences and first == last and head.match(transcript.words[first].text.strip()):
                both = self._found(transcript, first, sentences[0][1], goes_on)
                if both and not both.credit.alone:
                    _, last = sentences.pop(0)
            yield from self._parts(transcript, first, last, goes_on)
            goes_on = False

    def _parts(self, transcript: Transcript, first: int, last: int, goes_on: bool) -> list[Found]:
        whole = self._found(transcript, first, last, goes_on)
        if whole and not whole.credit.alone:
            return [whole]
        starts = _lines(transcript, first, last) or _heads(transcript, first, last)
        if starts:
            parts: list[Found] = []
            for begin, end in pairwise([first, *starts, last + 1]):
                speaker = transcript.words[begin].text.strip()[:1] in _DASHES
                here = self._parts(transcript, begin, end - 1, goes_on and not speaker)
                parts += here
                # What follows a credit is no more of a sentence than the credit was.
                goes_on = not (here and here[-1].last == end - 1)
            if not whole or any(not part.credit.alone for part in parts):
                return parts
        elif length := self._length([word.text.strip() for word in transcript.words[first : last + 1]]):
            begun = self._found(transcript, first, first + length - 1, goes_on)
            return [begun] if begun else []
        return [whole] if whole else []

    def _found(self, transcript: Transcript, first: int, last: int, goes_on: bool) -> Found | None:
        text = words_between(transcript, first, last)
        lines = _lines(transcript, first, last)
        if lines and not _of_names(words_between(transcript, lines[0], last)):
            return None
        credit = self.matching(" ".join(text.split()))
        return Found(first, last, text, credit, goes_on, _runs_on(transcript, last)) if credit else None


def _runs_on(transcript: Transcript, last: int) -> bool:
    """Whether a sentence goes on after a word: "Subtitles by Netflix / are often wrong."."""
    word, *after = (word.text.strip() for word in transcript.words[last : last + 2])
    return not SENTENCE_END.search(word) and bool(after) and after[0][:1].islower()


def _sentences(transcript: Transcript, segment: Segment) -> Iterator[tuple[int, int]]:
    """The sentences of a cue, as positions of words; a greeting after a credit begins one without a full stop before it."""
    head, greeting, *_ = _words()
    begin, credit = segment.first, False
    for position in range(segment.first, segment.last):
        word, core = transcript.words[position].text.strip(), transcript.words[position + 1].text.strip()
        credit = credit or bool(position == begin and head.match(word))
        # "Amara. org": what goes on in lower case is the same sentence.
        if (SENTENCE_END.search(word) and not core[:1].islower()) or (credit and greeting.match(core)):
            yield begin, position
            begin, credit = position + 1, False
    if segment.last >= begin:
        yield begin, segment.last


def _lines(transcript: Transcript, first: int, last: int) -> list[int]:
    """Where lines of the screen begin that may be a sentence of their own, after the first."""
    words = ((at, transcript.words[at].text) for at in range(first + 1, last + 1))
    return [at for at, text in words if "\n" in text and not text.strip()[:1].islower()]


def _heads(transcript: Transcript, first: int, last: int) -> list[int]:
    """Where another credit may begin in words that begin as a credit does."""
    head, _, _, unfinished = _words()
    if not head.match(transcript.words[first].text.strip()):
        return []
    cores = [transcript.words[at].text.strip() for at in range(first, last + 1)]
    return [
        first + at
        for at in range(1, len(cores))
        if cores[at] != cores[at].lower() and head.match(cores[at]) and cores[at - 1].lower() not in unfinished
    ]


def _of_names(text: str) -> bool:
    """Whether a line has nothing but names, numbers and short words between them ("of", "et")."""
    return all(len(word) < 4 or not word.islower() for word in text.split())
