"""The replacement as the sentence needs it: which form, which number, which capitals, and the little words before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .forms import Form, Kind, begins_with_vowel, is_person
from .lexicon import Term
from .phonetics import phonology
from .phonetics.tables import Agreement, Number
from .phonetics.text import is_acronym
from .tokens import SENTENCE_ENDS, Token, fold, norm, parting, split_norms, split_signs, tokens_of

# Determiners are looked for this many words before the term ("des tout nouveaux guets-apens").
DETERMINER_REACH = 3
# Little words that lose their vowel before another, and get it back. An elided article has lost its gender: left alone.
_ELIDED = {"fr": {"de": "d'", "que": "qu'", "le": "l'", "la": "l'", "jusque": "jusqu'"}}
_EXPANDED = {"fr": {"d'": "de", "qu'": "que"}}
_ARTICLES = {"fr": frozenset(("le", "la", "les"))}
# Numbers that are years rather than counts.
_FIRST_YEAR, _LAST_YEAR = "1900", "2099"
# Letters with a point each.
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term goes: whole words of the transcript, from the one it begins in to the one it ends in.

    `words` are all words of the transcript (stripped); `first` and `last` those that the window touches; `begin` and `end`
    the characters of the window inside the first and the last of them; `starts_sentence` whether it begins a sentence,
    `shouted` whether all of the text is in capitals.
    """

    words: Sequence[str]
    first: int
    last: int
    begin: int
    end: int
    starts_sentence: bool
    shouted: bool = False

    @property
    def observed(self) -> str:
        """The text of the window as it stands there."""
        if self.first == self.last:
            return self.words[self.first][self.begin : self.end]
        between = self.words[self.first + 1 : self.last]
        return " ".join([self.words[self.first][self.begin :], *between, self.words[self.last][: self.end]])


@dataclass(frozen=True, slots=True)
class Rendered:
    """Whole words to be replaced and what replaces them."""

    first: int
    last: int
    before: str
    after: str


def render(place: Place, term: Term, form: Form, language: str) -> Rendered:
    """Write the term in its place."""
    words, observed = place.words, place.observed
    prefix, suffix = words[place.first][: place.begin], words[place.last][place.end :]
    if suffix[:1] == "." and _ends_nothing(place, observed, suffix[1:]):
        suffix = suffix[1:]
    asked = _asked_for(place, prefix, language) or Agreement(_heard_number(observed, term), "")
    fixed = not term.plural or form.kind in (Kind.FEMININE, Kind.ELIDED)
    plural = not fixed and asked.number == "plural"
    text = term.plural if plural else form.text
    if form.kind is Kind.PLURAL and not plural:
        text = term.write
    if asked == ("singular", "feminine") and term.feminine and form.kind is not Kind.ELIDED:
        text = term.feminine
    text = _as_heard(text, observed, words[place.first - 1] if place.first and not prefix else "", language)
    begins = place.starts_sentence or (place.first > 0 and words[place.first - 1].endswith((":", "-", "–", "—")))
    text = _without_doubled_signs(_capitals(text, observed, begins, place.shouted), place, prefix, suffix)
    if place.first > 0 and not prefix:
        text = _without_article(text, words[place.first - 1], language)
    first, before_words = place.first, list(words[place.first : place.last + 1])
    after = prefix + text + suffix
    if not prefix.strip('«"“([ ') and first > 0:
        # "un de ses gays tapants" is "un de ces guets-apens": the possessive has nobody to belong to.
        previous = norm(words[first - 1])
        if plural and language == "fr" and previous == "ses" and _follows_one_of(words, first - 1):
            first -= 1
            before_words.insert(0, words[first])
            after = _led("ces", words[first], place) + " " + after
        elif linked := _relink(words[first - 1], text, observed, language):
            first -= 1
            before_words.insert(0, words[first])
            after = _led(linked, words[first], place) + after
        elif contracted := _contracted(words[first - 1], text, term, form, language):
            first -= 1
            before_words.insert(0, words[first])
            after = _led(contracted, words[first], place) + " " + prefix + text.partition(" ")[2] + suffix
    elif prefix and norm(prefix).endswith("'"):
        head = norm(prefix).lstrip('«"“([ ')
        full = _EXPANDED.get(language, {}).get(head)
        if head == "l'" and norm(text.split()[0]) in _ARTICLES.get(language, frozenset()):
            after = prefix[: len(prefix) - len(head)] + text + suffix  # "l'amodification" is "La Modification"
        # Whether an h is mute only a speaker knows, and this one was heard ("d'Hyères"), if it is not known better.
        mute = fold(text)[:1] == "h" and split_norms(text)[0] not in phonology(language).aspirated
        if full and not (begins_with_vowel(text, language) or mute):
            kept = prefix[: len(prefix) - len(head)]
            after = kept + _led(full, prefix[len(kept) :], place) + " " + text + suffix
    return Rendered(first, place.last, " ".join(before_words), after)


def _as_heard(text: str, observed: str, previous: str, language: str) -> str:
    """A text that has an article in small letters ("le Hezbollah") without it where none was said: "un hezbola".

    Behind "de" and "à" it is part of them (`_contracted`).
    """
    article, _, rest = text.partition(" ")
    unsaid = article in _ARTICLES.get(language, frozenset()) and norm(observed)[:1] != article[0]
    led = (norm(previous), article) in phonology(language).contracted.values()
    return rest if unsaid and rest and not led else text


def _without_article(text: str, previous: str, language: str) -> str:
    """The text without its article where the word before has it already: "du Plessis-Robinson"."""
    article, _, rest = text.partition(" ")
    _, contained = phonology(language).contracted.get(norm(previous), ("", ""))
    return rest if norm(article) == contained and rest[:1].isupper() else text


def _contracted(previous: str, text: str, term: Term, form: Form, language: str) -> str:
    """What the little word before the term becomes with its article, "au" for "à" and "Le Creusot"; '' if it stays."""
    if form.kind is Kind.SURNAME or is_person(term):
        return ""  # "de Le Pen"
    made_of = norm(previous), norm(text.partition(" ")[0])
    return next((little for little, parts in phonology(language).contracted.items() if parts == made_of), "")


def _without_doubled_signs(text: str, place: Place, prefix: str, suffix: str) -> str:
    """The text without those signs of its own that stand around the window already, or where a sentence ends: "Jr."."""
    words, (opening, core, closing) = place.words, split_signs(text)
    before = prefix or (words[place.first - 1] if place.first else "")
    after = suffix or "".join(words[place.last + 1 : place.last + 2])
    sign = closing.strip()
    ended = bool(suffix and sign) and suffix[0] in SENTENCE_ENDS and sign[0] in SENTENCE_ENDS
    opening = "" if before.endswith(opening.strip()) else opening
    return opening + core + ("" if ended or after.startswith(sign) else closing)


def _ends_nothing(place: Place, observed: str, after: str) -> bool:
    """Whether the point behind a window is its last letter's: "une I.R.M. demain", "la R.A.T.P. ?"."""
    following = after or "".join(place.words[place.last + 1 : place.last + 2])
    goes_on = following[:1].islower() or not following[:1].isalpha()
    return bool(following) and goes_on and _INITIALS.fullmatch(observed.split()[-1] + ".") is not None


def _asked_for(place: Place, prefix: str, language: str) -> Agreement | None:
    """The number that a determiner or figure before the term asks for, and the gender if it stands right before it."""
    determiners = phonology(language).determiners
    tokens: list[Token] = list(tokens_of(prefix)) if prefix else []
    for word in reversed(place.words[max(0, place.first - DETERMINER_REACH) : place.first]):
        found = list(tokens_of(word))
        if found[-1].stops if found else parting(word)[0]:
            break
        tokens[:0] = found
    # "un de ces X": the nearest determiner decides, and adjectives may stand between.
    for back, token in enumerate(reversed(tokens)):
        if token.norm.isdigit():
            # "3 gays tapants", "12 nouveaux guets-apens"; but "en 2024", "le 12 mars" and "à 8 heures" count nothing.
            between = tokens[len(tokens) - back].norm if back else ""
            counts = not back or (between.endswith(("s", "x")) and between not in phonology(language).counted)
            if counts and not (len(token.norm) == len(_FIRST_YEAR) and _FIRST_YEAR <= token.norm <= _LAST_YEAR):
                return Agreement("singular" if token.norm in ("0", "1") else "plural", "")
            continue
        if agreement := determiners.get(token.norm):
            if not agreement.number:
                break  # "un groupe de X": what stands before "de" says nothing of X
            return agreement if back == 0 else agreement._replace(gender="")
    return None


def _heard_number(observed: str, term: Term) -> Number:
    """That of the term's first word where it was heard rightly ("association de mal faiteurs"), else that of the last word."""
    if term.plural and fold(observed) in (fold(term.write), fold(term.plural)):
        return "plural" if fold(observed) == fold(term.plural) else "singular"  # "Wärme Pumpen"
    heard, one, many = (split_norms(text) for text in (observed, term.write, term.plural))
    if many and len(one) > 1 and one[0] != many[0] and heard[0] in (one[0], many[0]):
        return "plural" if heard[0] == many[0] else "singular"
    return "plural" if heard[-1].endswith(("s", "x")) else ""


def _follows_one_of(words: Sequence[str], at: int) -> bool:
    """Whether "un de" (une, l'un, aucun, chacun) stands before a word."""
    return (
        at >= 2
        and norm(words[at - 1]) == "de"
        and norm(words[at - 2]).split("'")[-1] in ("un", "une", "aucun", "chacun")
    )


def _relink(previous: str, text: str, observed: str, language: str) -> str:
    """The little word before the term where it must now be elided ("de" + "Échirolles"), with what joins them; or ''."""
    short = _ELIDED.get(language, {}).get(norm(previous))
    if not short or not text[:1].isalpha():
        return ""
    # "la etampes" may have an article that was not meant for it; "de" stands so before nothing.
    stood = begins_with_vowel(observed, language) and norm(previous) in _ARTICLES.get(language, frozenset())
    if stood or not begins_with_vowel(text, language):
        return ""
    return short


def _led(little: str, observed: str, place: Place) -> str:
    """The little word before a term, with a capital where the one that it stands for has one."""
    return _capitals(little, observed, observed[:1].isupper(), place.shouted)


def _capitals(text: str, observed: str, starts_sentence: bool = False, shouted: bool = False) -> str:
    """Capitals as the place needs them; those of the term itself always stay."""
    letters = [char for char in observed if char.isalpha()]
    if shouted or (
        len(letters) > 3 and all(char.isupper() for char in letters) and not is_acronym(observed.replace("-", ""))
    ):
        # "L'AFFAIRE DU GAY TAPANT": a text in capitals stays one. But "CDAO" is "Cédéao" for who writes it so.
        return text.upper()
    if starts_sentence and letters and letters[0].isupper() and not text[1:2].isupper():  # "iPhone", "eBay"
        return text[:1].upper() + text[1:]
    return text
