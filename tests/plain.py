"""What the correction computes for many windows at once, for one window: plain, slow, and easy to believe."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Indel
from rehear.correction.forms import Form
from rehear.correction.frequency import zipf
from rehear.correction.phonetics import pronunciations
from rehear.correction.sound import nearest
from rehear.correction.tokens import fold, norm
from rehear.correction.windows import LITTLE_WORD, Likeness, Window, is_function_word


def compare(window: Window, form: Form, language: str) -> Likeness:
    """Measure a window against a form."""
    norms = tuple(norm(text) for text in window.texts)
    wanted = form.norms
    front, back = _common_edges(norms, wanted)
    if norms != wanted and front + back in (len(norms), len(wanted)):
        front = back = 0  # words only come or go: then no part of the window stands for a part of the form
    changed, kept = norms[front : len(norms) - back], norms[:front] + norms[len(norms) - back :]
    missing = wanted[front : len(wanted) - back]
    cost, length = nearest(ways(window.texts, language), form.phones, language)
    if kept and changed and missing:
        changed_texts = window.texts[front : len(norms) - back]
        missing_texts = tuple(token.text for token in form.tokens[front : len(wanted) - back])
        changed_cost, changed_length = nearest(ways(changed_texts, language), ways(missing_texts, language), language)
        # The whole is no farther apart than its changed part, nor that than the whole (a `say` knows only the whole).
        cost = changed_cost = min(cost, changed_cost)
    else:
        changed_cost, changed_length = cost, length
    # An article or preposition at the edge is taken in only if that brings the sound clearly nearer.
    for mine, theirs in ((norms[0], wanted[0]), (norms[-1], wanted[-1])):
        if changed_cost and is_function_word(mine, language) and not is_function_word(theirs, language):
            cost, changed_cost = cost + LITTLE_WORD, changed_cost + LITTLE_WORD
    folded, right = fold("".join(window.texts)), fold(form.text)
    zipfs = [zipf(token, language) for token in changed] or [9.0]
    content = [zipf(token, language) for token in changed if not is_function_word(token, language)] or zipfs
    # A capital at the start of a sentence says nothing.
    capitals = [
        text[:1].isupper()
        for text, named in zip(window.texts[front : len(norms) - back], window.named[front:], strict=False)
        if named
    ]
    return Likeness(
        cost,
        length,
        Indel.normalized_similarity(folded, right),
        front,
        back,
        changed,
        kept,
        missing,
        changed_cost,
        changed_length,
        min(zipfs),
        max(content),
        any(capitals) or window.caseless,
        not window.caseless
        and any(token.text[:1].isupper() for token in form.tokens[front : len(wanted) - back])
        and bool(capitals)
        and not any(capitals),
        folded == right,
    )


def _common_edges(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many tokens two sequences share at the front, and then at the back."""
    front = 0
    while front < min(len(one), len(other)) and one[front] == other[front]:
        front += 1
    back = 0
    while back < min(len(one), len(other)) - front and one[-1 - back] == other[-1 - back]:
        back += 1
    return front, back


@lru_cache(maxsize=1 << 16)
def ways(texts: tuple[str, ...], language: str) -> tuple[str, ...]:
    """How a phrase may be said: each word in its two likeliest ways, and at most eight combinations in all."""
    words = [pronunciations(text, language, 2) for text in texts]
    if len(words) == 1:
        return words[0]
    if sum(map(len, words)) == len(words):
        return ("".join([said for (said,) in words]),)
    spoken: dict[str, None] = {}
    for combination in product(*words):
        spoken["".join(combination)] = None
        if len(spoken) == 8:
            break
    return tuple(spoken)
