"""Replace lists of other tools as lexicons: tables, `wrong|right` lists, JSON of either direction, XML of subtitle editors."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

from ..correction.lexicon import Lexicon, Term, validate
from ..correction.lexicon_files import parse_csv, parse_list, parse_toml
from ..correction.tokens import split_norms
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
# Elements of XML lists that replace parts of words, only at a line's edge, or by pattern: not what a lexicon does.
_PARTS = re.compile(r"partial|(?:begin|end)(?:word|line)|regularexpression", re.IGNORECASE)


class Pair(NamedTuple):
    """One replacement and the line it stands on (0 if the format does not tell)."""

    wrong: str
    right: str
    line: int = 0


class Imported(NamedTuple):
    """A lexicon, and a line for each thing that could not be taken over."""

    lexicon: Lexicon
    notices: tuple[str, ...]


def read_list(path: Path, *, direction: Direction | None = None, language: str | None = None) -> Imported:
    """Read a list of another tool, or any lexicon.

    Args:
        direction: which side of a pair is wrong, where the file does not say it ("wrong-right" if nothing is known).
        language: of the terms.

    Raises:
        LexiconError: if the file is none of these, naming the line.
    """
    text, source = _text_of(path), str(path)
    if not text.strip():
        raise LexiconError("nothing in it", path=path, remedy="wrong|right, one a line")
    kind = path.suffix.lower()
    notices: list[str] = []
    if kind == ".toml":
        return Imported(parse_toml(text, source), ())
    if kind == ".xml" or text.lstrip().startswith("<"):
        pairs, notices = _xml(text, source)
    elif kind == ".json" or text.lstrip()[:1] in ("{", "["):
        pairs = list(_json(text, source, direction))
    else:
        header = re.split(r"[,;\t|]", text.lstrip("\ufeff").split("\n", 1)[0].lower())
        if "write" in (name.strip() for name in header) and kind in (".csv", ".tsv"):
            return Imported(parse_csv(text, source), ())
        pairs = list(_table(text, source, direction))
        if not any(pair.wrong for pair in pairs):
            return Imported(parse_list(text, source), ())
    lexicon, more = _lexicon(pairs, source, language)
    return Imported(lexicon, (*notices, *more))


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"cannot read: {error.strerror or error}", path=path) from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LexiconError("not UTF-8 text", path=path, line=line, remedy="save it as UTF-8") from error


def _table(text: str, source: str, direction: Direction | None) -> Iterator[Pair]:
    """Two columns with or without a header, or pairs with a sign between; a line without a sign is a right spelling alone."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if "," in first and not _ARROWS.search(first):
        rows = [(number, row) for number, row in _rows(text, source)]
    else:
        rows = [(n, _ARROWS.split(line.strip(), maxsplit=1)) for n, line in enumerate(lines, 1)]
    wrong, right = (1, 0) if direction == "right-wrong" else (0, 1)
    for at, (number, row) in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        names = [cell.lower().replace(" ", "") for cell in cells]
        if at == 0 and len(names) > 1 and (found := _columns(names)) is not None:
            wrong, right = found
            continue
        if len(cells) == 1:
            yield Pair("", cells[0], number)
        elif max(wrong, right) < len(cells) and cells[right]:
            yield Pair(cells[wrong], cells[right], number)
        else:
            raise LexiconError("no right spelling in this line", path=source, line=number, remedy="wrong|right")


def _rows(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        remedy = "close the quotes, or export the table again"
        raise LexiconError(f"not a table: {error}", path=source, line=reader.line_num, remedy=remedy) from error


def _columns(names: list[str]) -> tuple[int, int] | None:
    """The columns of a header: what was wrong, what is right."""
    wrong = next((at for at, name in enumerate(names) if name in _WRONG), None)
    right = next((at for at, name in enumerate(names) if name in _RIGHT), None)
    return None if wrong is None or right is None else (wrong, right)


def _json(text: str, source: str, direction: Direction | None) -> Iterator[Pair]:
    """{"wrong": "right"}, {"right": ["wrong", ...]}, [["wrong", "right"], ...] or [{"from": ..., "to": ...}, ...]."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "look for a missing quote, bracket or comma there or above"
        raise LexiconError(f"not JSON: {error.msg}", path=source, line=error.lineno, remedy=remedy) from error
    if isinstance(data, dict) and len(data) == 1 and isinstance(next(iter(data.values())), (dict, list)):
        inner = next(iter(data.values()))
        # {"replacements": {...}} and its like; but {"guet-apens": ["gay tapant"]} is an entry.
        if isinstance(inner, dict) or any(isinstance(item, (dict, list)) for item in inner):
            data = inner
    if isinstance(data, dict) and len({isinstance(value, list) for value in data.values()}) > 1:
        problem = "some entries are wrong -> right, others right -> [wrong, ...]"
        raise LexiconError(problem, path=source, remedy="write all in one direction")
    entries: Iterable[Any] = data.items() if isinstance(data, dict) else data if isinstance(data, list) else ()
    count = 0
    for entry in entries:
        for pair in _json_pairs(entry, direction):
            count += 1
            yield pair
    if not count:
        remedy = '{"wrong": "right"} or {"right": ["wrong", "wrong"]}'
        raise LexiconError("no list of replacements", path=source, remedy=remedy)


def _json_pairs(entry: Any, direction: Direction | None) -> Iterator[Pair]:
    if isinstance(entry, str):
        yield Pair("", entry)
    elif isinstance(entry, dict):
        named = {key.lower().replace("_", ""): value for key, value in entry.items()}
        wrong = next((value for key, value in named.items() if key in _WRONG), None)
        right = next((value for key, value in named.items() if key in _RIGHT), None)
        if isinstance(right, str):
            yield from (Pair(one, right) for one in ([wrong] if isinstance(wrong, str) else wrong or [""]))
    elif isinstance(entry, (list, tuple)) and len(entry) == 2:
        one, other = entry
        if isinstance(other, list):
            yield from (Pair(str(wrong), str(one)) for wrong in other)
        elif isinstance(one, str) and isinstance(other, str):
            yield Pair(other, one) if direction == "right-wrong" else Pair(one, other)


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

    def visit(element: ElementTree.Element, inside: str) -> None:
        nonlocal skipped
        values = {key.lower(): value for key, value in element.attrib.items()}
        values |= {child.tag.lower(): (child.text or "") for child in element if not len(child) and not child.attrib}
        wrong = next((value.strip() for key, value in values.items() if key in _WRONG), "")
        right = next((value.strip() for key, value in values.items() if key in _RIGHT), "")
        if wrong and right:
            pattern = (
                _PARTS.search(inside)
                or "regex" in element.tag.lower()
                or "regular" in values.get("searchtype", "").lower()
            )
            off = values.get("enabled", "true").lower() == "false"
            if pattern or off:
                skipped += 1
            else:
                pairs.append(Pair(wrong, right))
        elif wrong:
            skipped += 1
        elif element.tag.lower() == "name" and not len(element) and (element.text or "").strip():
            pairs.append(Pair("", " ".join(str(element.text).split())))
        for child in element:
            visit(child, f"{inside}/{element.tag}")

    visit(root, "")
    if not pairs:
        problem = (
            f"no replacement that a lexicon can take over ({skipped} left out)" if skipped else "no replacements in it"
        )
        raise LexiconError(problem, path=source, remedy='<Word from="wrong" to="right"/>')
    many = "1 rule is" if skipped == 1 else f"{skipped} rules are"
    notice = f"{source}: {many} left out: patterns, parts of words or lines, deletions, or switched off"
    return pairs, [notice] if skipped else []


def _lexicon(pairs: Iterable[Pair], source: str, language: str | None) -> tuple[Lexicon, list[str]]:
    """Terms with their mishearings. A pair that says nothing (only case or punctuation differ) leaves the right spelling."""
    terms: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    claimed: dict[tuple[str, ...], str] = {}
    notices: list[str] = []
    for pair in pairs:
        right, wrong = " ".join(pair.right.split()), " ".join(pair.wrong.split())
        place = f"{source}:{pair.line}" if pair.line else source
        if not split_norms(right):
            notices.append(f"{place}: {pair.wrong!r} -> {pair.right!r} is left out: no word would be written")
            continue
        heard = terms.setdefault(right, [])
        lines.setdefault(right, pair.line)
        key = split_norms(wrong)
        if not key or key == split_norms(right) or wrong in heard:
            continue
        if claimed.setdefault(key, right) != right:
            notices.append(f"{place}: {wrong!r} is already heard for {claimed[key]!r}, not for {right!r}")
            continue
        heard.append(wrong)
    made = tuple(
        Term(right, heard=tuple(heard), language=language, source=source, line=lines[right])
        for right, heard in terms.items()
    )
    validate(made)
    return Lexicon(made, language=language), notices
