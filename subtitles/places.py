"""Where on the screen the cues of a file stand: cues in different places may be shown at once."""

from __future__ import annotations

import re

from .file import SubtitleFile

_OVERRIDE = re.compile(r"\\(?:an?\d+|pos\([^()]*\)|move\([^()]*\))")
_SETTING = re.compile(r"\b(?:line|position|region|vertical):\S+")
_COORDINATE = re.compile(r"\b[XY][12]:\d+")
_REGION = re.compile(r"""\b(?:region|tts:origin)\s*=\s*["'][^"']*["']""")
# Of an event's fields in the usual order: its layer, style and margins. Its times and who speaks are no place.
_FIELDS = (0, 3, 5, 6, 7)


def places_of(file: SubtitleFile) -> list[str]:
    """For each cue what the file says of its place, '' where it says nothing."""
    found = []
    for part in file.parts:
        head, text = file.source[part.block[0] : part.text[0]], file.source[slice(*part.text)]
        if file.format == "ass":
            fields = head.partition(":")[2].split(",")
            of_line = [fields[at].strip() for at in _FIELDS] if len(fields) == 10 else []
            place = [*of_line, *_OVERRIDE.findall(text)]
        elif file.format == "srt":
            place = _COORDINATE.findall(head) + _OVERRIDE.findall(text)
        elif file.format == "vtt":
            place = _SETTING.findall(head)
        elif file.format == "ttml":
            place = _REGION.findall(head)
        else:
            place = []
        found.append(" ".join(place))
    return found
