"""The names in a running text: what of the runs of capitalised words is worth a term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ..correction.forms import sounds_of
from ..correction.frequency import zipf
from ..correction.gender import has_counterpart
from ..correction.lexicon import Match
from ..correction.phonetics import phonology
from ..correction.tokens import norm, tokens_of
from .particles import POSTNOMINALS, written_with
from .runs import COLON, FULL_NAME, OF, Run, parted, runs_of
from .words import COMMON_NAME, NAME_JOINTS, RARE_WORD, SHORTEST_SOUND, WELL_KNOWN, is_inflected

SHORTEST_NAME = 3
# A capitalised word directly after one of these is a place, however common it is.
_BEFORE_PLACES = {"fr": frozenset("à de vers depuis".split()), "en": frozenset("in from near".split())}
# Small words with which a long name goes on.
_GOES_ON = frozenset("de d' du des pour contre sur of for against on".split())
# Verbs and what stands before one. A subject of French has a determiner, so a bare rare word before them is a name.
_BEFORE_VERBS = {
    "fr": frozenset("a avait aura aurait est était sera serait va doit peut veut n' ne s' se".split()),
}
# Rare as they are, these begin sentences without being names.
_ANYBODY = frozenset(("quiconque", "autrui"))
# Common words that are part of names at either end: "West Cumbria", "Grand Est".
_SIDES = frozenset("north south east west nord sud est ouest".split())
# Days have a capital in English, or begin its sentences, without being names; months may be first names, too.
_DAYS = {
    "en": frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight".split())
}
_MONTHS = {
    "en": frozenset("january february march april may june july august september october november december".split())
}


class Phrase(NamedTuple):
    """A name or a rare word as it stands, and how it may be looked for (`Term.match`)."""

    text: str
    match: Match = "sound"


def names(texts: Sequence[str], language: str) -> Iterator[list[Phrase]]:
    """The names of each text; all texts together tell which words are no names where they begin a sentence."""
    # "Guets-apens de Mâcon": a word that also stands there in lower case.
    plain = {
        norm(word[tokens[0].start : tokens[-1].end])
        for text in texts
        for word in text.split()
        if (tokens := tokens_of(word)) and tokens[0].text[:1].islower()
    }
    known = written_with(texts)
    for text in texts:
        runs = (part for run in runs_of(text, known, plain, language) for part in parted(run, language))
        yield [phrase for run in runs if (phrase := _name(run, plain, language))]


def _name(run: Run, plain: AbstractSet[str], language: str) -> Phrase | None:
    """The name that a run makes, if it makes one."""
    fresh, led = run.fresh, run.led
    words, followed = _trimmed(run, language)
    sided = len(words) > 1 and norm(words[0]) in _SIDES
    if fresh and words and not sided and (norm(words[0]) in plain or zipf(norm(words[0]), language) >= COMMON_NAME):
        # "Début mai à Valenciennes", "Hier Isaac Steidl": the first word has its capital from its place.
        words.pop(0)
        fresh, led = False, ""
        while words and norm(words[0]) in NAME_JOINTS:
            led = norm(words.pop(0))
    if _is_kind_of(words, led, language):
        led, words = norm(words[1]), words[2:]  # "le tribunal de Mâcon", "le Tribunal de Mâcon"
    if not words:
        return None
    if len(words) > 1:
        return Phrase(" ".join(words))
    name = _first_word(words[0], followed, language) if fresh else _one_word(words[0], led, followed, language)
    # "le Gois" beside "le gois": which of them is meant where it is said cannot be told.
    return name._replace(match="exact") if name and norm(name.text) in plain else name


def _trimmed(run: Run, language: str) -> tuple[list[str], str]:
    """The words of a run without those at its ends that are no part of a name, and what follows them."""
    words, followed = list(run.words), run.followed
    function_words = phonology(language).function_words
    while words and words[0].istitle() and norm(words[0]) in function_words - NAME_JOINTS:
        words.pop(0)
    while words and norm(words[-1]) in NAME_JOINTS | function_words:
        if len(words) > 1 and words[-1].istitle() and norm(words[-1]) in _SIDES:
            break  # "Grand Est"
        followed = norm(words.pop())
    if words and words[-1].count(".") == 1:
        words[-1] = words[-1].removesuffix(".")  # "Ligue B." ends a sentence
    words = _undated(words, language)
    while len(words) > FULL_NAME and words[-1] in POSTNOMINALS.get(language, ()):
        words.pop()
    return words, followed


def _undated(words: Sequence[str], language: str) -> list[str]:
    """A run without the days at its ends, and nothing of a month alone."""
    days, kept = _DAYS.get(language, frozenset[str]()), list(words)
    while kept and norm(kept[0]) in days:
        kept.pop(0)
    while kept and norm(kept[-1]) in days:
        kept.pop()
    return [] if len(kept) == 1 and norm(kept[0]) in _MONTHS.get(language, ()) else kept


def _first_word(word: str, followed: str, language: str) -> Phrase | None:
    """A word that begins a sentence, if it is rare and what follows tells that its capital is its own."""
    common, lower = _commonness(word, language), norm(word)
    if common >= WELL_KNOWN or is_inflected(lower, language):
        return None
    rare = common < RARE_WORD
    # "Guingamp a gagné"; a commoner noun has a plural.
    if followed in _BEFORE_VERBS.get(language, ()) and (rare or not (zipf(f"{lower}s", language) or lower in _ANYBODY)):
        return _one_word(word, "", "", language)
    # "Noirmoutier : le gois fermé", but also "Narcotrafic : une loi": the word is the story's, its capital may not be.
    return Phrase(word, "exact") if rare and followed == COLON and len(word) >= SHORTEST_NAME else None


def _is_kind_of(words: Sequence[str], led: str, language: str) -> bool:
    """Whether an ordinary word after a determiner says what a place has, and only the place's name is one."""
    return (
        len(words) > 2
        and _is_determiner(led, language)
        and norm(words[1]) in OF
        and _commonness(words[0], language) >= RARE_WORD
        and _commonness(words[2], language) < WELL_KNOWN
    )


def _one_word(word: str, led: str, followed: str, language: str) -> Phrase | None:
    """A name of one word, which is the more doubtful the more ordinary it is."""
    tokens, common = tokens_of(word), _commonness(word, language)
    if len(word) < SHORTEST_NAME or (len(tokens) == 1 and has_counterpart(tokens[0].norm, language)):
        return None  # "la Défenseure": a capital out of respect; whoever speaks may mean the man
    if common >= COMMON_NAME:
        return Phrase(word, "exact") if led in _BEFORE_PLACES.get(language, frozenset()) else None
    if common >= RARE_WORD and (led == "(" or _is_determiner(led, language)):
        # "la Juridiction nationale de ...", "l'Office central": the first word of a long name. "le Vaucluse" is a name.
        goes_on = followed.strip(COLON) and (followed in _GOES_ON or followed not in phonology(language).function_words)
        return None if goes_on else Phrase(word, "exact")
    # What everybody knows no recogniser mishears, and what is as short as a syllable sounds like anything.
    said = max(map(len, sounds_of(tokens, language)), default=0)
    return Phrase(word, "exact" if common >= WELL_KNOWN or said < SHORTEST_SOUND else "sound")


def _is_determiner(word: str, language: str) -> bool:
    return word in phonology(language).determiners and word not in OF


def _commonness(word: str, language: str) -> float:
    """Zipf frequency of the rarest part of a word."""
    return min((zipf(token.norm, language) for token in tokens_of(word)), default=0.0)
