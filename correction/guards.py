"""What holds a good proposal back for a person: rules that a score cannot see.

Each guard says why in words that `--explain` shows. A wrong correction is worse than a missed one.
"""

from __future__ import annotations

from .forms import Kind, is_person
from .frequency import NOTHING, REAL, has_words, zipf
from .gender import other_country, other_form, other_gender
from .grounds import ALIKE, CLEARLY_ODD, COMMON, HEARD_OF, MAY_STAND, SHORTEST, SLIGHT, Case
from .namesakes import guard_name, guard_surname
from .nouns import guard_noun
from .number import is_plural, other_number
from .phonetics import phonology
from .phonetics.tables import Agreement
from .phonetics.text import is_acronym
from .tokens import fold, norm
from .windows import SAME_SOUND, is_function_word
from .writing import guard_writing, is_misspelt, named, names_ordinary

# Letters of the longest acronym that nobody says as a word.
LETTER_BY_LETTER = 3
# Words that join adjectives, of which each agrees with one of several things.
_JOIN = frozenset(("et", "ou"))


def guard(case: Case) -> str:
    """Why a proposal with a good score must still be seen by a person; '' if nothing holds it back."""
    like, window, language = case.like, case.window, case.language
    if not has_words(language) and not (like.spelling and like.capital and not window.caseless):
        return "nothing is known of this language's words"
    if case.support.another and not like.kept:
        return "it is another name of the lexicon"
    if case.support.doubled:
        return "the term stands beside it already"
    if case.form.kind is Kind.ELIDED and (held := _guard_elided(case)):
        return held
    pairs = tuple(zip(like.changed, like.wanted, strict=False))
    if case.one_each and any(other_gender(*pair, language) for pair in pairs):
        return "it is the word for a man or a woman"
    if case.form.named and like.capital and any(other_country(*pair, language) for pair in pairs):
        return "it may be another form of the word"  # Britain's "Labour Party" is no "Labor Party"
    if held := guard_writing(case):
        return held
    fixed = not case.term.plural or case.form.kind is Kind.FEMININE
    if fixed and other_number(window, case.beside, case.form, language):
        return "it would be singular beside a plural, or the other way round"
    if case.support.context and case.same:
        return ""
    if _is_too_short(case):
        return "so short a word sounds like many"
    if _counts(case):
        return "a number may be counted there"
    if _is_inflected(case) or _is_shared(case):
        return "it may be another form of the word"
    if held := _guard_acronym(case) or _guard_ordinary(case):
        return held
    if not case.form.named:
        return guard_noun(case)
    return guard_surname(case) if case.form.kind is Kind.SURNAME else guard_name(case)


def _is_too_short(case: Case) -> bool:
    """Whether a window says too little by its sound: two phones, or three of a word that exists."""
    like = case.like
    if like.kept or like.letters >= ALIKE:
        return False
    exists = case.form.named and case.known >= REAL
    return like.changed_length < SHORTEST or (like.changed_length == SHORTEST and exists)


def _counts(case: Case) -> bool:
    """Whether a term with a figure may be a number of things: "Elle a 69 ans" is no "A69", "C'est 8 fois" no "C8"."""
    if not any(char.isdigit() for char in case.form.text):
        return False
    if norm(case.beside.right) in phonology(case.language).counted:
        return True
    first, tells = case.window.texts[0], case.window.named[0]
    little = is_function_word(norm(first), case.language) and not (first[:1].isupper() and tells)
    return little and not case.beside.left.endswith(("'", "’"))  # "sur l'a 69"


def _is_inflected(case: Case) -> bool:
    """Whether it is the term in another number or gender: "une eau perfluorée", "une primo-accédante", "les Ouïghoures".

    A last letter that nobody hears may be a recogniser's too ("Valencienne", "du tramadole", "un guet-apen"): what has neither
    `plural` nor `feminine` is only taken for another form where the words around ask for one, or where it exists.
    """
    like, term, form = case.like, case.term, case.form
    if not like.changed or not case.one_each or not other_form(like.changed[-1], like.wanted[-1], case.language):
        return False
    said, wanted = like.changed[-1], like.wanted[-1]
    if wanted in phonology(case.language).invariable:
        return False  # "avec sursi"
    led = phonology(case.language).determiners.get(norm(case.beside.left), Agreement("", ""))
    inflects = bool(term.plural or term.feminine)
    feminine = said.rstrip("s").endswith("e") != wanted.rstrip("s").endswith("e")
    if form.named and case.window.caseless:
        alone = len(case.window.texts) == len(form.tokens) == 1 and form.kind is not Kind.SURNAME
        return alone and (inflects or case.known > 0)  # "un rebelle houthi" of the Houthis
    if form.named:
        return like.capital and (inflects or (said.endswith("es") and led.number == "plural"))
    if len(case.window.texts) > 1:
        return "-" in form.text and (feminine or form.kind is Kind.FEMININE)
    return inflects or case.known > 0 or wanted.endswith("s") or said.endswith("s") or led.gender == "feminine"


def _is_shared(case: Case) -> bool:
    """Whether a plural has several adjectives, each in the singular: "les tribunaux correctionnel et administratif"."""
    like, first, last = case.like, norm(case.window.texts[0]), norm(case.window.texts[-1])
    if case.form.named or not (like.changed and other_form(like.changed[-1], like.wanted[-1], case.language)):
        return False
    return first.endswith(("s", "x")) and not last.endswith(("s", "x")) and norm(case.beside.right) in _JOIN


def _guard_acronym(case: Case) -> str:
    like, window = case.like, case.window
    written_apart = like.spelling and len(like.changed) > len(like.wanted)  # "OP return" is "OPRETURN"
    if not is_acronym(window.texts[0]) or window.caseless or written_apart:
        return ""
    if not any(is_acronym(token.text) for token in case.form.tokens):
        return "" if case.same and case.known < HEARD_OF else "it may be an acronym"  # "CDAO" is how "Cédéao" sounds
    # Up to three letters are said one by one, so that each was heard: "AVS" is no "AVC".
    heard = len(window.texts[0]) <= LETTER_BY_LETTER and not like.spelling
    nearly = (case.support.vouched and like.changed_cost <= SLIGHT) or _has_its_letters(case)
    if nearly and case.known < HEARD_OF:
        return ""  # nobody has an "IGPM", and the clip has an IGPN
    return "it may be another acronym" if len(window.texts) == 1 and (heard or like.changed_cost > SAME_SOUND) else ""


def _has_its_letters(case: Case) -> bool:
    """Whether an acronym has the letters of the term in another order: "FNLKS"."""
    said, wanted = fold("".join(case.window.texts)), fold(case.form.text)
    return len(said) > LETTER_BY_LETTER and sorted(said) == sorted(wanted)


def _guard_ordinary(case: Case) -> str:
    """Words of the language that nothing speaks against."""
    like, window = case.like, case.window
    little = bool(like.changed) and all(is_function_word(word, case.language) for word in like.changed)
    if little and not like.kept and case.odd < CLEARLY_ODD:
        return MAY_STAND
    # Where there are capitals a name has one; without any a word that is hardly known may as well be a name.
    is_name = case.form.named
    ordinary = (REAL if is_name else COMMON) if window.caseless else (HEARD_OF if is_name else REAL)
    alone = len(like.changed) == 1 and not like.kept
    misspelt = alone and like.spelling and case.one_each and is_misspelt(like.changed[0], like.wanted[0], case.language)
    # No rare word begins a sentence as often as somebody whom the clip names: "Romer enseignait le français."
    begins = window.texts[0][:1].isupper() and not (window.named[0] or window.caseless)
    person = begins and case.form.kind is Kind.SURNAME and case.support.named and case.same and case.known < COMMON
    if (window.caseless or not like.capital) and alone and case.known >= ordinary and not (misspelt or person):
        return "it is an ordinary word"
    if _exists_in_small(case):
        return "it has no capital"
    if not case.form.named and like.capital and _is_capital(case) and not (window.caseless or like.spelling):
        return "it may be a name"
    return ""


def _is_capital(case: Case) -> bool:
    """Whether all words there have capitals, little ones aside: "au Mont-Dore"."""
    return len(case.window.texts) == 1 or all(text[:1].isupper() and len(text) > 1 for text in case.content)


def _guard_elided(case: Case) -> str:
    """For an article or preposition that was heard as part of the term: "lurssaf" for "l'Urssaf"."""
    like = case.like
    words = [word for word in like.changed if not is_function_word(word, case.language)]
    if case.anchor == NOTHING and any(zipf(word, case.language) >= HEARD_OF for word in words):
        return "its article would come with it, and the words exist without"
    if like.capital and len(like.changed) == 1 and not like.kept and not case.support.vouched:
        return "its article would come with it, and it may be a name without"
    return ""


def bothers(case: Case) -> bool:
    """Whether nobody need look: ordinary words that lack only a capital, or that stand in a text without any; and the plural of
    a term whose entry has none."""
    if not case.term.plural and _is_plural_of(case):
        return other_number(case.window, case.beside, case.form, case.language)
    if case.support.vouched or case.support.context:
        return False
    common = case.window.caseless and not case.like.kept and case.known >= COMMON
    person = is_person(case.term) and case.window.texts[0][:1].isupper()  # "Catherine sauvage envoie un télégramme."
    lowered = case.word_by_word and "-" not in case.form.text and names_ordinary(case)
    lowered = lowered and not (person or any(named(case, upper=True)))
    return common or lowered or _exists_in_small(case)


def _is_plural_of(case: Case) -> bool:
    """Whether only the endings of plurals differ, with or without a determiner: "zadistes", "deux rançongiciels"."""
    said, wanted = case.like.changed, case.like.wanted
    if len(said) == len(wanted) + 1 and said[0] in phonology(case.language).determiners:
        said = said[1:]
    return bool(said) and len(said) == len(wanted) and all(map(is_plural, said, wanted))


def _exists_in_small(case: Case) -> bool:
    """Whether, in a text without capitals, one word that exists sounds a little like a name: "ils longèrent" is no "Ledger"."""
    like = case.like
    alone = case.window.caseless and len(case.window.texts) == 1 and case.form.named
    return alone and like.changed_cost > SLIGHT and case.known >= HEARD_OF
