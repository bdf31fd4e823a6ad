"""Lines of plain text as paragraphs: what was broken at a width, as in wires, e-mails and copies of PDFs, is joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..correction.frequency import zipf
from ..correction.language import LANGUAGES
from ..correction.tokens import SENTENCE_ENDS, norm

# A column of a newspaper has so many words on a line at least.
_FEWEST_WORDS = 4
# A line is full if the next one's first word would have gone beyond this share of the width: letters differ in width.
_FULL = 0.85
# A text is wrapped if so many of its lines are full, and after so many of those a word or a sentence plainly goes on.
_MOSTLY, _GOES_ON = 0.5, 0.25
# Words that end no line of their own: something belongs behind them.
_OPEN = frozenset(
    "de du des à au aux en dans sur sous par pour avec sans vers contre selon chez entre depuis le la les un une et ou que qui "
    "of the a an at to for by with from and or that".split()
)
# A sentence's end (behind a whole word: "M." and "Prof." are none), and no other one at the end of the line.
_BROKEN_OFF = re.compile(r"[^\W\d_]{5}[.!?…]+[»”\")]* .*[^.!?…:»”\")]$")
# The mark of an item of a list.
ITEM = re.compile(r"(?:[-*•·–—>]|\d{1,3}[.)])\s")
# A word that a line's end cuts in two.
_CUT = re.compile(r"([^\W\d_]+)[-\u2010]\n\s*([^\W\d_]+)")


def unwrapped(content: str) -> Iterator[tuple[int, str]]:
    """Each paragraph with the number of its first line; lines that are only wrapped stay apart in it by "\\n"."""
    lines = [line.strip() for line in content.splitlines()]
    width = _width(lines)
    begun, parts = 0, list[str]()
    for number, line in enumerate(lines):
        if parts and not _continues(lines, number, width):
            yield begun + 1, "\n".join(parts)
            parts = []
        begun = begun if parts else number
        parts.append(line)
    if parts:
        yield begun + 1, "\n".join(parts)


def rejoined(text: str) -> str:
    """A text with the words whole that a line's end cut in two.

    >>> rejoined("une infor-\\nmation, un guet-\\napens et Saint-\\nBrieuc")
    'une information, un guet-apens et Saint-Brieuc'
    """
    if "-\n" not in text and "\u2010\n" not in text:
        return text
    return _CUT.sub(lambda cut: _whole(cut[1], cut[2], text), text)


def _width(lines: Sequence[str]) -> int:
    """The width at which a text was wrapped; 0 if its lines are its paragraphs."""
    followed = [at for at in range(len(lines) - 1) if lines[at] and lines[at + 1] and not ITEM.match(lines[at + 1])]
    width = max((len(lines[at]) for at in followed), default=0)
    full = [at for at in followed if _is_full(lines, at, width)]
    words = sorted(len(lines[at].split()) for at in full)
    if not full or words[len(words) // 2] < _FEWEST_WORDS:
        return 0
    going_on = sum(_goes_on(lines, at) for at in full)
    return width if len(full) >= _MOSTLY * len(followed) and going_on >= _GOES_ON * len(full) else 0


def _is_full(lines: Sequence[str], at: int, width: int) -> bool:
    """Whether a line has no room for the next one's first word; the text below a headline goes beyond it."""
    following = lines[at + 1]
    return len(following) * _FULL <= width and len(lines[at]) + 1 + len(following.split()[0]) > _FULL * width


def _continues(lines: Sequence[str], number: int, width: int) -> bool:
    """Whether a line goes on with what stands on the one before."""
    before, line = lines[number - 1], lines[number]
    if not before or not line:
        return False
    return _is_cut(lines, number - 1) or (bool(width) and not ITEM.match(line) and _is_full(lines, number - 1, width))


def _is_cut(lines: Sequence[str], at: int) -> bool:
    """Whether the end of a line cuts a word in two."""
    return lines[at][-1] in "-\u2010" and _CUT.search(f"{lines[at]}\n{lines[at + 1]}") is not None


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether a line ends within a word or a sentence, as far as it is plain: with a small word, behind which something belongs
    ("en provenance de"), behind the beginning of a sentence, or before a small letter."""
    line, following = lines[at], lines[at + 1]
    if _is_cut(lines, at) or line.split()[-1] in _OPEN or _BROKEN_OFF.search(line):
        return True
    return following[0].islower() and line[-1] not in SENTENCE_ENDS


def _whole(left: str, right: str, text: str) -> str:
    """A word of two halves, with its hyphen if that is part of it: by how it stands elsewhere, or else by which is commoner."""
    hyphened, joined = f"{left}-{right}", left + right
    if right[:1].isupper() or hyphened in text:
        return hyphened
    if joined in text:
        return joined
    halves = min(_known(left), _known(right))
    return hyphened if halves > _known(joined) else joined


def _known(word: str) -> float:
    """How common a word is in the language where it is commonest: the text's is found out from its whole words."""
    return max(zipf(norm(word), language) for language in LANGUAGES[:2])
