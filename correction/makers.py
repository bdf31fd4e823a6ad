"""Who made the subtitles, in the words of a credit: what tells a maker from what a sentence about subtitles names."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"www\.|https?://|\w\. ?(?:org|com|net|eu|tv|info|ai|fr|ca|be|ch|de|uk|us|es|it|nl|pt|ru)\b", re.I
)
# "ST' 501"; a year says when something was, not who made it, and "France 2" is talked about.
_NUMBER = re.compile(r"\bST\W{0,2}\d|(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d{3}", re.I)


def certain(text: str) -> bool:
    """Whether a credit has a mark that no sentence has: an address, a company's number, the sign of copyright."""
    return bool(_ADDRESS.search(text) or _NUMBER.search(text) or "©" in text or "℗" in text)
