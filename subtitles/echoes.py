"""The same words once more in a file: which pieces of an echo are which words, and what an edit changes in them.

A recogniser's pieces are not always words as a text has them (" guet", "-apens"), so both are laid side by side by their
letters, and what begins and ends together is a group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..document.model import collapse
from .formats.source import Echo, Markup, Part, Span, Splice, words_in


class Group(NamedTuple):
    """Words (positions in their cue) and the pieces that spell them, first and last of each."""

    word: int
    last_word: int
    piece: int
    last_piece: int


def aligned(source: str, words: Sequence[str], echo: Echo, markup: Markup) -> list[Group] | None:
    """The groups of a cue's words and an echo's pieces; None if the pieces do not spell the words."""
    letters = ["".join(word.split()) for word in words]
    pieces = ["".join("".join(_words(source, part, markup)[0]).split()) for part in echo.parts]
    if not words or "".join(letters) != "".join(pieces):
        return None
    word_ends, piece_ends = list(accumulate(map(len, letters))), list(accumulate(map(len, pieces)))
    groups: list[Group] = []
    word = piece = last_word = last_piece = 0
    while last_word < len(words):
        if word_ends[last_word] > piece_ends[last_piece]:
            last_piece += 1
        elif word_ends[last_word] < piece_ends[last_piece]:
            last_word += 1
        else:
            while last_piece + 1 < len(pieces) and not pieces[last_piece + 1]:
                last_piece += 1
            groups.append(Group(word, last_word, piece, last_piece))
            word, piece = last_word + 1, last_piece + 1
            last_word, last_piece = word, piece
    return groups


def echoed(
    source: str, words: Sequence[str], echo: Echo, cores: Mapping[int, str], markup: Markup
) -> tuple[list[Splice], list[int]] | None:
    """What new words change in an echo, and which of its pieces go; None if it does not spell the words.

    Args:
        words: the words that are echoed, as they were.
        cores: position among them -> new text, '' where the word goes.
    """
    if len(echo.parts) == 1:
        return _running(source, words, echo.parts[0], cores, markup)
    groups = aligned(source, words, echo, markup)
    if groups is None:
        return None
    splices: list[Splice] = []
    gone: list[int] = []
    for run in _runs(groups, cores):
        first, last = run[0], run[-1]
        places = range(first.word, last.last_word + 1)
        new = [core for place in places if (core := cores.get(place, collapse(words[place])))]
        pieces = list(range(first.piece, last.last_piece + 1))
        kept = pieces[: len(new)]
        texts = [*new[: len(kept) - 1], " ".join(new[len(kept) - 1 :])] if kept else []
        for piece, text in zip(kept, texts, strict=True):
            splices.append(_replaced(source, echo.parts[piece], text, markup))
        if kept and len(kept) < len(pieces):
            splices += _lengthened(source, echo.parts[kept[-1]], echo.parts[pieces[-1]])
        gone += pieces[len(kept) :]
    return splices, gone


def _runs(groups: Sequence[Group], cores: Mapping[int, str]) -> Iterator[list[Group]]:
    """Changed groups that follow one another."""
    run: list[Group] = []
    for group in groups:
        places = range(group.word, group.last_word + 1)
        if any(place in cores for place in places):
            run.append(group)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _running(
    source: str, words: Sequence[str], part: Part, cores: Mapping[int, str], markup: Markup
) -> tuple[list[Splice], list[int]] | None:
    """An echo that is one text: word by word, and a word that goes takes the space before it along."""
    texts, spans = _words(source, part, markup)
    if list(map(collapse, texts)) != list(map(collapse, words)):
        return None
    splices = []
    for place in sorted(cores):
        start, end = spans[place]
        if not cores[place] and place:
            start = spans[place - 1][1]
        elif not cores[place] and place + 1 < len(spans):
            end = spans[place + 1][0]
        splices.append(Splice(start, end, _escaped(part, cores[place])))
    return _joined(splices), []


def _joined(splices: Sequence[Splice]) -> list[Splice]:
    """Without overlaps: words that go one after the other share the space between them."""
    kept: list[Splice] = []
    for splice in splices:
        start = max(splice.start, kept[-1].end) if kept else splice.start
        kept.append(Splice(start, max(splice.end, start), splice.new))
    return kept


def _words(source: str, part: Part, markup: Markup) -> tuple[list[str], list[Span]]:
    return words_in(source, part.text, part.dialect.markup if part.dialect else markup)


def _replaced(source: str, part: Part, text: str, markup: Markup) -> Splice:
    """The piece with another text, and the space before it that it had."""
    spans = _words(source, part, markup)[1]
    start, end = (spans[0][0], spans[-1][1]) if spans else (part.text[1], part.text[1])
    return Splice(start, end, _escaped(part, text))


def _escaped(part: Part, text: str) -> str:
    return part.dialect.escape(text) if part.dialect else text


def _lengthened(source: str, part: Part, last: Part) -> list[Splice]:
    """A piece that stands for others, too, ends when the last of them did."""
    if part.end_at is None or last.end_at is None or source[slice(*part.end_at)] == source[slice(*last.end_at)]:
        return []
    return [Splice(*part.end_at, source[slice(*last.end_at)])]
