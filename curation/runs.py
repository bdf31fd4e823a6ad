"""Words of a running text that may be names: runs of capitalised words with the small ones between, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ..correction.frequency import zipf
from ..correction.phonetics import phonology
from ..correction.tokens import PUNCTUATION, Token, norm, tokens_of
from .particles import is_chain, is_office, is_place, is_title, particle, without_origin, without_rank
from .words import NAME_JOINTS, WELL_KNOWN, is_no_name

ADDRESS = re.compile(r"https?://|www\.|@|\.(?:fr|com|org|net)\b")
# What joins the kind of a thing and its place: "tribunal de Mâcon". More may stand behind a noun that begins a headline.
OF = frozenset(("de", "d'"))
_OF_WHAT = OF | {"du", "des", "of"}
# Adverbs that go on so.
_BEFORE_OF = frozenset("loin près autour hors lors rien beaucoup peu moins assez".split())
# Small words with which a surname begins, after a title: elsewhere "van" may be a car.
_OPENS = frozenset(("van", "von"))
# "Villefranche sur Saône" is written with hyphens, "Emmanuel Macron en Ukraine" is no name.
_JOINTS = NAME_JOINTS - {"en", "sur", "sous"}
# A reader's name for himself: "Zorglub84".
_HANDLE = re.compile(r"[^\W\d_]{4,}\d+$")
_WORD = re.compile(r"\S+")
_OPENING, COLON = ("(", "["), ":"
# First name and surname.
FULL_NAME = 2


class Run(NamedTuple):
    """Capitalised words that stand together, small ones between them included.

    `fresh` says that the first one begins a sentence, so that its capital says nothing; `led` and `followed` are the words
    directly before and after, in their normal form, '' where something stands between; an opening bracket and a colon are told.
    `held` says that an office stands before them, which somebody holds there: "le maire de".
    """

    words: tuple[str, ...]
    fresh: bool
    led: str
    followed: str = ""
    held: bool = False


_NONE = Run((), fresh=False, led="")


class _Piece(NamedTuple):
    """A word of a text as part of a name.

    `text` is without possessive, punctuation and what is elided before it (`elided`, '' if nothing is or if it belongs to the
    name); `head` is its first token that is not elided. `starts` says that it begins a sentence, `named` that its capital, or
    what else it has, makes it part of a name.
    """

    text: str
    head: Token
    elided: str
    starts: bool
    named: bool


def runs_of(text: str, known: Mapping[str, str], plain: AbstractSet[str], language: str) -> Iterator[Run]:
    """The runs of a text, empty ones among them.

    Args:
        known: names that the text writes with a particle (`written_with`).
        plain: words that the texts have in lower case, in their normal form.
    """
    run, fresh, before, titled = _NONE, True, "", False
    for match in _WORD.finditer(text):
        word = match.group()
        tokens = tokens_of(word)
        if not tokens or ADDRESS.search(word) or _HANDLE.search(word.rstrip(PUNCTUATION)):
            yield run._replace(followed=COLON if word == COLON else "")
            fresh = fresh or (not tokens and any(char in '«»"–—-:' for char in word))
            run, before = _NONE, ""
            continue
        if is_title(word, language) and not (run.words and len(tokens[0].text) == 1):
            yield run
            run, fresh, before, titled = _NONE, False, tokens[0].norm, True
            continue
        if tokens[0].norm in _OF_WHAT and _is_kind(run, plain, language):
            yield run._replace(followed=tokens[0].norm)
            run = _NONE
        piece = _piece(word, fresh, before, bool(run.words) or is_chain(text, match.end()), known, language)
        if (
            tokens[0].fresh
            or piece.elided
            or (run.words and is_place(run.words[-1]) and norm(word) not in NAME_JOINTS)
            or _is_elsewhere(run.words, piece.head.text)
        ):
            yield run._replace(followed=tokens[0].norm)
            run = _NONE
        if piece.named:
            if not run.words:
                led = "(" if word.startswith(_OPENING) else piece.elided or before
                held = is_office(text, match.start() + piece.head.start, language)
                run = Run((), piece.starts, led, held=held)
            run = run._replace(words=(*run.words, piece.text))
        elif run.words and norm(piece.text) in _JOINTS:
            run = run._replace(words=(*run.words, piece.text))
        elif titled and piece.text in _OPENS:  # "Mme van der Meersch"
            run = Run((piece.text,), fresh=False, led=before)
        else:
            yield run._replace(followed=tokens[0].norm)
            run = _NONE
        if tokens[-1].stops or tokens[-1].norm == "'s":
            yield run._replace(followed=COLON if word.endswith(COLON) else "")  # "the BBC's Newsnight" are two names
            run = _NONE
        fresh = tokens[-1].sentence_end or word.endswith((":", "«", '"'))
        before, titled = "" if tokens[-1].stops else tokens[-1].norm, False
    yield run


def _piece(word: str, fresh: bool, before: str, run: bool, known: Mapping[str, str], language: str) -> _Piece:
    """What a word is to a name (see `particle` for what is known of its place)."""
    tokens = tokens_of(word)
    head = next((token for token in tokens if not token.norm.endswith("'")), tokens[-1])
    elides = head is not tokens[0]
    whole = elides and particle(tokens, fresh, before, run, known)
    end = tokens[-2] if len(tokens) > 1 and tokens[-1].norm == "'s" else tokens[-1]
    # "George W. Bush": the dot of an initial belongs to the name.
    dotted = len(end.text) == 1 and end.text.isupper() and word[end.end :].startswith(".")
    core = word[(tokens[0] if whole else head).start : end.end + dotted]
    if whole and head.norm in known:
        core = known[head.norm] + word[head.start : end.end]
    starts = fresh and not elides
    # "L'Hostis" and "L'Élysée" look alike where they begin a sentence: neither half of a name nor a guess is taken.
    unclear = fresh and elides and not whole and tokens[0].text[:1].isupper() and not head.text.isupper()
    asks = "-" in word and len(tokens) > 1 and tokens[-1].closes and tokens[-2].closes  # "Retrouvez-nous"
    plain = starts and (asks or head.norm in phonology(language).function_words)
    named = head.text[:1].isupper() and not unclear and not plain
    return _Piece(core, head, tokens[0].norm if elides and not whole else "", starts, named)


def _is_kind(run: Run, plain: AbstractSet[str], language: str) -> bool:
    """Whether a run is a word that begins a sentence ("Mort d'Aurélien Kermadec"), and no part of the name that it is of."""
    if not run.fresh or len(run.words) != 1:
        return False
    (word,) = run.words
    parts = [token.text for token in tokens_of(word)[1:]]  # "Ex-maire", but not "Saint-Brieuc"
    if norm(word) in plain or norm(word) in _BEFORE_OF:
        return True
    return all(map(str.islower, parts)) if parts else is_no_name(norm(word), language)


def _is_elsewhere(words: Sequence[str], text: str) -> bool:
    """Whether a word is an acronym that says where the person of a name is from: "Loïc Guézennec du SDIS"."""
    return (
        len(words) > 2 and norm(words[-1]) in NAME_JOINTS and words[-1].islower() and len(text) > 1 and text.isupper()
    )


def parted(run: Run, language: str) -> Iterator[Run]:
    """The names that a run holds, without ranks: a place and who holds the office there ("maire de Lyon Solenn Kervadec"), or
    a person and where they are from ("Sergeant Gethin Iorwerth of Dyfed-Powys Police")."""
    words = without_rank(without_origin(run.words, run.led, language), language) if run.words else run.words
    ranked = words != run.words
    for part in _from(Run(words, fresh=False, led="", followed=run.followed) if ranked else run, ranked, language):
        yield from _held(part)


def _from(run: Run, person: bool, language: str) -> Iterator[Run]:
    """A person and where they are from; one run is "Bank of England", or "The Sands of Ploumagoar"."""
    at = run.words.index("of") if "of" in run.words else 0
    rare = at >= FULL_NAME and zipf(norm(run.words[at - 1]), language) < WELL_KNOWN
    if at < FULL_NAME or norm(run.words[0]) in NAME_JOINTS or not (person or rare):
        yield run
        return
    yield run._replace(words=run.words[:at], followed="of")
    at += run.words[at + 1 : at + 2] == ("the",)
    yield Run(run.words[at + 1 :], fresh=False, led=norm(run.words[at]), followed=run.followed)


def _held(run: Run) -> Iterator[Run]:
    """A place and who holds the office there."""
    named = next((at for at, word in enumerate(run.words) if norm(word) not in NAME_JOINTS), 0) + 1
    place, person = run.words[:named], run.words[named:]
    parts = [word for word in person if norm(word) not in NAME_JOINTS]
    if run.held and len(parts) == FULL_NAME and parts[0] == person[0] and len(tokens_of(parts[0])[0].text) > 1:
        yield run._replace(words=place, followed="")
        yield Run(person, fresh=False, led="", followed=run.followed)
    else:
        yield run
