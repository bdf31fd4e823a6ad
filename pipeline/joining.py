"""What was heard of a clip at different times, as one transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..document.model import Segment, Transcript, Word
from ..transcribe.earlier import Earlier, earlier

# In the place of a clip's end where nobody said how long it is, in ms.
_END = 1 << 60

# What each part of a hearing has of its own: what the recogniser took as said before (a prompt a window), and its precision.
_OF_EACH = ("prompt", "precision")

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A segment, or what stays of it, and the language of its words."""

    segment: Segment
    words: tuple[Word, ...]
    language: str | None


def widened(start: int, end: int | None, stored: Transcript) -> tuple[int, int | None]:
    """A passage (ms) widened to the segments that it cuts into, so that no word is heard twice or lost at its ends."""
    cut = [s for s in stored.segments if s.end > start and (end is None or s.start < end)]
    if not cut:
        return start, end
    return min(start, cut[0].start), None if end is None else max(end, max(s.end for s in cut))


def heard_to(transcript: Transcript) -> int | None:
    """Where a hearing that was broken off goes on (ms); None if it is finished."""
    reached = transcript.origin.options.get("heard_to")
    return reached if isinstance(reached, int) else None


def found_out(part: Transcript) -> Earlier:
    """What the hearing that goes on with a part needs to know of it."""
    return earlier(part.origin.options.get("goes_on"))


def damaged(transcript: Transcript) -> bool:
    """Whether some of the sound could not be read. Older transcripts do not say it apart from not being finished."""
    return bool(transcript.origin.options.get("damaged")) or (not transcript.complete and heard_to(transcript) is None)


def join(known: Transcript, heard: Transcript, start: int, end: int | None, *, passage: bool) -> Transcript:
    """What is known of a clip together with what was heard of it since, from `start` to `end` (ms; None: to the clip's end).

    Args:
        passage: a person asked for this very stretch: it takes the place of what is known there, and the origin names it under
            `passages`. Without, a hearing that was broken off goes on, and passages that it comes to stay as they are.

    Words, language and what can be said of all of them are as if everything had been heard at once. The rest of the origin is
    that of what is known; where one of both could not be read, the whole is damaged.
    """
    passages = _passages(known)
    if passage:
        pieces = [*_pieces(known, [(start, _END if end is None else end)]), *_pieces(heard)]
    else:
        pieces = [*_pieces(known), *_pieces(heard, passages)]
    pieces.sort(key=lambda piece: piece.segment.start)
    language = _language(pieces) or known.language or heard.language
    words: list[Word] = []
    segments: list[Segment] = []
    for piece in pieces:
        first, own = len(words), piece.language if piece.language != language else None
        words.extend(piece.words)
        segments.append(replace(piece.segment, first=first, last=len(words) - 1, language=own))

    options = {**known.origin.options}
    for name in ("language_probability", "damaged", "heard_to", "goes_on", "length"):
        options.pop(name, None)
    sure = (one.origin.options.get("language_probability") for one in (known, heard) if one.language == language)
    chances = (found_out(known).chances.get(language or ""), *sure)
    if (chance := next((one for one in chances if isinstance(one, float)), None)) is not None:
        options["language_probability"] = round(chance, 4)
    reached = _reached([(0, _until(known)), (start, _until(heard, end)), *passages])
    if reached < _END:
        options["heard_to"] = reached
        last = known if passage else heard
        # A passage between has a text of its own before what follows.
        context = found_out(last).context if reached == heard_to(last) else None
        if left := replace(found_out(last), context=context).as_json():
            options["goes_on"] = left
    else:
        lengths = (one.origin.options.get("length") for one in (known, heard))
        options["length"] = max([start, *(length for length in lengths if isinstance(length, int))])
    harmed = damaged(known) or damaged(heard)
    if harmed:
        options["damaged"] = True
    if passage:
        options["passages"] = [*_named(known), _about(heard, start, end)]
    else:
        for name in _OF_EACH:
            if told := list(dict.fromkeys([*_told(known, name), *_told(heard, name)])):
                options[name] = told[0] if len(told) == 1 else told
    return Transcript(
        tuple(words),
        tuple(segments),
        language,
        known.source,
        replace(known.origin, options=options),
        interpolated=bool(words) and all(word.probability is None for word in words),
        complete=reached >= _END and not harmed,
    )


def _pieces(transcript: Transcript, taken: Sequence[_Span] = ()) -> Iterator[_Piece]:
    """The segments outside the spans that are taken. Of one that reaches into such a span, the words whose middle lies outside
    are left, those before it and those after it as segments of their own."""
    for segment in transcript.segments:
        over = [span for span in taken if span[0] < segment.end and segment.start < span[1]]
        if any(first <= segment.start and segment.end <= last for first, last in over):
            continue
        language = segment.language or transcript.language
        for gap, run in groupby(transcript.words_of(segment), key=lambda word: _gap(word, over)):
            if gap is not None:
                begin, end = max(gap[0], segment.start), min(gap[1], segment.end)
                words = tuple(replace(word, start=max(word.start, begin), end=min(word.end, end)) for word in run)
                yield _Piece(replace(segment, start=begin, end=end), words, language)


def _gap(word: Word, spans: Iterable[_Span]) -> _Span | None:
    """From where to where no span reaches, around the middle of a word; None if it lies in one."""
    middle = (word.start + word.end) // 2
    begin, end = 0, _END
    for first, last in spans:
        if first <= middle < last:
            return None
        if last <= middle:
            begin = max(begin, last)
        else:
            end = min(end, first)
    return begin, end


def _language(pieces: Iterable[_Piece]) -> str | None:
    """The language in which most was said, the first of those in which as much was."""
    letters: Counter[str] = Counter()
    for piece in pieces:
        if piece.language is not None:
            letters[piece.language] += sum(len(word.text) for word in piece.words)
    return letters.most_common(1)[0][0] if letters else None


def _until(transcript: Transcript, end: int | None = None) -> int:
    """How far it goes, if it was to go up to `end`."""
    reached = heard_to(transcript)
    return reached if reached is not None else _END if end is None else end


def _reached(spans: Iterable[_Span]) -> int:
    """How far the clip is covered without a gap."""
    reached = 0
    for first, last in sorted(spans):
        if first <= reached:
            reached = max(reached, last)
    return reached


def _named(transcript: Transcript) -> list[object]:
    """The passages that its origin names, as JSON."""
    named = transcript.origin.options.get("passages")
    return named if isinstance(named, list) else []


def _passages(transcript: Transcript) -> list[_Span]:
    named = [(one.get("from"), one.get("to")) for one in _named(transcript) if isinstance(one, dict)]
    return [(first, last if isinstance(last, int) else _END) for first, last in named if isinstance(first, int)]


def _about(heard: Transcript, start: int, end: int | None) -> dict[str, object]:
    """By whom a passage was heard, and how."""
    origin = heard.origin
    return {
        "from": start,
        "to": end,
        "engine": origin.engine,
        "model": origin.model,
        "asked": origin.options.get("asked"),
    }


def _told(transcript: Transcript, name: str) -> list[str]:
    """What an option was, which has a value of its own in each of the parts that a transcript was heard in."""
    told = transcript.origin.options.get(name)
    return [told] if isinstance(told, str) else list(told) if isinstance(told, list) else []
