"""TTML and its profiles (EBU-TT-D, IMSC, DFXP): a `<p>` is a cue; styles, regions, metadata are left where they stand.

Times of nested elements add up, and timed `<span>`s may be cues of their own. Line ends in the source are
spaces, also where xml:space="preserve" would show them: files that say so are indented all the same. A new file is EBU-TT-D
(EBU Tech 3380): white text, centred, at the bottom, where the cues say nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from . import ttml_style
from .source import Parsed
from .ttml_markup import MARKUP as MARKUP
from .ttml_markup import escape as escape
from .ttml_reader import Reader

TIMED = True
ORDERED = False
OVERLAPS = True

_ROOT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?s:.*?)-->\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:[\w.-]+:)?tt\b")

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ebuttm="urn:ebu:tt:metadata" \
ttp:timeBase="media" ttp:cellResolution="50 30" xml:lang="">
  <tt:head>
    <tt:metadata>
      <ebuttm:documentMetadata>
        <ebuttm:conformsToStandard>urn:ebu:tt:distribution:2014-01</ebuttm:conformsToStandard>
      </ebuttm:documentMetadata>
    </tt:metadata>
    <tt:styling>
      <tt:style xml:id="block" tts:fontFamily="proportionalSansSerif" tts:fontSize="160%" tts:lineHeight="125%" \
tts:textAlign="center"/>
      <tt:style xml:id="text" tts:color="#ffffff" tts:backgroundColor="#000000"/>
STYLES\
    </tt:styling>
    <tt:layout>
REGIONS\
    </tt:layout>
  </tt:head>
  <tt:body>
    <tt:div>
"""
_TAIL = "    </tt:div>\n  </tt:body>\n</tt:tt>\n"


def looks_so(start: str) -> bool:
    return _ROOT.match(start) is not None


def parse(source: str) -> Parsed:
    return Reader(source).parsed()


def render(cues: Iterable[Cue], language: str | None = None) -> str:
    """A whole file; what XML cannot hold (control characters) is left out. An unknown language is "", as TTML wants it said."""
    cues = list(cues)
    head = _HEAD.replace('xml:lang=""', f'xml:lang="{language or ""}"')
    head = head.replace("STYLES", ttml_style.styles(cues)).replace("REGIONS", ttml_style.regions(cues))
    shown = (
        f'      <tt:p xml:id="sub{at}" {ttml_style.attributes(cue)} begin="{stamp(cue.start)}" end="{stamp(cue.end)}">'
        f"{ttml_style.dressed(cue, escape)}</tt:p>\n"
        for at, cue in enumerate(cues, 1)
    )
    return "".join([head, *shown, _TAIL])


def stamp(milliseconds: int) -> str:
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
