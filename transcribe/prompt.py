"""Terms as a prompt: Whisper leans towards words that it believes were said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache


def render_prompt(terms: Iterable[str], count: Callable[[str], int], budget: int, own: str | None = None) -> str | None:
    """The prompt for a recogniser.

    Args:
        terms: the most useful first; those that no longer fit are left out, and so are repetitions.
        count: how many tokens a text has.
        budget: how many the prompt may have.
        own: the user's own prompt. It comes last, because Whisper keeps the end of a prompt that is too long, and weighs
            what is near most.

    Returns:
        None if there is nothing to say.

    >>> render_prompt(["guet-apens", "Mâcon", "guet-apens"], len, 20)
    'guet-apens, Mâcon.'
    """
    tail = plain(own or "")
    left = budget - (count(" " + tail) if tail else 0) - count(".")
    chosen: dict[str, None] = {}
    for term in terms:
        text = plain(term)
        if not text or text in chosen:
            continue
        cost = count(f", {text}" if chosen else f" {text}")
        if cost <= left:
            chosen[text] = None
            left -= cost
        elif left < 2:
            break
    head = ", ".join(chosen) + "." if chosen else ""
    return " ".join(part for part in (head, tail) if part) or None


def prompt_pages(terms: Iterable[str], count: Callable[[str], int], budget: int, own: str | None = None) -> list[str]:
    """Prompts for windows to take in turn, where there are more terms than fit into one: the most useful ones stand in each, in
    half of the room; the others come round in the other half.

    Returns:
        One prompt if all terms fit, none if there is nothing to say.

    >>> prompt_pages(["guet-apens", "Mâcon", "Maëlle", "Quéméneur"], len, 30)
    ['guet-apens, Mâcon.', 'guet-apens, Maëlle.', 'guet-apens, Quéméneur.']
    """
    count = cache(count)
    listed = list(dict.fromkeys(text for text in map(plain, terms) if text))
    whole = render_prompt(listed, count, budget, own)
    if whole is None:
        return []
    if _fit(listed, count, budget, own) == len(listed):
        return [whole]
    always = _fit(listed, count, budget // 2, own)
    pages = []
    rest = listed[always:]
    while rest:
        pages.append(render_prompt(listed[:always] + rest, count, budget, own) or "")
        rest = rest[max(1, _fit(listed[:always] + rest, count, budget, own) - always) :]
    return pages


def _fit(terms: list[str], count: Callable[[str], int], budget: int, own: str | None) -> int:
    """How many of the first terms fit together."""
    tail = plain(own or "")
    left = budget - (count(" " + tail) if tail else 0) - count(".")
    for at, term in enumerate(terms):
        left -= count(f", {term}" if at else f" {term}")
        if left < 0:
            return at
    return len(terms)


def plain(text: str) -> str:
    """The text on one line, without what a tokenizer would take for its special tokens."""
    return " ".join(text.replace("<|", "<").replace("|>", ">").split())
