"""Settings of a newsroom: `rehear.toml`, looked for from each input's folder upward; nearer ones win."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..correction.lexicon_files import shipped
from ..correction.typography import SPACES
from ..document.edit import Band
from ..document.errors import CallError
from ..document.toml import parse_toml
from ..subtitles import FPS, PROFILES, Profile, frame_rate, profile_of, writable
from .languages import language_code

FILE_NAME = "rehear.toml"
_LISTS = ("lexicons", "formats")
_PROFILE_TWICE = re.compile(r"""^\s*profile\s*=\s*("[^"\n]*"|'[^'\n]*')(?s:.*)^\s*\[\s*profile\b""", re.MULTILINE)


class SettingError(CallError):
    """A setting that cannot be understood: its name, and what of its value is meant."""

    key: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What may stand in `rehear.toml`, with the values that hold where nothing is said.

    Attributes:
        lexicons: names of shipped lexicons or paths (relative to the settings' folder); those of outer folders come first.
        language: of the speech; None is found out.
        engine, model, device, precision: of the recogniser.
        formats: what is written for a clip.
        profile: house style of subtitles that rehear lays out; a shipped one, or one of `profiles`. In the file it is said by
            `profile = "fr-tv"`, or, beside tables of own ones (`[profile.house]`), by `profile.use = "house"`.
        profiles: all house styles by name.
        fps: frames a second of the videos, which the gaps of some house styles are counted in.
        cleanup: remove what nobody said: invented credits, loops, cues without words.
        typography: spaces of the language in subtitles that rehear lays out itself: "nbsp", "fine", "plain", or "off".
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
    profiles: Mapping[str, Profile] = field(default_factory=lambda: PROFILES)
    fps: float = FPS
    cleanup: bool = True
    typography: str = "nbsp"
    band: str = "safe"
    min_score: float = 0.0

    @property
    def style(self) -> Profile:
        """The house style, at the frame rate."""
        return self.profiles[self.profile].at(self.fps)

    @property
    def spaces(self) -> str | None:
        return None if self.typography == "off" else self.typography


def settings_for(folder: Path) -> Settings:
    """The settings that hold in a folder.

    Raises:
        CallError: naming file, line and key, for what cannot be understood.
    """
    found = levels(folder)
    return found[-1][1] if found else Settings()


def levels(folder: Path) -> list[tuple[Path, Settings]]:
    """The settings files that hold in a folder, outermost first, each with what holds from there on.

    Raises:
        CallError: as `settings_for`.
    """
    found: list[tuple[Path, Settings]] = []
    folder = _without_dots(folder)
    for place in reversed([folder, *folder.parents]):
        path = place / FILE_NAME
        if path.is_file():
            text = _read(path)
            try:
                found.append((path, checked(_merged(found[-1][1] if found else Settings(), _table(text, path), path))))
            except SettingError as error:
                error.path, error.line = str(path), _line_of(text, error)
                raise
    return found


def _without_dots(folder: Path) -> Path:
    """The absolute path of a folder, without "..": below none of those that it leads out of again.

    A link stays as it was named, so that the settings count of the folders that it lies in; from what it leads to ".." goes up
    where that lies, as the system does.
    """
    way = folder.absolute()
    place = Path(way.anchor)
    for part in way.parts[1:]:
        place = (place.resolve() if place.is_symlink() else place).parent if part == ".." else place / part
    return place


def _line_of(text: str, error: SettingError) -> int | None:
    """The line on which a setting stands, or the part of it that is meant."""
    key = re.search(rf"""^\s*\[?\s*["']?{re.escape(error.key)}\b""", text, re.MULTILINE)
    if key is None:
        return None
    part = text.find(error.part, key.end()) if error.part else -1
    return text.count("\n", 0, part if part > 0 else key.end()) + 1


@contextmanager
def _about(key: str, part: str = "") -> Iterator[None]:
    """What goes wrong in here is about a setting."""
    try:
        yield
    except SettingError:
        raise
    except CallError as error:
        about = SettingError(error.problem, path=error.path, line=error.line, remedy=error.remedy)
        about.key, about.part = key, part
        raise about from error


def checked(settings: Settings) -> Settings:
    """The settings with their language as a code, and formats by the one name that each has.

    Raises:
        CallError: for a language, format, profile, typography or band that there is none of, or a score that none can have.
    """
    with _about("profile"):
        if settings.profile not in settings.profiles:
            raise CallError(f"no profile {settings.profile!r}", remedy=_nearest(settings.profile, settings.profiles))
    with _about("typography"):
        if settings.typography not in (*SPACES, "off"):
            raise CallError(f"no typography {settings.typography!r}", remedy="one of " + ", ".join((*SPACES, "off")))
    with _about("band"):
        if settings.band not in list(Band):
            raise CallError(f"no band {settings.band!r}", remedy="safe, or review to apply both")
    with _about("min-score"):
        if not 0 <= settings.min_score <= 1:
            raise CallError(f"no score is {settings.min_score:g}", remedy="min-score is 0 to 1")
    with _about("formats"):
        formats = tuple(writable(name) for name in settings.formats)
    with _about("language"):
        return replace(settings, formats=formats, language=language_code(settings.language))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CallError("not UTF-8 text", path=path, remedy="save it as UTF-8") from error
    except OSError as error:
        raise CallError(f"cannot read: {error.strerror or error}", path=path) from error


def _table(text: str, path: Path) -> dict[str, Any]:
    try:
        return parse_toml(text, str(path))
    except CallError as error:
        if twice := _PROFILE_TWICE.search(text):  # TOML lets a name be a value or a table, not both
            error.remedy = f"beside [profile.NAME] write profile.use = {twice.group(1)}"
        raise


def _merged(outer: Settings, table: Mapping[str, Any], path: Path) -> Settings:
    known = {field.name.replace("_", "-"): getattr(Settings(), field.name) for field in fields(Settings)}
    del known["profiles"]
    changes: dict[str, Any] = {}
    for key, value in table.items():
        with _about(key):
            if key not in known:
                near = get_close_matches(key, known, n=1)
                remedy = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(known)
                raise CallError(f"unknown setting `{key}`", remedy=remedy)
            name, kind = key.replace("-", "_"), _kind(known[key])
            if key == "fps":
                changes[key] = frame_rate(str(value))
            elif key == "profile" and isinstance(value, dict):
                changes |= _profiles(value, outer.profiles)
            elif key in _LISTS:
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


def _profiles(table: Mapping[str, Any], known: Mapping[str, Profile]) -> dict[str, Any]:
    """The house's own styles, and which one is used, from the table `profile`."""
    made = dict(known)
    for name, keys in table.items():
        if name == "use":
            continue
        if not isinstance(keys, dict):
            raise CallError(f"`profile.{name}` must be a table", remedy=f"[profile.{name}]")
        rest = dict(keys)
        base = rest.pop("inherits", None)
        if base is not None and base not in made:
            raise CallError(f"profile {name} inherits from {base!r}, which is none", remedy=_nearest(str(base), made))
        made[name] = profile_of(name, rest, made[base] if base is not None else None)
    changes: dict[str, Any] = {"profiles": made}
    if "use" in table:
        if not isinstance(table["use"], str):
            raise CallError("`profile.use` must be text in quotes")
        changes["profile"] = table["use"]
    return changes


def _nearest(name: str, known: Mapping[str, Profile]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "one of " + ", ".join(known)


def _lexicon(name: str, folder: Path) -> str:
    """A lexicon that settings name: a path from their folder, or a shipped one."""
    with suppress(RuntimeError):  # nobody knows whose home "~name" would be: then it is a name like others
        name = str(Path(name).expanduser())
    if (folder / name).is_file():
        return str(folder / name)
    if name in shipped():
        return name
    near = get_close_matches(name, shipped(), n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else "a path from this folder, or one of " + ", ".join(shipped())
    if Path(name).suffix == ".toml" and not near:
        remedy = f"begin it: rehear lexicon new {folder / name}"
    with _about("lexicons", name):
        raise CallError(f"no lexicon {name!r}", remedy=remedy)
