"""What an archive says a lexicon lacks: rare words in several spellings of one sound, near misses of known terms, and lines
that recur over many files, as credits do (and greetings)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..correction.credits import Credits
from ..correction.forms import sounds_of
from ..correction.lexicon import Lexicon
from ..correction.phonetics import phonology
from ..correction.propose import propose_many
from ..correction.sound import nearest
from ..correction.tokens import fold, split_norms, split_tokens
from ..document.clock import place
from ..document.model import Transcript
from .article import phrases
from .blocks import choice_block, join_blocks, render, split_blocks
from .pages import Paragraph
from .words import same_word

# Spellings of one sound may differ by this share of their phones, and a sound is at least so many phones long.
APART, SHORTEST_SOUND = 0.12, 4
# In a row of so many consonants one may have been missed.
SHORTEST_ROW = 4
# A line recurs if it stands in so many files; it has so many words at most and letters at least.
LINE_FILES, LINE_WORDS, LINE_LETTERS = 3, 14, 12
_EXAMPLES = 3
_HEAD = """Suggested from an archive. An entry holds nothing until you choose: `write = "the right one"` in place of `choose`.
The first of the spellings is the commonest, which is not always the right one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something for a lexicon.

    Attributes:
        kind: "spellings", "near miss" or "line".
        write: the commonest spelling, which need not be the right one; the known term that is missed; the line.
        others: the other spellings with how often each stands.
        count: how often all of it was seen; for a line, in how many files.
        examples: where ("file 00:12").
    """

    kind: str
    write: str
    others: tuple[tuple[str, int], ...]
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class Archive:
    """What was seen in any number of texts, by spelling; texts themselves are not kept."""

    language: str
    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # folded line -> file -> line
    misses: Counter[tuple[str, str]] = field(default_factory=Counter)
    miss_places: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: Transcript) -> None:
        """Take in the words and lines of a text."""
        cues = [Paragraph(number, " ".join(cue.split())) for number, cue in enumerate(text.texts())]
        for number, (phrase, match) in phrases(cues, self.language):
            if match == "exact":
                continue
            self.counts[phrase] += 1
            if len(self.places[phrase]) < _EXAMPLES:
                start = text.segments[number].start
                self.places[phrase].append(place(text.source, start, timed=text.timed))
        for _, cue, _ in cues:
            if len(cue.split()) <= LINE_WORDS and len(key := fold(cue)) >= LINE_LETTERS:
                self.lines[key].setdefault(text.source, cue)

    def compare(self, texts: Iterable[Transcript], lexicon: Lexicon) -> Iterator[Transcript]:
        """Remember what comes near the terms of a lexicon; gives the texts on."""
        held: list[Transcript] = []

        def passing() -> Iterator[Transcript]:
            for text in texts:
                held.append(text)
                yield text

        for edits in propose_many(passing(), lexicon, language=self.language, cleanup=False):
            text = held.pop(0)
            for edit in edits:
                pair = (edit.term, edit.before.strip(" .,;:!?…«»\"'"))
                self.misses[pair] += 1
                if len(self.miss_places[pair]) < _EXAMPLES:
                    start = text.words[edit.first].start
                    self.miss_places[pair].append(place(text.source, start, timed=text.timed))
            yield text


def suggest(archive: Archive, lexicon: Lexicon) -> list[Suggestion]:
    """What to look at, what was seen most often first."""
    found = [*_near_misses(archive), *_spellings(archive, lexicon), *_recurring(archive, lexicon)]
    return sorted(found, key=lambda one: (-one.count, one.write))


def _near_misses(archive: Archive) -> Iterator[Suggestion]:
    by_term: dict[str, Counter[str]] = defaultdict(Counter)
    for (term, before), count in archive.misses.items():
        by_term[term][before] += count
    for term, ways in by_term.items():
        examples = [place for before in ways for place in archive.miss_places[term, before]]
        yield Suggestion("near miss", term, tuple(ways.most_common()), ways.total(), tuple(examples[:_EXAMPLES]))


def _spellings(archive: Archive, lexicon: Lexicon) -> Iterator[Suggestion]:
    """Groups of rare words that sound alike; compared only where their rows of consonants differ by one at most."""
    language = archive.language
    tables = phonology(language)
    known = {split_norms(form) for term in lexicon.terms for form in term.spellings}
    known |= {split_norms(before) for _, before in archive.misses}  # the term that they miss says how they are spelled
    buckets: dict[str, list[str]] = defaultdict(list)
    spoken: dict[str, tuple[str, ...]] = {}
    for phrase in sorted(archive.counts, key=lambda phrase: (-archive.counts[phrase], phrase)):
        said = sounds_of(split_tokens(phrase), language)
        if said and len(said[0]) >= SHORTEST_SOUND and split_norms(phrase) not in known:
            spoken[phrase] = said
            for key in _rows(tables.consonants(said[0])):
                buckets[key].append(phrase)
    taken: set[str] = set()
    for phrase, said in spoken.items():
        if phrase in taken:
            continue
        near = dict.fromkeys(other for key in _rows(tables.consonants(said[0])) for other in buckets[key])
        others = [
            other
            for other in near
            if other != phrase
            and other not in taken
            and nearest(said, spoken[other], language)[0] <= APART * len(said[0])
            and not same_word(phrase, other, language)
        ]
        taken.update((phrase, *others))
        if others:
            count = archive.counts[phrase] + sum(archive.counts[other] for other in others)
            examples = [archive.places[way][0] for way in (phrase, *others)]
            ways = tuple((other, archive.counts[other]) for other in others)
            yield Suggestion("spellings", phrase, ways, count, tuple(examples[:_EXAMPLES]))


def _rows(consonants: str) -> set[str]:
    """A row of consonants, and if it is long enough to tell a word all the same, it with each of them left out."""
    shorter = range(len(consonants)) if len(consonants) >= SHORTEST_ROW else ()
    return {consonants, *(consonants[:at] + consonants[at + 1 :] for at in shorter)}


def _recurring(archive: Archive, lexicon: Lexicon) -> Iterator[Suggestion]:
    known = Credits(lexicon.credits)
    for files in archive.lines.values():
        line = next(iter(files.values()))
        if len(files) >= LINE_FILES and known.matching(line) is None:
            yield Suggestion("line", line, (), len(files), tuple(list(files)[:_EXAMPLES]))


def as_text(suggestions: Sequence[Suggestion], language: str) -> tuple[str, int]:
    """A lexicon file of the spellings that were found, each an entry that holds nothing until a person has chosen the right
    one, and how many these are. Near misses and lines are not among them: a person must say what they are."""
    entries = []
    for one in suggestions:
        if one.kind == "spellings":
            rest = one.count - sum(count for _, count in one.others)
            ways = dict([(one.write, rest), *one.others])
            counts = ", ".join(f"{way} {count}x" for way, count in ways.items())
            entries.append(choice_block(tuple(ways), [counts, f"seen in {'; '.join(one.examples)}"]))
    return join_blocks([*split_blocks(render(Lexicon(language=language), head=_HEAD)), *entries]), len(entries)
