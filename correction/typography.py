"""The house's spaces and signs, per language: at punctuation, ellipses, apostrophes, speakers' dashes, numbers and units.

Each change is an edit with its rule, over the words that it touches; none changes a letter. What only looks like punctuation is
left alone: addresses, times, tags, entities, faces, and what is quoted in another language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..document.edit import Band, Edit, apply, words_between
from ..document.model import Segment, Transcript
from .language import far_commoner, guess_language, is_other

NBSP, FINE = "\u00a0", "\u202f"
# How a house writes French spaces: all as no-break spaces, finer ones before ; ! ?, or as plain ones.
SPACES = ("nbsp", "fine", "plain")
# Languages that write their punctuation right after the word; French does not, of all others nothing is known here.
_CLOSED = frozenset("en de es it pt nl".split())

_BLANK = "[ \n\u00a0\u202f\u2009]"
_UNITS = "km/h|km²|m²|m³|km|cm|mm|kg|mg|kWh|MWh|kW|MW|GW|Mo|Go|To|°C|°F|Hz|MHz|GHz|dB|euros?|dollars?"
_SPARED = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+\.(?:com|org|net|fr|eu|be|ch|ca|tv|info)\b\S*"  # addresses
    r"|<[^<>]*>|\{\\[^{}]*\}|&#?\w+;"  # tags and entities
    r"|\d\s?:\s?\d+(?:\s?:\s?\d+)*"  # times, scores, proportions
    r"|[A-Za-z]:\\\S*|::+"  # paths
    r"|(?<!\w)[:;=8xX]['’]?-?[)(DPpOo/|\\*3](?!\w)"  # faces
)
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\s»”\"’')\]]*|:\s|$)", re.DOTALL)
_QUOTED = re.compile(r'"[^"]+"|“[^”]+”|«[^»]+»|(?<!\w)\'[^\']{8,}\'(?!\w)')


class Rule(NamedTuple):
    """What is found, and what is written for it; `{space}` and `{fine}` stand for the house's spaces."""

    name: str
    found: re.Pattern[str]
    written: str


def _rule(name: str, found: str, written: str) -> Rule:
    return Rule(name, re.compile(found.replace("BLANK", _BLANK).replace("UNITS", _UNITS)), written)


_ELLIPSIS = _rule("ellipsis", r"(?:(?<=[^\W_])BLANK)?(?:\.{3,}|\.(?:BLANK\.){2,}|…\.+)(?![.…])", "…")
_FRENCH = (
    _rule("space before ? and !", r"(?<=[\w.…»”\"'’)\]%€])BLANK*([?!]+)(?=[\s»”\")\]]|$)", r"{fine}\1"),
    _rule("space before ;", r"(?<=[\w.…»”\"'’)\]%€])BLANK*;(?=[\s»”]|$)", "{fine};"),
    _rule("space before :", r"(?<=[\w.…»”\"'’)\]%€])BLANK*:(?=[\s»”]|$)", "{space}:"),
    _rule("space inside « »", r"«BLANK*(?=[^\s«»])", "«{space}"),
    _rule("space inside « »", r"(?<=[^\s«»])BLANK*»", "{space}»"),
    _rule("space before %", r"(?<=\d)BLANK*([%‰€£$])(?!\w)", r"{space}\1"),
    _rule("space before a unit", r"(?<=\d)BLANK(UNITS)(?![\w/])", r"{space}\1"),
    _rule("space in a number", r"(?<=(?<![\d,.])\d)BLANK(?=\d{3}(?:BLANK\d{3})*(?!\d))", "{fine}"),
    _rule("space in a number", r"(?<=(?<![\d,.])\d\d)BLANK(?=\d{3}(?:BLANK\d{3})*(?!\d))", "{fine}"),
    _rule("space in a number", r"(?<=(?<![\d,.])\d{3})BLANK(?=\d{3}(?:BLANK\d{3})*(?!\d))", "{fine}"),
    _rule("speaker's dash", r"(?:(?<=\n)|^)([-–—])[ \u00a0\u202f]?(?=[^\W\d_])", r"\1{space}"),
    _rule("speaker's dash", r"(?<=[.!?…]BLANK)([-–])[ \u00a0\u202f]?(?=[^\W\d_])", r"\1{space}"),
    _ELLIPSIS,
)
_OTHERS = (_rule("no space before punctuation", r"(?<=[^\W_])BLANK+([?!;:]+)(?=\s|$)", r"\1"), _ELLIPSIS)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’`´ʼ′‘](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    written: str
    rule: str


def propose_typography(transcript: Transcript, language: str | None, spaces: str = "nbsp") -> list[Edit]:
    """Edits that set a text as its language is set; for a language that nothing is known of, only ellipses.

    Args:
        spaces: one of `SPACES`.
    """
    blanks = {
        "space": " " if spaces == "plain" else NBSP,
        "fine": {"nbsp": NBSP, "fine": FINE, "plain": " "}[spaces],
    }
    rules = _FRENCH if language == "fr" else _OTHERS if language in _CLOSED else (_ELLIPSIS,)
    apostrophe = _usual_apostrophe(transcript)
    edits: list[Edit] = []
    for segment in transcript.segments:
        edits += _of_segment(transcript, segment, language, rules, blanks, apostrophe)
    return edits


def with_typography(transcript: Transcript, edits: Sequence[Edit], language: str | None, spaces: str) -> list[Edit]:
    """The edits and those of typography, which share no word with them; what an edit writes is set like the rest.

    A space that is to be set at an edge of an edit ("gays tapants ?") makes the edit one word longer.
    """
    taken = {position: at for at, edit in enumerate(edits) for position in range(edit.first, edit.last + 1)}
    made = list(edits)
    for change in propose_typography(transcript, language, spaces):
        touched = {taken[position] for position in range(change.first, change.last + 1) if position in taken}
        if not touched:
            made.append(change)
        elif len(touched) == 1 and made[at := touched.pop()].after:
            first, last = min(made[at].first, change.first), max(made[at].last, change.last)
            made[at] = _longer(transcript, made[at], first, last)
            taken.update(dict.fromkeys(range(first, last + 1), at))
    made[: len(edits)] = [replace(e, after=typeset(e.after, language, spaces)) for e in made[: len(edits)]]
    return sorted(made, key=lambda edit: edit.first)


def typeset(text: str, language: str | None, spaces: str = "nbsp") -> str:
    """A text as its language is set.

    >>> typeset("Vraiment ?", "fr", "plain"), typeset("Really ?", "en")
    ('Vraiment ?', 'Really?')
    """
    written = Transcript.from_texts([text], language=language)
    return apply(written, propose_typography(written, language, spaces)).texts()[0] if text else text


def _longer(transcript: Transcript, edit: Edit, first: int, last: int) -> Edit:
    """An edit that also covers the words around it, unchanged."""
    left = words_between(transcript, first, edit.first - 1) if first < edit.first else ""
    right = words_between(transcript, edit.last + 1, last) if last > edit.last else ""
    after = " ".join(filter(None, (left, edit.after, right)))
    return replace(edit, first=first, last=last, before=words_between(transcript, first, last), after=after)


def _usual_apostrophe(transcript: Transcript) -> str:
    """The apostrophe that the text uses most: all become that one."""
    signs: Counter[str] = Counter()
    for word in transcript.words:
        signs.update(sign for sign in _APOSTROPHE.findall(word.text) if sign in "'’")
    return "’" if signs["’"] > signs["'"] else "'"


def _of_segment(
    transcript: Transcript,
    segment: Segment,
    language: str | None,
    rules: Sequence[Rule],
    blanks: dict[str, str],
    apostrophe: str,
) -> Iterator[Edit]:
    text, starts = _joined(transcript, segment)
    changes: list[_Change] = []
    for rule in rules:
        written = rule.written.format(**blanks)
        changes += [_Change(*m.span(), m.expand(written), rule.name) for m in rule.found.finditer(text)]
    changes += [_Change(*match.span(), apostrophe, "apostrophe") for match in _APOSTROPHE.finditer(text)]
    changes = [change for change in changes if text[change.start : change.end] != change.written]
    if not changes:
        return
    if segment.language not in (None, language):
        return
    spared = _spared(text, language)
    changes = [
        c for c in changes if not any(c.start < end and start < max(c.end, c.start + 1) for start, end in spared)
    ]
    for first, last, group in _grouped(sorted(changes, key=lambda c: (c.start, c.end)), starts):
        edit = _edit(transcript, segment, text, starts, first, last, group)
        if edit.before != edit.after:  # a line break where the house wants a plain space
            yield edit


def _joined(transcript: Transcript, segment: Segment) -> tuple[str, list[int]]:
    """The text of a segment with one white space between words (a line break stays one), and where each word starts."""
    text, starts = "", []
    for word in transcript.words_of(segment):
        core = word.text.strip(" \t\n\r\f\v")
        if text:
            text += "\n" if "\n" in word.text[: len(word.text) - len(word.text.lstrip())] else " "
        starts.append(len(text))
        text += core
    return text, starts


def _spared(text: str, language: str | None) -> list[tuple[int, int]]:
    """Stretches in which nothing is changed."""
    found = [match.span() for match in _SPARED.finditer(text)]
    for quote in _QUOTED.finditer(text):
        inside = quote.group()[1:-1]
        if language is not None and _is_foreign(inside, language):
            found.append((quote.start() + 1, quote.end() - 1))
    return found if language is None else found + _foreign_sentences(text, language)


def _foreign_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Sentences of a cue in another language; one that does not tell goes with the one before it."""
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    judged = [is_other(text[start:end], language) for start, end in spans]
    if judged and False not in judged and (True in judged or is_other(text, language)):
        return [(0, len(text))]  # "What? No!": each too short, plain together
    found = []
    before: bool | None = None
    for span, other in zip(spans, judged, strict=True):
        before = before if other is None else other
        if before:
            found.append(span)
    return found


def _is_foreign(text: str, language: str) -> bool:
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    if len(words) > 2:
        return guess_language(words, language) not in (language, None)
    # Too few to tell a language by their commonest words; but what is quoted is English more often than not.
    return language != "en" and bool(words) and far_commoner(words, "en", language)


def _grouped(changes: Sequence[_Change], starts: Sequence[int]) -> Iterator[tuple[int, int, list[_Change]]]:
    """Changes that touch the same words, with the first and the last of those (counted in the segment)."""
    group: list[_Change] = []
    first = last = -1
    for change in changes:
        if group and change.start < group[-1].end:
            continue  # the earlier one wins
        begin, end = _word(starts, change.start), _word(starts, change.end)  # a space belongs to the word before it
        if not group or begin > last:
            if group:
                yield first, last, group
            group, first, last = [], begin, end
        group.append(change)
        last = max(last, end)
    if group:
        yield first, last, group


def _word(starts: Sequence[int], position: int) -> int:
    return max(bisect_right(starts, position) - 1, 0)


def _edit(
    transcript: Transcript,
    segment: Segment,
    text: str,
    starts: Sequence[int],
    first: int,
    last: int,
    changes: Sequence[_Change],
) -> Edit:
    begin = starts[first]
    end = starts[last + 1] - 1 if last + 1 < len(starts) else len(text)
    pieces, at = [], begin
    for change in changes:
        pieces += [text[at : change.start], change.written]
        at = change.end
    after = "".join([*pieces, text[at:end]]).replace("\n", " ")
    before = words_between(transcript, segment.first + first, segment.first + last)
    rules = list(dict.fromkeys(change.rule for change in changes))
    return Edit(
        "",
        segment.first + first,
        segment.first + last,
        before,
        after,
        "typography",
        band=Band.SAFE,
        score=1.0,
        evidence={"rules": rules},
    )
