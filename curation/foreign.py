"""Replace lists of other tools as lexicons: tables, `wrong|right` lists, JSON of either direction, XML of subtitle editors."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

from ..correction.lexicon import Lexicon, Term, merge, validate
from ..correction.lexicon_files import Place, column_names, parse_toml, row_term
from ..correction.tokens import split_norms
from ..document.encoding import plain_text
from ..document.errors import LexiconError

Direction = Literal["wrong-right", "right-wrong"]

# Column and key names that other tools use, by what they hold.
_WRONG = frozenset(
    "heard wrong from find findwhat search source error mistake misheard before incorrect "
    "faux fautif erreur entendu avant".split()
)
_RIGHT = frozenset(
    "write right to replace replacewith replacement target correct correction fix after term word "
    "bon juste apres après".split()
)
_ARROWS = re.compile(r"\s*(?:\||\t|=>|->|→|⇒|;|=)\s*")
_QUOTED = re.compile(r'"[^"]*"')
# What may stand in a cell for several mishearings.
_SEVERAL = re.compile(r"[;|]")
_JSON = '{"wrong": "right"} or {"right": ["wrong", "wrong"]}'
# Elements of XML lists that replace parts of words, only at a line's edge, or by pattern: not what a lexicon does.
_PARTS = re.compile(r"partial|(?:begin|end)(?:word|line)|regularexpression", re.IGNORECASE)


class Pair(NamedTuple):
    """One replacement and the line it stands on (0 if the format does not tell)."""

    wrong: str
    right: str
    line: int = 0


class Imported(NamedTuple):
    """A lexicon, what is wrong with each line that is not in it, and what else should be known."""

    lexicon: Lexicon
    left_out: tuple[LexiconError, ...] = ()
    notices: tuple[str, ...] = ()


def read_list(path: Path, *, direction: Direction | None = None, language: str | None = None) -> Imported:
    """Read a list of another tool, or any lexicon.

    Args:
        direction: which side of a pair is wrong, where the file does not say it ("wrong-right" if nothing is known).
        language: of the terms.

    What is wrong in a line costs that line alone.

    Raises:
        LexiconError: if the file is none of these.
    """
    (text, remark), source = _text_of(path), str(path)
    if not text.strip():
        raise LexiconError("nothing in it", path=path, remedy="wrong|right, one a line")
    kind = path.suffix.lower()
    if kind == ".toml":
        return Imported(parse_toml(text, source))
    left_out: list[LexiconError] = []
    notices: Sequence[str] = ()
    if kind == ".xml" or text.lstrip().startswith("<"):
        pairs, notices = _xml(text, source)
        lexicon = _lexicon(pairs, source, language, left_out)
    elif kind == ".json" or text.lstrip()[:1] in ("{", "["):
        lexicon = _lexicon(_json(text, source, direction, left_out), source, language, left_out)
    else:
        rows = list(_rows(text, source, kind, left_out))
        if kind in (".csv", ".tsv") and rows and "write" in (cell.strip().lower() for cell in rows[0][1]):
            lexicon = _own_table(rows, source, language, left_out)
            notices = lexicon.notices
        else:
            lexicon = _lexicon(_pairs(rows, source, direction, left_out), source, language, left_out)
    if left_out and not lexicon.terms:
        raise left_out[0]
    said = (*filter(None, [remark]), *notices)
    return Imported(lexicon, tuple(sorted(left_out, key=lambda error: error.line or 0)), said)


def _own_table(
    rows: Iterable[tuple[int, list[str]]], source: str, language: str | None, left_out: list[LexiconError]
) -> Lexicon:
    """A table with a lexicon's own columns; several rows of one spelling are joined."""
    (_, header), *entries = rows
    names = column_names(header, source)
    terms: list[Term] = []
    for number, row in entries:
        try:
            if any(cell.strip() for cell in row):
                term = row_term(names, row, Place(source, number))
                validate([term])
                terms.append(replace(term, language=term.language or language))
        except LexiconError as error:
            left_out.append(error)
    return merge([Lexicon((term,)) for term in terms])


def _text_of(path: Path) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"cannot read: {error.strerror or error}", path=path) from error
    return plain_text(data, str(path), LexiconError)


def _pairs(
    rows: Iterable[tuple[int, list[str]]], source: str, direction: Direction | None, left_out: list[LexiconError]
) -> Iterator[Pair]:
    """Two columns with or without a header, or pairs; where no line has more than one cell, each is a right spelling."""
    wrong, right = (1, 0) if direction == "right-wrong" else (0, 1)
    begun = headed = False
    lines = [(number, cells) for number, row in rows if any(cells := [cell.strip() for cell in row])]
    lines = [(number, cells) for number, cells in lines if not cells[0].startswith("#")]
    names_alone = all(len(cells) == 1 for _, cells in lines)

    def wanting(problem: str, number: int) -> None:
        remedy = "wrong|right" if right else "right|wrong"
        left_out.append(LexiconError(problem, path=source, line=number, remedy=remedy))

    for number, cells in lines:
        names = [cell.lower().replace(" ", "") for cell in cells]
        if not begun and len(names) > 1 and (found := _columns(names)) is not None:
            (wrong, right), headed = found, True
        elif names_alone:
            yield Pair("", cells[0], number)
        elif max(wrong, right) >= len(cells) or not cells[right]:
            wanting("no right spelling in this line", number)
        elif not headed and not cells[wrong]:
            wanting("no misheard words in this line", number)
        elif not headed and (any(cells[2:]) or _ARROWS.search(cells[right])):
            wanting("more than two parts in this line", number)
        else:
            yield from (Pair(one, cells[right], number) for one in _SEVERAL.split(cells[wrong]))
        begun = True


def _rows(text: str, source: str, kind: str, left_out: list[LexiconError]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, with the line's number; cells in quotes may hold signs and go over lines."""
    lines = text.splitlines()
    comma = _comma(next((line for line in lines if line.strip() and not line.startswith("#")), ""), kind)
    at = 0
    while at < len(lines):
        begun, at = at + 1, at + 1
        if not comma:
            yield begun, _ARROWS.split(lines[begun - 1].strip(), maxsplit=1)
            continue
        reader = csv.reader((f"{line}\n" for line in islice(lines, begun - 1, None)), delimiter=comma, strict=True)
        try:
            row = next(reader)
        except csv.Error as error:
            # An open quote takes in all lines after it: only the one where it stands is lost.
            remedy = "close the quotes, or export the table again"
            left_out.append(LexiconError(f"not a table: {error}", path=source, line=begun, remedy=remedy))
            continue
        at = begun - 1 + reader.line_num
        yield begun, row


def _comma(first: str, kind: str) -> str:
    """The sign between the columns of a table, by its first line; '' for a list of pairs."""
    bare = _QUOTED.sub("", first)
    if "\t" in bare and kind != ".csv":
        return "\t"  # then `;` parts the mishearings in a cell
    if kind in (".csv", ".tsv") or ";" in bare:
        return max(",;\t|", key=bare.count)
    return "," if "," in bare and not _ARROWS.search(bare) else ""


def _columns(names: list[str]) -> tuple[int, int] | None:
    """The columns of a header: what was wrong, what is right."""
    wrong = next((at for at, name in enumerate(names) if name in _WRONG), None)
    right = next((at for at, name in enumerate(names) if name in _RIGHT), None)
    return None if wrong is None or right is None else (wrong, right)


def _json(text: str, source: str, direction: Direction | None, left_out: list[LexiconError]) -> Iterator[Pair]:
    """{"wrong": "right"}, {"right": ["wrong", ...]}, [["wrong", "right"], ...] or [{"from": ..., "to": ...}, ...]."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "look for a missing quote, bracket or comma there or above"
        raise LexiconError(f"not JSON: {error.msg}", path=source, line=error.lineno, remedy=remedy) from error
    except (RecursionError, ValueError) as error:  # too deep, or a number too long for Python
        raise LexiconError("no list of replacements", path=source, remedy=_JSON) from error
    if isinstance(data, dict) and len(data) == 1 and isinstance(next(iter(data.values())), (dict, list)):
        inner = next(iter(data.values()))
        # {"replacements": {...}} and its like; but {"guet-apens": ["gay tapant"]} is an entry.
        if isinstance(inner, dict) or any(isinstance(item, (dict, list)) for item in inner):
            data = inner
    if isinstance(data, dict) and len({isinstance(value, list) for value in data.values()}) > 1:
        problem = "some entries are wrong -> right, others right -> [wrong, ...]"
        raise LexiconError(problem, path=source, remedy="write all in one direction")
    entries: Iterable[Any] = data.items() if isinstance(data, dict) else data if isinstance(data, list) else ()
    found = [(entry, list(_json_pairs(entry, direction))) for entry in entries]
    for entry, pairs in found:
        yield from pairs
        if not pairs:
            problem = f"{json.dumps(entry, ensure_ascii=False)} is no replacement"
            left_out.append(LexiconError(problem, path=source, remedy='["wrong", "right"]'))
    if not any(pairs for _, pairs in found):
        raise LexiconError("no list of replacements", path=source, remedy=_JSON)


def _json_pairs(entry: Any, direction: Direction | None) -> Iterator[Pair]:
    if isinstance(entry, str):
        yield Pair("", entry)
    elif isinstance(entry, dict):
        named = {key.lower().replace("_", ""): value for key, value in entry.items()}
        wrong = next((value for key, value in named.items() if key in _WRONG), None)
        right = next((value for key, value in named.items() if key in _RIGHT), None)
        if isinstance(right, str) and (said := _texts("" if wrong is None else wrong)):
            yield from (Pair(one, right) for one in said)
    elif isinstance(entry, (list, tuple)) and len(entry) == 2:
        one, other = entry
        if isinstance(one, str) and isinstance(other, list):
            yield from (Pair(wrong, one) for wrong in _texts(other))
        elif isinstance(one, str) and isinstance(other, str):
            yield Pair(other, one) if direction == "right-wrong" else Pair(one, other)


def _texts(value: Any) -> list[str]:
    """A text or a list of texts; [] if it is neither."""
    texts = [value] if isinstance(value, str) else value or [""] if isinstance(value, list) else []
    return texts if all(isinstance(text, str) for text in texts) else []


def _xml(text: str, source: str) -> tuple[list[Pair], list[str]]:
    """The replace lists of Subtitle Edit (OCR fixes, multiple replace, names), and any XML with pairs of that kind."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        problem = f"not XML: {str(error).partition(':')[0]}"
        remedy = "look for a tag that is not closed"
        raise LexiconError(problem, path=source, line=error.position[0], remedy=remedy) from error
    pairs: list[Pair] = []
    skipped = 0

    def visit(element: ElementTree.Element, inside: str, off: bool) -> None:
        nonlocal skipped
        values = {key.lower(): value for key, value in element.attrib.items()}
        values |= {child.tag.lower(): (child.text or "") for child in element if not len(child) and not child.attrib}
        off = off or values.get("enabled", "true").strip().lower() == "false"
        wrong = next((value.strip() for key, value in values.items() if key in _WRONG), "")
        right = next((value.strip() for key, value in values.items() if key in _RIGHT), "")
        if wrong and right:
            pattern = (
                _PARTS.search(inside)
                or "regex" in element.tag.lower()
                or "regular" in values.get("searchtype", "").lower()
            )
            if pattern or off:
                skipped += 1
            else:
                pairs.append(Pair(wrong, right))
        elif wrong:
            skipped += 1
        elif {child.tag.lower() for child in element} <= {"name", "blacklist"} and element.tag.lower() != "blacklist":
            # A list of names; elsewhere a <Name> is what a group of rules is called.
            names = (" ".join((child.text or "").split()) for child in element if child.tag.lower() == "name")
            pairs.extend(Pair("", name) for name in names if name)
        for child in element:
            visit(child, f"{inside}/{element.tag}", off)

    try:
        visit(root, "", False)
    except RecursionError as error:
        problem = "elements in elements, too deep to be read"
        raise LexiconError(problem, path=source, remedy='<Word from="wrong" to="right"/>') from error
    if not pairs:
        problem = (
            f"no replacement that a lexicon can take over ({skipped} left out)" if skipped else "no replacements in it"
        )
        raise LexiconError(problem, path=source, remedy='<Word from="wrong" to="right"/>')
    many = "1 rule is" if skipped == 1 else f"{skipped} rules are"
    notice = f"{source}: {many} left out: patterns, parts of words or lines, deletions, or switched off"
    return pairs, [notice] if skipped else []


def _lexicon(pairs: Iterable[Pair], source: str, language: str | None, left_out: list[LexiconError]) -> Lexicon:
    """Terms with their mishearings. A pair that says nothing (only case or punctuation differ) leaves the right spelling."""
    terms: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    claimed: dict[tuple[str, ...], str] = {}
    for pair in pairs:
        right, wrong = " ".join(pair.right.split()), " ".join(pair.wrong.split())
        line = pair.line or None
        if not split_norms(right):
            problem = f"{pair.wrong!r} -> {pair.right!r} would write no word" if wrong else f"{right!r} is no word"
            left_out.append(LexiconError(problem, path=source, line=line, remedy="write the right spelling"))
            continue
        heard = terms.setdefault(right, [])
        lines.setdefault(right, pair.line)
        key = split_norms(wrong)
        if not key or key == split_norms(right) or wrong in heard:
            continue
        if claimed.setdefault(key, right) != right:
            problem = f"{wrong!r} is already heard for {claimed[key]!r}, not for {right!r}"
            left_out.append(LexiconError(problem, path=source, line=line, remedy="keep it for one of the two"))
            continue
        heard.append(wrong)
    made = tuple(
        Term(right, heard=tuple(heard), language=language, source=source, line=lines[right])
        for right, heard in terms.items()
    )
    validate(made)
    return Lexicon(made, language=language)
