"""The lexicon of one input: the credits, the settings' lexicons, those named in the call, and the story's own articles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..correction.lexicon import Lexicon, merge
from ..correction.lexicon_files import content_digest, load_file
from ..curation.article import lexicon_from_article
from ..document.encoding import plain_text
from ..document.errors import CallError
from ..document.store import digest
from .settings import levels

ALWAYS = "credits"


class Article(NamedTuple):
    """A story's article: the name of its file, what stands in it, and what a person should know of how it was read."""

    name: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """A lexicon that holds somewhere: who named it, as what, and what is in it."""

    origin: str
    name: str
    lexicon: Lexicon


def active_lexicon(names: Sequence[str], articles: Sequence[Article] = (), *, language: str | None = None) -> Lexicon:
    """Load and merge; later names win over earlier ones, and the articles over all.

    Raises:
        LexiconError: if a lexicon cannot be read.
    """
    parts = [load_file(ALWAYS), *(load_file(name) for name in names)]
    parts.extend(story(article, language) for article in articles)
    merged = merge(parts)
    # Credits have a language each; the terms' is what the texts are taken for when nothing else says it.
    return replace(merged, language=language or merged.language)


def content(names: Sequence[str], articles: Sequence[Article] = ()) -> list[str]:
    """Digests of all that `active_lexicon` would read: they differ where its lexicons would.

    Raises:
        LexiconError: if a lexicon cannot be read.
    """
    return [
        content_digest(ALWAYS),
        *map(content_digest, names),
        *(digest(article.text.encode()) for article in articles),
    ]


def scopes(folder: Path, names: Sequence[str] = (), articles: Sequence[Article] = ()) -> list[Scope]:
    """The lexicons that hold in a folder, each with where it was named; later ones win.

    Raises:
        CallError, LexiconError: as `active_lexicon`, and for settings that cannot be read.
    """
    found = [Scope("always", ALWAYS, load_file(ALWAYS))]
    known: set[str] = set()
    language = None
    for path, settings in levels(folder):
        language = settings.language
        found += [Scope(str(path), name, load_file(name)) for name in settings.lexicons if name not in known]
        known |= set(settings.lexicons)
    found += [Scope("--lexicon", name, load_file(name)) for name in names]
    return found + [Scope("--article", article.name, story(article, language)) for article in articles]


def own_lexicon(folder: Path) -> str | None:
    """The file that new entries of a folder go to: the nearest one of its own that its settings name."""
    for _, settings in reversed(levels(folder)):
        own = [name for name in settings.lexicons if Path(name).is_absolute() and name.endswith(".toml")]
        if own:
            return own[-1]
    return None


def read_articles(paths: Sequence[Path]) -> list[Article]:
    """Articles as they are (text, HTML or Markdown); "-" is standard input, which can be read but once.

    Raises:
        CallError: if one cannot be read.
    """
    return [_read_article(path) for path in paths]


def _read_article(path: Path) -> Article:
    name = "<stdin>" if str(path) == "-" else str(path)
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise CallError(f"cannot read the article: {error.strerror or error}", path=name) from error
    return Article(name, *plain_text(data, name, CallError))


def story(article: Article, language: str | None = None) -> Lexicon:
    """The lexicon of a story; a line says so if there is nothing in it."""
    made = lexicon_from_article(article.text, language=language, source=article.name)
    empty = f"{article.name}: no name and no rare word in it (give the story's text, HTML or Markdown)"
    notices = (article.remark, "" if made.terms else empty)
    return replace(made, notices=tuple(filter(None, notices)))
