"""One transcript of a reading as text again: what stands in a window, and where it lies in the words."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from ..document.model import Transcript
from .lettering import Lettering
from .phonetics import phonology
from .reading import Reading
from .render import Place
from .tokens import Token, fold, norm, split_signs
from .windows import Neighbours, Window

_VOWELS = frozenset("aeiouy")

_text = attrgetter("text")


class Text:
    """Access to the tokens of one transcript by their positions in the reading."""

    def __init__(self, reading: Reading, transcript: Transcript, lettering: Lettering) -> None:
        self._reading = reading
        self.words = list(map(str.strip, map(_text, transcript.words)))
        self._ends = {segment.last for segment in transcript.segments}
        self._shouted, self.caseless = lettering is Lettering.CAPITAL, lettering is not Lettering.BOTH

    def token(self, at: int) -> Token:
        return self._reading.vocabulary.row_tokens[int(self._reading.rows[at])][int(self._reading.piece[at])]

    def norm(self, at: int) -> str:
        return self._reading.vocabulary.norms[int(self._reading.types[at])]

    def norms(self, first: int, count: int) -> tuple[str, ...]:
        return tuple(self.norm(at) for at in range(first, first + count))

    def is_window(self, first: int, count: int) -> bool:
        """Whether a correction may begin and end there: not in the middle of a compound."""
        return bool(self._reading.opens[first] and self._reading.closes[first + count - 1])

    def is_spelled_out(self, first: int, count: int) -> bool:
        """Whether these are some letters of a longer word that somebody spells: the A R S of "A R S E N A U L T"."""
        if count < 2 or any(len(norm) > 1 for norm in self.norms(first, count)):
            return False
        beside = (self._letters(first - 1, -1), self._letters(first + count, 1))
        # One letter beside them may be a word: "l'A R S a dit". Only vowels are.
        return len("".join(beside)) > 1 or any(fold(letters)[:1] not in _VOWELS for letters in beside if letters)

    def _letters(self, at: int, step: int) -> str:
        """The letters that stand by themselves, from a place on, up to the next break; two are as good as more."""
        found = ""
        while len(found) < 2 and 0 <= at < len(self._reading.norms):
            if (
                self._reading.breaks[at if step < 0 else at - 1]
                or len(self.norm(at)) > 1
                or not self.norm(at).isalpha()
            ):
                break
            found += self.norm(at)
            at += step
        return found

    def observed(self, first: int, count: int) -> str:
        """The text of a window as it stands there."""
        return self.place(first, count).observed

    def is_written(self, first: int, count: int, text: str) -> bool:
        """Whether a window is this text already, with or without the signs around it: no window has them ("Canal+", "Jr.").

        A capital more is somebody's choice: of a sentence, a title, a company. So is that of an article at the beginning.
        """
        stands, wanted = self.observed(first, count).replace("’", "'"), split_signs(text)[1].replace("’", "'")
        if self.caseless and stands == wanted.lower():
            return True
        # Newspapers and parties; towns keep theirs ("à La Rochelle").
        if count > 1 and stands[:1] == wanted[:1].lower() and self._is_led(first, count):
            stands = wanted[:1] + stands[1:]
        pairs = zip(stands, wanted, strict=False)
        return len(stands) == len(wanted) and all(mine in (theirs, theirs.upper()) for mine, theirs in pairs)

    def _is_led(self, first: int, count: int) -> bool:
        """Whether a window begins with an article that tells nothing of where somebody is."""
        tables = phonology(self._reading.vocabulary.language)
        return self.norm(first) in tables.determiners and norm(self.neighbours(first, count).left) not in tables.placing

    def window(self, first: int, count: int) -> Window:
        return Window.of(self._reading, first, count, self.caseless or bool(self._reading.shouted[first]))

    def neighbours(self, first: int, count: int) -> Neighbours:
        reading, last = self._reading, first + count - 1
        texts = reading.vocabulary.texts
        left = texts[reading.types[first - 1]] if first and not reading.breaks[first - 1] else ""
        right = texts[reading.types[last + 1]] if not reading.breaks[last] else ""
        return Neighbours(left, bool(left) and not bool(reading.starts_sentence[first - 1]), right)

    def adjoins(self, first: int, count: int, sides: tuple[bool, bool]) -> bool:
        """Whether on one of these sides of a window (left, right) its cue goes on without a break."""
        left, right = sides
        return (left and self._goes_on(first - 1)) or (right and self._goes_on(first + count - 1))

    def _goes_on(self, at: int) -> bool:
        """Whether neither punctuation, a pause nor the end of a cue follows a token."""
        reading = self._reading
        if reading.breaks[at]:
            return False
        return reading.word[at] == reading.word[at + 1] or int(reading.word[at]) not in self._ends

    def with_own_words(self, first: int, count: int, wanted: Sequence[str]) -> tuple[int, int]:
        """A window with those words of a phrase that stand right before or behind it: the "Thierry" of "Thierry Breuton", where
        "Breuton" stands for "Thierry Breton"."""
        norms, breaks = tuple(wanted), self._reading.breaks
        end = first + count
        for size in range(1, len(norms)):
            begin = first - size
            if begin >= 0 and not breaks[begin:first].any() and self.norms(begin, size) == norms[:size]:
                return begin, end - begin
            inside = end + size <= len(breaks) and not breaks[end - 1 : end + size - 1].any()
            if inside and self.norms(end, size) == norms[-size:]:
                return first, count + size
        return first, count

    def place(self, first: int, count: int) -> Place:
        last = first + count - 1
        return Place(
            self.words,
            int(self._reading.word[first]),
            int(self._reading.word[last]),
            self.token(first).start,
            self.token(last).end,
            bool(self._reading.starts_sentence[first]),
            self._shouted or bool(self._reading.shouted[first]),
        )
