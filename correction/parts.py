"""Named parts of a lexicon's patterns: said once under [parts], and put wherever their name stands in braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

# A repeat is of digits ("{0,6}"), so a name in braces is none; what has a backslash before it is left alone.
_MARK = re.compile(r"\\.|\{([a-z][a-z0-9_]*)\}", re.DOTALL)
NAME = re.compile(r"[a-z][a-z0-9_]*")
# Parts of parts may double at every step; no pattern that a person reads is longer than this.
_LONGEST = 50_000


class PartError(ValueError):
    """A part that cannot be put in: `problem` and `remedy` in words."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def expand(pattern: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts put in, each as a group.

    >>> expand("by {name}( {name}){0,2}", {"name": "[A-Z]{part}*", "part": "[a-z.]"})
    'by (?:[A-Z](?:[a-z.])*)( (?:[A-Z](?:[a-z.])*)){0,2}'

    Raises:
        PartError: for a name that no part has, a part in which its own name stands, and a pattern that grows too long.
    """
    return _expand(pattern, parts, ())


def _expand(pattern: str, parts: Mapping[str, str], around: tuple[str, ...]) -> str:
    made, at = "", 0
    for mark in _MARK.finditer(pattern):
        name = mark[1]
        if name is None:
            continue
        if name not in parts:
            near = get_close_matches(name, parts, n=1, cutoff=0.5)
            remedy = (
                f"did you mean `{near[0]}`?" if near else r"put it under [parts]; a brace that is meant as such is \{"
            )
            raise PartError(f"no part is called `{name}`", remedy)
        if name in around:
            raise PartError(f"part `{name}` holds itself", "write one of the two out")
        made += pattern[at : mark.start()] + f"(?:{_expand(parts[name], parts, (*around, name))})"
        at = mark.end()
        if len(made) > _LONGEST:
            raise PartError(f"with its parts it has more than {_LONGEST} signs", "put fewer parts into parts")
    return made + pattern[at:]
