"""The demo: the main job on the sample clip, with the sample model."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..document.errors import InputError

CLIP, MODEL, ARTICLE = "news.mp4", "demo-model.pt", "article.txt"
LEXICONS = ("fr-justice", "fr-places")


def sample(name: str) -> Path:
    """A file of the samples.

    Raises:
        InputError: if it was not installed.
    """
    path = Path(str(files(__package__.rpartition(".")[0]) / "samples" / name))
    if not path.is_file():
        raise InputError("the sample is missing", path=path, remedy="install rehear again")
    return path


def story() -> list[str]:
    """What the demo is about to do."""
    return [
        f"Clip:    {CLIP}, a made-up news item in a synthetic voice",
        f"Model:   {MODEL}, a Whisper checkpoint of a few megabytes that knows only the demo's sentences",
        f"Terms:   {', '.join(LEXICONS)} and the story's article ({ARTICLE})",
        "",
    ]
