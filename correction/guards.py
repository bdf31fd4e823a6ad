"""What holds a good proposal back for a person: rules that a score cannot see.

Each guard says why in words that `--explain` shows. A wrong correction is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from .forms import Form, Kind
from .frequency import REAL, zipf
from .gender import other_gender
from .lexicon import Term
from .number import other_number
from .phonetics.text import is_acronym
from .tokens import fold, norm, split_norms
from .windows import Likeness, Neighbours, Window, is_function_word

# Zipf frequency from which a word is an ordinary one.
COMMON = 3.3
# Anything above 0 is in the list.
HEARD_OF = 0.01
# Commoner than any word: what stands where no word counts.
NOTHING = 9.0
# A word this much commoner than the term's own is more likely right than misheard.
COMMONER = 0.3
# A word of the term that is right already tells which term it is, if it is rarer than this.
TELLING = 4.0
# A rarer word with a capital is a name even where it begins a sentence.
BEGINS_SENTENCES = 4.7
# Distances of sound, in phones: up to SAME two words sound alike, up to SLIGHT they may be told apart; of words of at least
# LONG phones, SLIGHT_SHARE of them may differ.
SAME, SLIGHT, LONG, SLIGHT_SHARE = 0.25, 0.5, 7, 0.1
# Likeness of spelling from which a term that says `match = "fuzzy"` is taken like one of the same sound.
ALIKE = 0.85
# Where only a common first name agrees, and where words are joined or parted, the rest may be this far apart (by phone).
MOST_BY_FIRST_NAME, NEAR_JOINED = 0.35, 0.1
# From so much oddness on ordinary words may be a term by their sound alone.
CLEARLY_ODD = 0.4
# Phones that ordinary words must have to be a term by their sound alone.
LONG_ENOUGH = 5
# Letters of a word's stem, and of its endings.
SHORTEST_STEM, LONGEST_ENDING = 4, 4


@dataclass(frozen=True, slots=True)
class Support:
    """What the rest of the clip and of the lexicon say.

    Attributes:
        occurs: the term stands rightly elsewhere in the clip.
        named: so does its whole name, not only a person's surname.
        story: it belongs to the clip's story.
        repeated: how often the same words may be this term.
        another: the window is the right spelling of another person's surname.
        context: a word that the term's entry asks for stands close by.
    """

    occurs: bool = False
    named: bool = False
    story: bool = False
    repeated: int = 1
    another: bool = False
    context: bool = False


def guard(
    window: Window,
    beside: Neighbours,
    term: Term,
    form: Form,
    like: Likeness,
    support: Support,
    language: str,
    odd: float,
) -> str:
    """Why a proposal with a good score must still be seen by a person; '' if nothing holds it back."""
    named = form.named
    known = min((commonness(word, language) for word in like.changed), default=NOTHING)
    anchor = min((zipf(word, language) for word in like.kept if not is_function_word(word, language)), default=NOTHING)
    same = like.changed_cost <= SAME
    misspelt = like.spelling and like.capital and not window.caseless
    near = (
        same
        or (like.changed_length >= LONG and like.changed_cost <= SLIGHT_SHARE * like.changed_length)
        or (term.match == "fuzzy" and like.letters >= ALIKE)
        or misspelt
    )
    joined = near and len(like.changed) > len(like.wanted)
    if support.another and not like.kept:
        return "it is another name of the lexicon"
    if form.kind is Kind.ELIDED and (held := _guard_elided(like, support, anchor, same, language)):
        return held
    one_each = len(like.changed) == len(like.wanted)
    if one_each and any(other_gender(*pair, language) for pair in zip(like.changed, like.wanted, strict=True)):
        return "it is the word for a man or a woman"
    word_by_word = like.spelling and len(window.texts) == len(form.tokens)
    if word_by_word and not window.caseless and _names_ordinary(window.texts, form, language):
        return "it is an ordinary word"
    if word_by_word and _has_accents(window.texts, form):
        return "its capitals have the accents that the term's lack"
    if not term.plural and other_number(window, beside, form, language):
        return "it would be singular beside a plural, or the other way round"
    if support.context and same:
        return ""
    written_apart = like.spelling and len(like.changed) > len(like.wanted)  # "OP return" is "OPRETURN"
    acronym = is_acronym(window.texts[0]) and not (window.caseless or written_apart)
    if acronym and not any(map(is_acronym, form.text.split())):
        return "it may be an acronym"
    if acronym and len(window.texts) == 1 and not same:
        return "it may be another acronym"
    little = all(is_function_word(word, language) for word in like.changed)
    if little and not like.kept and odd < CLEARLY_ODD:
        return "common words that may stand there rightly"
    # Without capitals a rare word may as well be a name; where there are capitals a name has one.
    ordinary = COMMON if window.caseless else HEARD_OF if named else REAL
    if (window.caseless or not like.capital) and len(like.changed) == 1 and not like.kept and known >= ordinary:
        return "it is an ordinary word"
    if not named and like.capital and len(window.texts) == 1 and not (window.caseless or like.spelling):
        return "it may be a name"
    if not named:
        return _guard_word(beside, like, support, known, anchor, near, language, odd)
    if form.kind is Kind.SURNAME:
        return _guard_surname(beside, term, form, like, support, known, near, language)
    if (
        like.lowered
        and len(like.changed) == 1
        and like.changed_cost > SLIGHT
        and not (len(like.kept) > 1 and known == 0)
    ):
        return "it has no capital"
    if joined and not like.kept and _is_called(like.changed, language) and not (support.occurs or support.story):
        return "it may be another name after an article or preposition"
    if like.lowered and not like.kept and known >= REAL and (len(form.tokens) > 1 or like.length < LONG_ENOUGH):
        return "common words that may stand there rightly"
    if like.capital and known >= REAL and like.changed_cost > SLIGHT and not near and not support.occurs:
        return "it may be another name"
    if (
        like.capital
        and not like.kept
        and like.commonest >= COMMON
        and like.changed_cost > SLIGHT
        and not (joined or misspelt)
    ):
        return "it may be another name"
    vouched = support.occurs or support.story
    if (
        len(window.texts) == 1
        and like.capital
        and not window.caseless
        and not vouched
        and not near
        and like.changed_cost > SLIGHT
    ):
        return "it may be another name"
    if like.kept and one_each and not same and any(map(_shortens, like.changed, like.wanted)):
        return "it may be a short form of the name"
    if like.kept and anchor >= COMMON and like.changed_cost > MOST_BY_FIRST_NAME * like.changed_length:
        return "only a common name agrees"
    if len(like.wanted) != len(like.changed) and like.changed_cost > NEAR_JOINED * like.changed_length:
        return "other words, and not the same sound"
    return ""


def _guard_word(
    beside: Neighbours,
    like: Likeness,
    support: Support,
    known: float,
    anchor: float,
    near: bool,
    language: str,
    odd: float,
) -> str:
    """For terms that are no names."""
    anchored = anchor < TELLING or len(like.kept) > 2 or (odd >= CLEARLY_ODD and anchor < NOTHING)
    same = like.changed_cost <= SAME
    plausible = not like.spelling and (not same or odd < CLEARLY_ODD)
    if known >= COMMON and like.changed_length < LONG_ENOUGH and plausible and not anchored:
        return "common words that may stand there rightly"
    if known >= COMMON and not like.kept and plausible and not support.story:
        return "common words that may stand there rightly"
    if (
        known >= COMMON
        and like.spelling
        and len(like.changed) > len(like.wanted)
        and not like.kept
        and odd < CLEARLY_ODD
    ):
        return "common words that may stand there rightly"
    if (
        known > 0
        and len(like.changed) == len(like.wanted) == 1
        and not like.kept
        and _same_stem(like.changed[0], like.wanted[0])
    ):
        return "it may be another form of the word"
    near = near or odd >= CLEARLY_ODD
    told = anchored or (support.occurs and anchor < NOTHING)
    if known >= REAL and like.changed_cost > 0 and not (near and told):
        return "ordinary words, and not the same sound"
    if len(like.changed) == 1 and not like.kept and not like.capital and not same:
        return "a word that is not known, and not the same sound"
    written_apart = like.spelling and len(like.wanted) < len(like.changed)
    if known >= REAL and not written_apart and not _takes_a_noun(beside.left, language):
        return "no article or preposition stands before it"
    return ""


def _guard_elided(like: Likeness, support: Support, anchor: float, same: bool, language: str) -> str:
    """For an article or preposition that was heard as part of the term: "lurssaf" for "l'Urssaf"."""
    if not same:
        return "its article would come with it, and not the same sound"
    words = [word for word in like.changed if not is_function_word(word, language)]
    if anchor == NOTHING and any(zipf(word, language) >= HEARD_OF for word in words):
        return "its article would come with it, and the words exist without"
    if like.capital and len(like.changed) == 1 and not like.kept and not (support.occurs or support.story):
        return "its article would come with it, and it may be a name without"
    return ""


def _guard_surname(
    beside: Neighbours,
    term: Term,
    form: Form,
    like: Likeness,
    support: Support,
    known: float,
    near: bool,
    language: str,
) -> str:
    """For a surname alone, which says much less than a whole name."""
    if name_beside(beside, term, form, language):
        return "another name stands beside it"
    vouched = support.occurs or support.story
    if not near and not (vouched and like.changed_cost <= SLIGHT):
        return "a surname alone, and not the same sound"
    if known >= REAL and not vouched:
        return "it may be another name"
    if known > max(zipf(word, language) for word in form.norms) + COMMONER and not (
        support.named and like.changed_cost <= SAME
    ):
        return "it is the commoner name"
    if like.lowered:
        return "it has no capital"
    return ""


def _names_ordinary(texts: Sequence[str], form: Form, language: str) -> bool:
    """Whether ordinary words would only get their capital: "une juridiction" is no "Juridiction". "testnet" is a "TestNet", and
    "fort Alamo" has one capital already."""
    named = [(text, token) for text, token in zip(texts, form.tokens, strict=True) if token.text[:1].isupper()]
    return all(text[:1].islower() for text, _ in named) and any(
        zipf(norm(text), language) >= COMMON and token.text[1:].islower() for text, token in named
    )


def _has_accents(texts: Sequence[str], form: Form) -> bool:
    """Whether words are a term's but for accents that its capitals lack: "Écosse", where an entry says "Ecosse"."""
    pairs = [*zip("".join(texts), "".join(token.text for token in form.tokens), strict=False)]
    more = [
        mine.isupper() and theirs.isupper() and fold(mine) == theirs.lower() for mine, theirs in pairs if mine != theirs
    ]
    return bool(more) and all(more)


def _same_stem(said: str, wanted: str) -> bool:
    """Whether two words differ at their ends alone, as the forms of one word do: "crapuleuse", "crapuleux"."""
    stem = Prefix.similarity(said, wanted)
    return stem >= SHORTEST_STEM and max(len(said), len(wanted)) - stem <= LONGEST_ENDING


def _is_called(words: Sequence[str], language: str) -> bool:
    """Whether these are a little word and a name that exists: "de Rome", "le Duc"."""
    return len(words) == 2 and is_function_word(words[0], language) and zipf(words[1], language) >= REAL


def _shortens(short: str, long: str) -> bool:
    """Whether a name is the beginning of another one, as people are called by it: "Fab" for "Fabrice"."""
    return len(long) - len(short) > 1 and long.startswith(short)


def _takes_a_noun(left: str, language: str) -> bool:
    return not left or is_function_word(norm(left), language) or norm(left).isdigit()


def commonness(word: str, language: str) -> float:
    """Zipf frequency of a word or of its singular, whichever is more: wordfreq does not know every plural."""
    return max(zipf(word, language), zipf(word[:-1], language) if word[-1:] in "sx" else 0.0)


def name_beside(beside: Neighbours, term: Term, form: Form, language: str) -> bool:
    """Whether the window stands in another name: a capital before or after it that is not of this term."""
    left, right = beside.left[:1].isupper(), beside.right[:1].isupper()
    if not (left or right) or not form.named:
        return False
    own = split_norms(term.write)
    meant = beside.left_named or zipf(norm(beside.left), language) < BEGINS_SENTENCES
    return (left and meant and norm(beside.left) not in own) or (right and norm(beside.right) not in own)
