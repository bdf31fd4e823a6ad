"""The paragraphs of a TTML file as cues, whatever is left open, unescaped or out of place."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from .notices import Repairs, left_out
from .source import LINE_END, Lines, Parsed, Part, Span, reading_time
from .ttml_markup import dialect, literal, plain
from .ttml_times import Clock, Element
from .xml_walk import Tag, tags

_ELEMENTS = frozenset("tt head body div p span".split())
_CUT_TAG = re.compile(r"<[^<>]*\Z")
_LONGEST_TAG = 10_000  # characters
_UNENDING = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))  # what reaches to the end where it is not closed
_SPACE = re.compile(r"\s*")


class Reader:
    """Goes through the tags once, with the elements that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = Lines(source)
        self.repairs = Repairs()
        self.lost: list[tuple[int, str]] = []
        self.parts: list[Part] = []
        self.open: list[Element] = []
        self.count: Counter[str] = Counter()  # of the open elements, by name
        self.spans: list[Part] = []  # the timed spans of the paragraph that is open
        self.clock = Clock({}, self.repairs)
        self.language: str | None = None

    def parsed(self) -> Parsed:
        at = 0
        for tag in tags(self.source):
            self._between(at, tag.start)
            at = tag.end
            if tag.closes:
                self._close(tag.name, tag.start, tag.end)
            else:
                self._begin(tag)
        for opening, closing in _UNENDING:
            begins = self.source.find(opening, at)
            if begins >= 0 and self.source.find(closing, begins) < 0:
                self._lose(begins, len(self.source))
        cut = _CUT_TAG.search(self.source, max(at, len(self.source) - _LONGEST_TAG))
        end = cut.start() if cut else len(self.source)
        self._between(at, end)
        if cut:
            self._lose(end, len(self.source))
        if self.open:
            self.repairs.add(self.lines.number(end), "the file ends before its last element is closed")
            while self.open:
                self._close(self.open[-1].name, end, end)
        return Parsed(self.parts, [*self.repairs.notices(), *left_out(self.lost, "in no paragraph")], (), self.language)

    def _begin(self, tag: Tag) -> None:
        line = self.lines.number(tag.start)
        if tag.name == "tt":
            self.clock = Clock(tag.attributes, self.repairs, absolute="lyric-ttml-internal" in self.source[:4096])
            self.language = tag.attributes.get("lang", "")[:2].lower() or None
        if tag.name == "p" and self._inside("p"):
            self.repairs.add(line, "a <p> that is not closed before the next one")
            self._close("p", tag.start, tag.start)
        if tag.name in ("body", "p") and self._inside("head"):
            self.repairs.add(line, "a <head> that is not closed before the text")
            self._close("head", tag.start, tag.start)
        if tag.name not in _ELEMENTS:
            return
        self.open.append(self.clock.opened(tag, self.open[-1] if self.open else None, line))
        self.count[tag.name] += 1
        if tag.empty:
            self._close(tag.name, tag.end, tag.end)

    def _close(self, name: str, start: int, end: int) -> None:
        """An end tag, from `start` to `end`; what is open inside of its element ends with it."""
        if not self._inside(name):
            return
        while True:
            element = self.open.pop()
            self.count[element.name] -= 1
            self.clock.closed(element, self.open[-1] if self.open else None)
            close = end if element.name == name else start
            if element.name == "p":
                self._paragraph(element, start, close)
            elif element.name == "span" and element.timed and self._inside("p"):
                self.spans.append(self._part(element, (element.tag.end, start), close, close))
            if element.name == name:
                return

    def _paragraph(self, paragraph: Element, text_end: int, close: int) -> None:
        spans, self.spans = self.spans, []
        text = (min(paragraph.tag.end, text_end), text_end)
        space = _SPACE.match(self.source, close)
        after = space.end() if space else close
        if spans and self._apart(spans, in_turn=paragraph.timed) and not self._says_more(text, spans):
            self.parts += spans
            return
        if spans and not self.clock.absolute:
            line = self.lines.number(spans[0].block[0])
            self.repairs.add(
                line, "spans with times of their own in one text: read as one cue, which lasts as long as all"
            )
        if spans and not paragraph.timed:
            paragraph.start, paragraph.end = spans[0].start, max(span.end for span in spans)
        elif not paragraph.placed and self.source[slice(*text)].strip():
            self.repairs.add(self.lines.number(paragraph.tag.start), "a paragraph without times, which are guessed")
            paragraph.start = self.parts[-1].end if self.parts else 0
            paragraph.end = paragraph.start + reading_time(self.source[slice(*text)])
        self.parts.append(self._part(paragraph, text, close, after))

    def _part(self, element: Element, text: Span, close: int, after: int) -> Part:
        end = element.end
        if end is None:
            end = element.start + reading_time(self.source[slice(*text)])
            self.repairs.add(self.lines.number(element.tag.start), "an element without an end, which is guessed")
        values = element.tag.values
        block = (element.tag.start, after)
        written = self.source[slice(*text)]
        if tag := literal(written):
            self.repairs.add(
                self.lines.number(text[0]), "a tag or an entity inside CDATA, read as what it means elsewhere", tag
            )
        at = (None, None) if element.base is None else (values.get("begin"), values.get("end"))
        return Part(element.start, end, block, close, text, None, *at, dialect(written), base=element.base or 0)

    def _apart(self, spans: list[Part], *, in_turn: bool) -> bool:
        """Can timed spans be cues: is none inside of another, and, `in_turn`, is each seen, and over before the next one comes?

        Apple's lyrics give each word of a line its time; who does not know that times add up writes spans that are never seen.
        """
        if any(other.block[0] < one.close for one, other in pairwise(spans)):
            return False
        if not in_turn:
            return True
        seen = all(span.start < span.end for span in spans)
        return seen and not self.clock.absolute and all(one.end <= other.start for one, other in pairwise(spans))

    def _says_more(self, text: Span, spans: list[Part]) -> bool:
        """Does a paragraph say something outside of its timed spans?"""
        at = text[0]
        for span in [*spans, None]:
            until = span.block[0] if span else text[1]
            if plain(self.source, at, until).strip():
                return True
            at = span.close if span else until
        return False

    def _between(self, start: int, end: int) -> None:
        """A text between two tags; outside of paragraphs and of the head there should be none."""
        if start == end or self._inside("p") or self._inside("head") or self.source[start:end].isspace():
            return
        if plain(self.source, start, end).strip():
            self._lose(start, end)

    def _lose(self, start: int, end: int) -> None:
        first = self.lines.number(start)
        self.lost += [(first + at, line) for at, line in enumerate(LINE_END.split(self.source[start:end]))]

    def _inside(self, name: str) -> bool:
        return self.count[name] > 0
