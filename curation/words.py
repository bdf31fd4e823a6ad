"""What a word is, as far as a lexicon cares: rare or ordinary, a name or not, and when two are one word inflected."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..correction.bigrams import is_listed, likeliness
from ..correction.frequency import zipf
from ..correction.phonetics import phonology
from ..correction.tokens import Token, fold, norm, split_norms

# A word below this Zipf frequency is worth telling the corrector: it occurs less than once in a million words.
RARE_WORD = 3.0
# A capital in mid-sentence makes a name, unless the word is this common and stands alone ("Internet", "Dieu").
COMMON_NAME = 5.0
# A name from this Zipf frequency on is known to everybody, recognisers included.
WELL_KNOWN = 4.0
# Phones that a term must have to be looked for by its sound.
SHORTEST_SOUND = 4
# The small words inside names.
NAME_JOINTS = frozenset(
    "de du des d' la le les l' en sur sous lès van von der of the da di del della dos ben bin ibn al el".split()
)
# Endings that are grammar and no other word, by language; an empty one is the bare form.
_ENDINGS = {
    "fr": ("", *"s x e es er ez é ée és ées ait aient ent ant ons a ai ont al aux ale ales".split()),
    "en": ("", *"s es ed d ing 's ly er ers n t y ies".split()),
}
_SHORTEST_STEM = 3
# Endings of words that are inflected, longest first, and what may stand there in their other forms: of verbs in the infinitive,
# of adjectives and participles in the other gender.
_FORMS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "fr": (
        *(
            (ending, ("er", "ir", "re", "oir", "e"))
            for ending in "issaient issait issant èrent eraient erait eront aient ait ons ez era a".split()
        ),
        ("euse", ("eux",)),
        ("enne", ("en",)),
        ("onne", ("on",)),
        ("elle", ("el",)),
        ("ante", ("ant", "er")),
        ("ente", ("ent",)),
        ("eux", ("euse",)),
        ("ive", ("if",)),
        ("ère", ("er",)),
        ("ale", ("al",)),
        ("ant", ("ante", "er", "ir", "re", "oir")),
        ("ent", ("ente", "er")),
        ("if", ("ive",)),
        ("el", ("elle",)),
        ("er", ("ère", "é", "e")),
        ("al", ("ale",)),
        ("ée", ("er", "é")),
        ("ie", ("ir", "i")),
        ("ue", ("u", "re", "oir")),
        ("ir", ("i", "it")),
        ("it", ("ir", "ite", "re")),
        ("é", ("er", "ée")),
        ("i", ("ir", "ie")),
        ("u", ("re", "oir", "ue")),
    ),
    "en": (("ing", ("", "e")), ("ied", ("y",)), ("ed", ("", "e")), ("es", ("", "e")), ("s", ("",))),
}
# What regular plurals are made of, the first that fits.
_PLURALS = {
    "fr": (("au", "aux"), ("eu", "eux"), ("", "s")),
    "en": (("ch", "ches"), ("sh", "shes"), ("ay", "ays"), ("ey", "eys"), ("oy", "oys"), ("y", "ies"), ("", "s")),
}
# Endings of plurals, and of words that have two.
_NOT_REGULAR = {"fr": ("s", "x", "z", "al", "ail"), "en": ("s", "x", "z")}
_PARTICIPLES = frozenset(("é", "ée"))
# Another form of a word is one that people say, too: this much rarer than the word at most, and not unheard of.
_RARER, _HEARD_OF = 1.5, 1.0
# So much likelier than by chance (natural logarithm) a noun or a participle stands behind one of these, unlike first names; its
# plural is so much rarer than a noun at most.
_BEFORE = {"fr": ("le", "la", "l'", "un", "une", "les", "des", "est", "a")}
_STANDS_BEHIND, _PLURAL_RARER = 1.0, 2.0


# Hyphens as typesetters have them, and categories of signs that are not seen: a word is the same with and without.
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_UNSEEN = ("Cc", "Cf")


def plainly(text: str) -> str:
    """A text with plain hyphens and, but for white space, nothing that is not seen."""
    if text.isprintable():
        return text.translate(_HYPHENS)
    seen = (char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)
    return "".join(seen).translate(_HYPHENS)


def part_singular(part: str, language: str) -> str:
    """The commoner of a word and itself without its plural ending ("guets" -> "guet", but "apens")."""
    if part[-1:] in "sx" and len(part) > 3:
        single = part[:-1]
        if zipf(single, language) > zipf(part, language):
            return single
    return part


def singular(phrase: str, language: str) -> str:
    """The singular of a word in lower case, part by part; names stay as they are.

    >>> singular("guets-apens", "fr"), singular("Yvelines", "fr")
    ('guet-apens', 'Yvelines')
    """
    if phrase[:1].isupper() or " " in phrase:
        return phrase
    return "".join(part if part == "-" else part_singular(part, language) for part in re.split(r"(-)", phrase))


def plural(word: str, language: str) -> str:
    """The regular plural of a word in lower case; '' if it has none for sure, or is not one word.

    >>> plural("alpage", "fr"), plural("guet-apens", "fr")
    ('alpages', '')
    """
    if not word.isalpha() or not word.islower() or word.endswith(_NOT_REGULAR.get(language, ())):
        return ""
    return next((word.removesuffix(one) + more for one, more in _PLURALS.get(language, ()) if word.endswith(one)), "")


def is_no_name(word: str, language: str) -> bool:
    """Whether a word in lower case is a noun or a participle that people use, as far as can be told: what stands before those
    stands before it, or where nothing is known of that, its plural is not much rarer.

    >>> [is_no_name(word, "fr") for word in ("démission", "fusillade", "issu", "gaëtan")]
    [True, True, True, False]
    """
    if is_listed(word, language):
        return any(likeliness(one, word, language) >= _STANDS_BEHIND for one in _BEFORE.get(language, ()))
    return zipf(plural(word, language), language) >= max(zipf(word, language) - _PLURAL_RARER, _HEARD_OF)


def rarest(norms: Sequence[str], language: str) -> float:
    """Zipf frequency of the rarest word, each in its commoner number."""
    return min((zipf(part_singular(word, language), language) for word in norms), default=9.0)


def is_inflected(word: str, language: str) -> bool:
    """Whether people say a word in other forms too, which a text may need as well ("appréciaient", "dessaisi", "crapuleux").

    Of a word that nobody knows ("épissée") its ending tells.
    """
    single = part_singular(word, language) if word[-1:] in "sx" and zipf(word[:-1], language) else word
    for ending, others in _FORMS.get(language, ()):
        stem = single.removesuffix(ending)
        if stem != single and len(stem) >= _SHORTEST_STEM:
            if not zipf(single, language) and (len(ending) > 2 or ending in _PARTICIPLES):
                return True
            least = max(_HEARD_OF, zipf(single, language) - _RARER)
            if any(zipf(stem + other, language) >= least for other in others):
                return True
    return False


def is_ordinary(phrase: str, language: str, below: float = RARE_WORD) -> bool:
    """Whether every word of a phrase is one that people use: it may stand in any text rightly."""
    return rarest(split_norms(phrase), language) >= below


def is_function_word(word: str, language: str) -> bool:
    return word in phonology(language).function_words or word.endswith("'")


def named(token: Token, starts_sentence: bool) -> bool:
    """Whether a token looks like (part of) a name: a capital that the place does not ask for, or capitals and small mixed."""
    text = token.text
    return any(char.isupper() for char in (text[1:] if starts_sentence else text))


def same_word(one: str, other: str, language: str) -> bool:
    """Whether two words are forms of one ("transaction", "transactions"), or the same but for joints and case."""
    if fold(one) == fold(other) and norm(one).replace(" ", "-") == norm(other).replace(" ", "-"):
        return True
    ones, others = split_norms(one), split_norms(other)
    return len(ones) == len(others) and all(_inflected(a, b, language) for a, b in zip(ones, others, strict=True))


def _inflected(one: str, other: str, language: str) -> bool:
    if one == other:
        return True
    endings = _ENDINGS.get(language, ("", "s"))
    stem = 0
    while stem < min(len(one), len(other)) and one[stem] == other[stem]:
        stem += 1
    return any(one[at:] in endings and other[at:] in endings for at in range(max(_SHORTEST_STEM, stem - 2), stem + 1))
