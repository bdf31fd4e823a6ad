"""What a call will do, worked out before anything is started: the inputs, their settings, lexicons and targets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..correction.lexicon import Lexicon
from ..document.errors import CallError, InputError
from ..subtitles import NAMES, PROFILES
from .inputs import Target, gather, targets
from .lexicons import active_lexicon
from .settings import Settings, settings_for

# `--output_format` of the whisper command; its "txt" has no times, and "all" is everything it can write.
_WHISPER_FORMATS = {name: (name,) for name in ("srt", "vtt", "tsv", "json")} | {"txt": ("plain",)}
_WHISPER_FORMATS["all"] = ("plain", "vtt", "srt", "tsv", "json")


@dataclass(frozen=True, slots=True)
class Job:
    """One input with all that holds for it."""

    target: Target
    settings: Settings
    lexicon: Lexicon

    @property
    def source(self) -> Path:
        return self.target.source


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs, the inputs that are nothing, and what a person should know before it starts."""

    jobs: tuple[Job, ...]
    failures: tuple[InputError, ...]
    notices: tuple[str, ...]


def make_plan(
    names: Sequence[str],
    kinds: Collection[str],
    *,
    file_lists: Sequence[Path] = (),
    output: str | None = None,
    output_dir: Path | None = None,
    lexicons: Sequence[str] = (),
    articles: Sequence[Path] = (),
    overrides: Mapping[str, Any],
) -> Plan:
    """Work out what a call does.

    Args:
        names, kinds, file_lists: as `inputs.gather` takes them.
        output: one file to write; only for one input.
        output_dir: a folder to write into.
        lexicons, articles: named in the call, after those of the settings.
        overrides: settings given in the call; None leaves what the files say.

    Raises:
        CallError: if the call, a settings file or a lexicon is wrong; nothing was started.
    """
    if output is not None and output_dir is not None:
        raise CallError("--output and --output-dir exclude each other")
    inputs, failures = gather(names, kinds, file_lists)
    if output is not None and (len(inputs) > 1 or (len(inputs) + len(failures) > 1)):
        raise CallError(f"--output takes one input, not {len(inputs)}", remedy="use --output-dir")
    if output is not None and inputs:
        path = Path(output)
        placed, notices = [Target(inputs[0], path.parent, path.stem)], []
    else:
        placed, notices = targets(inputs, output_dir)
    given = {name: value for name, value in overrides.items() if value is not None}
    jobs = []
    for target in placed:
        settings = replace(settings_for(target.source.parent), **given)
        _check(settings)
        lexicon = active_lexicon((*settings.lexicons, *lexicons), articles, language=settings.language)
        notices.extend(lexicon.notices)
        jobs.append(Job(target, settings, lexicon))
    return Plan(tuple(jobs), tuple(failures), tuple(dict.fromkeys(notices)))


def formats_of(text: str | None, whisper: str | None = None, output: str | None = None) -> tuple[str, ...] | None:
    """The formats that a call asks for, by `--format`, by whisper's `--output_format` or by the name of `--output`.

    Raises:
        CallError: for a format that is not written.
    """
    if text is not None:
        return tuple(dict.fromkeys(_known(name.strip().lower()) for name in text.split(",") if name.strip()))
    if whisper is not None:
        if whisper not in _WHISPER_FORMATS:
            raise CallError(f"no --output_format {whisper!r}", remedy="one of " + ", ".join(_WHISPER_FORMATS))
        return _WHISPER_FORMATS[whisper]
    if output is not None and output != "-":
        return (_known(Path(output).suffix.lower().lstrip(".")),)
    return None


def _known(name: str) -> str:
    if name not in NAMES:
        raise CallError(f"no format {name!r}", remedy="one of " + ", ".join(NAMES))
    return name


def _check(settings: Settings) -> None:
    for name in settings.formats:
        _known(name)
    if settings.profile not in PROFILES:
        raise CallError(f"no profile {settings.profile!r}", remedy="one of " + ", ".join(PROFILES))
