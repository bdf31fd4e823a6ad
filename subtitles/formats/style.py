"""How the text of a cue looks, as far as formats have it in common: bold, italic, underlined, its colour, its place.

A format that can say such things brings a module beside this one (`srt_style.py`, ...) with two verbs: `pens(source, parts)`
reads what its markup says, and `dressed(...)` writes it. What only one format knows (voices, fonts, effects, movements) is
not held here, but that there was some is (`Styled.more`), so that it can be said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from ...document.model import Cue
from .source import LINE_END, STRAY, Markup, Part, lines_of

# Where a cue stands, as the digits of a keypad lie (ASS's \an): 1 to 3 at the bottom, 4 to 6 in the middle, 7 to 9 at the top.
BOTTOM = 2
BELOW = frozenset((1, 2, 3))

# The colours that have a name in HTML 4 and in TTML, WebVTT's eight among them, and orange of CSS 2.
COLOURS = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff", "maroon": "#800000",
    "red": "#ff0000", "purple": "#800080", "fuchsia": "#ff00ff", "magenta": "#ff00ff", "green": "#008000", "lime": "#00ff00",
    "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff",
    "cyan": "#00ffff", "orange": "#ffa500",
}  # fmt: skip
_WHITE, _BLACK = COLOURS["white"], COLOURS["black"]
_HEX = re.compile(r"#?(?:([0-9a-f]{6})(?:[0-9a-f]{2})?|([0-9a-f]{3}))", re.ASCII)  # with or without its opacity
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[,)]", re.ASCII)
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How a stretch of text looks. `colour` is "#rrggbb", or "" for white, which players take where nothing is said."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = ""


PLAIN = Style()


class Run(NamedTuple):
    """A stretch of text of one style; it may hold line breaks."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Styled(Cue):
    """A cue with more to it than text.

    Attributes:
        runs: joined they are its text.
        place: where it stands, a digit of the keypad.
        more: its source says more of its look than this.
    """

    runs: tuple[Run, ...] = ()
    place: int = BOTTOM
    more: bool = False

    @property
    def looks(self) -> bool:
        """Whether there is a style or a place to it."""
        return self.place != BOTTOM or any(run.style != PLAIN for run in self.runs)


class Pen:
    """What goes through the markup of a cue and knows how the text looks where it stands."""

    def __init__(self, style: Style = PLAIN, place: int = BOTTOM) -> None:
        self.style, self.place, self.more = style, place, False

    def see(self, token: str) -> None:
        """Take notice of a token that says no text."""
        raise NotImplementedError


class TagPen(Pen):
    """A pen for tags that nest, as those of HTML: `opened` says what one does."""

    _TAG = re.compile(r"<(/?)([^\s/>.]*)([^<>]*)>")

    def __init__(self, style: Style = PLAIN, place: int = BOTTOM) -> None:
        super().__init__(style, place)
        self._open: list[tuple[str, Style]] = []
        self._count: Counter[str] = Counter()  # of the open ones, by name: looking through all would take for ever

    def see(self, token: str) -> None:
        tag = self._TAG.fullmatch(token)
        if tag is None:
            self.more = True
            return
        name = tag.group(2).lower()
        if not tag.group(1):
            self._open.append((name, self.style))
            self._count[name] += 1
            self.style = self.opened(name, tag.group(3))
            return
        while self._count[name]:
            closed, self.style = self._open.pop()
            self._count[closed] -= 1
            if closed == name:
                return

    def opened(self, name: str, rest: str) -> Style:
        """The style from here on, after a tag of this name with this behind it."""
        raise NotImplementedError


def named_style(name: str, style: Style) -> Style | None:
    """The style within one of HTML's tags; None for another tag."""
    if name in ("b", "strong"):
        return replace(style, bold=True)
    if name in ("i", "em"):
        return replace(style, italic=True)
    return replace(style, underline=True) if name == "u" else None


def colour_of(written: str) -> str | None:
    """A colour as `Style` holds it, from how HTML and TTML write it; None for what is none.

    >>> colour_of("Yellow"), colour_of("#0F0"), colour_of("#ffffffff"), colour_of("loud")
    ('#ffff00', '#00ff00', '', None)
    """
    text = written.strip().lower()
    found = COLOURS.get(text)
    if found is None and (digits := _HEX.fullmatch(text)):
        found = "#" + (digits.group(1) or "".join(2 * digit for digit in digits.group(2)))
    elif found is None and (parts := _RGB.match(text)):
        found = "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups())
    return "" if found == _WHITE else found


def place_at(across: float, down: float) -> int:
    """The place of a point, given as shares of the screen's width and height."""
    return 1 + (across > 1 / 3) + (across > 2 / 3) + 3 * (2 - (down > 1 / 3) - (down > 2 / 3))


def styled(cue: Cue, source: str, part: Part, markup: Markup, pen: Pen) -> Cue:
    """The cue of a part with what its markup says of its look; the same cue if that is nothing."""
    at, end = part.text
    if pen.style == PLAIN and pen.place == BOTTOM and not pen.more and not markup.hint.search(source, at, end):
        return cue
    pieces: list[Run] = []
    for token in markup.token.finditer(source, at, end):
        pieces.append(Run(source[at : token.start()], pen.style))
        if said := markup.plain(token.group()):
            pieces.append(Run(said, pen.style))
        elif token.group() not in STRAY:
            pen.see(token.group())
        at = token.end()
    pieces.append(Run(source[at:end], pen.style))
    more = pen.more
    for number, (text, style) in enumerate(pieces):
        if style.colour == _BLACK:
            # It stands on a bright ground that is not carried; on the dark one that players take nobody could read it.
            pieces[number], more = Run(text, replace(style, colour="")), True
    if all(piece.style == PLAIN for piece in pieces if piece.text) and pen.place == BOTTOM and not more:
        return cue
    return Styled(cue.start, cue.end, cue.lines, trimmed(pieces, collapses=markup.collapses), pen.place, more)


def at_rest(cues: Sequence[Cue]) -> Sequence[Cue]:
    """Cues that all stand in one place at the bottom stand where their player sets them: that is no look of theirs."""
    places = {place_of(cue) for cue in cues if cue.lines}
    if len(places) != 1 or not places < BELOW or places == {BOTTOM}:
        return cues
    return [replace(cue, place=BOTTOM) if isinstance(cue, Styled) else cue for cue in cues]


def place_of(cue: Cue) -> int:
    return cue.place if isinstance(cue, Styled) else BOTTOM


def runs_of(cue: Cue) -> Sequence[Run]:
    """The text of a cue as it may be written: no blank lines, and white space at the edges of a style outside of it."""
    if not isinstance(cue, Styled):
        return [Run("\n".join(lines_of(cue)), PLAIN)]
    found: list[Run] = []
    for text, style in cue.runs:
        core = text.strip()
        at = text.index(core)
        for piece in (Run(text[:at], PLAIN), Run(core, style), Run(text[at + len(core) :], PLAIN)):
            _put(found, piece)
    return found


def trimmed(pieces: Sequence[Run], *, collapses: bool) -> tuple[Run, ...]:
    """Runs without the white space around their lines and without blank ones; with `collapses` one space is all there is."""
    text = "".join(piece.text for piece in pieces)
    begins = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    made: list[Run] = []
    for start, end in _lines(text):
        if made:
            _put(made, Run("\n", made[-1].style))
        at = start
        while at < end:
            piece = bisect_right(begins, at) - 1
            stop = min(begins[piece + 1], end)
            new = text[at:stop]
            if collapses:
                new = _SPACES.sub(" ", new)
                new = new.lstrip(" ") if made and made[-1].text.endswith((" ", "\n")) else new
            _put(made, Run(new, pieces[piece].style))
            at = stop
    return tuple(made)


def _put(runs: list[Run], run: Run) -> None:
    """Go on with the last run, or with a new one."""
    if runs and runs[-1].style == run.style:
        runs[-1] = Run(runs[-1].text + run.text, run.style)
    elif run.text:
        runs.append(run)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a text stand that are not blank, without the white space around them."""
    at = 0
    for end in [*(found.span() for found in LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[at : end[0]]
        if core := line.strip():
            start = at + line.index(core)
            yield start, start + len(core)
        at = end[1]
