"""The lexicon of one input: the credits, the settings' lexicons, those named in the call, and the story's own article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..correction.language import guess_language
from ..correction.learn import lexicon_from_article
from ..correction.lexicon import Lexicon, merge
from ..correction.lexicon_files import load_file
from ..document.errors import CallError

ALWAYS = "credits"


def active_lexicon(names: Sequence[str], articles: Sequence[Path] = (), *, language: str | None = None) -> Lexicon:
    """Load and merge; later names win over earlier ones, and the article over all.

    Raises:
        LexiconError: if a lexicon cannot be read.
        CallError: if an article cannot.
    """
    parts = [load_file(ALWAYS), *(load_file(name) for name in names)]
    parts.extend(_story(path, language) for path in articles)
    merged = merge(parts)
    # Credits have a language each; the terms' is what the texts are taken for when nothing else says it.
    return replace(merged, language=language or merged.language)


def _story(path: Path, language: str | None) -> Lexicon:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CallError("the article is not UTF-8 text", path=path, remedy="save it as UTF-8") from error
    except OSError as error:
        raise CallError(f"cannot read the article: {error.strerror or error}", path=path) from error
    return lexicon_from_article(text, language=language or guess_language(text.splitlines()) or "fr", source=str(path))
