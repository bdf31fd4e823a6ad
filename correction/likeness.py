"""Many windows beside many forms at once: `windows.compare` for arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from .candidates import Rows, Windows
from .forms import MOST_TOKENS, Form, Kind
from .frequency import NOTHING
from .keys import Ints, KeyRow, Strings, stretches
from .phonetics import pronunciations
from .reading import Reading
from .sound import Floats
from .spoken import Spoken, nearest
from .tokens import fold
from .vocabulary import Bools, Vocabulary
from .windows import LITTLE_WORD, SAME_SOUND, Doubles, Likeness, Likenesses, is_function_word

# At the edge of a form a little word has a place if the sound is nearer with it by one phone, as "est" and "et" say it.
LITTLE_SAYS = 1.0


class FormTable:
    """The forms of a lexicon as arrays, to be compared with windows."""

    def __init__(
        self,
        forms: Sequence[Form],
        vocabulary: Vocabulary,
        language: str,
        story: AbstractSet[int] = frozenset(),
        context: AbstractSet[int] = frozenset(),
    ) -> None:
        """`story` and `context` are the numbers of the terms of the story, and of those that have context words."""
        self._forms, self._language = forms, language
        sizes = [len(form.tokens) for form in forms]
        self._size = np.array(sizes, np.int64)
        self._norms = [form.norms for form in forms]
        ids = [[vocabulary.norm_id(norm) for norm in norms] for norms in self._norms]
        flat = np.array([number for norms in ids for number in norms], np.int32)
        self._words = KeyRow.of_numbers(flat).whole(np.cumsum(self._size) - self._size, self._size)
        self._fronts = _columns([norms[:MOST_TOKENS] for norms in ids])
        self._backs = _columns([norms[::-1][:MOST_TOKENS] for norms in ids])
        capitals = [[token.text[:1].isupper() for token in form.tokens] for form in forms]
        self._capitals = np.array([sum(row) for row in capitals], np.int64)
        self._capitals_front = np.cumsum(_columns([[0, *row[:MOST_TOKENS]] for row in capitals], 0), axis=0)
        self._capitals_back = np.cumsum(_columns([[0, *row[::-1][:MOST_TOKENS]] for row in capitals], 0), axis=0)
        self._little = np.array([[is_function_word(form.norms[at], language) for form in forms] for at in (0, -1)])
        self._named = np.array([form.named for form in forms], np.bool_)
        self._surname = np.array([form.kind is Kind.SURNAME for form in forms], np.bool_)
        self._story, self._context = (
            np.array([form.term in terms for form in forms], np.bool_) for terms in (story, context)
        )
        self._letters = [fold(form.text) for form in forms]
        self._said = Spoken.of([form.phones for form in forms])
        # Each word of a form by itself, in the two ways in which it is likeliest said.
        self._words_said = Spoken.of(
            [pronunciations(token.text, language)[:2] for form in forms for token in form.tokens]
        )
        self._first_word = np.cumsum(self._size) - self._size
        lengths = [max(map(len, form.phones), default=1) for form in forms]
        self._longest = np.array(lengths, np.float32)

    def other_words(self, rows: Rows, windows: Windows, window: Ints, form: Ints) -> Bools:
        """Which pairs are not the same words: those are no mishearing, how they are written is for `Listing.right`."""
        different: Bools = rows.norms.whole(windows.first, windows.count)[window] != self._words[form]
        return different

    def apart(self, said: Strings, form: Ints) -> Floats:
        """How far strings of phones are from what forms sound like, in phones: shape (pairs,)."""
        one = np.ones(len(form), np.int64)
        return nearest(Spoken(said, np.arange(len(form)), one), self._said.take(form), self._language)[0]

    def outline(
        self, reading: Reading, windows: Windows, caseless: Bools, window: Ints, form: Ints, cost: Floats
    ) -> Likenesses:
        """What can be said without a look at letters and at other ways of saying the words than the commonest.

        Args:
            caseless: of each window.
            cost: the least that the sounds may be apart.
        """
        tables = reading.tables
        first, count, size = windows.first[window], windows.count[window], self._size[form]
        front = np.zeros(len(form), np.int64)
        back = np.zeros(len(form), np.int64)
        widest = int(count.max(initial=0))
        shorter = np.minimum(count, size)
        last = first + count - 1
        for at in range(widest):
            front += (
                (front == at) & (at < shorter) & (reading.norms[np.minimum(first + at, last)] == self._fronts[at, form])
            )
        for at in range(widest):
            back += (
                (back == at)
                & (at < shorter - front)
                & (reading.norms[np.maximum(last - at, 0)] == self._backs[at, form])
            )
        # Words only come or go: then no part of the window stands for a part of the form.
        part = front + back < shorter
        front, back = front * part, back * part
        rarest, commonest, ordinary = np.full(len(form), NOTHING), np.full(len(form), -1.0), np.full(len(form), -1.0)
        anchor, told = np.zeros(len(form)), np.zeros(len(form), np.int64)
        named, high = np.zeros(len(form), np.bool_), np.zeros(len(form), np.bool_)
        for at in range(widest):
            place = np.minimum(first + at, last)
            kind = reading.types[place]
            zipf, content = tables.zipf[kind], tables.content[kind]
            changed = (at >= front) & (at < count - back)
            rarest = np.minimum(rarest, np.where(changed, zipf, NOTHING))
            ordinary = np.maximum(ordinary, np.where(changed, zipf, -1.0))
            commonest = np.maximum(commonest, np.where(changed & content, zipf, -1.0))
            kept = ~changed & (at < count) & content
            anchor += np.where(kept, np.maximum(6.0 - zipf, 0.0), 0.0)
            told += kept
            telling = changed & ~reading.starts_sentence[place]
            named |= telling
            high |= telling & tables.capital[kind]
        capitals = self._capitals[form] - self._capitals_front[front, form] - self._capitals_back[back, form]
        longest = self._longest[form]
        return Likenesses(
            first,
            count,
            form,
            size,
            front,
            back,
            cost,
            longest,
            cost,
            longest,
            np.ones(len(form)),
            rarest,
            np.where(commonest < 0, ordinary, commonest),
            anchor,
            told,
            high | caseless[window],
            ~caseless[window] & (capitals > 0) & named & ~high,
            caseless[window],
            self._named[form],
            self._surname[form],
            self._story[form],
            self._context[form],
        )

    def with_letters(self, reading: Reading, like: Likenesses) -> Likenesses:
        """How alike they are spelt."""
        words = reading.types[stretches(like.first, like.count)]
        return replace(like, letters=self._alike(reading, words, like.count, like.form))

    def with_sound(self, reading: Reading, like: Likenesses) -> Likenesses:
        """How far they are apart in all the ways in which they may be said."""
        types, language = reading.types, self._language
        cost, length = nearest(_said(reading, like.first, like.count), self._said.take(like.form), language)
        changed_cost, changed_length = cost.copy(), length.copy()
        kept = np.flatnonzero(like.kept)
        if len(kept):
            part = like.take(kept)
            lacking = part.size - part.front - part.back
            words = stretches(self._first_word[part.form] + part.front, lacking)
            changed = _said(reading, part.first + part.front, part.count - part.front - part.back)
            part_cost, part_length = nearest(changed, self._words_said.take(words).phrases(lacking), language)
            # The whole is no farther apart than its changed part, nor that than the whole (a `say` knows only the whole).
            cost[kept] = changed_cost[kept] = np.minimum(cost[kept], part_cost)
            changed_length[kept] = part_length
        little = np.zeros(len(cost), np.float32)
        for edge, theirs in zip((like.first, like.first + like.count - 1), self._little, strict=True):
            takes_in = ~reading.tables.content[types[edge]] & ~theirs[like.form]
            little += LITTLE_WORD * (takes_in & (changed_cost > SAME_SOUND))
        return replace(
            like,
            cost=cost + little,
            length=length,
            changed_cost=changed_cost + little,
            changed_length=changed_length,
        )

    def swallows(self, reading: Reading, like: Likenesses) -> Bools:
        """Whether a little word would go that the form has no place for: "Xavier et Bertrand", "Pedro Sanches est arrivé".

        It has one if the letters are nearer with it, or the sound; that by a whole phone at an edge.
        """
        found = np.zeros(len(like.first), np.bool_)
        several = np.flatnonzero(like.count > 1)
        first, count, form = like.first[several], like.count[several], like.form[several]
        token, window = stretches(first, count), np.repeat(np.arange(len(several)), count)
        theirs = (self._fronts[:, form[window]] == reading.norms[token]).any(axis=0)
        edge = (token == first[window]) | (token == first[window] + count[window] - 1)
        may_go = ~reading.tables.content[reading.types[token]] & ~theirs & (edge | (count > like.size[several])[window])
        little = np.flatnonzero(may_go)
        gone, of = token[little], window[little]  # the word that would go, and the window that it stands in
        before, after = gone - first[of], first[of] + count[of] - 1 - gone
        # Each window without the word: the words before it and those after.
        begin, size = np.stack([first[of], gone + 1], axis=1).ravel(), np.stack([before, after], axis=1).ravel()
        rest = reading.types[stretches(begin, size)]
        without, _ = nearest(
            reading.vocabulary.spoken(rest).phrases(count[of] - 1), self._said.take(form[of]), self._language
        )
        whole, _ = nearest(_said(reading, first[of], count[of]), self._said.take(form[of]), self._language)
        spelt = self._alike(reading, rest, count[of] - 1, form[of])
        # At an edge the word may go on with the sentence, between others it is more likely heard into the term.
        placeless = without < whole + np.where(edge[little], LITTLE_SAYS - SAME_SOUND, SAME_SOUND)
        found[several[of[placeless & (spelt >= like.letters[several][of])]]] = True
        return found

    def _alike(self, reading: Reading, types: npt.NDArray[np.int32], size: Ints, form: Ints) -> Doubles:
        """How alike forms and phrases are spelt that are made of these types, `size` each: 0 to 1."""
        letters, end = [reading.vocabulary.folded[kind] for kind in types.tolist()], np.cumsum(size)
        written = ["".join(letters[a:b]) for a, b in zip((end - size).tolist(), end.tolist(), strict=True)]
        wanted = [self._letters[number] for number in form.tolist()]
        alike: Doubles = cpdist(written, wanted, scorer=Indel.normalized_similarity, dtype=np.float64)
        return alike

    def records(self, reading: Reading, like: Likenesses) -> Iterator[Likeness]:
        """The pairs as records, once their sounds are known."""
        norms, types = reading.vocabulary.norms, reading.types
        columns = (
            np.round(like.cost.astype(np.float64), 4),
            like.length.astype(np.int64),
            like.letters,
            like.front,
            like.back,
            np.round(like.changed_cost.astype(np.float64), 4),
            like.changed_length.astype(np.int64),
            like.rarest,
            like.commonest,
            like.capital,
            like.lowered,
            like.letters == 1,
            like.first,
            like.count,
            like.form,
        )
        for row in zip(*(column.tolist() for column in columns), strict=True):
            cost, length, letters, front, back, changed_cost, changed_length, rarest, commonest = row[:9]
            capital, lowered, spelling, first, count, form = row[9:]
            heard, wanted = tuple([norms[t] for t in types[first : first + count].tolist()]), self._norms[form]
            yield Likeness(
                cost,
                length,
                letters,
                front,
                back,
                heard[front : count - back],
                heard[:front] + heard[count - back :],
                wanted[front : len(wanted) - back],
                changed_cost,
                changed_length,
                rarest,
                commonest,
                capital,
                lowered,
                spelling,
            )


def _said(reading: Reading, first: Ints, count: Ints) -> Spoken:
    """How stretches of the text may be said."""
    words = reading.types[stretches(first, count)]
    return reading.vocabulary.spoken(words).phrases(count)


def _columns(rows: Sequence[Sequence[int]], filler: int = -1) -> npt.NDArray[np.int64]:
    """Rows of at most `MOST_TOKENS` + 1 numbers as columns: shape (`MOST_TOKENS` + 1, rows)."""
    table = np.full((MOST_TOKENS + 1, len(rows)), filler, np.int64)
    for number, row in enumerate(rows):
        table[: len(row), number] = row
    return table
