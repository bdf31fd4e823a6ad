"""What stands around names and is no part of them (titles, offices, letters after them), and elided particles that are part of
one: "N'Golo", "L'Hostis", "d'Estienne d'Orves".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile

from ..correction.frequency import REAL, zipf
from ..correction.phonetics import phonology
from ..correction.tokens import Token, fold, norm
from .words import is_no_name

_SHORT = frozenset("me mes m mm mme mmes mlle mlles mgr dr drs pr".split())
_TITLES = {
    "fr": _SHORT
    | frozenset(
        "maître maîtres madame mesdames monsieur messieurs mademoiselle docteur docteure professeur professeure président "
        "présidente ministre".split()
    ),
    "en": frozenset("mr mrs ms dr prof doctor professor president senator minister judge councillor cllr".split()),
}
# The same where only a whole name tells them from one: "Abbé Pierre", "Capitaine Marvel" and "Père Noël" are called so.
_RANKS = {
    "fr": frozenset(
        "général générale colonel colonelle commandant commandante capitaine lieutenant lieutenante adjudant adjudante sergent "
        "sergente brigadier brigadière maréchal amiral amirale préfet préfète sénateur sénatrice député députée procureur "
        "procureure juge bâtonnier bâtonnière monseigneur cardinal père abbé frère sœur pasteur rabbin imam".split()
    ),
    "en": frozenset(
        "sir dame lord lady general gen colonel col major captain capt lieutenant lt sergeant sgt admiral governor "
        "representative justice secretary commissioner detective chief inspector superintendent supt constable pc officer "
        "executive director leader chairman chairwoman reverend rev father sister bishop cardinal rabbi imam".split()
    ),
}
# Letters after a name, which are no part of it.
POSTNOMINALS = {"en": frozenset("KC QC MP MPs MEP MSP MBE OBE CBE PhD MD".split())}
# Before a place, a department or a state, and directly before who holds them: "le préfet du Finistère Yanis Bouzidi".
_OFFICES = {
    "fr": re.compile(
        r"\b(?:maire(?:sse)?|bourgmestre|pr[ée]f[èe]te?|député[es]*|sénat(?:eur|rice)|élue?|procureure?|évêque|archevêque|ministre"
        r"|secrétaire|conseill(?:er|ère)|(?:vice-)?présidente?|garde|chef|cheffe|gouverneure?|recteur|rectrice|roi|reine)"
        r"(?: (?:sortant|adjoint|délégué|régional|général|départemental|municipal|national|fédéral)e?)?"
        r" (?:(?:de (?:la )?|du |des )|(?:de l|d)['’])$",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:mayor|governor|president|(?:prime )?minister|senator|king|queen|(?:arch)?bishop) of (?:the )?$", re.I
    ),
}
_LONGEST_OFFICE = 50
# After these no "d'" is a preposition: it begins a name. "le président d'Arcelor" presides over something.
_BEFORE_NAMES = frozenset("à avec chez contre entre par pour sans selon sur vers".split()) | _SHORT
# Names of Africa are written so; French elides these words before small letters only.
_NEVER_ELIDED = frozenset(("n'", "m'", "t'"))
# A capital that the place does not ask for: a word or a comma stands before it.
_INSIDE = re.compile(r"[^\W_],? ([LD])['’](?=[^\W\d_])([^\W_]+)")
_GOES_ON = re.compile(r" d['’][A-ZÀ-Ý]")
# "Ille-et-Vilaine", "Saint-Gengoux-le-National": a place, after which a name is another one.
_PLACE = re.compile(r"\w-(?:et|en|sur|sous|lès|les|le|la|de|du|des|aux?)-\w")


def is_title(word: str, language: str) -> bool:
    """Whether a word is a form of address, which is no part of the name after it ("Me", "M.", "Président")."""
    return word[:1].isupper() and norm(word.rstrip(".")) in _TITLES.get(language, frozenset())


def without_title(name: str, language: str) -> str:
    """A name of a list without what the person is addressed by: "Yvon Trémeur" of "Général Yvon Trémeur"."""
    title, _, rest = name.partition(" ")
    if not rest[:1].isupper():
        return name  # "Général de Gaulle", or a title alone
    if is_title(title, language):
        short = norm(title.rstrip(".")) in _SHORT
        return without_title(rest, language) if short or " " in rest else name
    ranked = title[:1].isupper() and norm(title) in _RANKS.get(language, frozenset())
    return without_title(rest, language) if ranked and " " in rest else name


def without_rank(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """A name in a text without all up to the last rank in it, if a whole name follows: "Gethin Iorwerth" of "Detective Sergeant
    Gethin Iorwerth", but all of "General Medical Council"."""
    for at in range(len(words) - 1, 0, -1):
        name = tuple(takewhile(lambda word: word[:1].isupper(), words[at:]))
        if len(name) > 1 and norm(words[at - 1]) in _RANKS.get(language, frozenset()):
            return words if is_no_name(norm(name[-1]), language) else words[at:]
    return words


def without_origin(words: tuple[str, ...], led: str, language: str) -> tuple[str, ...]:
    """A name in a text without where the person is from, behind an article, which no name has: "Shaunelle Wibberley" of
    "l'Américaine Shaunelle Wibberley"."""
    tables = phonology(language)
    first, rest = words[0], words[1:]
    if led not in tables.determiners or led in ("de", "d'") or sum(word[:1].isupper() for word in rest) < 2:
        return words
    from_there = fold(first).endswith(tuple(tables.derived)) or norm(first) in tables.nations
    return rest if from_there and rest[0][:1].isupper() and zipf(norm(first), language) >= REAL else words


def is_office(text: str, end: int, language: str) -> bool:
    """Whether an office ends before a place in a text, and where it is held is to follow: "la maire de"."""
    office = _OFFICES.get(language)
    return office is not None and office.search(text[max(0, end - _LONGEST_OFFICE) : end]) is not None


def is_chain(text: str, at: int) -> bool:
    """Whether a text goes on from a place with a particle and a name, as in "d'Estienne d'Orves"."""
    return _GOES_ON.match(text, at) is not None


def is_place(word: str) -> bool:
    return _PLACE.search(norm(word)) is not None


def written_with(texts: Iterable[str]) -> dict[str, str]:
    """Words that the texts write with a particle in capitals inside a sentence, by their normal form: "hostis" -> "L'"."""
    return {
        norm(match[2]): f"{match[1]}'"
        for text in texts
        for match in _INSIDE.finditer(text)
        if match[2][:1].isupper() and not match[2].isupper()
    }


def particle(tokens: tuple[Token, ...], fresh: bool, before: str, run: bool, known: Mapping[str, str]) -> bool:
    """Whether the elided word that begins a word belongs to the name in it.

    Args:
        fresh: whether the word begins a sentence, so that its capital says nothing.
        before: the word before it, in its normal form.
        run: whether a name stands directly before it, or goes on with another particle.
        known: names that the text writes with a particle (`written_with`).
    """
    small, head = tokens[0], tokens[1]
    if not head.text[:1].isupper() or head.text.isupper():
        return False
    if known.get(head.norm, "").lower() == small.norm:
        return True
    if small.text[:1].isupper():
        return small.norm in _NEVER_ELIDED or (small.norm in ("d'", "l'") and not fresh)
    return small.norm == "d'" and (run or before in _BEFORE_NAMES)
