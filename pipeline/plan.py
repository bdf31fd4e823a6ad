"""What a call will do, worked out before anything is started: the inputs, their settings, lexicons and targets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..correction.lexicon import Lexicon
from ..document.edit import Band
from ..document.errors import CallError, InputError
from ..subtitles import EXTENSIONS, NAMES, of_extension, writable
from .inputs import SUBTITLES, Target, gather, passed_over, targets
from .lexicons import Article, active_lexicon, read_articles
from .selection import ALL, Selection, named, nearest, spellings_of
from .settings import Settings, checked, settings_for

# `--output_format` of the whisper command; its "txt" has no times, and "all" is everything it can write.
_WHISPER_FORMATS: dict[str, tuple[str, ...]] = {
    "srt": ("srt",),
    "vtt": ("vtt",),
    "tsv": ("tsv",),
    "json": ("json",),
    "txt": ("plain",),
    "all": ("plain", "vtt", "srt", "tsv", "json"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One input with all that holds for it."""

    target: Target
    settings: Settings
    lexicon: Lexicon
    selection: Selection = ALL

    @property
    def source(self) -> Path:
        return self.target.source


@dataclass(frozen=True, slots=True)
class Plan:
    """The jobs, the inputs that are nothing, and what a person should know before it starts; `unknown` is what names in the
    call that stand for nothing are answered, `ids` are those of edits that it names."""

    jobs: tuple[Job, ...]
    failures: tuple[InputError, ...]
    notices: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


def make_plan(
    names: Sequence[str],
    kinds: Collection[str],
    *,
    file_lists: Sequence[Path] = (),
    output: str | None = None,
    output_dir: Path | None = None,
    lexicons: Sequence[str] = (),
    articles: Sequence[Path] = (),
    only: Sequence[str] = (),
    exceptions: Sequence[str] = (),
    keeps_names: bool = False,
    overrides: Mapping[str, Any],
) -> Plan:
    """Work out what a call does.

    Args:
        names, kinds, file_lists: as `inputs.gather` takes them.
        output: one file to write; only for one input.
        output_dir: a folder to write into.
        lexicons, articles: named in the call, after those of the settings.
        only, exceptions: terms and rules that alone are applied, or that are not.
        keeps_names: the outputs are named as the inputs are, not by their stem; then "-" may be written to.
        overrides: settings given in the call; None leaves what the files say.

    Raises:
        CallError: if the call, a settings file or a lexicon is wrong; nothing was started.
    """
    if output is not None and output_dir is not None:
        raise CallError("--output and --output-dir exclude each other")
    if output == "-" and not keeps_names:
        raise CallError("clips are not written to standard output", remedy="--output FILE")
    if "-" in names and any(str(path) == "-" for path in articles):
        raise CallError("standard input is the text or the article, not both", remedy="--article FILE")
    inputs, failures = gather(names, kinds, file_lists)
    read = read_articles(articles)
    if output is not None and (len(inputs) > 1 or (len(inputs) + len(failures) > 1)):
        raise CallError(f"--output takes one input, not {len(inputs)}", remedy="use --output-dir")
    placed: list[Target]
    notices: list[str]
    if output is not None and inputs:
        path = Path(output)
        placed, notices = [Target(next(iter(inputs)), path.parent, path.stem, path)], []
    else:
        placed, notices = targets(inputs, output_dir, keeps_names=keeps_names)
    if frozenset(kinds) >= SUBTITLES:
        notices = [*passed_over(names), *notices]
    rules = Rules(overrides, tuple(lexicons), tuple(read), tuple(only), tuple(exceptions))
    jobs = [Job(target, *rules.of(target.source.parent)) for target in placed]
    notices = list(dict.fromkeys([*notices, *rules.notices]))
    return Plan(tuple(jobs), tuple(failures), tuple(notices), tuple(rules.unknown()), rules.ids)


@dataclass(slots=True)
class Rules:
    """What holds in each folder: its settings, lexicon and selection, each worked out once.

    Args:
        overrides, lexicons, articles, only, exceptions: as `make_plan` takes them.
    """

    overrides: Mapping[str, Any]
    lexicons: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    only: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    _settings: dict[Path, Settings] = field(default_factory=dict)
    _loaded: dict[tuple[tuple[str, ...], str | None], tuple[Lexicon, Selection]] = field(default_factory=dict)

    def of(self, folder: Path) -> tuple[Settings, Lexicon, Selection]:
        """What holds for the inputs of a folder.

        Raises:
            CallError: if a settings file or a lexicon is wrong.
        """
        if folder not in self._settings:
            given = {name: value for name, value in self.overrides.items() if value is not None}
            self._settings[folder] = checked(replace(settings_for(folder), **given))
        settings = self._settings[folder]
        wanted = self.names(settings), settings.language
        if wanted not in self._loaded:
            lexicon = active_lexicon(wanted[0], self.articles, language=settings.language)
            spellings = spellings_of(lexicon) if self.only or self.exceptions else []
            self._loaded[wanted] = lexicon, Selection(named(self.only, spellings), named(self.exceptions, spellings))
        lexicon, selection = self._loaded[wanted]
        return settings, lexicon, replace(selection, band=Band(settings.band), min_score=settings.min_score)

    def names(self, settings: Settings) -> tuple[str, ...]:
        """The lexicons that are named, those of the settings first."""
        return (*settings.lexicons, *self.lexicons)

    @property
    def notices(self) -> list[str]:
        """What a person should know of the lexicons."""
        return [notice for lexicon, _ in self._loaded.values() for notice in lexicon.notices]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of edits among what is given to --only and --except."""
        return frozenset[str]().union(*(pick.only.ids | pick.exceptions.ids for _, pick in self._loaded.values()))

    def unknown(self) -> list[str]:
        """A line for each name given to --only or --except that stands for nothing in any of the lexicons."""
        loaded = self._loaded.values()
        found = []
        for option in ("only", "exceptions"):
            unknown = [getattr(selection, option).unknown for _, selection in loaded]
            for name in dict.fromkeys(name for names in unknown for name in names):
                if all(name in names for names in unknown):
                    near = next(filter(None, (nearest(name, spellings_of(lexicon)) for lexicon, _ in loaded)), "")
                    hint = f" (did you mean {near}?)" if near else ""
                    found.append(f"no term or rule is called {name!r}{hint}")
        return found


def formats_of(text: str | None, whisper: str | None = None, output: str | None = None) -> tuple[str, ...] | None:
    """The formats that a call asks for, by `--format`, by whisper's `--output_format` or by the name of `--output`.

    Raises:
        CallError: for a format that is not written.
    """
    if output == "":
        raise CallError("--output names no file")
    promised = of_extension(output) if output is not None else None
    if text is not None:
        names = tuple(dict.fromkeys(writable(name.strip()) for name in text.split(",")))
        suffix = Path(output or "").suffix.lower()
        if promised is not None and promised not in names and not any(EXTENSIONS[n].endswith(suffix) for n in names):
            raise CallError(f"--format {text} does not go with --output {output}", remedy="leave one of them out")
        return names
    if whisper is not None:
        if whisper not in _WHISPER_FORMATS:
            raise CallError(f"no --output_format {whisper!r}", remedy="one of " + ", ".join(_WHISPER_FORMATS))
        return _WHISPER_FORMATS[whisper]
    if output is not None and output != "-":
        if promised is None:
            raise CallError("the name tells no format", path=output, remedy="--format says which: " + ", ".join(NAMES))
        return (writable(promised),)
    return None
