"""The demo: the main job on the sample clip, with the sample model, as one call of `rehear run`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from ..document.errors import InputError

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


def demo_call(output_dir: Path) -> tuple[dict[str, Any], list[str]]:
    """The arguments of the call, and what to tell about it."""
    clip, model, article = sample("news.mp4"), sample("demo-model.pt"), sample("article.txt")
    options = {
        "clips": [str(clip)],
        "model": str(model),
        "language": "fr",
        "lexicon": list(LEXICONS),
        "article": [article],
        "output_dir": output_dir,
    }
    told = [
        f"Clip:    {clip.name}, a made-up news item in a synthetic voice",
        f"Model:   {model.name}, a Whisper checkpoint of a few megabytes that knows only the demo's sentences",
        f"Terms:   {', '.join(LEXICONS)} and the story's article ({article.name})",
        "",
    ]
    return options, told
