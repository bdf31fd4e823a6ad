"""Whether a term would stand in the other number than the words that it replaces."""

from __future__ import annotations

from .forms import Form
from .frequency import REAL, zipf
from .grounds import COMMON
from .phonetics import phonology
from .phonetics.text import is_acronym
from .tokens import norm
from .windows import Neighbours, Window


def other_number(window: Window, beside: Neighbours, form: Form, language: str) -> bool:
    """Whether the words there, or the determiner before them, ask for the other number than the form has.

    "les Charentes Maritimes" are no "Charente-Maritime", "deux rançongiciels" no "rançongiciel", "la Bouche du Rhône" no
    "Bouches-du-Rhône". A name does not change after a plural ("les Kergoat"), but words that exist in the plural are meant so.
    A term that begins with a figure ("30 rue de Bourgogne") has its number in it.
    """
    if any(is_acronym(token.text) for token in form.tokens):
        return False  # "les OQTFS"
    determiners = phonology(language).determiners
    words, wanted = [norm(text) for text in window.texts], form.norms
    led = norm(beside.left)
    if len(words) > 1 and words[0] in determiners and words[0] != wanted[0]:
        led, words = words[0], words[1:]
    number = determiners[led].number if led in determiners else ""
    if number == "singular":
        # "le Castre olympique" plays in Castres, and "le fond vert" is the fonds, whose s has nothing to do with a plural.
        exists = zipf(words[0], language) >= COMMON or not form.named
        return exists and is_plural(wanted[0], words[0]) and wanted[0] not in phonology(language).invariable
    if wanted[0][:1].isdigit():
        return False
    if number == "plural" and len(words) == len(wanted) and any(map(is_plural, words, wanted)):
        return True  # "les partis québécois", which are no "Parti québécois"
    if any(map(_is_marked, wanted)):
        return False
    marked = [word for word in words if _is_marked(word) and zipf(word, language) >= REAL]
    if number != "plural":
        return len(marked) == len(words) == len(wanted) > 1
    return bool(marked) or not form.named


def is_plural(word: str, other: str) -> bool:
    """Whether a word is another one with the ending that plurals have."""
    return _is_marked(word) and word[:-1] == other


def _is_marked(word: str) -> bool:
    """Whether a word ends as plurals do."""
    return word.endswith(("s", "x", "z"))
