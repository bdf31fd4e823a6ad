"""Lexicon entries from what a newsroom has already written: for now from the story's own article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from .frequency import zipf
from .lexicon import Lexicon, Term
from .phonetics import phonology
from .tokens import fold, norm, tokens_of

# A word below this Zipf frequency is worth telling the corrector: it occurs less than once in a million words.
RARE_WORD = 3.0
# A capital in mid-sentence makes a name, unless the word is this common and stands alone ("Internet", "Dieu").
COMMON_NAME = 5.0
SHORTEST_WORD = 5
# What stands on a page beside the story.
_FURNITURE = re.compile(
    r"^\s*(?:(?:à|a) lire\b|lire (?:aussi|également)|voir aussi|partage[rz]|suivez|abonne[zr]|sources?\s*:|crédits?\b|photo\b"
    r"|publié le|mis à jour|©|newsletter|commentaires?\b|read (?:more|also)|share|follow us|subscribe|source\s*:|published"
    r"|updated|advertisement|publicité|image\s*:|par [A-ZÀ-Þ]\S+ [A-ZÀ-Þ]\S+\s*$)",
    re.IGNORECASE,
)
_NAME_JOINTS = frozenset("de du des d' la le les l' en sur sous et lès van von der of the and".split())
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:fr|com|org|net)\b")


def lexicon_from_article(text: str, *, language: str, source: str = "") -> Lexicon:
    """Names, rare words and compounds of an article, in its spelling, as the lexicon of its story.

    Inflected forms are joined ("guets-apens" gives "guet-apens" with its plural). Lines that are page furniture, addresses
    and ordinary words are left out. Every term counts as expected in the story's clips (`Lexicon.story`).
    """
    found: Counter[str] = Counter()
    lines: dict[str, int] = {}
    story = [(number, line) for number, line in enumerate(text.splitlines(), 1) if not _FURNITURE.match(line)]
    # A word that also stands there in lower case is no name where it begins a sentence ("Guets-apens de Mâcon").
    plain = {
        norm(word[tokens[0].start : tokens[-1].end])
        for _, line in story
        for word in line.split()
        if (tokens := tokens_of(word)) and tokens[0].text[:1].islower()
    }
    for number, line in story:
        for phrase in (*_names(line, plain, language), *_rare_words(line, language)):
            found[phrase] += 1
            lines.setdefault(phrase, number)
    terms: dict[str, Term] = {}
    for phrase in found:
        single = _singular(phrase, language)
        term = terms.get(single, Term(single, language=language, source=source, line=lines[phrase]))
        if phrase != single:
            term = replace(term, plural=phrase)
        terms[single] = term
    # "Steidl" beside "Isaac Steidl" adds nothing: people are found by surname alone.
    whole = {part for write in terms for part in write.split()[1:]}
    kept = tuple(term for term in terms.values() if term.write not in whole)
    return Lexicon(kept, language=language, story=frozenset(term.write for term in kept))


def _names(line: str, plain: AbstractSet[str], language: str) -> Iterator[str]:
    """Runs of capitalised words, with the small words between them; but not one alone that begins a sentence."""
    run: list[str] = []
    begun_fresh = False  # whether the run's first word begins a sentence, so that its capital says nothing
    fresh = True
    for match in _WORD.finditer(line):
        word = match.group()
        tokens = tokens_of(word)
        if not tokens or _ADDRESS.search(word):
            yield from _finish(run, begun_fresh, plain, language)
            run, fresh = [], fresh or (not tokens and any(char in '«»"–—-:' for char in word))
            continue
        head = next((token for token in tokens if not token.norm.endswith("'")), tokens[-1])
        if tokens[0].fresh or head is not tokens[0]:
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        core = word[head.start : tokens[-1].end]
        starts = fresh and head is tokens[0]
        if head.text[:1].isupper() and not (starts and head.norm in phonology(language).function_words):
            begun_fresh = starts if not run else begun_fresh
            run.append(core)
        elif run and norm(core) in _NAME_JOINTS:
            run.append(core)
        else:
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        if tokens[-1].stops:
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        fresh = tokens[-1].sentence_end or word.endswith((":", "«", '"'))
    yield from _finish(run, begun_fresh, plain, language)


def _finish(run: list[str], begun_fresh: bool, plain: AbstractSet[str], language: str) -> Iterator[str]:
    """The name that a run makes, if it makes one."""
    words = list(run)
    while words and norm(words[-1]) in _NAME_JOINTS:
        words.pop()
    if begun_fresh and words and (norm(words[0]) in plain or zipf(norm(words[0]), language) >= COMMON_NAME):
        words = words[
            1:
        ]  # "Début mai à Valenciennes", "Hier Isaac Steidl": the first word has its capital from its place
        begun_fresh = False
        while words and norm(words[0]) in _NAME_JOINTS:
            words = words[1:]
    if not words or (begun_fresh and len(words) == 1):
        return
    if len(words) == 1:
        tokens = tokens_of(words[0])
        if len(words[0]) < 3 or all(zipf(token.norm, language) >= COMMON_NAME for token in tokens):
            return
    yield " ".join(words)


def _rare_words(line: str, language: str) -> Iterator[str]:
    """Words in lower case that are rare, or compounds of which a part is."""
    for match in _WORD.finditer(line):
        if _ADDRESS.search(match.group()):
            continue
        tokens = [token for token in tokens_of(match.group()) if not token.norm.endswith("'")]
        if not tokens or not tokens[0].text[:1].islower():
            continue
        if len(tokens) > 1 and tokens[-1].closes and tokens[-2].closes:
            tokens = tokens[:1]  # "ressort-il": the pronoun is no part of the word
        core = match.group()[tokens[0].start : tokens[-1].end]
        rarest = min(zipf(_part_singular(token.norm, language), language) for token in tokens)
        rare = rarest < (RARE_WORD + 1 if len(tokens) > 1 else RARE_WORD)
        if rare and len(fold(core)) >= SHORTEST_WORD and not any(char.isdigit() for char in core):
            yield core


def _singular(phrase: str, language: str) -> str:
    """The singular of a word in lower case, part by part; names stay as they are."""
    if phrase[:1].isupper() or " " in phrase:
        return phrase
    pieces = re.split(r"(-)", phrase)
    return "".join(_part_singular(piece, language) if piece != "-" else piece for piece in pieces)


def _part_singular(part: str, language: str) -> str:
    """The commoner of a word and itself without its plural ending ("guets" -> "guet", but "apens")."""
    if part[-1:] in "sx" and len(part) > 3:
        single = part[:-1]
        if zipf(single, language) > zipf(part, language):
            return single
    return part


def story_lexicon(articles: Iterable[tuple[str, str]], *, language: str) -> list[Lexicon]:
    """One lexicon an article, from (text, source) pairs."""
    return [lexicon_from_article(text, language=language, source=source) for text, source in articles]
