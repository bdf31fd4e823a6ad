"""Words as layout sees them: what no line may part is one token, with its times in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from ..document.model import Transcript, Word, spread
from .scripts import may_part, pieces

_HARD_SPACE = "\u00a0\u202f\u2007\u2060\ufeff"
_TIED_TO_LAST = re.compile(r"[:;!?…».,)\]”%‰€$£°]+")  # French punctuation after its space
_TIED_TO_NEXT = re.compile(r"(?:[«“(\[]|[-–—])$")  # an opening quote, a speaker's dash
# Of those what belongs to another segment too: dots may go before what comes, and a dash after what broke off.
_CLOSES = re.compile(r"(?![.…]+$)" + _TIED_TO_LAST.pattern)
_OPENS = re.compile(r"[«“(\[]$")
_DASH = re.compile(r"[-–—](?!\d)")
# A line that ends inside a word ("Premier-", "ministre"), or breaks one off ("pré-", "et post-natal"): which of them, no
# pattern tells, so that it is neither joined nor parted by a space.
_HYPHENED, _GOES_ON = re.compile(r"\w[-\xad\u2010\u2011]$"), re.compile(r"\w")


@dataclass(slots=True)
class Token:
    """Words that stay on one line. Times are ms; each token starts after the one before it.

    Attributes:
        words: how many words it holds.
        segment: the transcript's segment that its first word belongs to.
        speaks: it begins with a speaker's dash, and so a line.
        apart: it begins a line because the one before ends in a hyphen.
        joint: what stands between it and the one before on one line: nothing in scripts without spaces.
    """

    text: str
    start: int
    end: int
    words: int
    segment: int
    speaks: bool = False
    joint: str = " "
    apart: bool = False

    @property
    def last_word(self) -> str:
        return self.text.split()[-1]


def tokens_of(transcript: Transcript, whole: Collection[int] = ()) -> list[Token]:
    """The tokens of a transcript, in the order of its words.

    Words whose times run backwards, or that all have one time, follow one another by a millisecond: a cue needs some time.

    Args:
        whole: segments that are cues already: their words share no token with those of others.
    """
    tokens: list[Token] = []
    for at, segment in enumerate(transcript.segments):
        _append(tokens, transcript.words_of(segment), at, alone=at in whole or at - 1 in whole)
    for one, other in pairwise(tokens):
        other.start = max(other.start, one.start + 1)
        other.end = max(other.end, other.start)
    return tokens


def speaks(text: str) -> bool:
    """Whether a line of it begins with a speaker's dash, or a sentence within one does."""
    return bool(_DASH.search(text)) and any(token.speaks for token in tokens_of(Transcript.from_texts([text])))


def _append(tokens: list[Token], words: Iterable[Word], segment: int, *, alone: bool) -> None:
    opens = True  # a segment, a line of it or a sentence
    begun = len(tokens)
    for word in words:
        core = word.text.strip()
        lead = word.text[: len(word.text) - len(word.text.lstrip())]
        if not core:
            continue
        ends_line = len(tokens) == begun or "\n" in lead
        opens = opens or ends_line
        apart = ends_line and bool(tokens and _HYPHENED.search(tokens[-1].text) and _GOES_ON.match(core))
        if apart:
            joint = None
        elif len(tokens) > begun:
            joint = _joint(tokens[-1], lead, core)
        else:
            ties = not alone and tokens and (_CLOSES.fullmatch(core) or _OPENS.search(tokens[-1].text))
            joint = " " if ties else None
        # Between words of a script without spaces a line may end; what the file broke there was one text.
        bare = len(tokens) > begun and not lead.strip("\r\n") and may_part(tokens[-1].text, core)
        if joint is None or bare:
            speaks = opens and bool(_DASH.match(core))
            for part in spread(pieces(core), word.start, max(word.start, word.end)):
                tokens.append(Token(part.text, part.start, part.end, 1, segment, speaks, "" if bare else " ", apart))
                speaks, bare, apart = False, True, False
        else:
            last = tokens[-1]
            last.text += joint + core
            last.end = max(last.end, word.end)
            last.words += 1
        opens = core[-1] in ".!?…»"


def _joint(before: Token, lead: str, core: str) -> str | None:
    """What stands between two words that no line may part; None if it may."""
    if not lead.strip(_HARD_SPACE):
        return lead
    if _TIED_TO_LAST.fullmatch(core) or _TIED_TO_NEXT.search(before.last_word):
        hard = [space for space in lead if space in _HARD_SPACE]
        return hard[0] if hard else " "
    return None
