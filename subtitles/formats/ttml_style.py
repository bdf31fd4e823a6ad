"""How TTML says a look: attributes, or styles in the head that elements name; regions say the place.

EBU-TT-D has its styles in the head and each text in a span (EBU Tech 3380), so a new file has a span for each run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...document.model import Cue
from .source import Part
from .style import PLAIN, Pen, Style, colour_of, place_at, place_of, runs_of
from .xml_walk import Tag, tags

_CONTENT = frozenset(("body", "div", "p", "span"))
_LENGTHS = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)(%|px|c)\s+(\d{1,5}(?:\.\d+)?)(%|px|c)\s*", re.ASCII)
_CELLS = re.compile(r"\s*(\d{1,4})\s+(\d{1,4})\s*", re.ASCII)
_ACROSS = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}
_DOWN = {"before": 0.0, "center": 0.5, "after": 1.0}
_INHERITED = frozenset(("color", "fontStyle", "fontWeight", "textDecoration", "textAlign"))
_OF_REGION = frozenset(("displayAlign", "origin", "extent"))
_INLINE = re.compile(r"\btts:(\w+)")

_ROWS = ("bottom", "middle", "top")
_REGION = '      <tt:region xml:id="{}" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="{}"/>\n'
_STYLE = '      <tt:style xml:id="{}" tts:{}="{}"/>\n'
_STYLES = {
    "left": ("textAlign", "left"),
    "right": ("textAlign", "right"),
    "bold": ("fontWeight", "bold"),
    "italic": ("fontStyle", "italic"),
    "underline": ("textDecoration", "underline"),
}

_Look = Mapping[str, str]


class _Pen(Pen):
    def __init__(self, table: _Table, look: _Look) -> None:
        super().__init__(_style(look, PLAIN), table.place(look))
        self._table = table
        self._open: list[Style] = []

    def see(self, token: str) -> None:
        for tag in tags(token):
            if tag.name != "span" or tag.empty:
                continue
            if not tag.closes:
                self._open.append(self.style)
                self.style = _style(self._table.look(tag), self.style)
                self.more = self.more or not _INHERITED.issuperset(_INLINE.findall(token))
            elif self._open:
                self.style = self._open.pop()


class _Table:
    """The styles and regions of a head, by name."""

    def __init__(self) -> None:
        self._styles: dict[str, _Look] = {}
        self._regions: dict[str, _Look] = {}
        self._screen = {"%": (100.0, 100.0), "c": (32.0, 15.0)}  # its size in each unit; TTML's own number of cells

    def measure(self, root: Tag) -> None:
        """Take in how large the screen is."""
        if cells := _CELLS.fullmatch(root.attributes.get("cellResolution", "")):
            self._screen["c"] = float(cells.group(1)), float(cells.group(2))
        extent = _LENGTHS.fullmatch(root.attributes.get("extent", ""))
        if extent and extent.group(2) == extent.group(4) == "px":
            self._screen["px"] = float(extent.group(1)), float(extent.group(3))

    def add(self, tag: Tag, region: str | None) -> None:
        """Take in a style or a region; a style inside of a region belongs to it."""
        if tag.name == "region" or region is not None:
            name = tag.attributes.get("id", "") if region is None else region
            self._regions[name] = {**self._regions.get(name, {}), **self.look(tag)}
        else:
            self._styles[tag.attributes.get("id", "")] = self.look(tag)

    def look(self, tag: Tag) -> dict[str, str]:
        """What an element says of its look, itself or by the styles that it names; "region" is the one that it names."""
        found: dict[str, str] = {}
        for name in tag.attributes.get("style", "").split():
            found |= self._styles.get(name, {})
        known = {*_INHERITED, *_OF_REGION, "region"}
        return found | {name: value for name, value in tag.attributes.items() if name in known}

    def inherited(self, look: _Look) -> dict[str, str]:
        """With what the region says to all that stands in it."""
        return {**self._regions.get(look.get("region", ""), {}), **look}

    def _shares(self, written: str) -> tuple[float, float] | None:
        """Two lengths as shares of the screen; None where they cannot be known."""
        found = _LENGTHS.fullmatch(written)
        if found is None:
            return None
        width, height = (self._screen.get(found.group(at), (0.0, 0.0))[side] for side, at in enumerate((2, 4)))
        return (float(found.group(1)) / width, float(found.group(3)) / height) if width and height else None

    def place(self, look: _Look) -> int:
        """Where the text stands, at the edge of its region that it is set against; where that is not known, at the bottom."""
        across, down = _ACROSS.get(look.get("textAlign", ""), 0.5), _DOWN.get(look.get("displayAlign", ""))
        if "origin" not in look and "extent" not in look:
            return place_at(across, 1.0 if down is None else down)
        origin, extent = self._shares(look.get("origin", "0% 0%")), self._shares(look.get("extent", "100% 100%"))
        if origin is None or extent is None:
            return place_at(across, 1.0)
        return place_at(origin[0] + across * extent[0], origin[1] + (down or 0.0) * extent[1])


def pens(source: str, parts: Sequence[Part]) -> Iterator[Pen]:
    table = _Table()
    looks: dict[int, _Look] = {}
    open_: list[tuple[str, _Look]] = []
    count: Counter[str] = Counter()  # of the open ones, by name
    region: str | None = None
    for tag in tags(source):
        if tag.name == "tt" and not tag.closes:
            table.measure(tag)
        elif tag.name == "region":
            region = tag.attributes.get("id", "") if not (tag.closes or tag.empty) else None
            if not tag.closes:
                table.add(tag, None)
        elif tag.name == "style" and not tag.closes:
            table.add(tag, region)
        elif tag.name in _CONTENT and not tag.empty:
            if tag.closes or tag.name == "p":  # one <p> does not hold another
                closed = ""
                while count[tag.name] and closed != tag.name:
                    closed = open_.pop()[0]
                    count[closed] -= 1
            if not tag.closes:
                looks[tag.start] = {**(open_[-1][1] if open_ else {}), **table.look(tag)}
                open_.append((tag.name, looks[tag.start]))
                count[tag.name] += 1
    return (_Pen(table, table.inherited(looks.get(part.block[0], {}))) for part in parts)


def dressed(cue: Cue, escape: Callable[[str], str]) -> str:
    """The text of a cue in spans."""
    return "".join(
        f'<tt:span style="{" ".join(["text", *_names(style)])}">{escape(text).replace(chr(10), "<tt:br/>")}</tt:span>'
        for text, style in runs_of(cue)
    )


def attributes(cue: Cue) -> str:
    """The attributes of a cue's paragraph that say where it stands."""
    return f'region="{_ROWS[_row(cue)]}" style="{" ".join(["block", *_aligned(cue)])}"'


def regions(cues: Sequence[Cue]) -> str:
    """The regions of a file's head that its cues stand in, and the ordinary one."""
    used = {0, *map(_row, cues)}
    return "".join(_REGION.format(_ROWS[row], ("after", "center", "before")[row]) for row in sorted(used))


def styles(cues: Sequence[Cue]) -> str:
    """The styles of a file's head that its cues need, besides the ordinary ones."""
    used = {name for cue in cues for _, style in runs_of(cue) for name in _names(style)}
    used |= {name for cue in cues for name in _aligned(cue)}
    return "".join(_STYLE.format(name, *_STYLES.get(name, ("color", "#" + name[1:]))) for name in sorted(used))


def _names(style: Style) -> Iterator[str]:
    if style.bold:
        yield "bold"
    if style.italic:
        yield "italic"
    if style.underline:
        yield "underline"
    if style.colour:
        yield "c" + style.colour[1:]


def _row(cue: Cue) -> int:
    return (place_of(cue) - 1) // 3


def _aligned(cue: Cue) -> list[str]:
    return {1: ["left"], 2: [], 0: ["right"]}[place_of(cue) % 3]


def _style(look: _Look, style: Style) -> Style:
    if (colour := colour_of(look.get("color", ""))) is not None:
        style = replace(style, colour=colour)
    if slant := look.get("fontStyle"):
        style = replace(style, italic=slant.strip() in ("italic", "oblique"))
    if weight := look.get("fontWeight"):
        style = replace(style, bold=weight.strip() == "bold")
    if decoration := look.get("textDecoration"):
        style = replace(style, underline="underline" in decoration.split())
    return style
