"""The text that a step corrected, and the files that it wrote, made anew from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..document.edit import Edit
from ..document.errors import InputError
from ..document.hand import HandCue
from ..document.model import Transcript
from ..document.store import Step
from ..subtitles import PROFILES, Patched, SubtitleFile
from .clip import Layout, Text, rendered
from .fix import corrected
from .inputs import Target
from .steps import corrected_text


@dataclass(frozen=True)
class Material:
    """A text that is corrected, and what its files are made of.

    Attributes:
        transcript: what was heard, or what the file said before.
        file: the file as it was before; None for a clip.
        layout: how cues are made of it; of a file only how long the lines of cues may be that a person cut.
    """

    transcript: Transcript
    file: SubtitleFile | None
    layout: Layout

    def made(self, edits: Sequence[Edit], cues: Sequence[HandCue], file_format: str) -> Patched:
        """The file of one format with these edits and cues cut by hand in it."""
        if self.file is not None:
            profile = self.layout.profile
            return corrected(self.file, self.transcript, edits, file_format, cues=cues, profile=profile)
        text = Text(self.transcript, edits, cues)
        data = rendered(text, self.layout.cues(text), file_format)
        return Patched(data, data.decode(), "utf-8")


def material_of(folder: Path, source: str, step: Step) -> Material:
    """What a step corrected.

    Args:
        folder: where its results lie.
        source: the name of its input.

    Raises:
        InputError: if that is gone.
    """
    transcript, file = corrected_text(Target(folder / source, folder, source), step)
    return Material(transcript, file, _layout(step, file is not None, folder / source))


def _layout(step: Step, of_file: bool, source: Path) -> Layout:
    try:
        return Layout.from_dict(step.settings["layout"])
    except (KeyError, TypeError) as error:
        if of_file:
            return Layout(PROFILES["web"])
        raise InputError(
            "the record does not say how it was laid out, so what was written cannot be made again", path=source
        ) from error
