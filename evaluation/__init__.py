"""How good a transcript is, in numbers."""

from .measure import Score, Terms, count_terms, measure, normalise

__all__ = ["Score", "Terms", "count_terms", "measure", "normalise"]
