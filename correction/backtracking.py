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
    there or not is let pass ("(ok,? )*"), and so is what gives nothing back ("(a++)+").
    """
    return bool(_REPEATED_GROUP.search(pattern)) and _varies(parser.parse(pattern, re.IGNORECASE), False)


def _varies(items: Any, endless: bool) -> bool:
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, repeated = value
            if (endless and most - least > 1) or _varies(repeated, endless or most > _FEW):
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
