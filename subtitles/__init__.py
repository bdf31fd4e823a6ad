"""Subtitle files in and out, edits into them, and cues out of a transcript."""

from .check import RULES, Problem, check
from .file import SubtitleFile, cues_of, read, render, write
from .formats import EXTENSIONS, NAMES, of_extension, writable
from .formats.notices import Notice
from .layout import lay_out
from .patch import Patched, patch
from .profile import PROFILES, Profile, profile_of
from .repair import repair
from .rewrite import LINED, free_cues, rewrite
from .timecode import FPS, frame_rate, timecode

__all__ = [
    "EXTENSIONS",
    "FPS",
    "LINED",
    "NAMES",
    "PROFILES",
    "RULES",
    "Notice",
    "Patched",
    "Problem",
    "Profile",
    "SubtitleFile",
    "check",
    "cues_of",
    "frame_rate",
    "free_cues",
    "lay_out",
    "of_extension",
    "patch",
    "profile_of",
    "read",
    "render",
    "repair",
    "rewrite",
    "timecode",
    "writable",
    "write",
]
