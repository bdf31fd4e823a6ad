"""What in the text of a TTML paragraph is not text: tags, comments, metadata, the borders of CDATA.

A tag inside CDATA is text to a player. Who wrote `<br/>` there wanted a line break, so it is read as one, and that is said.
"""

from __future__ import annotations

import html
import re

from .source import STRAY, Dialect, Markup, unfold

_KNOWN = "span|br|p|div|metadata|set|animate|image|ruby"
_INSIDE = r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"
_TAG = rf"</?(?:[\w.-]++:[\w.-]++|(?:{_KNOWN})(?![\w.-])){_INSIDE}>"
_ENTITY = r"&(?:\w{2,32}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
_COMMENT = r"<!--(?s:.*?)(?:-->|\Z)|<\?(?s:.*?)(?:\?>|\Z)"
# Metadata as a whole: <metadata> of any prefix, the elements of TTML's metadata (TTML2, 14) and all of EBU-TT's. Those in one
# another are read from inside; each ends before the next of its kind, so that no row of them takes more than linear time.
_SAYS_ABOUT = r"(?:ebuttm:[\w.-]++|[\w.-]++:(?:actor|agent|copyright|desc|item|name|title)(?![\w.-]))"
_HOLDS = r"(?:[\w.-]++:)?+metadata(?![\w.-])"


def _whole(name: str, group: str) -> str:
    return rf"<(?P<{group}>{name}){_INSIDE}(?<!/)>(?:[^<]++|<(?!/?{name}))*+</(?P={group})\s*+>"


MARKUP = Markup(
    re.compile(
        rf"{_COMMENT}|<!\[CDATA\[|\]\]>|{_whole(_HOLDS, 'holds')}|{_whole(_SAYS_ABOUT, 'about')}"
        rf"|{_TAG}|{_ENTITY}|(?<![ \t])[ \t]*[\r\n]\s*|[{STRAY}]"
    ),
    lambda token: _says(token),  # defined below
    re.compile(rf"[<&\r\n\]{STRAY}]"),
    collapses=True,
)
_BREAK = re.compile(r"<(?:[\w.-]+:)?br\b")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"<!\[CDATA\[(?s:(.*?))(?:\]\]>|\Z)")
_LITERAL = re.compile(f"{_COMMENT}|{_TAG}|{_ENTITY}")


def escape(text: str) -> str:
    return _ILLEGAL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(source: str, start: int, end: int) -> str:
    """What a stretch of a paragraph says."""
    return unfold(source, (start, end), MARKUP)[0]


def dialect(text: str) -> Dialect | None:
    """How a paragraph's text is written that stands in CDATA as a whole, where nothing is escaped; None for any other."""
    beside, sections = _CDATA.subn("", text)
    return _IN_CDATA if sections and not plain(beside, 0, len(beside)).strip() else None


def literal(text: str) -> str | None:
    """The first tag or entity in the CDATA of a paragraph, which players show as it is written."""
    found = (_LITERAL.search(section.group(1)) for section in _CDATA.finditer(text))
    return next((token.group() for token in found if token), None)


def inside_cdata(source: str, start: int, at: int) -> bool:
    """Is this place of a paragraph whose text begins at `start` inside of CDATA?"""
    return source.rfind("<![CDATA[", start, at) > source.rfind("]]>", start, at)


def _says(token: str) -> str:
    if token[0] == "&":
        return html.unescape(token)
    if token[0] == "<":
        return "\n" if _BREAK.match(token) else ""
    return " " if token.isspace() else ""


def _as_cdata(text: str) -> str:
    """Text as it stands in CDATA: only what would end it there is cut in two sections."""
    return _ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>")


_IN_CDATA = Dialect(MARKUP, _as_cdata)
