"""The entries of a lexicon, made of the values that a file gives for them; what is wrong with one is said with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

from ..document.errors import LexiconError
from .backtracking import backtracks
from .language import CODES
from .lexicon import MATCHES, Credit, Match, Term
from .parts import NAME, PartError, expand
from .tokens import DASHES, PUNCTUATION, QUOTES

TERM_KEYS = {"write", "plural", "feminine", "heard", "say", "context", "unless", "match", "note", "language"}
CREDIT_KEYS = {"text", "pattern", "alone", "maker", "language", "note"}

# Tables of a lexicon, as they are written.
_TABLES = {"term": "[[term]]", "credit": "[[credit]]", "protect": "[protect]", "parts": "[parts]"}

# Control characters, soft hyphens and spaces without width: they come along when something is copied from a page.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")

# Lines that are no credit in any language, long and short: a pattern that matches one of them would remove speech.
_SAID = (
    "Oui.",
    "12",
    "Il arrive demain matin à huit heures.",
    "le train est parti sans elle",
    "She opened the window and looked at the sea.",
    "Der Zug fährt morgen um acht Uhr ab.",
    "El tren sale mañana a las ocho.",
    "Поезд отходит завтра в восемь часов.",
    "القطار يغادر غدا في الصباح",
    "火车明天早上八点出发",
    "La maire de Quimper, Solenn Kervadec, a reçu hier soir Yanis Bouzidi, le président du comité.",
)
# The first of them are so short that somebody may say nothing else.
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry begins, for errors that name the line of its key.

    `text` is the whole file; without it (a row of a table) the entry's line is all that is known.
    """

    source: str
    line: int
    text: str = ""

    def error(self, problem: str, key: str, remedy: str) -> LexiconError:
        """An error at a key of the entry, or at the entry if the key stands nowhere in it."""
        return LexiconError(problem, path=self.source, line=self.line_of(key), remedy=remedy)

    def line_of(self, key: str) -> int:
        """The line on which a key of the entry stands; that of the entry if it stands nowhere in it."""
        lines = self.text.split("\n")[self.line - 1 :]
        for number, line in enumerate(lines, self.line):
            if number > self.line and line.lstrip().startswith("["):
                break
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return self.line

    def header(self, name: str) -> int:
        """The line on which a table or a key of this name stands first; 1 if it stands on none."""
        found = re.search(rf"^\s*(?:\[+\s*)?{name}\b", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.end()) + 1 if found else 1


def is_unchosen(entry: dict[str, Any], place: Place) -> bool:
    """Whether an entry only says between which spellings (`choose`) a person has yet to choose, so that it holds nothing."""
    if "choose" not in entry:
        return False
    if "write" in entry:
        raise place.error("`choose` beside `write`", "choose", "remove it: the spelling is chosen")
    check_keys(entry, TERM_KEYS | {"choose"}, place)
    strings_of(entry, "choose", place)
    return True


def term_of(entry: dict[str, Any], language: str | None, place: Place) -> Term:
    check_keys(entry, TERM_KEYS, place)
    write = string_of(entry, "write", place)
    if not write:
        raise place.error("a term without `write`", "write", "write the right spelling")
    match = entry.get("match", "sound")
    if match not in MATCHES:
        raise place.error(f"match is {match!r}", "match", "one of " + ", ".join(MATCHES))
    return Term(
        write,
        string_of(entry, "plural", place),
        string_of(entry, "feminine", place),
        heard=strings_of(entry, "heard", place),
        say=strings_of(entry, "say", place),
        context=strings_of(entry, "context", place),
        unless=strings_of(entry, "unless", place),
        match=cast(Match, match),
        note=string_of(entry, "note", place),
        language=language_of(entry, place) or language,
        source=place.source,
        line=place.line,
    )


def parts_of(table: dict[str, Any], place: Place) -> dict[str, str]:
    """Parts of patterns by their names; each was tried by itself, so that an error names its line."""
    parts = {name: _pattern(table, name, place) for name in table}
    for name, part in parts.items():
        if not NAME.fullmatch(name):
            raise place.error(f"no part can be called `{name}`", name, "small letters, digits and _, a letter first")
        if not part:
            raise place.error(f"part `{name}` is empty", name, "remove it")
        _compiled(part, parts, name, place)
    return parts


def _compiled(pattern: str, parts: dict[str, str], key: str, place: Place) -> re.Pattern[str]:
    try:
        whole = expand(pattern, parts)
        compiled = re.compile(whole, re.IGNORECASE)
    except PartError as error:
        raise place.error(error.problem, key, error.remedy) from error
    except re.error as error:
        remedy = "a bracket or sign that is meant as such needs a backslash"
        raise place.error(f"{key} cannot be read: {error}", key, remedy) from error
    if backtracks(whole):
        problem = f"{key} may take forever: it repeats without end what varies in length"
        raise place.error(problem, key, 'say how often it repeats, as "(a+){1,5}"')
    return compiled


def credit_of(entry: dict[str, Any], language: str | None, parts: dict[str, str], place: Place) -> Credit:
    check_keys(entry, CREDIT_KEYS, place)
    text, pattern = string_of(entry, "text", place), _pattern(entry, "pattern", place)
    if bool(text) == bool(pattern):
        raise place.error("a credit needs either `text` or `pattern`", "text", "write one of the two")
    if text and not text.strip(f" {PUNCTUATION}{QUOTES}{DASHES}"):
        raise place.error(f"text {text!r} is nothing but punctuation", "text", "write the line that nobody said")
    alone, maker = (_flag(entry, key, place) for key in ("alone", "maker"))
    compiled = _compiled(pattern, parts, "pattern", place) if pattern else None
    # A short line may stand alone in a clip though people say it elsewhere: that is what `alone` is for.
    said = next(filter(compiled.fullmatch, _SAID[_SHORT:] if alone else _SAID), None) if compiled else None
    if said is not None:
        problem = f"pattern matches what anybody may say ({said!r})"
        raise place.error(problem, "pattern", "add words that only such a credit has")
    own = language_of(entry, place) or language
    note = string_of(entry, "note", place)
    return Credit(text, compiled, alone, maker, note, own, source=place.source, line=place.line)


def _flag(entry: dict[str, Any], key: str, place: Place) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise place.error(f"`{key}` must be true or false, not {value!r}", key, f"{key} = true")
    return value


def check_keys(table: dict[str, Any], known: set[str], place: Place) -> None:
    for key in table:
        if key in _TABLES and key not in known:
            raise place.error(f"`{key}` stands in another table", key, f"{_TABLES[key]} is a table of its own")
        if key not in known:
            near = get_close_matches(key, sorted(known), n=1, cutoff=0.5)
            remedy = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(sorted(known))
            raise place.error(f"unknown key `{key}`", key, remedy)


def string_of(table: dict[str, Any], key: str, place: Place) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise place.error(f"`{key}` must be text in quotes, not {value!r}", key, f'{key} = "..."')
    return " ".join(value.split()) if key == "note" else one_line(value, key, place)


def one_line(value: str, key: str, place: Place) -> str:
    """A text as it is compared and written; an error for what would come into a subtitle unseen."""
    if len(value.strip().splitlines()) > 1:
        raise place.error(f"`{key}` holds a line break", key, "write it on one line")
    line = " ".join(value.split())
    if stray := _UNSEEN.search(line):
        raise place.error(f"`{key}` holds a sign that is not seen (U+{ord(stray[0]):04X})", key, "type it anew")
    return line


def _pattern(table: dict[str, Any], key: str, place: Place) -> str:
    """A pattern, or a list of patterns of which any will do."""
    value = table.get(key, "")
    if isinstance(value, list):
        return "|".join(strings_of(table, key, place))
    return string_of(table, key, place)


def strings_of(table: dict[str, Any], key: str, place: Place) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise place.error(f"`{key}` must be a list of texts", key, f'{key} = ["..."]')
    if not all(item.strip() for item in value):
        raise place.error(f"`{key}` holds an empty text", key, "remove it")
    return tuple(dict.fromkeys(one_line(item, key, place) for item in value))


def language_of(table: dict[str, Any], place: Place) -> str | None:
    code = string_of(table, "language", place)
    if code and code not in CODES:
        near = code.lower()[:2]
        remedy = f"did you mean {near}?" if near in CODES else "a code like fr, en, de"
        raise place.error(f"no language {code!r}", "language", remedy)
    return code or None
