"""The lexicon of a story: people, places, organisations and rare words of its own article, or of any list of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ..correction.frequency import zipf
from ..correction.gender import has_counterpart
from ..correction.lexicon import Lexicon, Term
from ..correction.phonetics import phonology
from ..correction.tokens import fold, norm, tokens_of
from .pages import Paragraph, paragraphs
from .particles import is_chain, is_place, is_title, particle, written_with
from .words import COMMON_NAME, NAME_JOINTS, RARE_WORD, is_verb_form, part_singular, singular

SHORTEST_WORD, SHORTEST_NAME = 5, 3
# A text is a list of names if this share of its lines has at most so many words and no sentence's end.
_LISTED, _LONGEST_LINE = 0.8, 6
# Lines of a note that says where a term stands.
_MOST_PLACES = 5
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:fr|com|org|net)\b")
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\d{1,3}[.)])\s+")
_BESIDE = re.compile(r"\s*(?:\(.*?\)|\[.*?\]|:.*$|\s[–—-]\s.*$)")


def lexicon_from_article(text: str, *, language: str, source: str = "") -> Lexicon:
    """Names, rare words and compounds of an article, in its spelling, as the lexicon of its story.

    Inflected forms are joined ("guets-apens" gives "guet-apens" with its plural), and each term says on which lines it stands.
    Page furniture, addresses, ordinary words and words for a man or a woman ("procureure") are left out. Every term counts as
    expected in the story's clips (`Lexicon.story`).

    Args:
        text: HTML, Markdown or plain text; also a show's description, or a list of names.
        source: the file's name, which tells what it is and where the terms are from.
    """
    story = paragraphs(text, source)
    found: dict[str, list[int]] = defaultdict(list)
    if _is_list(story):
        for line, name in _listed(story):
            found[name].append(line)
    else:
        for line, phrase in phrases(story, language):
            found[phrase].append(line)
    terms: dict[str, Term] = {}
    lines: dict[str, list[int]] = defaultdict(list)
    for phrase, places in found.items():
        single = singular(phrase, language)
        term = terms.get(single, Term(single, language=language, source=source, line=places[0]))
        terms[single] = term if phrase == single else replace(term, plural=phrase)
        lines[single] += places
    # "Steidl" beside "Isaac Steidl" adds nothing: people are found by surname alone.
    whole = {part for write in terms for part in write.split()[1:]}
    kept = tuple(replace(term, note=_note(lines[write])) for write, term in terms.items() if write not in whole)
    return Lexicon(kept, language=language, story=frozenset(term.write for term in kept))


def _note(lines: Sequence[int]) -> str:
    places = sorted(set(lines))
    shown = ", ".join(map(str, places[:_MOST_PLACES])) + (", ..." if len(places) > _MOST_PLACES else "")
    return f"{len(lines)}x, line{'s' if len(places) > 1 else ''} {shown}"


def _is_list(story: Sequence[Paragraph]) -> bool:
    """Whether the text is a list of names rather than sentences."""
    short = [
        p for p in story if len(p.text.split()) <= _LONGEST_LINE and not p.text.rstrip().endswith((".", "!", "?", "…"))
    ]
    return len(story) > 1 and len(short) >= _LISTED * len(story)


def _listed(story: Sequence[Paragraph]) -> Iterator[tuple[int, str]]:
    """The names of a list: one a line or several with commas between; what explains them is left out."""
    for line, text in story:
        for part in re.split(r"[,;\t|]", _BULLET.sub("", text)):
            name = _BESIDE.sub("", part).strip(" .\"'«»“”")
            if len(fold(name)) >= SHORTEST_NAME and not name.replace(" ", "").isdigit() and not _ADDRESS.search(name):
                yield line, name


def phrases(story: Sequence[Paragraph], language: str) -> Iterator[tuple[int, str]]:
    """The names and rare words of a text as they stand, each with its paragraph's number."""
    # A word that also stands there in lower case is no name where it begins a sentence ("Guets-apens de Mâcon").
    plain = {
        norm(word[tokens[0].start : tokens[-1].end])
        for paragraph in story
        for word in paragraph.text.split()
        if (tokens := tokens_of(word)) and tokens[0].text[:1].islower()
    }
    known = written_with(paragraph.text for paragraph in story)
    for line, text in story:
        for phrase in (*_names(text, plain, known, language), *_rare_words(text, language)):
            yield line, phrase


def _names(text: str, plain: AbstractSet[str], known: Mapping[str, str], language: str) -> Iterator[str]:
    """Runs of capitalised words, with the small words between them; but not one alone that begins a sentence."""
    run: list[str] = []
    begun_fresh = False  # whether the run's first word begins a sentence, so that its capital says nothing
    fresh = True
    before = ""
    for match in _WORD.finditer(text):
        word = match.group()
        tokens = tokens_of(word)
        if not tokens or _ADDRESS.search(word):
            yield from _finish(run, begun_fresh, plain, language)
            run, fresh = [], fresh or (not tokens and any(char in '«»"–—-:' for char in word))
            continue
        if is_title(word, language) and not (run and len(tokens[0].text) == 1):
            yield from _finish(run, begun_fresh, plain, language)
            run, fresh, before = [], False, tokens[0].norm
            continue
        head = next((token for token in tokens if not token.norm.endswith("'")), tokens[-1])
        elided = head is not tokens[0]
        whole = elided and particle(tokens, fresh, before, bool(run) or is_chain(text[match.end() :]), known)
        if tokens[0].fresh or (elided and not whole) or (run and is_place(run[-1]) and norm(word) not in NAME_JOINTS):
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        end = tokens[-2] if len(tokens) > 1 and tokens[-1].norm == "'s" else tokens[-1]
        core = word[(tokens[0] if whole else head).start : end.end]
        if whole and head.norm in known:
            core = known[head.norm] + word[head.start : end.end]
        starts = fresh and not elided
        # "L'Hostis" and "L'Élysée" look alike where they begin a sentence: neither half of a name nor a guess is taken.
        unclear = fresh and elided and not whole and tokens[0].text[:1].isupper()
        if head.text[:1].isupper() and not unclear and not (starts and head.norm in phonology(language).function_words):
            begun_fresh = starts if not run else begun_fresh
            run.append(core)
        elif run and norm(core) in NAME_JOINTS:
            run.append(core)
        else:
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        if tokens[-1].stops:
            yield from _finish(run, begun_fresh, plain, language)
            run = []
        fresh = tokens[-1].sentence_end or word.endswith((":", "«", '"'))
        before = tokens[-1].norm
    yield from _finish(run, begun_fresh, plain, language)


def _finish(run: Iterable[str], begun_fresh: bool, plain: AbstractSet[str], language: str) -> Iterator[str]:
    """The name that a run makes, if it makes one."""
    words = list(run)
    small = NAME_JOINTS | phonology(language).function_words
    while words and norm(words[-1]) in small:
        words.pop()
    if begun_fresh and words and (norm(words[0]) in plain or zipf(norm(words[0]), language) >= COMMON_NAME):
        # "Début mai à Valenciennes", "Hier Isaac Steidl": the first word has its capital from its place.
        words.pop(0)
        begun_fresh = False
        while words and norm(words[0]) in NAME_JOINTS:
            words.pop(0)
    if not words or (begun_fresh and len(words) == 1):
        return
    if len(words) == 1:
        tokens = tokens_of(words[0])
        if len(words[0]) < SHORTEST_NAME or all(zipf(token.norm, language) >= COMMON_NAME for token in tokens):
            return
        if len(tokens) == 1 and has_counterpart(tokens[0].norm, language):
            return  # "la Défenseure": a capital out of respect; whoever speaks may mean the man
    yield " ".join(words)


def _rare_words(text: str, language: str) -> Iterator[str]:
    """Words in lower case that are rare, or compounds of which a part is."""
    for match in _WORD.finditer(text):
        if _ADDRESS.search(match.group()):
            continue
        tokens = [token for token in tokens_of(match.group()) if not token.norm.endswith("'")]
        if not tokens or not tokens[0].text[:1].islower():
            continue
        if len(tokens) > 1 and tokens[-1].closes and tokens[-2].closes:
            tokens = tokens[:1]  # "ressort-il": the pronoun is no part of the word
        core = match.group()[tokens[0].start : tokens[-1].end]
        rarest = min(zipf(part_singular(token.norm, language), language) for token in tokens)
        rare = rarest < (RARE_WORD + 1 if len(tokens) > 1 else RARE_WORD)
        rare = rare and not (
            len(tokens) == 1 and (is_verb_form(tokens[0].norm, language) or has_counterpart(tokens[0].norm, language))
        )
        if rare and len(fold(core)) >= SHORTEST_WORD and not any(char.isdigit() for char in core):
            yield core
