"""Settings of a newsroom: `rehear.toml`, looked for from each input's folder upward; nearer ones win."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..correction.lexicon_files import shipped
from ..document.edit import Band
from ..document.errors import CallError
from ..subtitles import NAMES, PROFILES
from .languages import language_code

FILE_NAME = "rehear.toml"
_LISTS = ("lexicons", "formats")


@dataclass(frozen=True, slots=True)
class Settings:
    """What may stand in `rehear.toml`, with the values that hold where nothing is said.

    Attributes:
        lexicons: names of shipped lexicons or paths (relative to the settings' folder); those of outer folders come first.
        language: of the speech; None is found out.
        engine, model, device, precision: of the recogniser.
        formats: what is written for a clip.
        profile: house style of subtitles that rehear lays out.
        cleanup: remove invented credits.
        typography: the house's spacing in subtitles that rehear lays out itself.
        band: "review" also applies what is for review.
        min_score: proposals with a lower score are not applied (0 to 1).

    In the file an underscore is a hyphen, as in the options: `min-score`.
    """

    lexicons: tuple[str, ...] = ()
    language: str | None = None
    engine: str = "openai-whisper"
    model: str = "turbo"
    device: str = "auto"
    precision: str = "auto"
    formats: tuple[str, ...] = ("srt", "txt")
    profile: str = "web"
    cleanup: bool = True
    typography: bool = True
    band: str = "safe"
    min_score: float = 0.0


def settings_for(folder: Path) -> Settings:
    """The settings that hold in a folder.

    Raises:
        CallError: naming file and key, for what cannot be understood.
    """
    found = Settings()
    folder = folder.absolute()
    for place in reversed([folder, *folder.parents]):
        path = place / FILE_NAME
        if path.is_file():
            try:
                found = checked(_merged(found, _read(path), path))
            except CallError as error:
                error.path = str(path)
                raise
    return found


def checked(settings: Settings) -> Settings:
    """The settings with their language as a code.

    Raises:
        CallError: for a language, format, profile or band that there is none of, or a score that none can have.
    """
    for name in settings.formats:
        known_format(name)
    if settings.profile not in PROFILES:
        raise CallError(f"no profile {settings.profile!r}", remedy="one of " + ", ".join(PROFILES))
    if settings.band not in list(Band):
        raise CallError(f"no band {settings.band!r}", remedy="safe, or review to apply both")
    if not 0 <= settings.min_score <= 1:
        raise CallError(f"no score is {settings.min_score:g}", remedy="min-score is 0 to 1")
    return replace(settings, language=language_code(settings.language))


def known_format(name: str) -> str:
    """The name of a format that is written; CallError for any other."""
    if name not in NAMES:
        raise CallError(f"no format {name!r}", remedy="one of " + ", ".join(NAMES))
    return name


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CallError(f"not TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise CallError("not UTF-8 text", remedy="save it as UTF-8") from error
    except OSError as error:
        raise CallError(f"cannot read: {error.strerror or error}") from error


def _merged(outer: Settings, table: Mapping[str, Any], path: Path) -> Settings:
    known = {field.name.replace("_", "-"): getattr(Settings(), field.name) for field in fields(Settings)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(known)
            raise CallError(f"unknown setting `{key}`", remedy=remedy)
        name, kind = key.replace("-", "_"), _kind(known[key])
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise CallError(f"`{key}` must be a list of texts", remedy=f'{key} = ["..."]')
            changes[name] = tuple(value)
        elif _kind(value) != kind:
            raise CallError(f"`{key}` must be {kind}, not {value!r}")
        else:
            changes[name] = value
    if "lexicons" in changes:
        here = [_lexicon(name, path.parent) for name in changes["lexicons"]]
        changes["lexicons"] = tuple(dict.fromkeys((*outer.lexicons, *here)))
    if "model" in changes and (path.parent / changes["model"]).is_file():
        changes["model"] = str(path.parent / changes["model"])
    return replace(outer, **changes)


def _kind(value: object) -> str:
    """What a value is, as a message calls it."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "text in quotes" if value is None or isinstance(value, str) else "something else"


def _lexicon(name: str, folder: Path) -> str:
    """A lexicon that settings name: a path from their folder, or a shipped one."""
    if (folder / name).is_file():
        return str(folder / name)
    if name in shipped():
        return name
    near = get_close_matches(name, shipped(), n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else "a path from this folder, or one of " + ", ".join(shipped())
    raise CallError(f"no lexicon {name!r}", remedy=remedy)
