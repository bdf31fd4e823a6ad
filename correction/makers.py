"""Who made the subtitles, in the words of a credit: what tells a maker from what a sentence about subtitles names."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# "Amara. org" is written, "M. de Villepin" is none.
_ADDRESS = re.compile(
    r"www\.|https?://|\w\. ?(?:org|com|net)\b|\w\.(?:eu|tv|info|ai|fr|ca|be|ch|de|uk|us|es|it|nl|pt|ru)\b", re.I
)
# "ST' 501"; a year says when something was, not who made it, and "France 2" is talked about.
_NUMBER = re.compile(r"\bST\W{0,2}\d|(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d{3}", re.I)
# Scripts without capitals, whose patterns in the lexicon are narrow instead.
_NO_CASE = re.compile(r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĂÁČĎĚŁŃŇŘŚŠŤŮŹŻŽĆŐŰĞİŞȘȚΑ-ΩА-ЯЁ]"
_INITIALS = re.compile(rf"\b{_CAPITAL}\. ?{_CAPITAL}")
# "L. Martin" has its own rule; "Jean de La Fontaine", "Tineke de Boer".
_PAIR = re.compile(
    rf"(?<!\w){_CAPITAL}[\w'’-]+ (?:(?:de|du|von|van|der|di|da|do|dos|del|la|le)\s){{0,2}}{_CAPITAL}[\w'’-]+"
)
# A made-up Latin name in a Cyrillic line.
_NICK = re.compile(r"[а-яё].* [A-Za-z]+[a-z][A-Z]\w*")
_SIGNS = re.compile(r"(?<![\d/])(?!(?:19|20)\d\d(?!\d))\d|\w [&+] \w")
_MARKS = " \t\n\"'«»“”()[]-–—*♪.!…"


def certain(text: str) -> bool:
    """Whether a credit has a mark that no sentence has: an address, a company's number, the sign of copyright."""
    return bool(_ADDRESS.search(text) or _NUMBER.search(text) or "©" in text or "℗" in text)


def named(text: str) -> bool:
    """Whether a credit names a maker of the kind that makes subtitles: a company, initials, a first name with a surname.

    "Sous-titres : Macron." may be a headline, "Ces sous-titres ont été générés par ChatGPT et Gemini." anybody may say.
    """
    if certain(text) or _NO_CASE.search(text):
        return True
    head, spoken, dubbing, kinds, agents, openings = _words()
    begun = head.search(text)
    if not (begun or dubbing.search(text)):
        return True  # not about subtitles: a lexicon's own lines, a mark of copyright
    if spoken.match(text.lstrip(_MARKS)):
        return False
    if not dubbing.search(text) and agents.search(text):
        return True
    _, colon, maker = text.partition(":")
    if not colon:
        maker = text[begun.end() :] if begun else text.lstrip(_MARKS).partition(" ")[2]
    words = maker.strip(_MARKS).split()
    if ((len(words) > 1 or "-" in maker) and kinds.search(maker)) or _INITIALS.search(maker) or _NICK.search(text):
        return True
    if not colon and (_SIGNS.search(maker) or any(word.strip("(),.").isupper() and len(word) > 1 for word in words)):
        return True
    pairs = _PAIR.findall(" ".join(word for word in words if word not in openings))
    return bool(pairs) and not dubbing.search(text)


@cache
def _words() -> tuple[
    re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]
]:
    """A credit's head, what begins a sentence about subtitles, heads of dubbing, kinds of makers, what stands before them,
    words before names."""
    data = tomllib.loads(files(__package__).joinpath("credits.toml").read_text(encoding="utf-8"))
    named = ("heads", "spoken", "dubbing", "makers", "agents")
    heads, spoken, dubbing, kinds, agents = ("|".join(data[name]) for name in named)
    return (
        re.compile(rf"(?:{heads})[\w-]*", re.I),
        re.compile(rf"(?:{spoken})\b", re.I),
        re.compile(dubbing, re.I),
        re.compile(rf"\b(?:{kinds})\b", re.I),
        re.compile(rf"\b(?:{agents})\b", re.I),
        frozenset(data["openings"].split()),
    )
