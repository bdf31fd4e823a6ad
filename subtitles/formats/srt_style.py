r"""How SubRip says a look: tags of HTML, and `{\an8}` for a place, which ASS lent it and most players know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...document.model import Cue
from .source import Part
from .style import BOTTOM, Style, TagPen, colour_of, named_style, place_of, runs_of

_PLACE = re.compile(r"\{\\an([1-9])\}")
_COLOUR = re.compile(r"""\scolor\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)


class _Pen(TagPen):
    def see(self, token: str) -> None:
        if token[0] == "<":
            super().see(token)
        elif place := _PLACE.fullmatch(token):
            self.place = int(place.group(1))
        else:
            self.more = True

    def opened(self, name: str, rest: str) -> Style:
        style = named_style(name, self.style)
        if style is None and name == "font":
            found = _COLOUR.search(rest)
            colour = colour_of("".join(filter(None, found.groups()))) if found else None
            self.more = self.more or bool((_COLOUR.sub("", rest, count=1) if colour is not None else rest).strip())
            return self.style if colour is None else replace(self.style, colour=colour)
        self.more = self.more or style is None
        return style or self.style


def pens(source: str, parts: Sequence[Part]) -> Iterator[TagPen]:  # noqa: ARG001 - all is said in the text
    return (_Pen() for _ in parts)


def dressed(cue: Cue, escape: Callable[[str], str]) -> str:
    """The text of a cue with its tags."""
    runs, place = runs_of(cue), place_of(cue)
    head = f"{{\\an{place}}}" if place != BOTTOM else ""
    if len(runs) == 1:
        return head + _tagged(escape(runs[0].text), runs[0].style)
    # What only both sides of a tag would make look like a tag is no tag for us, but may be one for others.
    return head + "".join(_tagged(escape(text).replace("{\\", "&#123;\\"), style) for text, style in runs)


def _tagged(text: str, style: Style) -> str:
    if style.colour:
        text = f'<font color="{style.colour}">{text}</font>'
    for name, set_ in (("u", style.underline), ("i", style.italic), ("b", style.bold)):
        if set_:
            text = f"<{name}>{text}</{name}>"
    return text
