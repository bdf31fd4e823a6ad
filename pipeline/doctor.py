"""What this machine has of what rehear needs."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage
from typing import NamedTuple

from .. import __version__
from ..correction.lexicon_files import shipped
from ..document.errors import EngineError
from .settings import Settings

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
        found.extend(_engines())
        found.extend(_models())
    found.append(Finding("lexicons", ", ".join(shipped())))
    return found


def _devices() -> list[Finding]:
    import torch

    if torch.cuda.is_available():
        found = []
        for at in range(torch.cuda.device_count()):
            memory = torch.cuda.get_device_properties(at).total_memory / 1e9
            found.append(Finding(f"device cuda:{at}", f"{torch.cuda.get_device_name(at)}, {memory:.0f} GB"))
        return [*found, Finding("auto", "chooses cuda:0 with fp16: a GPU hears fastest, and fastest in half precision")]
    return [
        Finding("device cpu", f"{torch.get_num_threads()} threads, {torch.backends.cpu.get_cpu_capability()}"),
        Finding("auto", "chooses cpu with int8: there is no CUDA device, and int8 hears about twice as fast as fp32"),
    ]


def _engines() -> list[Finding]:
    """One line of all engines; a package that is only missing is no fault, because nobody needs them all."""
    from ..transcribe.engine import ENGINES, see_installed

    found, well = [], True
    for name in ENGINES:
        about = [name, *_version(name)]
        try:
            see_installed(name)
        except EngineError as error:
            about.append(f"({error.remedy or error.problem})")
            well = well and bool(error.remedy)
        if name == Settings().engine:
            about.append("(default)")
        found.append(" ".join(about))
    return [Finding("engines", ", ".join(found), well)]


def _version(package: str) -> list[str]:
    try:
        return [version(package)]
    except PackageNotFoundError:
        return []


def _models() -> list[Finding]:
    from ..transcribe.checkpoint import cache_folder

    folder = cache_folder()
    models = sorted(folder.glob("*.pt")) if folder.is_dir() else []
    free = f"{disk_usage(_there(folder)).free / 1e9:.0f} GB free"
    if not models:
        return [
            Finding(
                "models",
                f"none in {folder} yet ({free}); the first run fetches the one it needs, or --model takes a path",
            )
        ]
    sizes = (f"{path.stem} ({path.stat().st_size / 1e6:.0f} MB)" for path in models)
    return [Finding("models", f"{', '.join(sizes)} in {folder} ({free})")]


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())
