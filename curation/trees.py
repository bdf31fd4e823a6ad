"""Replace lists of other tools that are JSON or XML, as pairs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

from ..document.errors import LexiconError

Direction = Literal["wrong-right", "right-wrong"]

# Column and key names that other tools use, by what they hold.
WRONG = frozenset(
    "heard wrong from find findwhat search source error mistake misheard before incorrect "
    "faux fautif erreur entendu avant".split()
)
RIGHT = frozenset(
    "write right to replace replacewith replacement target correct correction fix after term word "
    "bon juste apres après".split()
)
_JSON = '{"wrong": "right"} or {"right": ["wrong", "wrong"]}'
# Keys of JSON rules that are patterns; a value other than false says so.
_PATTERN = frozenset("regex regexp isregex isregexp useregex regularexpression isregularexpression".split())
# Elements of XML lists that replace parts of words, only at a line's edge, or by pattern: not what a lexicon does.
_PARTS = re.compile(r"partial|(?:begin|end)(?:word|line)|regularexpression", re.IGNORECASE)


class Pair(NamedTuple):
    """One replacement and the line it stands on (0 if the format does not tell)."""

    wrong: str
    right: str
    line: int = 0


def json_pairs(
    text: str, source: str, direction: Direction | None, left_out: list[LexiconError]
) -> tuple[list[Pair], list[str]]:
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
    given = list(entries)
    wanted = [entry for entry in given if not _is_no_plain_rule(entry)]
    found = [(entry, list(_pairs_of(entry, direction))) for entry in wanted]
    for entry, pairs in found:
        if not pairs:
            stray = "".join(f": {one} is no text" for one in _stray(entry)[:1])
            problem = f"{json.dumps(entry, ensure_ascii=False)} is no replacement{stray}"
            left_out.append(LexiconError(problem, path=source, remedy='["wrong", "right"]'))
    skipped = len(given) - len(wanted)
    if not any(pairs for _, pairs in found) and not any(_stray(entry) for entry in wanted):
        raise LexiconError(_nothing(skipped, "no list of replacements"), path=source, remedy=_JSON)
    return [pair for _, pairs in found for pair in pairs], _skipped(source, skipped)


def _is_no_plain_rule(entry: Any) -> bool:
    """Whether a rule is a pattern, or switched off."""
    if not isinstance(entry, dict):
        return False
    named = {key.lower().replace("_", "").replace("-", ""): str(value).strip().lower() for key, value in entry.items()}
    kinds = {named.get(key, "") for key in ("type", "kind", "mode", "searchtype")}
    return (
        any(named.get(key, "false") not in ("false", "0", "no", "none", "") for key in _PATTERN)
        or any("reg" in kind for kind in kinds)
        or named.get("enabled", "true") in ("false", "0", "no")
    )


def _skipped(source: str, count: int) -> list[str]:
    many = "1 rule is" if count == 1 else f"{count} rules are"
    notice = f"{source}: {many} left out: patterns, parts of words or lines, deletions, or switched off"
    return [notice] if count else []


def _nothing(skipped: int, problem: str) -> str:
    return f"no replacement that a lexicon can take over ({skipped} left out)" if skipped else problem


def _pairs_of(entry: Any, direction: Direction | None) -> Iterator[Pair]:
    if isinstance(entry, str):
        yield Pair("", entry)
    elif isinstance(entry, dict):
        named = {key.lower().replace("_", ""): value for key, value in entry.items()}
        wrong = next((value for key, value in named.items() if key in WRONG), None)
        right = next((value for key, value in named.items() if key in RIGHT), None)
        if isinstance(right, str) and (said := _texts("" if wrong is None else wrong)):
            yield from (Pair(one, right) for one in said)
    elif isinstance(entry, (list, tuple)) and len(entry) == 2:
        one, other = entry
        if isinstance(one, str) and isinstance(other, list):
            yield from (Pair(wrong, one) for wrong in _texts(other))
        elif isinstance(one, str) and isinstance(other, str):
            yield Pair(other, one) if direction == "right-wrong" else Pair(one, other)


def _stray(entry: Any) -> list[str]:
    """What stands among the texts of an entry and is none, as JSON."""
    values = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, (list, tuple)) else ()
    mixed = [one for one in values if isinstance(one, list) and any(isinstance(item, str) for item in one)]
    return [json.dumps(item) for one in mixed for item in one if not isinstance(item, str)]


def _texts(value: Any) -> list[str]:
    """A text or a list of texts; [] if it is neither."""
    texts = [value] if isinstance(value, str) else value or [""] if isinstance(value, list) else []
    return texts if all(isinstance(text, str) for text in texts) else []


def xml_pairs(text: str, source: str) -> tuple[list[Pair], list[str]]:
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
        wrong = next((value.strip() for key, value in values.items() if key in WRONG), "")
        right = next((value.strip() for key, value in values.items() if key in RIGHT), "")
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
        problem = _nothing(skipped, "no replacements in it")
        raise LexiconError(problem, path=source, remedy='<Word from="wrong" to="right"/>')
    return pairs, _skipped(source, skipped)
