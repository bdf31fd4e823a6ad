"""What was changed in a text that no person looked at: of that nothing is learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..correction.tokens import split_norms
from .align import Side


class Change(NamedTuple):
    """Words of a text, by position (both ends included), and what was written for them."""

    first: int
    last: int
    after: str


def made_by(
    changes: Sequence[Change], heard: tuple[int, int], right: tuple[int, int], before: Side, after: Side
) -> bool:
    """Whether these changes made all of a sighting, given by its tokens on both sides: what they wrote there still stands.

    They may cover more than the term ("Me Kemener") or a part of it, and the sighting may be a part of what they replaced.
    """
    begin, end = before.word[heard[0]], before.word[heard[1] - 1]
    ours = [change for change in changes if change.first <= end and begin <= change.last]
    if not ours:
        return False
    begin, end = min(begin, ours[0].first), max(end, *(change.last for change in ours))
    written: list[str] = []
    for change in ours:
        written += split_norms(" ".join(before.words[begin : change.first])) + split_norms(change.after)
        begin = change.last + 1
    written += split_norms(" ".join(before.words[begin : end + 1]))
    norms = [token.norm for token in after.tokens]
    places = range(max(right[1] - len(written), 0), right[0] + 1)
    return any(norms[at : at + len(written)] == written for at in places)
