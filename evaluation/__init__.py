"""How good a transcript is, in numbers."""

from .files import Pair, pairs, score_pair
from .measure import Change, Score, Terms, count_terms, measure, normalise, total

__all__ = ["Change", "Pair", "Score", "Terms", "count_terms", "measure", "normalise", "pairs", "score_pair", "total"]
