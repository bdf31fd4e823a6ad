"""Lexicons made and kept: from a story's article, corrections, an archive; checked, explained, put in order."""

from .article import lexicon_from_article
from .check import Problem, check, fires
from .explain import Explanation, explain
from .foreign import Imported, read_list
from .learn import Learnt, learn
from .prompting import most_useful
from .sightings import Evidence
from .suggest import Archive, Suggestion, suggest

__all__ = [
    "Archive",
    "Evidence",
    "Explanation",
    "Imported",
    "Learnt",
    "Problem",
    "Suggestion",
    "check",
    "explain",
    "fires",
    "learn",
    "lexicon_from_article",
    "most_useful",
    "read_list",
    "suggest",
]
