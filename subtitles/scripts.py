"""Scripts without spaces between words, and how wide their characters are."""

from __future__ import annotations

import re

# Full-width characters count as two (Unicode UAX #11): Chinese, Japanese, Korean, and their punctuation.
_FULL = re.compile(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    r"\U00020000-\U0003fffd]"
)
# Chinese and Japanese, which may part between any two characters, and Thai, Lao, Burmese and Khmer, which may not.
_HAN = r"\u2e80-\u2fff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
_BEFORE = re.compile(rf"[{_HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$")
_AFTER = re.compile(rf"[{_HAN}\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3]")
# What begins no line, closing signs and small kana, and what ends none.
_CLOSES = "、。，．！？：；）〕］｝」』】》〉…‥ー々ゝゞ・％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
_OPENS = "（〔［｛「『【《〈"
_CLOSING, _OPENING = re.compile(f"[{_CLOSES}]"), re.compile(f"[{_OPENS}]$")
_PIECE = re.compile(f"[{_OPENS}]*(?:[{_HAN}]|[^{_HAN}]+)[{_CLOSES}]*")
# A word of so many characters is none: it is a text without spaces.
_LONGEST = 8


def columns(text: str) -> int:
    """How many characters a text counts for, a full-width one as two."""
    narrow = text.isascii() or max(text) < "\u1100"  # most texts, at a look
    return len(text) if narrow else len(text) + len(_FULL.findall(text))


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two pieces of text that no space parts."""
    bare = _BEFORE.search(before) and _AFTER.match(after)
    return bool(bare) and not _OPENING.search(before) and not _CLOSING.match(after)


def pieces(word: str) -> list[str]:
    """What of a word may stand on lines of its own: each character of a Chinese or Japanese text, else the word."""
    if len(word) <= _LONGEST or not _FULL.search(word):
        return [word]
    found: list[str] = _PIECE.findall(word)
    return found if "".join(found) == word else [word]
