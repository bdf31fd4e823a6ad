"""Lists of names: whether a text is one (guests, a cast, people of a file), and the names on its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..correction.frequency import zipf
from ..correction.lexicon import Match
from ..correction.phonetics import phonology
from ..correction.tokens import SENTENCE_ENDS, Token, fold, norm, split_norms, split_tokens
from .names import SHORTEST_NAME, Phrase
from .pages import Paragraph
from .particles import without_title
from .runs import ADDRESS
from .words import NAME_JOINTS, RARE_WORD, WELL_KNOWN, is_ordinary
from .wrapped import ITEM

# A text is a list of names if less than this share of its words stands in sentences.
_MOST_SENTENCES = 0.3
# A line with more words is a sentence if it begins with a little one: "Les élus de Lannion votent dimanche".
_LONGEST_LED = 4
# What explains a name on its line: "Annie Ernaux (écrivaine)", "Jean Echenoz : Ravel", "Eva Green as Vesper".
_EXPLAINS = re.compile(r"\s*(?:\(.*?\)|\[.*?\]|:.*$|\s(?:[–—-]|as|\.{2,}|…)\s.*$)")
# When it is: "21h00 Ravel".
_TIME = re.compile(r"\d{1,2} ?[h:] ?(?:\d\d)?\s+")
# What says of whom or of what the rest of a line speaks: "Invités : Solenn Kervadec, Yanis Bouzidi".
_LABEL = re.compile(r"\s*([^:,;|\t]+?)\s*:\s+(?=\S)")
# Between digits a comma parts nothing: "1,2 tonne".
_BETWEEN = re.compile(r"[;\t|]|,(?!\d)|(?<!\d),")
# A surname in capitals before first names, as official lists have it: "LE GOFF Solenn", "LE GOFF, Solenn".
_SURNAME_FIRST = re.compile(
    r"((?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]+ )*[A-ZÀ-Þ][A-ZÀ-Þ'’-]+)(?: ?[,;] ?| )"
    r"([A-ZÀ-Þ][a-zß-ÿ]+(?:[ -][A-ZÀ-Þ][a-zß-ÿ]+){0,2})(?= ?(?:[,;|(]|$))"
)
# Such lists are so from end to end, but for some lines; "SNCF Réseau" looks like one.
_MOSTLY = 0.6
# Words in lower case that stand in sentences and in no name: finite verbs, negations, pronouns, what leads to a name.
_SAYS = {
    "fr": frozenset(
        "a ai as ont avait avaient aura auront est sont était étaient sera seront serait fut va vont peut peuvent doit "
        "doivent n' ne pas s' se j' je il elle ils elles nous vous qui que qu' dont par avec chez".split()
    ),
    "en": frozenset(
        "is are was were be been has have had will would can could may might must shall should do does did not it they he "
        "she we you who that by with".split()
    ),
}


class _Line(NamedTuple):
    """A line of a list without its bullet, and whether a label stands before what is left of it."""

    paragraph: Paragraph
    labelled: bool
    text: str


def is_list(story: Sequence[Paragraph], language: str) -> bool:
    """Whether a text is a list of names rather than sentences.

    Items of lists and cells of tables are part of an article where there is prose, however many they are.
    """
    lines = [_line(paragraph, language) for paragraph in story]
    kinds = [[line.text for line in lines if line.paragraph.kind == kind] for kind in ("prose", "item")]
    return len(story) > 1 and any(kinds) and all(_are_listed(texts, language) for texts in kinds)


def _are_listed(texts: Sequence[str], language: str) -> bool:
    sentences = sum(len(text.split()) for text in texts if _is_sentence(text, language))
    return sentences <= _MOST_SENTENCES * sum(len(text.split()) for text in texts)


def in_spoken_order(story: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines of a list with first names first, if it has surnames in capitals before them."""
    named = [_SURNAME_FIRST.match(p.text, _marked(p.text)) for p in story]
    if sum(name is not None for name in named) < _MOSTLY * len(story):
        return list(story)
    return [
        p._replace(text=f"{p.text[: name.start()]}{name[2]} {name[1]}{p.text[name.end() :]}") if name else p
        for p, name in zip(story, named, strict=True)
    ]


def listed(story: Sequence[Paragraph], language: str) -> Iterator[tuple[Paragraph, Phrase | None]]:
    """The names of a list: one a line or several with commas between; labels and what explains a name are left out.

    What is no name comes without one, to be searched as any text.
    """
    lines = [_line(paragraph, language) for paragraph in story]
    described = any(line.labelled for line in lines)
    for paragraph, labelled, text in lines:
        first, *others = _BETWEEN.split(text)
        if paragraph.kind == "heading" or _is_sentence(text, language) or not _is_name(_bare(first), language):
            yield paragraph._replace(text=text), None
            continue
        if described and not labelled and _is_label(first, language):
            continue  # the heading of a description
        for part in (first, *others):
            name = without_title(_bare(part), language)
            if len(fold(name)) < SHORTEST_NAME or name.replace(" ", "").isdigit() or ADDRESS.search(name):
                continue
            if (first.strip()[:1].isupper() and name[:1].islower()) or not _is_name(name, language):
                yield paragraph._replace(text=name), None  # "..., maire de Trégueux"
            elif match := _how(name, language):
                yield paragraph, Phrase(name, match)


def _marked(text: str) -> int:
    """Where a line begins behind its bullet and its time."""
    at = bullet.end() if (bullet := ITEM.match(text)) else 0
    return time.end() if (time := _TIME.match(text, at)) else at


def _line(paragraph: Paragraph, language: str) -> _Line:
    text = paragraph.text[_marked(paragraph.text) :]
    label = _LABEL.match(text)
    labelled = label is not None and _is_label(label[1], language)
    return _Line(paragraph, labelled, text[label.end() :] if label and labelled else text)


def _bare(part: str) -> str:
    """A name without what explains it."""
    return _EXPLAINS.sub("", part).strip(" .\"'«»“”")


def _is_label(text: str, language: str) -> bool:
    """Whether words are ordinary ones and no name: "Invités", "Avec", "Prise de son"."""
    first, *others = text.split() or [""]
    return all(word[:1].islower() for word in others) and zipf(norm(first), language) >= RARE_WORD


def _is_sentence(text: str, language: str) -> bool:
    """Whether a line is a sentence, by how it ends, by a word that only sentences have, or by how it begins."""
    if text.rstrip(" \"'»”").endswith(tuple(SENTENCE_ENDS)):
        return True
    says, tokens = _SAYS.get(language, frozenset[str]()), split_tokens(_bare(_BETWEEN.split(text)[0]))
    if any(token.text.islower() and token.norm in says for token in tokens):
        return True
    if len(tokens) > 1 and tokens[0].norm in says and tokens[1].text.islower():
        return True  # "Il pleut"
    return len(tokens) > _LONGEST_LED and tokens[1].text.islower() and _leads(tokens, language)


def _leads(tokens: Sequence[Token], language: str) -> bool:
    """Whether words begin with a little one that an ordinary one follows: "Où voter", "le juge"."""
    small = phonology(language).function_words | phonology(language).determiners.keys()
    first, second, *_ = (*tokens, None, None)
    if first is None or second is None or not (first.norm in small or first.norm.endswith("'")):
        return False
    return second.opens and not second.text[:1].isupper()


def _is_name(text: str, language: str) -> bool:
    """Whether words that are no sentence may be a name or a term: "Le Monde", "garde à vue".

    "Où voter" is none, nor is a name with words about it: "procureur Yanis Bouzidi", "Yanis Bouzidi reçoit Solenn Kervadec".
    """
    words = text.split()
    if _leads(split_tokens(text), language):
        return False
    small = NAME_JOINTS | phonology(language).function_words
    plain = [word.islower() and norm(word) not in small and "'" not in norm(word) for word in words]
    capital = [not word.islower() for word in words]
    if any(capital) and plain[:1] == [True]:
        return False
    after = zip(plain, capital[1:], strict=False)
    behind = zip(capital, capital[1:], plain[2:], strict=False)
    return not any(map(all, after)) and not any(map(all, behind))


def _how(name: str, language: str) -> Match | None:
    """How a name of a list may be looked for; None for a word of everyday ("juge"), which is nobody's name.

    What everybody knows no recogniser mishears: "Paris", "Sucre roux". What has no capital is a term that somebody chose.
    """
    if name.islower():
        return None if len(split_norms(name)) == 1 and is_ordinary(name, language, WELL_KNOWN) else "sound"
    others = name.split()[1:]
    if not all(map(str.islower, others)):
        return "sound"
    return "exact" if is_ordinary(name, language, RARE_WORD if others else WELL_KNOWN) else "sound"
