"""Terms as a prompt: Whisper leans towards words that it believes were said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable


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


def plain(text: str) -> str:
    """The text on one line, without what a tokenizer would take for its special tokens."""
    return " ".join(text.replace("<|", "<").replace("|>", ">").split())
