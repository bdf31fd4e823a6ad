"""A review begun: settings, lexicons, the clip, and what is known of the file."""

from __future__ import annotations

import glob
from collections.abc import Callable, Sequence
from pathlib import Path

from ..document.errors import InputError
from ..pipeline.clip import MEDIA_PLACE
from ..pipeline.inputs import MEDIA
from ..pipeline.lexicons import read_articles
from ..pipeline.plan import Rules
from .found import Opened, Proposing, opened
from .session import Session


def open_session(
    path: Path,
    *,
    media: Path | None = None,
    lexicons: Sequence[str] = (),
    articles: Sequence[Path] = (),
    language: str | None = None,
    encoding: str | None = None,
    saves: bool = True,
    warn: Callable[[str], None] = lambda _: None,
) -> Session:
    """Open a clip, a file that `run` or `fix` wrote, or any other text, for which proposals are made now.

    Args:
        media: the clip, where it does not lie beside the file.
        lexicons, articles: beside those of the settings.
        encoding: of a text that is read for the first time.
        saves: without, nothing is written whatever is decided.
        warn: takes what a person should know.

    Raises:
        InputError: if the file cannot be read, or was not heard yet.
        CallError: if settings, a lexicon or an article cannot be read.
    """

    rules = Rules({"language": language}, tuple(lexicons), tuple(read_articles(articles)))
    settings, lexicon, selection = rules.of(path.parent)
    for notice in rules.notices:
        warn(notice)
    if media is not None and not media.is_file():
        raise InputError("no such file", path=media)
    how = Proposing(settings, lexicon, selection)
    found = opened(path, how, more=bool(lexicons or articles), encoding=encoding, warn=warn)
    return Session(path, found, settings, lexicon, media or _media_of(path, found), saves=saves)


def _media_of(path: Path, found: Opened) -> Path | None:
    """The clip: the input itself, where it lay when it was heard, or a media file of the same stem beside the file."""
    elsewhere = found.record.settings.get(MEDIA_PLACE)
    for candidate in (path, found.target.source, *([Path(elsewhere)] if isinstance(elsewhere, str) else [])):
        if candidate.suffix.lower() in MEDIA and candidate.is_file():
            return candidate
    beside = sorted(other for other in path.parent.glob(f"{glob.escape(path.stem)}.*") if other.suffix.lower() in MEDIA)
    return beside[0] if beside else None
