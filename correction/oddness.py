"""How odd the words of a window stand beside one another, and how much better the term would fit there."""

from __future__ import annotations

import itertools

from .bigrams import is_listed, likeliness
from .forms import Form
from .tokens import norm
from .windows import Likeness, Neighbours, Window

# Among pairs of neighbours in ordinary French 3 in 100 are less likely than ODD.
ODD = -1.6
# From this much a term fits better it counts in full.
MUCH_BETTER = 4.0


def oddness(window: Window, beside: Neighbours, form: Form, like: Likeness, language: str) -> float:
    """How much better the term fits than the words that are there, 0 to 1; 0 if those may well stand so.

    The least likely pair that holds a changed word is compared with the least likely one that the term would make with
    its neighbours: "un mandat de des pots contre" has "de des", "un mandat de dépôt contre" only "dépôt contre". Words with
    a capital are no words of the language, and say nothing.
    """
    shown = (beside.left, *window.texts, beside.right)
    told = (beside.left_named, *window.named, True)
    words = [_said(text, named) for text, named in zip(shown, told, strict=True)]
    first, last = 1 + like.front, len(words) - 2 - like.back
    pairs = list(itertools.pairwise(words))[first - 1 : last + 1]
    there = min((_likeliness(left, right, language) for left, right in pairs), default=0.0)
    if there > ODD:
        return 0.0
    # Of a compound ("non-lieu") the parts stand otherwise than the same words alone; of a rare word nothing is known.
    opening = form.norms[0] if form.tokens[0].closes and is_listed(form.norms[0], language) else ""
    closing = form.norms[-1] if form.tokens[-1].opens and is_listed(form.norms[-1], language) else ""
    fits = min(_likeliness(words[0], opening, language), _likeliness(closing, words[-1], language))
    return min(max(fits - there, 0.0) / MUCH_BETTER, 1.0)


def _said(text: str, named: bool) -> str:
    return "" if named and text[:1].isupper() else norm(text)


def _likeliness(left: str, right: str, language: str) -> float:
    return likeliness(left, right, language) if left and right else 0.0
