"""Which format a text is of, by what stands in it; its name decides only where the text does not."""

from __future__ import annotations

import re
from pathlib import PurePath

from ...document.errors import InputError
from . import NAMES, ass, csv, of_extension, sbv, srt_heads, text_heads, tsv, ttml
from .source import LINE_END, STRAY

_FOREIGN = (
    (re.compile(r"\s*\{\d+\}\{\d+\}"), "MicroDVD subtitles"),
    (re.compile(r"\s*Scenarist_SCC"), "Scenarist captions"),
    (re.compile(r"\s*<SAMI", re.IGNORECASE), "SAMI subtitles"),
    (re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE), "a web page or XML"),
)
# A text may begin with a brace and a quote: it takes a first name and its colon to be JSON.
_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\\\r\n]{1,60}"\s*:')
# Times of which neither can be read any more: only a name tells them from a text.
_ARROW = re.compile(r"\d[\w:.,; ]{0,20}-->|-->[\w:.,; ]{0,20}\d")
_MAY_BE_TIMES = re.compile(rf"^[^\n]*(?:{srt_heads.MAY_BE_TIMES.pattern})[^\n]*", re.MULTILINE)
# How a file begins that lacks WebVTT's first word and is none: with times whose fractions stand behind a comma.
_COMMAS = re.compile(r"\s*(?:\d+[^\S\n]*\n\s*)?[\d:]+:\d\d,\d{3}\s*-->\s*[\d:]+,\d{3}[^\S\n]*(?:\n|$)")


def detect(source: str, path: str) -> str:
    """The format of a text.

    Raises:
        InputError: if it is of none that can be read.
    """
    promised = of_extension(path)
    start = source[:4096].lstrip(STRAY)
    first = next((line for line in LINE_END.split(start) if line.strip()), "")
    for name, looks_so in (
        ("vtt", start.startswith("WEBVTT")),
        ("ass", ass.looks_so(start)),
        ("ttml", ttml.looks_so(start)),
        ("json" if '"schema"' in start else "whisper", promised == "json" or _JSON.match(start) is not None),
        ("sbv", sbv.looks_so(first)),
        ("tsv", tsv.looks_so(first)),
        ("csv", csv.looks_so(first)),
        ("vtt", promised == "vtt" and not _COMMAS.match(LINE_END.sub("\n", start))),
    ):
        if looks_so:
            return name
    for pattern, what in _FOREIGN:
        if pattern.match(start) and promised != "ttml":
            raise InputError(f"{what} cannot be read", remedy="one of " + ", ".join(NAMES))
    if _has_times_of_srt(source, promised):
        return "srt"
    if promised in {"tsv", "csv", "ass", "ttml", "sbv"}:
        return promised
    if text_heads.looks_timed(source):
        return "txt"
    if promised in {"txt", "plain"} or path == "-" or not PurePath(path).suffix:
        return "plain"
    if promised == "srt" and not source.strip():
        return "srt"
    raise InputError(
        "no times of a subtitle found in it" if promised else "not a format that can be read",
        remedy="one of " + ", ".join(NAMES) if promised is None else "is it plain text? say --format plain",
    )


def _has_times_of_srt(source: str, promised: str | None) -> bool:
    """Has it lines of SubRip's times? "00:02 – 00:05 Text" is none: between times alone a dash may stand for the arrow.

    Other signs stand for it only in a file named so: timestamped text has them between its times.
    """
    for line in _MAY_BE_TIMES.finditer(source.replace("\r", "\n")):
        times = srt_heads.TIMING.match(line.group())
        if times is not None and (">" in times["arrow"] or not times["rest"].strip()):
            return True
        if promised == "srt" and (srt_heads.times_of(line.group()) or _ARROW.search(line.group())):
            return True
    return False
