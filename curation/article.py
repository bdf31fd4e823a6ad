"""The lexicon of a story: people, places, organisations and rare words of its own article, or of any list of names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..correction.frequency import zipf
from ..correction.gender import has_counterpart
from ..correction.language import guess_language
from ..correction.lexicon import Lexicon, Term
from ..correction.tokens import fold, norm, split_tokens, tokens_of
from .listing import in_spoken_order, is_list, listed
from .names import Phrase, names
from .pages import Paragraph, paragraphs
from .runs import ADDRESS
from .shouting import in_usual_case
from .words import NAME_JOINTS, RARE_WORD, is_inflected, part_singular, plural, singular

SHORTEST_WORD = 5
# Lines of a note that says where a term stands.
_MOST_PLACES = 5
# Determiners of one thing that are nothing else: "that" may stand before a verb.
_ONE = {"fr": frozenset("un une ce cet cette du au chaque".split()), "en": frozenset("a an each every another".split())}
# So may these, but where they begin a sentence or follow a preposition only before an infinitive.
_ALSO_PRONOUNS, _INFINITIVES = frozenset(("le", "la", "l'")), ("er", "ir", "re")
_BEFORE_NOUNS = frozenset("de à dans sur sous par pour avec sans vers contre selon chez entre depuis".split())
_WORD = re.compile(r"\S+")
# Signs and categories of Unicode (brackets, what is not seen) that no spelling has.
_MARKS, _NEVER = frozenset("*_^`~|\\<>="), frozenset("Ps Pe Cc Cf Co Cn Cs Zl Zp".split())


# "#JusticePourBleuenn" and "@LeMonde" are nobody's spelling of a name.
_TAG = re.compile(r"(?<!\w)[#@]\w+")


def lexicon_from_article(text: str, *, language: str | None = None, source: str = "") -> Lexicon:
    """Names, rare words and compounds of an article, in its spelling, as the lexicon of its story.

    Inflected forms are joined ("guets-apens" gives "guet-apens" with its plural), and each term says on which lines it stands.
    Page furniture, addresses, ordinary words and words for a man or a woman ("procureure") are left out. Every term counts as
    expected in the story's clips (`Lexicon.story`).

    Args:
        text: HTML, Markdown or plain text; also a show's description, or a list of names.
        language: that of the text; None is found out. Names without sentences have none: what they are found in counts.
        source: the file's name, which tells what it is and where the terms are from.
    """
    story = [paragraph._replace(text=_TAG.sub(" ", paragraph.text)) for paragraph in paragraphs(text, source)]
    given, language = language, language or guess_language(paragraph.text for paragraph in story) or "fr"
    if named := is_list(story, language):
        story = in_spoken_order(story)
    quiet = in_usual_case([paragraph.text for paragraph in story], language, listed=named)
    story = [paragraph._replace(text=text) for paragraph, text in zip(story, quiet.texts, strict=True)]
    found: dict[str, list[int]] = defaultdict(list)
    sought: set[str] = set()
    for line, phrase in _listed(story, language) if named else phrases(story, language):
        if not all(map(_is_spelled, phrase.text)):
            continue
        found[phrase.text].append(line)
        if phrase.match == "sound" and quiet.guessed.isdisjoint(phrase.text.split()):
            sought.add(phrase.text)
    own = given if named else language
    terms: dict[str, Term] = {}
    lines: dict[str, list[int]] = defaultdict(list)
    for text, places in found.items():
        single = singular(text, language)
        term = terms.get(single, Term(single, language=own, source=source, line=places[0]))
        term = term if text in sought else replace(term, match="exact")
        terms[single] = term if text == single else replace(term, plural=text)
        lines[single] += places
    # "Steidl" beside "Isaac Steidl" adds nothing: people are found by surname alone. "Mâcon" does beside "Mairie de Mâcon".
    whole = {part for write in terms if NAME_JOINTS.isdisjoint(write.split()) for part in write.split()[1:]}
    # "Erdeven" tells that "d'" is no part of the name in "d'Erdeven".
    whole |= {write for write in terms if norm(write).startswith("d'") and write[2:] in terms}
    nouns = set(_nouns(story, language))
    kept = tuple(
        replace(
            term, note=_note(lines[write]), plural=term.plural or (plural(write, language) if write in nouns else "")
        )
        for write, term in terms.items()
        if write not in whole
    )
    return Lexicon(kept, language=own, story=frozenset(term.write for term in kept))


def _nouns(story: Sequence[Paragraph], language: str) -> Iterator[str]:
    """Words that stand in the singular behind a determiner, as no verb does."""
    determiners = _ONE.get(language, frozenset[str]())
    for paragraph in story:
        before = ""
        for one, other in pairwise(split_tokens(paragraph.text)):
            sure = one.text[:1].isupper() or before in _BEFORE_NOUNS
            if one.norm in determiners or (
                one.norm in _ALSO_PRONOUNS and sure and not other.norm.endswith(_INFINITIVES)
            ):
                yield other.norm
            before = one.norm


def _is_spelled(char: str) -> bool:
    """Whether a sign may belong to a spelling; brackets and the marks of a page never do."""
    return char not in _MARKS and unicodedata.category(char) not in _NEVER


def _note(lines: Sequence[int]) -> str:
    places = sorted(set(lines))
    shown = ", ".join(map(str, places[:_MOST_PLACES])) + (", ..." if len(places) > _MOST_PLACES else "")
    return f"{len(lines)}x, line{'s' if len(places) > 1 else ''} {shown}"


def _listed(story: Sequence[Paragraph], language: str) -> Iterator[tuple[int, Phrase]]:
    """The names of a list, and those in what stands there besides."""
    for paragraph, name in listed(story, language):
        yield from ((paragraph.line, name),) if name else phrases([paragraph], language)


def phrases(story: Sequence[Paragraph], language: str) -> Iterator[tuple[int, Phrase]]:
    """The names and rare words of a text as they stand, each with its paragraph's number."""
    for paragraph, found in zip(story, names([paragraph.text for paragraph in story], language), strict=True):
        for phrase in (*found, *map(Phrase, _rare_words(paragraph.text, language))):
            yield paragraph.line, phrase


def _rare_words(text: str, language: str) -> Iterator[str]:
    """Words in lower case that are rare, or compounds of which a part is."""
    for match in _WORD.finditer(text):
        if ADDRESS.search(match.group()):
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
            len(tokens) == 1 and (is_inflected(tokens[0].norm, language) or has_counterpart(tokens[0].norm, language))
        )
        if rare and len(fold(core)) >= SHORTEST_WORD and not any(char.isdigit() for char in core):
            yield core
