"""Lexicon files that a person keeps: begun, added to, put together, and written in one way."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..correction.lexicon import Lexicon
from ..correction.lexicon_files import load_file, shipped
from ..curation import blocks
from ..curation.adding import add
from ..document.disk import write_atomic
from ..document.errors import CallError, LexiconError
from .locking import locked


def check_target(path: Path, *, force: bool = False) -> None:
    """Look whether a lexicon may be written here, before the work for it is done.

    Raises:
        CallError: if its name is no TOML file's (a list or a table would no longer be one), or if it is there and `force` does
            not say to replace it.
        LexiconError: if it is read-only.
    """
    if path.suffix.lower() != ".toml":
        remedy = f"name it {path.with_suffix('.toml').name}"
        raise CallError("a lexicon that is written is TOML", path=path, remedy=remedy)
    if path.exists() and not force:
        raise CallError("is there already", path=path, remedy="another name, --force, or `rehear lexicon merge`")
    check_writable(path)


def write_new(path: Path, text: str, *, force: bool = False) -> None:
    """Write a lexicon file that is not there yet. Raises as `check_target` does."""
    with locked(path):
        check_target(path, force=force)
        rewrite(path, text)


def add_to(path: Path, lexicon: Lexicon) -> list[str]:
    """Put entries into a TOML lexicon; it is made if it is not there, and stays as it is otherwise. A line for each thing that
    they say differently. Who calls it holds the file's lock."""
    if str(path) in shipped() and not path.exists():
        remedy = f"--to house.toml; -l {path} -l house.toml uses both"
        raise CallError("is a lexicon that comes with rehear", path=path, remedy=remedy)
    if path.suffix.lower() != ".toml":
        raise CallError("entries are added to TOML files", path=path, remedy=_to_toml(path))
    text = toml_of(path) if path.exists() else blocks.render(Lexicon(language=lexicon.language))
    text, notices = add(text, lexicon, str(path))
    rewrite(path, text)
    return notices


def check_writable(path: Path) -> None:
    """Raises LexiconError for a file that a person has set read-only: to be replaced is no better for it."""
    if path.exists() and not (os.access(path, os.W_OK) and path.stat().st_mode & 0o222):
        raise LexiconError("is read-only", path=path, remedy="make it writable, or name another one after it")


def rewrite(path: Path, text: str) -> None:
    """Write a lexicon file, with the line ends that it has if it is there: the one way in which all are written. Who calls it
    holds the file's lock.

    Raises:
        LexiconError: if it is read-only.
    """
    check_writable(path)
    ends = b"\r\n" if path.exists() and b"\r\n" in path.read_bytes() else b"\n"
    write_atomic(path, text.encode().replace(b"\n", ends))


def merged(paths: Sequence[Path]) -> tuple[str, list[str]]:
    """Several lexicons as the text of one, with the comments that TOML files have on entries and sections, and a line for each
    thing that two say differently: the later wins.

    Raises:
        LexiconError: if one cannot be read, or they contradict one another.
    """
    first, *others = paths
    before = load_file(first)
    text = toml_of(first) if first.suffix.lower() == ".toml" else blocks.render(before)
    notices: list[str] = []
    spoken = {before.language: first}
    for path in others:
        lexicon = load_file(path)
        for language, other in spoken.items():
            if None not in (language, lexicon.language) and language != lexicon.language:
                problem = f"is {lexicon.language}, {other} is {language}"
                raise LexiconError(problem, path=path, remedy="a file holds one language: name both with -l instead")
        spoken[lexicon.language] = path
        written = toml_of(path) if path.suffix.lower() == ".toml" else ""
        text, more = add(text, lexicon, str(first), written=written, takes_over=True)
        notices += [*lexicon.notices, *more]
    return text, notices


def toml_of(path: Path) -> str:
    """The text of a TOML lexicon that can be read as one."""
    if path.suffix.lower() != ".toml":
        raise LexiconError("not a TOML lexicon", path=path, remedy=_to_toml(path))
    load_file(path)
    return path.read_text(encoding="utf-8-sig")


def _to_toml(path: Path) -> str:
    """What to do where a TOML file is needed: name one, or make one of the list or table that is there."""
    made = path.with_suffix(".toml")
    return f"rehear lexicon import {path} -o {made}" if path.is_file() else f"name it {made.name}"


def starter(language: str | None, title: str) -> str:
    """A new lexicon, with what a person needs to know in comments."""
    head = (
        "A right spelling is enough: the sound does the rest. `heard` lists what is never right as it stands.\n"
        "`rehear lexicon check` looks for clashes, `rehear lexicon explain` says why something does or does not match.\n\n"
        '[[term]]\nwrite  = "guet-apens"\nplural = "guets-apens"\nheard  = ["gays tapants"]\nnote   = "why it is here"'
    )
    return blocks.render(Lexicon(language=language), title=title, head=head)
