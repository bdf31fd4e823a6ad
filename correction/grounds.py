"""What a proposal is judged by beside its score, and the numbers that its guards go by."""

from __future__ import annotations

from dataclasses import dataclass

from .forms import Form
from .frequency import NOTHING, zipf
from .lexicon import Term
from .tokens import norm
from .windows import Likeness, Neighbours, Window, is_function_word

# Zipf frequency from which a word is an ordinary one.
COMMON = 3.3
# Anything above 0 is in the list.
HEARD_OF = 0.01
# A word this much commoner than the term's own is more likely right than misheard; so much, even if it sounds the same as a
# name of the clip.
COMMONER, MUCH_COMMONER = 0.3, 1.0
# A word of the term that is right already tells which term it is, if it is rarer than this.
TELLING = 4.0
# A first name so common is spelt as it is meant.
KNOWN_NAME = 3.6
# A rarer word with a capital is a name even where it begins a sentence.
BEGINS_SENTENCES = 4.7
# Distances of sound, in phones: up to SAME two words sound alike, up to SLIGHT they may be told apart; of words of at least
# LONG phones, SLIGHT_SHARE of them may differ.
SAME, SLIGHT, LONG, SLIGHT_SHARE = 0.25, 0.5, 7, 0.1
# Likeness of spelling from which a term that says `match = "fuzzy"` is taken like one of the same sound.
ALIKE = 0.85
# Phones of the shortest term that is told by its sound alone, if no word has that sound: "Kah" is no "CCAT", "Maud" no "Maus".
SHORTEST = 3
# A surname of so few phones that nothing vouches for must be spelt about so, too: "d'Haik" is no "Deck".
SHORT_SURNAME, ALIKE_SHORT = 4, 0.75
# Where one name of a person agrees, a rare first name at that, and where words are joined or parted, the rest may be this far
# apart (by phone).
MOST_BY_OTHER_NAME, MOST_BY_RARE_NAME, NEAR_JOINED = 0.3, 0.4, 0.1
# Share of its phones that each word of a long name must have of the one that it stands for.
SHARED = 0.75
# A surname that nobody has may be this far from that of somebody whom the clip names.
NEAR_NAMED = 0.15
# Phones of a name to which words that do not exist are near by no chance: of 1,558 French authors 78 pairs of whole names are
# as near, and in each pair is a word that exists.
VERY_LONG = 12
# From so much oddness on ordinary words may be a term by their sound alone.
CLEARLY_ODD = 0.4
# Phones that ordinary words must have to be a term by their sound alone.
LONG_ENOUGH = 5

# What several guards say.
MAY_STAND = "common words that may stand there rightly"


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
        doubled: the term stands right beside the window already.
        mended: the very words of the window were misheard for the term elsewhere in the clip, surely.
    """

    occurs: bool = False
    named: bool = False
    story: bool = False
    repeated: int = 1
    another: bool = False
    context: bool = False
    doubled: bool = False
    mended: bool = False

    @property
    def vouched(self) -> bool:
        return self.occurs or self.story


@dataclass(frozen=True, slots=True)
class Case:
    """A window that has a good score as a form of a term, with what stands around it.

    Attributes:
        odd: how much better the term fits there (`oddness`).
        known: how common the rarest changed word is (`commonness`).
        anchor: how common the rarest word of the term is that is right already, little words aside.
        same: it sounds the same.
        misspelt: only its spelling differs, and it is written like a name.
        near: one of these, or hardly any other sound.
    """

    window: Window
    beside: Neighbours
    term: Term
    form: Form
    like: Likeness
    support: Support
    language: str
    odd: float
    known: float
    anchor: float
    same: bool
    misspelt: bool
    near: bool

    @classmethod
    def of(
        cls,
        window: Window,
        beside: Neighbours,
        term: Term,
        form: Form,
        like: Likeness,
        support: Support,
        language: str,
        odd: float,
    ) -> Case:
        kept = [commonness(word, language) for word in like.content(language)]
        same = like.changed_cost <= SAME
        misspelt = like.spelling and like.capital and not window.caseless
        near = (
            same
            or (like.changed_length >= LONG and like.changed_cost <= SLIGHT_SHARE * like.changed_length)
            or (term.match == "fuzzy" and like.letters >= ALIKE)
            or misspelt
        )
        known = min((commonness(word, language) for word in like.changed), default=NOTHING)
        anchor = min(kept, default=NOTHING)
        return cls(window, beside, term, form, like, support, language, odd, known, anchor, same, misspelt, near)

    @property
    def slight(self) -> bool:
        """Whether so little sounds otherwise that it may be taken for the term where no capitals tell names from words."""
        return self.like.changed_cost <= SLIGHT_SHARE * self.like.changed_length

    @property
    def content(self) -> list[str]:
        """The window's words without articles, prepositions and the like."""
        return [text for text in self.window.texts if not is_function_word(norm(text), self.language)]

    @property
    def one_each(self) -> bool:
        """Whether each changed word stands for one of the term."""
        return len(self.like.changed) == len(self.like.wanted)

    @property
    def word_by_word(self) -> bool:
        """Whether the same words are only written otherwise."""
        return self.like.spelling and len(self.window.texts) == len(self.form.tokens)


def commonness(word: str, language: str) -> float:
    """Zipf frequency of a word or of its singular, whichever is more: wordfreq does not know every plural."""
    return max(zipf(word, language), zipf(word[:-1], language) if word[-1:] in "sx" else 0.0)
