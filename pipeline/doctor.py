"""What this machine has of what rehear needs."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from .. import __version__
from ..correction.lexicon_files import shipped

PACKAGES = ("torch", "openai-whisper", "av", "numpy", "pysrt", "rapidfuzz", "wordfreq", "silero-vad", "jiwer")


class Finding(NamedTuple):
    subject: str
    text: str
    well: bool = True


def examine() -> list[Finding]:
    """One finding a line: versions, device, cached models, lexicons."""
    found = [Finding("rehear", __version__), Finding("Python", f"{platform.python_version()} on {platform.platform()}")]
    for name in PACKAGES:
        try:
            found.append(Finding(name, version(name)))
        except PackageNotFoundError:
            found.append(Finding(name, f"not installed: pip install {name}", well=False))
    if all(finding.well for finding in found):
        found.extend(_devices())
        found.extend(_models())
    found.append(Finding("lexicons", ", ".join(shipped())))
    return found


def _devices() -> list[Finding]:
    import torch

    if torch.cuda.is_available():
        names = ", ".join(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count()))
        return [Finding("device", f"auto chooses cuda, half precision ({names})")]
    return [Finding("device", f"auto chooses cpu, full precision, {torch.get_num_threads()} threads (no CUDA device)")]


def _models() -> list[Finding]:
    from ..transcribe.checkpoint import cache_folder

    folder = cache_folder()
    models = sorted(folder.glob("*.pt")) if folder.is_dir() else []
    if not models:
        return [
            Finding("models", f"none in {folder} yet; the first run fetches the one it needs, or --model takes a path")
        ]
    sizes = (f"{path.stem} ({path.stat().st_size / 1e6:.0f} MB)" for path in models)
    return [Finding("models", f"{', '.join(sizes)} in {folder}")]
