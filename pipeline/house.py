"""The lexicon that a person's decisions go into: the nearest own one, or a new one that the settings name."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import tomlkit

from ..correction.lexicon import Credit, Lexicon, Term, validate
from ..correction.lexicon_files import load_file
from ..curation.learn import Evidence
from ..document.edit import Edit, bare
from ..document.errors import LexiconError
from ..document.hand import FileChange
from ..document.model import Transcript
from ..document.store import digest, write_atomic
from .curate import add_to
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


def add_to_nearest(folder: Path, lexicon: Lexicon) -> tuple[Path, list[FileChange]]:
    """Put entries into the nearest lexicon; which file that is, and every file that was written.

    Raises:
        LexiconError: if the entries contradict what is there; nothing was written then.
    """
    found = levels(folder)
    home = found[-1][0].parent if found else folder.absolute()
    path = Path(own_lexicon(folder) or home / NEW_LEXICON)
    with locked(path):
        changes = [_added(path, lexicon)]
        if own_lexicon(folder) is None:
            changes.append(_named(home / FILE_NAME))
    return path, changes


def put_back(change: FileChange) -> bool:
    """A file as it was before; False if somebody changed it since, so that it stays."""
    path = Path(change.path)
    if not path.is_file() or digest(path.read_bytes()) != change.after:
        return False
    if change.before is None:
        path.unlink()
    else:
        write_atomic(path, change.before.encode())
    return True


def _named(settings: Path) -> FileChange:
    """Settings that name the new lexicon beside them."""
    before = settings.read_text(encoding="utf-8") if settings.exists() else None
    table = tomlkit.parse(before or "")
    if "lexicons" in table:
        table["lexicons"].append(NEW_LEXICON)
    else:
        # Before the first table, or the key would belong to it.
        table = tomlkit.parse(f'lexicons = ["{NEW_LEXICON}"]\n' + (before or ""))
    data = tomlkit.dumps(table).encode()
    write_atomic(settings, data)
    return FileChange(str(settings), before, digest(data))


def _added(path: Path, lexicon: Lexicon) -> FileChange:
    before = path.read_bytes().decode("utf-8") if path.exists() else None
    add_to(path.absolute(), lexicon)
    return FileChange(str(path.absolute()), before, digest(path.read_bytes()))


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
