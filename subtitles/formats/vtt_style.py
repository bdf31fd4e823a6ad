"""How WebVTT says a look: tags, classes for colours, and settings beside the times for a place.

Its eight colours have classes of their own (WebVTT, "default text colors"); others are classes that a STYLE block above
the cues explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...document.model import Cue
from .source import Part
from .style import BOTTOM, COLOURS, Style, TagPen, colour_of, named_style, place_at, place_of, runs_of

_CLASSES = {name: COLOURS[name] for name in "lime cyan red yellow magenta blue black".split()}
_NAMES = {colour: name for name, colour in _CLASSES.items()}
_RULE = re.compile(r"::cue\(\s*\.([\w-]+)\s*\)\s*\{([^{}]*)\}")
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]*[^;\s])")
_SETTING = re.compile(r"(line|position|align|region|vertical):(\S+)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)%(?:,|$)", re.ASCII)
_LINE = re.compile(r"(-?\d{1,3})(?:,|$)", re.ASCII)
_ROWS = 15  # lines on a screen: each is 5.33 % of its height (WebVTT, "processing cue settings")
_WEIGHTS = frozenset(("bold", "bolder", "600", "700", "800", "900"))


class _Pen(TagPen):
    def __init__(self, classes: Mapping[str, Mapping[str, str]], settings: Mapping[str, str]) -> None:
        super().__init__(place=_place(settings))
        self.more = "region" in settings or "vertical" in settings
        self._classes = classes

    def opened(self, name: str, rest: str) -> Style:
        style = named_style(name, self.style)
        if style is None:
            # Who speaks, in which language, ruby, and times inside a cue.
            self.more = self.more or name in ("v", "lang", "ruby", "rt") or name[:1].isdigit()
            style = self.style
        for known in rest.split(maxsplit=1)[0].strip(".").split(".") if rest.startswith(".") else ():
            if known in self._classes:
                style = self._of_class(self._classes[known], style)
            elif known in _CLASSES or known == "white":
                style = replace(style, colour=_CLASSES.get(known, ""))
            else:
                self.more = True
        return style

    def _of_class(self, rules: Mapping[str, str], style: Style) -> Style:
        for name, value in rules.items():
            colour = colour_of(value) if name == "color" else None
            if colour is not None:
                style = replace(style, colour=colour)
            elif name == "font-style":
                style = replace(style, italic=value in ("italic", "oblique"))
            elif name == "font-weight":
                style = replace(style, bold=value in _WEIGHTS)
            elif name == "text-decoration":
                style = replace(style, underline="underline" in value)
            else:
                self.more = True
        return style


def pens(source: str, parts: Sequence[Part]) -> Iterator[TagPen]:
    head = parts[0].block[0] if parts else 0
    classes = {found.group(1): dict(_DECLARATION.findall(found.group(2))) for found in _RULE.finditer(source, 0, head)}
    for part in parts:
        yield _Pen(classes, dict(_SETTING.findall(source, part.end_at[1], part.text[0])) if part.end_at else {})


def dressed(cue: Cue, escape: Callable[[str], str]) -> str:
    """The text of a cue with its tags."""
    return "".join(_tagged(escape(text), style) for text, style in runs_of(cue))


def settings(cue: Cue) -> str:
    """What stands beside the times of a cue, with a space before it; nothing for the place that players take."""
    place = place_of(cue)
    line = {0: "", 1: " line:50%", 2: " line:0"}[(place - 1) // 3]
    return line + {1: " align:left", 2: "", 0: " align:right"}[place % 3]


def style_block(cues: Sequence[Cue]) -> str:
    """The STYLE block that explains the colours without a name; empty if there are none."""
    used = {style.colour for cue in cues for _, style in runs_of(cue)} - {"", *_NAMES}
    rules = (f"::cue(.{_class(colour)}) {{ color: {colour} }}\n" for colour in sorted(used))
    return "STYLE\n" + "".join(rules) if used else ""


def _class(colour: str) -> str:
    return _NAMES.get(colour) or "c" + colour[1:]  # a name may not begin with a digit


def _tagged(text: str, style: Style) -> str:
    if style.colour:
        text = f"<c.{_class(style.colour)}>{text}</c>"
    for name, set_ in (("u", style.underline), ("i", style.italic), ("b", style.bold)):
        if set_:
            text = f"<{name}>{text}</{name}>"
    return text


def _place(settings: Mapping[str, str]) -> int:
    if "vertical" in settings:
        return BOTTOM
    align = settings.get("align", "")
    across = 0.0 if align in ("left", "start") else 1.0 if align in ("right", "end") else 0.5
    if position := _PERCENT.match(settings.get("position", "")):
        across = float(position.group(1)) / 100
    down = 1.0
    if share := _PERCENT.match(settings.get("line", "")):
        down = float(share.group(1)) / 100
    elif line := _LINE.match(settings.get("line", "")):
        down = (int(line.group(1)) + (_ROWS if line.group(1).startswith("-") else 0)) / _ROWS
    return place_at(across, down)
