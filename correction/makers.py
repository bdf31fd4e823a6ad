"""Who made the subtitles, in the words of a credit: what tells a maker from what a sentence about subtitles names."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# "Amara. org" is written, "M. de Villepin" is none.
_ADDRESS = re.compile(
    r"www\.|https?://|\w\. ?(?:org|com|net)\b|\w\.(?:eu|tv|info|ai|fr|ca|be|ch|de|uk|us|es|it|nl|pt|ru)\b", re.I
)
# "ST' 501"; a year says when something was, not who made it, and "France 2" is talked about.
_NUMBER = re.compile(r"\bST\W{0,2}\d|(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d{3}", re.I)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĂÁČĎĚŁŃŇŘŚŠŤŮŹŻŽĆŐŰĞİŞȘȚΑ-ΩА-ЯЁ]"
_INITIALS = re.compile(rf"\b{_CAPITAL}\. ?{_CAPITAL}")
# "L. Martin" has its own rule; "Jean de La Fontaine", "Tineke de Boer".
_PAIR = rf"{_CAPITAL}[\w'’-]+ (?:(?:de|du|von|van|der|di|da|do|dos|del|la|le)\s){{0,2}}{_CAPITAL}[\w'’-]+"
# Nothing else after "von" and the like: "von Alfred Döblins Roman Berlin Alexanderplatz" is no maker.
_PEOPLE = re.compile(
    rf"(?:(?!{_CAPITAL})[^\W\d_][\w'’]*\s){{0,6}}{_PAIR}(?:(?:,| &| \w{{1,3}})? {_PAIR}){{0,4}}(?:,? \(?\d{{4}}\)?)?"
)
# A made-up Latin name in a Cyrillic line.
_NICK = re.compile(r"[а-яё].* [A-Za-z]+[a-z][A-Z]\w*")
_SIGNS = re.compile(r"(?<![\d/])(?!(?:19|20)\d\d(?!\d))\d|\w [&+] \w")
_MARKS = " \t\n\"'«»“”()[]-–—*♪.!…"


def certain(text: str) -> bool:
    """Whether a credit has a mark that speaks for it by itself: an address, a company's number, the sign of copyright."""
    return numbered(text) or bool(_ADDRESS.search(text))


def numbered(text: str) -> bool:
    """Whether it has a mark that no sentence has, wherever it goes on: of an address people do speak."""
    return bool(_NUMBER.search(text) or "©" in text or "℗" in text)


def named(text: str) -> bool:
    """Whether a credit names a maker of the kind that makes subtitles: a company, initials, a first name with a surname
    unless a colon alone stands before it. Where it is not known how the credit begins, nobody can tell.

    "Sous-titres : Macron." may be a headline, "Ces sous-titres ont été générés par ChatGPT et Gemini." anybody may say, and
    "Sous-titre : Le Groupe Manouchian." is of a book.
    """
    if certain(text):
        return True
    words = _words()
    text = text.strip(_MARKS)
    begun = words.heads.search(text)
    dubbed = words.dubbing.search(text)
    if not (begun or dubbed) or words.spoken.match(text) or words.no_makers.search(text):
        return False
    if begun and words.singular.match(text, begun.start()):
        return False
    if not dubbed and words.agents.search(text):
        return True
    _, colon, maker = text.partition(":")
    if not colon:
        maker = text[begun.end() :] if begun else text.partition(" ")[2]
    parts = maker.strip(_MARKS).split()
    if not colon and words.audience.match(" ".join(parts)):
        return False
    if words.makers.search(maker) and (len(parts) > 1 or "-" in maker):
        return True
    if _INITIALS.search(maker) or _NICK.search(text):
        return True
    if not colon and (_SIGNS.search(maker) or any(word.strip("(),.").isupper() and len(word) > 1 for word in parts)):
        return True
    if dubbed or (colon and begun and not begun.start()):
        return False  # "Sous-titres : Emmanuel Macron." is a headline, "Traduction et sous-titres : ..." is none
    return bool(_PEOPLE.fullmatch(" ".join(word for word in parts if word not in words.openings)))


class _Words(NamedTuple):
    """Patterns of words (credits.toml): how a credit begins, and one of dubbing; what begins a sentence about subtitles;
    the subtitle of a book; what is no maker; for whom or with whom; kinds of makers, and what stands before them. Words
    before names that are none."""

    heads: re.Pattern[str]
    dubbing: re.Pattern[str]
    spoken: re.Pattern[str]
    singular: re.Pattern[str]
    no_makers: re.Pattern[str]
    audience: re.Pattern[str]
    makers: re.Pattern[str]
    agents: re.Pattern[str]
    openings: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(files(__package__).joinpath("credits.toml").read_text(encoding="utf-8"))
    begun = {"heads": r"(?:{})[\w-]*", "dubbing": "{}"}
    whole = dict.fromkeys(("spoken", "singular", "audience", "no_makers", "makers", "agents"), r"\b(?:{})\b")
    patterns = {name: re.compile(form.format("|".join(data[name])), re.I) for name, form in (begun | whole).items()}
    return _Words(**patterns, openings=frozenset(data["openings"].split()))
