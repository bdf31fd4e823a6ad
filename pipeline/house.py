"""The lexicon that a person's decisions go into: the nearest own one, or a new one that the settings name."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import tomlkit

from ..correction.lexicon import Credit, Lexicon, Term, validate
from ..correction.lexicon_files import load_file
from ..correction.tokens import split_norms
from ..curation.removing import added, is_empty, without
from ..curation.sightings import Evidence
from ..document.disk import write_atomic
from ..document.edit import Edit, bare
from ..document.errors import LexiconError, OutputError
from ..document.hand import LexiconChange
from ..document.model import Transcript
from .curate import Lesson
from .keeping import add_to, check_writable, rewrite, toml_of
from .lexicons import own_lexicon
from .locking import locked
from .settings import FILE_NAME, levels

# What a lexicon is called that is made here.
NEW_LEXICON = "house.toml"


def entry_for(edit: Edit, lexicon: Lexicon, language: str) -> Lexicon:
    """What a lexicon must hold so that this edit is made without asking; empty if none can say it (loops, spaces).

    Args:
        lexicon: in use, which knows the other forms of the term.
    """
    if edit.rule == "credit":
        return Lexicon(credits=(Credit(text=edit.before, language=language),), language=language)
    heard, right = _heard_and_right(edit, language)
    if not heard or not right or (not edit.term and not edit.replacement):
        return Lexicon(language=language)
    if edit.own is None and edit.term:
        heard, right = _of_the_term(heard, right, edit.term, lexicon)
    # Never more than the person saw: a surname found alone must not bring its first name from then on.
    known = next((term for term in lexicon.terms if right in term.spellings), None)
    plural, feminine = (known.plural, known.feminine) if known else ("", "")
    # A spelling cannot be listed as a mishearing of itself.
    listed = () if heard in (right, plural, feminine) else (heard,)
    entry = Term(known.write if known else right, plural, feminine, heard=listed)
    validate([entry])
    return Lexicon((entry,), language=language)


def unknown(lesson: Lesson, folder: Path) -> Lesson:
    """What of a lesson the nearest lexicon does not hold."""
    path = own_lexicon(folder)
    try:
        house = load_file(path) if path is not None else Lexicon()
    except LexiconError:  # whoever writes into it hears of that
        return lesson
    held = {term.write: {split_norms(phrase) for phrase in term.heard} for term in house.terms}
    kept = {split_norms(phrase) for phrase in house.protect}
    return replace(
        lesson,
        learnt=tuple(
            one
            for one in lesson.learnt
            if one.term.write not in held or not {split_norms(h) for h in one.term.heard} <= held[one.term.write]
        ),
        protect={phrase: place for phrase, place in lesson.protect.items() if split_norms(phrase) not in kept},
    )


def lexicon_behind(edit: Edit, lexicon: Lexicon, folder: Path) -> Lexicon:
    """The lexicon in use if it holds the term of an edit, else the one that proposed it then, where that can still be read."""
    if not edit.lexicon or any(edit.term in term.spellings for term in lexicon.terms):
        return lexicon
    name = edit.lexicon.rpartition(":")[0]
    for likely in (name, str(folder / name), Path(name).stem):  # as it was named, beside the file, or a shipped one
        with contextlib.suppress(LexiconError):
            return load_file(likely)
    return lexicon


def protection_for(edit: Edit, language: str) -> Lexicon:
    """What a lexicon must hold so that these words are left alone."""
    words = bare(edit.before)
    return Lexicon(protect=(words,) if words else (), language=language)


def add_to_nearest(folder: Path, lexicon: Lexicon) -> LexiconChange:
    """Put entries into the nearest lexicon.

    Raises:
        LexiconError: if the entries contradict what is there, or it may not be written; nothing was written then.
    """
    found = levels(folder)
    home = found[-1][0].parent if found else folder.absolute()
    path = Path(own_lexicon(folder) or home / NEW_LEXICON)
    with locked(path):
        settings = home / FILE_NAME if own_lexicon(folder) is None else None
        if settings is not None:
            check_writable(settings)
        made = not path.exists()
        before = "" if made else toml_of(path)
        add_to(path, lexicon)
        entries = tuple(added(before, toml_of(path)))
        if settings is not None:
            _name(settings)
    return LexiconChange(str(path), entries, made, str(settings or ""))


def take_out(change: LexiconChange) -> bool:
    """What a step put into a lexicon taken out of it as it is now; a file that was made for it goes once it is empty, and the
    settings name it no longer. False if that could not be done."""
    path = Path(change.path)
    if change.entries is None:
        return False
    try:
        with locked(path):
            if not path.exists():
                if change.made and change.settings:
                    _forget(Path(change.settings))
                return True
            before = toml_of(path)
            text = without(before, change.entries)
            if change.made and is_empty(text):
                if change.settings:
                    _forget(Path(change.settings))
                path.unlink()
            elif text != before:
                rewrite(path, text)
    except (LexiconError, OutputError, OSError, ValueError):  # read-only, or damaged by now
        return False
    return True


def _name(settings: Path) -> None:
    """Name the new lexicon in the settings beside it."""
    before = settings.read_text(encoding="utf-8") if settings.exists() else ""
    table = tomlkit.parse(before)
    if "lexicons" in table:
        table["lexicons"].append(NEW_LEXICON)
    else:
        # Before the first table, or the key would belong to it.
        table = tomlkit.parse(f'lexicons = ["{NEW_LEXICON}"]\n{before}')
    write_atomic(settings, tomlkit.dumps(table).encode())


def _forget(settings: Path) -> None:
    """Name it no longer; settings that say nothing else go."""
    if not settings.exists():
        return
    check_writable(settings)
    table = tomlkit.parse(settings.read_text(encoding="utf-8"))
    names = table.get("lexicons", [])
    if NEW_LEXICON in names:
        names.remove(NEW_LEXICON)
    if not names:
        table.pop("lexicons", None)
    text = tomlkit.dumps(table)
    if text.strip():
        write_atomic(settings, text.encode())
    else:
        settings.unlink()


def _of_the_term(heard: str, right: str, term: str, lexicon: Lexicon) -> tuple[str, str]:
    """Both without the words beside the term, which were right, and the term as it is spelled elsewhere than where a sentence
    begins; as they are if the term does not stand there whole."""
    forms = next((known.spellings for known in lexicon.terms if term in known.spellings), (term,))
    for form in sorted(forms, key=len, reverse=True):
        there = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", right, re.IGNORECASE)
        if there is None:
            continue
        left, after = right[: there.start()], right[there.end() :]
        if len(heard) > len(left) + len(after) and heard.startswith(left) and heard.endswith(after):
            return heard[len(left) : len(heard) - len(after)], form
    return heard, right


def _heard_and_right(edit: Edit, language: str) -> tuple[str, str]:
    """The misheard words of an edit and what they should be, without what only stands beside them."""
    evidence = Evidence()
    # An edit has no sentence before it: a mark says that its first word begins none.
    was, became = (Transcript.from_texts([f"… {text}"], language=language) for text in (edit.before, edit.replacement))
    evidence.add(was, became, language)
    if len(evidence.sightings) == 1:
        return evidence.sightings[0].heard, evidence.sightings[0].right
    return bare(edit.before), bare(edit.replacement)
