"""Subtitle files in and out, edits into them, and cues out of a transcript."""

from . import breaks
from .check import RULES, Problem, check
from .file import SubtitleFile, cues_of, read, render, write
from .formats import EXTENSIONS, NAMES, STYLED, of_extension, writable
from .formats.notices import Notice
from .layout import break_lines, lay_out, lay_out_around
from .numbers import counted_anew, uncounted
from .patch import patch
from .places import places_of
from .profile import PROFILES, Profile, profile_of
from .repair import Relaid, places_after, repair, repaired
from .rewrite import LINED, possible, rewrite, runs_of
from .splice import Patched
from .timecode import FPS, frame_rate, timecode

__all__ = [
    "EXTENSIONS",
    "FPS",
    "LINED",
    "NAMES",
    "PROFILES",
    "RULES",
    "STYLED",
    "Notice",
    "Patched",
    "Problem",
    "Profile",
    "Relaid",
    "SubtitleFile",
    "break_lines",
    "breaks",
    "check",
    "counted_anew",
    "cues_of",
    "frame_rate",
    "lay_out",
    "lay_out_around",
    "of_extension",
    "patch",
    "places_after",
    "places_of",
    "possible",
    "profile_of",
    "read",
    "render",
    "repair",
    "repaired",
    "rewrite",
    "runs_of",
    "timecode",
    "uncounted",
    "writable",
    "write",
]
