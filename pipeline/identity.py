"""What tells a media file, or a model, from another."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from ..document.errors import InputError
from ..transcribe.engine import is_published

# What of a media file is read to know it again: its size, this much from both ends, and blocks in equal distances between
# them; of a short file all.
_IDENTITY_BYTES = 1 << 20
_BLOCKS, _BLOCK_BYTES = 32, 1 << 15
_SHORT = 8 << 20


def media_identity(path: Path) -> str:
    """What tells a media file from another: its size, a hash of its first and last megabyte, and one of what lies between, of
    which a long file is only sampled."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_IDENTITY_BYTES)
            between = hashlib.sha256()
            if size <= _SHORT:
                between.update(file.read())
            else:
                for number in range(1, _BLOCKS + 1):
                    file.seek(size * number // (_BLOCKS + 1))
                    between.update(file.read(_BLOCK_BYTES))
            file.seek(max(0, size - _IDENTITY_BYTES))
            tail = file.read(_IDENTITY_BYTES)
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
    return f"{size}-{hashlib.sha256(head + tail).hexdigest()[:16]}-{between.hexdigest()[:16]}"


def same_media(identity: str, known: object) -> bool:
    """Whether this is the file that was known by an identity; an older one says nothing of what lies between the ends."""
    return known in (identity, identity.rpartition("-")[0])


@lru_cache(maxsize=8)
def _identity_of_model(path: Path, _size: int, _changed: int) -> str:
    return media_identity(path)


def model_path(engine: str, model: str) -> Path | None:
    """The file of a model, or its folder, whatever way it is called; None for a published one, which its name tells."""
    path = Path(model).expanduser()
    if not (path / "model.bin" if path.is_dir() else path).is_file():
        return None
    if path.name == model and is_published(engine, model):
        return None
    return path.absolute()


def model_identity(engine: str, model: str) -> str:
    """What tells a model from another: its name, or, of a file (or a folder with one), what stands in it. The end of a .pt file
    has check sums of all of it."""
    path = model_path(engine, model)
    if path is None:
        return Path(model).name
    file = path / "model.bin" if path.is_dir() else path
    about = file.stat()
    return _identity_of_model(file, about.st_size, about.st_mtime_ns)
