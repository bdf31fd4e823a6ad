"""Whether a name that resembles a term may be somebody else's: what holds proposals for names back.

People share first names and surnames, and towns sound like others. So a name that exists is taken for another one only where it
sounds the same: who is meant is then for the lexicon to say ("Emmanuel Lambert" who is Emmanuelle).
"""

from __future__ import annotations

from .forms import PARTICLES, Form, Kind, is_person
from .frequency import REAL, zipf
from .gender import other_form
from .grounds import (
    ALIKE,
    ALIKE_SHORT,
    BEGINS_SENTENCES,
    COMMON,
    COMMONER,
    HEARD_OF,
    LONG_ENOUGH,
    MAY_STAND,
    MOST_BY_OTHER_NAME,
    MUCH_COMMONER,
    NEAR_JOINED,
    NEAR_NAMED,
    SHORT_SURNAME,
    SLIGHT,
    VERY_LONG,
    Case,
)
from .lexicon import Term
from .persons import are_said_alike, guard_person, is_verb
from .phonetics import join, phones, phonology
from .phonetics.text import is_acronym
from .tokens import fold, norm, split_norms
from .windows import Neighbours, is_function_word

_ANOTHER = "it may be another name"
_LED = "an article stands before it, as before other words"


def guard_name(case: Case) -> str:
    """For a whole name."""
    like, window, known = case.like, case.window, case.known
    exact = len(like.kept) > 1 and known == 0
    if like.lowered and len(like.changed) == 1 and like.changed_cost > SLIGHT and not exact:
        return "it has no capital"
    if not (like.kept or case.near or window.caseless) and _has_small(case):
        return "it has no capital"
    joined = case.near and len(like.changed) > len(like.wanted)
    if _is_called(case):
        return "it may be another name after an article or preposition"
    if _stand_in_small(case):
        return MAY_STAND
    if held := guard_person(case) if like.kept and is_person(case.term) else "":
        return held
    most = MOST_BY_OTHER_NAME * like.changed_length
    if like.kept and not case.near and like.changed_cost > most and like.letters < ALIKE:
        return "only a part of it agrees"
    if like.capital and known >= REAL and not case.near and (like.changed_cost > SLIGHT or not like.kept):
        return _ANOTHER
    alone = len(window.texts) == 1
    # Without capitals one word may be a name of one word that is near, but hardly a whole person's: "permettrent".
    alike = case.same if len(case.form.tokens) > 1 else case.near or case.slight
    if window.caseless and alone and not (alike or case.misspelt or case.support.vouched):
        return _ANOTHER
    # An unknown word's capital is a name's even where a sentence begins.
    far = like.changed_cost > SLIGHT and (like.capital or (window.texts[0][:1].isupper() and like.commonest < HEARD_OF))
    whole_name = is_person(case.term) and case.near and like.changed_length >= VERY_LONG and are_said_alike(case)
    if far and not like.kept and like.commonest >= COMMON and not (joined or case.misspelt or whole_name):
        return _ANOTHER
    if far and alone and not (window.caseless or case.support.vouched or case.near):
        return _ANOTHER
    exists = like.capital and not like.kept and known >= HEARD_OF and not (case.misspelt or case.support.vouched)
    # "Valdemar" is no "Val-de-Marne", and who is called Maturi is not called Matoury.
    if exists and (not _reads_so(case) if case.same else alone):
        return _ANOTHER
    addressed = norm(case.beside.left) in phonology(case.language).titles  # "M. Bidard" is no Bidart
    if alone and len(case.form.tokens) == 1 and (addressed or not case.support.vouched) and _is_surname(case):
        return "it may be a surname"
    led = _is_article(norm(case.beside.left), case.language)
    if (
        _is_other_thing(case)
        or _are_inhabitants(case)
        or (led and not case.support.vouched and _is_half_ordinary(case))
    ):
        return _LED
    known_one = known >= REAL and not case.misspelt  # "Angel Torres" beside an "Angèle"
    whole = case.form.kind in (Kind.SAY, Kind.HEARD) and len(case.form.tokens) > 1  # one word for all of a name
    if (
        alone
        and (known_one or whole or not case.near)
        and name_beside(case.beside, case.term, case.form, case.language)
    ):
        return "another name stands beside it"
    if (
        not case.one_each
        and not case.misspelt
        and not _unheard_of(case)
        and like.changed_cost > NEAR_JOINED * like.changed_length
    ):
        return "other words, and not the same sound"
    return ""


def _reads_so(case: Case) -> bool:
    """Whether words sound like the form as they are commonly read, not only as a foreigner's name would be."""
    said = [phones(text, case.language) for text in case.window.texts]
    return "".join(said) in case.form.phones or join(said) in case.form.phones


def _has_small(case: Case) -> bool:
    """Whether only some of the words have a capital, little ones aside: "Jakke-mærka"."""
    content = case.content
    return 0 < sum(text[:1].islower() for text in content) < len(content)


def _is_surname(case: Case) -> bool:
    """Whether a first name or a form of address stands before a word: "Élodie Clamard" is nobody of Clamart."""
    left, tables = case.beside.left, phonology(case.language)
    if norm(left) in tables.titles or case.window.caseless:
        return norm(left) in tables.titles
    little = is_function_word(norm(left), case.language) or norm(left) in tables.determiners
    # "US Concarneau", "le Géorgien Kvaratskhelia"; where nothing is known of titles, all nouns may have capitals
    other = is_acronym(left) or fold(left).endswith(tuple(tables.derived)) or not tables.titles
    return case.like.capital and left[:1].isupper() and _is_meant(case.beside, case.language) and not (little or other)


def _is_article(word: str, language: str) -> bool:
    """Whether a word asks for a number, as articles do."""
    agreement = phonology(language).determiners.get(word)
    return agreement is not None and bool(agreement.number)


def _is_other_thing(case: Case) -> bool:
    """Whether words that exist have an article, for a name of one word that has none: "dans le Vercors" beside a Verkor, "un
    Perrier" beside a Périès; or one that no name has, "une pâte à choux" beside a Patachou."""
    left, texts, language = norm(case.beside.left), case.window.texts, case.language
    if case.like.kept or case.like.spelling or len(case.form.tokens) > 1 or is_acronym(texts[0]):
        return False
    led = len(texts) == 1 and case.like.capital and not case.window.caseless and _is_article(left, language)
    none_has = left in phonology(language).indefinite
    return (case.known >= REAL and (led or none_has)) or (none_has and case.like.lowered)


def _are_inhabitants(case: Case) -> bool:
    """Whether people may be called so who live in a place: "les Gennevillois", "Châtelleraudais et Poitevins"."""
    texts, ends = case.window.texts, phonology(case.language).inhabitants
    if len(texts) > 1 or len(case.form.tokens) > 1 or is_acronym(texts[0]):
        return False
    led = _is_article(norm(case.beside.left), case.language) or texts[0].endswith("s")
    return led and fold(texts[0]).endswith(ends) and not fold(case.form.text).endswith(ends)


def _is_half_ordinary(case: Case) -> bool:
    """Whether these are two words for one name, of which one is ordinary: "le Mont Pelé"."""
    texts = case.window.texts
    two = len(texts) == 2 and len(case.form.tokens) == 1 and not any(map(is_acronym, texts))
    return two and case.like.commonest >= COMMON and case.known >= HEARD_OF


def _stand_in_small(case: Case) -> bool:
    """Whether these are ordinary words in small letters: "a la ville neuve", "Elle a un petit truc en plus" of a film's title.

    Without capitals anywhere a word is as likely none of a name's.
    """
    like, window, form, known = case.like, case.window, case.form, case.known
    if (like.lowered or window.caseless) and not like.kept:
        many = len(like.changed) > 1 if window.caseless else len(like.changed) == 2
        if many and len(like.changed) > len(like.wanted) and known >= COMMON:
            return True
        if known >= REAL and not like.spelling and (len(form.tokens) > 1 or like.length < LONG_ENOUGH):
            return True
    if not like.kept or like.spelling or is_person(case.term) or min(case.anchor, known) < COMMON:
        return False
    if case.same and len(like.content(case.language)) > 1:
        return False  # "la court pénale internationale"
    capital = any(tells and text[:1].isupper() for text, tells in zip(window.texts, window.named, strict=True))
    # "la coordination rural" asks for the ending that the term has.
    ending = case.one_each and other_form(like.changed[-1], like.wanted[-1], case.language)
    return not (capital or ending)


def guard_surname(case: Case) -> str:
    """For a surname alone, which says much less than a whole name."""
    like, support, known, language = case.like, case.support, case.known, case.language
    # A relative's name would be written rightly, but a "Marcel Carné" exists.
    in_part = case.same and bool(like.content(language))  # "Leroy Ladurie"
    mended = support.mended and case.same and (known < HEARD_OF or in_part)
    if name_beside(case.beside, case.term, case.form, language) and not mended:
        return "another name stands beside it"
    joined = case.window.caseless and len(like.changed) > len(like.wanted) and known >= COMMON  # "le corps nu"
    if joined or _is_called(case) or is_verb(case):
        return "they may be ordinary words"
    if _is_other_thing(case):
        return _LED
    nearly = like.changed_cost <= (NEAR_NAMED * like.changed_length if support.named else SLIGHT)
    if not case.near and not (support.vouched and nearly and known < HEARD_OF):
        return "a surname alone, and not the same sound"
    if known >= REAL and not (support.vouched or in_part):
        return _ANOTHER
    if case.window.caseless and known >= HEARD_OF and not support.vouched:
        return _ANOTHER  # "une alimentation carnée" names no Carney
    if like.changed_length <= SHORT_SURNAME and like.letters < ALIKE_SHORT and not support.vouched:
        return _ANOTHER
    own = max(zipf(word, language) for word in case.form.norms)
    much = known >= COMMON and known > own + MUCH_COMMONER and len(case.window.texts) == 1  # "la grande Colette"
    same = support.named and case.same and not much
    if known > own + COMMONER and not (in_part or same):
        return "it is the commoner name"
    return "it has no capital" if like.lowered else ""


def name_beside(beside: Neighbours, term: Term, form: Form, language: str) -> bool:
    """Whether the window stands in another name: a capital before or after it that is not of this term."""
    if not form.named:
        return False
    left, right = _may_be_named(beside.left, language), _may_be_named(beside.right, language)
    if not (left or right):
        return False
    own = split_norms(term.write)
    left = left and _is_meant(beside, language)
    return (left and norm(beside.left) not in own) or (right and norm(beside.right) not in own)


def _is_meant(beside: Neighbours, language: str) -> bool:
    """Whether the capital of the word before a window is its own: "Reste" begins a sentence, as most common words do."""
    first = norm(beside.left)
    common = zipf(first, language) >= BEGINS_SENTENCES and first not in phonology(language).first_names
    return beside.left_named or not common


def _may_be_named(text: str, language: str) -> bool:
    """Whether a word beside a window has a capital of a name: a "Mais" begins a sentence, whatever stands before it, and "le
    Polonais" is called by the name behind him."""
    if not text[:1].isupper() or norm(text) in phonology(language).nations:
        return False
    return norm(text) in PARTICLES or not is_function_word(norm(text), language)


def _is_called(case: Case) -> bool:
    """Whether these are little words and one that exists: "de Rome", "la croix", "de la rue", or "gaz a" for "Gaza".

    That the clip has a Madame Lacroix tells nothing of a "croix" in small letters.
    """
    words, language = case.like.changed, case.language
    others = [word for word in words if not is_function_word(word, language)]
    if case.like.kept or len(others) != 1 or len(words) == 1:
        return False
    if max(map(len, words)) == 1 or (not case.window.caseless and any(map(is_acronym, case.window.texts))):
        return False  # "A.V.C.", "Open AI"
    told = case.support.vouched and case.like.capital and not case.window.caseless
    told = told and _is_article(words[0], language)  # "La Croix", but "à Nora"
    return zipf(others[0], language) >= REAL and not told


def _unheard_of(case: Case) -> bool:
    """Whether words that do not exist stand for a name so long that chance brings no such words near to it: "Vandigle Morsnado"
    for "Van Tiggel Morzelado"."""
    like = case.like
    return (
        len(like.changed) > 1
        and like.commonest < HEARD_OF
        and like.changed_length >= VERY_LONG
        and like.changed_cost <= MOST_BY_OTHER_NAME * like.changed_length
    )
