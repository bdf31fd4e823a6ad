"""Transcript + lexicon -> proposed edits. Nothing here changes a text."""

from .lexicon import Credit, Lexicon, Term, merge
from .lexicon_files import load_lexicon
from .propose import propose, propose_many

__all__ = [
    "Credit",
    "Lexicon",
    "Term",
    "load_lexicon",
    "merge",
    "propose",
    "propose_many",
]
