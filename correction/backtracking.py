"""Regular expressions that may take forever: those in which a repeat without end can take the same text in many ways."""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]  # nobody else says what a pattern repeats
from typing import Any

# A group that is repeated: only then is it worth looking closer, and most patterns have none.
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,(?:\}|\d\d))")
# A group that is repeated up to so many times is tried soon enough in all ways: a line of subtitles is short.
_FEW = 9


def backtracks(pattern: str) -> bool:
    """Whether a group that repeats without end holds a part that varies in length: "(a+)+", "(if you .{0,40})*", "(a|aa)+".

    Such a pattern may be tried in as many ways as two to the number of letters, so that one line takes for ever. A part that is
    there or not is let pass ("(ok,? )*"), and so is what gives nothing back ("(a++)+"), or begins or ends with signs that
    nothing else in it stands for ("( [A-Z][a-z]+)+").
    """
    return bool(_REPEATED_GROUP.search(pattern)) and _varies(parser.parse(pattern, re.IGNORECASE), False)


def _varies(items: Any, endless: bool) -> bool:
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, repeated = value
            inside = (endless or most > _FEW) and not _parted(list(repeated))
            if (endless and most - least > 1) or _varies(repeated, inside):
                return True
        elif kind is op.BRANCH:
            ways = value[1]
            # The parser has put what ways begin with alike before them, so what remains is empty where one begins another.
            if endless and any(not way or way[0][0] in (op.ANY, op.IN) for way in ways):
                return True
            if any(_varies(way, endless) for way in ways):
                return True
        elif kind in (op.SUBPATTERN, op.ASSERT, op.ASSERT_NOT) and _varies(value[-1], endless):
            return True
    return False


def _parted(items: list[Any]) -> bool:
    """Whether a repeated part begins, or ends, with signs by which one time is told from the next."""
    while len(items) == 1 and items[0][0] is op.SUBPATTERN:
        items = list(items[0][1][-1])
    return bool(items) and any(_parts(items[at], items[:at] + items[at + 1 :]) for at in {0, len(items) - 1})


def _parts(edge: Any, others: list[Any]) -> bool:
    """Whether a part's first or last item, of those that must be there, stands for signs that the others cannot be."""
    kind, value = edge
    if kind is op.MAX_REPEAT and value[0] and len(value[-1]) == 1:
        if not any(what in (op.LITERAL, op.IN) or (what is op.MAX_REPEAT and more[0]) for what, more in others):
            return False  # nothing need stand between one time and the next
        kind, value = value[-1][0]
    if kind not in (op.LITERAL, op.IN):
        return False
    signs: set[str] = set()
    for what, sign in [(op.LITERAL, value)] if kind is op.LITERAL else value:
        if what is op.LITERAL:
            signs.add(chr(sign))
        elif what is op.CATEGORY and sign is op.CATEGORY_SPACE:
            signs |= set(" \t\n")
        else:
            return False
    return not any(_can_be(others, sign) for sign in signs)


def _can_be(items: Any, sign: str) -> bool:
    """Whether one of the signs that a part of a pattern stands for can be this one."""
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT, op.SUBPATTERN, op.ATOMIC_GROUP):
            inner = value if kind is op.ATOMIC_GROUP else value[-1]
            if _can_be(inner, sign):
                return True
        elif kind is op.BRANCH:
            if any(_can_be(way, sign) for way in value[1]):
                return True
        elif kind is op.LITERAL:
            if chr(value).casefold() == sign.casefold():
                return True
        elif kind is op.IN:
            if not _is_without(value, sign):
                return True
        elif kind is not op.AT:
            return True  # "." and what is rare
    return False


def _is_without(members: Any, sign: str) -> bool:
    """Whether a class of signs ("[\\w'-]") certainly has not this one."""
    for what, value in members:
        if what is op.LITERAL and value != ord(sign):
            continue
        if what is op.RANGE and not value[0] <= ord(sign) <= value[1] and not sign.isalpha():
            continue
        if what is op.CATEGORY and value is op.CATEGORY_WORD and not re.match(r"\w", sign):
            continue
        if what is op.CATEGORY and value is op.CATEGORY_DIGIT and not sign.isdigit():
            continue
        return False
    return True
