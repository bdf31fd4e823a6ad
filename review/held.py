"""The page's own files, which stand in `assets`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


def assets() -> Mapping[str, tuple[bytes, str]]:
    """Each file by its name: what it holds, and its media type. There are no others."""
    return {
        file.name: (file.read_bytes(), kind)
        for file in sorted(files(__package__).joinpath("assets").iterdir(), key=lambda file: file.name)
        if (kind := _KINDS.get(Path(file.name).suffix))
    }
