"""Where terms stand rightly in a text: what its windows are judged by."""

from __future__ import annotations

from dataclasses import dataclass

from .forms import Form, Kind


@dataclass(slots=True)
class _Span:
    """How far the places of a term reach, in tokens: this tells whether one lies outside a window, however many there are."""

    first_end: int
    last_begin: int

    def leaves(self, first: int, count: int) -> bool:
        return self.first_end <= first or first + count <= self.last_begin


class Places:
    """Where terms stand rightly in a text, or do once it is corrected."""

    def __init__(self) -> None:
        self._known: set[tuple[int, int, int, bool]] = set()  # term, first, count, whether its whole name
        self._spans: dict[tuple[int, bool], _Span] = {}  # by term, of all places (False) or those of whole names (True)
        self._edges: set[tuple[int, int, bool]] = set()  # term, where it begins, or the token after it (True)

    def add(self, form: Form, first: int, count: int) -> bool:
        """Note a place; whether it is new."""
        term, end, whole = form.term, first + count, form.kind is not Kind.SURNAME
        if {(term, first, count, True), (term, first, count, whole)} & self._known:
            return False
        self._known.add((term, first, count, whole))
        for of_whole in {False, whole}:
            span = self._spans.setdefault((term, of_whole), _Span(end, first))
            span.first_end, span.last_begin = min(span.first_end, end), max(span.last_begin, first)
        self._edges |= {(term, first, False), (term, end, True)}
        return True

    def tokens(self) -> set[int]:
        """All tokens of these places."""
        return {at for _, first, count, _ in self._known for at in range(first, first + count)}

    def elsewhere(self, term: int, first: int, count: int, *, whole: bool = False) -> bool:
        """Whether the term, or its whole name, stands outside a window: a proposal is no evidence for itself."""
        span = self._spans.get((term, whole))
        return span is not None and span.leaves(first, count)

    def beside(self, term: int, first: int, count: int) -> tuple[bool, bool]:
        """Whether the term stands right before a window, and right after it."""
        return (term, first, True) in self._edges, (term, first + count, False) in self._edges
