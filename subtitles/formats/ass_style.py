r"""How ASS and SSA say a look: by a table of styles, and in braces inside the text (`{\i1}`, `{\c&H00FFFF&}`, `{\an8}`).

A new file has one style, and says the rest in braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...document.model import Cue
from .source import LINE_END, Part
from .style import BOTTOM, COLOURS, PLAIN, Pen, Style, colour_of, place_of, runs_of

_HEADING = re.compile(r"\s*\[([^\]]*)\]\s*$")
_ROW = re.compile(r"\s*(Format|Style)[ \t]*:(.*)", re.IGNORECASE)
# ASS counts as a keypad does. SSA has 1 to 3 at the bottom too, but 5 to 7 at the top and 9 to 11 in the middle.
_OF_SSA = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
_OVERRIDE = re.compile(r"\\(?:(an?|[biu]|1?c)(?![a-zA-Z])([^\\{}()]*)|(r)([^\\{}()]*)|(\w+))")
_COLOUR = re.compile(r"(&?H)?([0-9a-f]{1,10})&?", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"-?\d{1,4}", re.ASCII)

_Styles = Mapping[str, tuple[Style, int]]


class _Pen(Pen):
    def __init__(self, styles: _Styles, name: str) -> None:
        super().__init__(*styles.get(name, (PLAIN, BOTTOM)))
        self._styles, self._own = styles, self.style
        self._placed = False

    def see(self, token: str) -> None:
        for tag, value, reset, name, other in _OVERRIDE.findall(token):
            if tag in ("an", "a"):
                place = _placed(value, ssa=tag == "a")
                if place and not self._placed:  # the first of several counts, as in libass
                    self.place, self._placed = place, True
            elif tag:
                self._switch(tag, value.strip())
            elif reset:
                self._own = self._styles.get(name.strip(), (self._own, 0))[0]
                self.style = self._own
            else:
                self.more = self.more or other != "p0"

    def _switch(self, tag: str, value: str) -> None:
        own = self._own
        if tag in ("c", "1c"):
            self.style = replace(self.style, colour=_colour(value) if value else own.colour)
        elif tag == "b":
            self.style = replace(self.style, bold=_bold(value) if value else own.bold)
        elif tag == "i":
            self.style = replace(self.style, italic=value == "1" if value else own.italic)
        else:
            self.style = replace(self.style, underline=value == "1" if value else own.underline)


def pens(source: str, parts: Sequence[Part]) -> Iterator[Pen]:
    styles, fields = _tables(source[: parts[0].block[0]] if parts else "")
    at = fields.index("style") if "style" in fields else 3
    for part in parts:
        head = source[part.block[0] : part.text[0]].partition(":")[2].split(",")
        yield _Pen(styles, head[at].strip().lstrip("*") if at < len(head) else "")


def dressed(cue: Cue, escape: Callable[[str], str]) -> str:
    """The text of a cue with what says its look in braces."""
    place = place_of(cue)
    pieces = [rf"{{\an{place}}}"] if place != BOTTOM else []
    before = PLAIN
    for text, style in runs_of(cue):
        switches = ""
        for tag, was, now in (
            ("b", before.bold, style.bold),
            ("i", before.italic, style.italic),
            ("u", before.underline, style.underline),
        ):
            switches += rf"\{tag}{int(now)}" if was != now else ""
        if style.colour != before.colour:
            red, green, blue = re.findall("..", (style.colour or COLOURS["white"])[1:].upper())
            switches += rf"\c&H{blue}{green}{red}&"
        pieces += [f"{{{switches}}}" if switches else "", escape(text)]
        before = style
    return "".join(pieces)


def _tables(head: str) -> tuple[dict[str, tuple[Style, int]], list[str]]:
    """From what stands above the events: the styles by name, and the names of an event's fields."""
    styles: dict[str, tuple[Style, int]] = {}
    section = ""
    fields: list[str] = []
    for line in LINE_END.split(head):
        heading, row = _HEADING.match(line), _ROW.match(line)
        if heading:
            section, fields = heading.group(1).strip().lower(), []
        elif row and row.group(1).lower() == "format":
            fields = [name.strip().lower() for name in row.group(2).split(",")]
        elif row and section.endswith("styles"):
            known = dict(zip(fields, (value.strip() for value in row.group(2).split(",")), strict=False))
            styles[known.get("name", "").lstrip("*")] = (
                _style(known),
                _placed(known.get("alignment", ""), ssa="+" not in section) or BOTTOM,
            )
    return styles, fields if section == "events" else []


def _style(row: Mapping[str, str]) -> Style:
    return Style(
        bold=_bold(row.get("bold", "")),
        italic=row.get("italic", "0") not in ("", "0"),
        underline=row.get("underline", "0") not in ("", "0"),
        colour=_colour(row.get("primarycolour", "")),
    )


def _bold(value: str) -> bool:
    """1 and -1 are bold; beyond stands a weight, of which 400 is the usual one."""
    return bool(_DIGITS.fullmatch(value)) and (abs(int(value)) == 1 or int(value) >= 600)


def _placed(value: str, *, ssa: bool) -> int:
    """The place that an alignment stands for; 0 for none."""
    number = int(value) if _DIGITS.fullmatch(value.strip()) else 0
    return _OF_SSA.get(number, 0) if ssa else number if 1 <= number <= 9 else 0


def _colour(value: str) -> str:
    """The colour of "&HBBGGRR&", with or without its alpha, or of the same number in decimal, as SSA has it."""
    found = _COLOUR.fullmatch(value)
    if found is None or not (found.group(1) or found.group(2).isdigit()):
        return ""
    number = int(found.group(2), 16 if found.group(1) else 10)
    return colour_of(f"#{number & 255:02x}{number >> 8 & 255:02x}{number >> 16 & 255:02x}") or ""
