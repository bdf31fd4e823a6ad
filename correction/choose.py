"""Which of the windows that may be terms are proposed: judged with what the rest of the clip says, without overlaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..document.edit import Band
from .decide import Verdict, decide, may_be_proposed, own_features, points_of
from .forms import Form, Kind
from .grounds import SAME, Support
from .lexicon import Lexicon
from .listed import Listing
from .matching import Match
from .rewording import is_reworded
from .standing import Places
from .text import Text
from .windows import Likeness

# Context words are looked for within this many words of a term; so close they speak for it.
CONTEXT_REACH, CONTEXT_CLOSE = 12, 1
# Rivals of a proposal that are kept as its evidence; a rival for the same words whose score is this near makes it ambiguous.
MOST_RIVALS, AMBIGUOUS = 3, 0.02


@dataclass(frozen=True, slots=True)
class Proposal:
    """A window of the reading that may be a term; `rivals` are the texts of other terms that lost against it."""

    first: int
    count: int
    form: Form
    verdict: Verdict
    rule: str
    rivals: tuple[str, ...] = ()

    @property
    def places(self) -> range:
        return range(self.first, self.first + self.count)

    def is_within(self, other: Proposal) -> bool:
        return other.first <= self.first and self.first + self.count <= other.first + other.count

    def is_in_whole_name(self, other: Proposal) -> bool:
        """Whether it is a surname that is written where its whole name can be."""
        whole = other.verdict.band is Band.SAFE and other.form.kind is not Kind.SURNAME
        return whole and self.form.kind is Kind.SURNAME and self.form.term == other.form.term and self.is_within(other)

    def is_outdone_by(self, other: Proposal) -> bool:
        """Whether more words, or fewer of these, sound more like the same form: "Yazdane Panah" does beside "Yazdane", and
        "perfluorée" beside "eau perfluorée".
        """
        nested = self.is_within(other) or other.is_within(self)
        return nested and self.form == other.form and self.distance > other.distance

    @property
    def distance(self) -> float:
        """How far the words sound from the form, in phones; 0 of what is listed."""
        return float(self.verdict.evidence.get("distance", 0.0))  # type: ignore[arg-type]  # `decide` puts a number there

    def beside(self, rival: Proposal) -> Proposal:
        """The same with another proposal for its words, which lost, as its evidence; to be seen if that was nearly as good."""
        if rival.form.term == self.form.term or rival.form.text in (self.form.text, *self.rivals):
            return self
        verdict = self.verdict
        same_place = (rival.first, rival.count) == (self.first, self.count)
        if same_place and self.rule != "heard" and verdict.score - rival.verdict.score < AMBIGUOUS:
            verdict = replace(verdict, band=Band.REVIEW)
        elif len(self.rivals) == MOST_RIVALS:
            return self
        return replace(self, rivals=(*self.rivals, rival.form.text)[:MOST_RIVALS], verdict=verdict)

    @property
    def rank(self) -> tuple[object, ...]:
        """Better ones sort first: listed, safe, surer, longer; the rest makes the order definite."""
        return (
            self.rule != "heard",
            self.verdict.band is not Band.SAFE,
            -round(self.verdict.score, 3),
            -self.count,
            self.first,
            self.distance,
            self.form.kind is not Kind.WRITE,
            self.form.text,
        )


class Judge:
    """Judges the windows of one document at a time."""

    def __init__(self, lexicon: Lexicon, forms: Sequence[Form], language: str) -> None:
        self._terms, self._story, self._language = lexicon.terms, lexicon.story, language
        self._spelled = {(form.term, form.norms): form for form in reversed(forms)}
        self._written = {form.term: form for form in reversed(forms) if form.kind is Kind.WRITE}
        self._surnames = {form.norms for form in forms if form.kind is Kind.SURNAME}

    def choose(self, text: Text, listing: Listing, matches: Sequence[Match]) -> list[Proposal]:
        """The best proposals; what they write counts as evidence for the others, until nothing changes."""
        standing = Places()
        misspelt = []
        for first, count, term in listing.right:
            form = self._spelled[term, text.norms(first, count)]
            if self._is_right(text, first, count, form):
                standing.add(form, first, count)
            elif match := self._of_same_words(text, first, count, form):
                misspelt.append(match)
        frozen = standing.tokens()
        windows = (*_without_unsaid_names(matches), *misspelt)
        open_ones = [(match, match.like.heard) for match in windows if self._is_open(text, listing, match, frozen)]
        places = {(match.first, norms, match.form.term) for match, norms in open_ones}  # forms of a term share places
        repeated = Counter([place[1:] for place in places])
        found = self._listed(text, listing, frozen)
        judged: dict[int, Proposal] = {}
        mended: set[tuple[tuple[str, ...], int]] = set()  # words that were surely misheard for a term
        edges: dict[int, str] = {}  # the first and last word of what is about to be written, at their places
        again: Iterable[int] = range(len(open_ones))
        while True:
            for at in again:
                match, norms = open_ones[at]
                words = norms, match.form.term
                support = self._support(text, listing, standing, match, repeated[words], words in mended)
                if not may_be_proposed(match.own, match.like, support):
                    continue
                if proposal := self._judge(text, match, support, edges):
                    judged[at] = proposal
            chosen = best([*found, *judged.values()])
            safe = [proposal for proposal in chosen if proposal.verdict.band is Band.SAFE]
            news = {p.form.term for p in safe if standing.add(p.form, p.first, p.count)}
            if not news:
                return chosen
            for proposal in safe:
                mended.add((text.norms(proposal.first, proposal.count), proposal.form.term))
                written = proposal.form.text.split()
                edges |= {proposal.first + proposal.count - 1: written[-1], proposal.first: written[0]}
            again = [at for at, (match, _) in enumerate(open_ones) if match.form.term in news]

    def _of_same_words(self, text: Text, first: int, count: int, form: Form) -> Match | None:
        """A term whose very words stand there, written otherwise, if that may be looked at."""
        if self._terms[form.term].match == "exact" or not text.is_window(first, count):
            return None
        window = text.window(first, count)
        like = Likeness.of_same_words(window, form)
        if is_reworded(form, like, self._language):  # as the matcher asks of what it finds
            return None
        own = points_of(own_features(form, like, window.caseless, self._language))
        return Match(first, count, form, like, own)

    def _support(
        self, text: Text, listing: Listing, standing: Places, match: Match, repeated: int, mended: bool
    ) -> Support:
        """What the rest of the clip and of the lexicon say of a window."""
        first, count, term, like = match.first, match.count, match.form.term, match.like
        return Support(
            occurs=standing.elsewhere(term, first, count),
            named=standing.elsewhere(term, first, count, whole=True),
            story=self._terms[term].write in self._story,
            repeated=repeated,
            another=like.heard in self._surnames,
            context=like.changed_cost <= SAME and listing.vouches(first, term, CONTEXT_CLOSE),
            doubled=text.adjoins(first, count, standing.beside(term, first, count)),
            mended=mended,
        )

    def _is_right(self, text: Text, first: int, count: int, form: Form) -> bool:
        """Whether a term stands there as it is written, and not with the very capitals that its entry lists as misheard."""
        if not text.is_written(first, count, form.text):
            return False
        starts, stands = text.place(first, count).starts_sentence, text.observed(first, count)
        return starts or stands not in self._terms[form.term].heard

    def _listed(self, text: Text, listing: Listing, frozen: set[int]) -> list[Proposal]:
        """Listed mishearings apply unless they are vetoed or are part of what is right."""
        found = []
        for first, count, term in listing.heard:
            if not text.is_window(first, count) or frozen.issuperset(range(first, first + count)):
                continue
            if text.is_spelled_out(first, count):
                continue
            if listing.protects(first, count) or listing.vetoes(first, count, term):
                continue
            form = self._written[term]
            verdict = Verdict(Band.SAFE, 1.0, {"listed": text.observed(first, count)})
            found.append(Proposal(first, count, form, verdict, "heard"))
        return found

    def _is_open(self, text: Text, listing: Listing, match: Match, frozen: set[int]) -> bool:
        """Whether a window may be judged: not part of what is right, not protected, not vetoed, in its context."""
        first, count, term = match.first, match.count, match.form.term
        return not (
            self._renames(match.like)
            or _changes(match.like, first, count, frozen, listing)
            or listing.vetoes(first, count, term)
            or text.is_spelled_out(first, count)
            or (self._terms[term].context and not listing.vouches(first, term, CONTEXT_REACH))
        )

    def _renames(self, like: Likeness) -> bool:
        """Whether a person of the lexicon would get another one's surname, of another sound."""
        return bool(like.kept) and not like.back and like.changed_cost > SAME and like.changed in self._surnames

    def _judge(self, text: Text, match: Match, support: Support, edges: Mapping[int, str]) -> Proposal | None:
        first, count, form, like = match.first, match.count, match.form, match.like
        window, beside = text.window(first, count), text.neighbours(first, count)
        left, right = beside.left and edges.get(first - 1), beside.right and edges.get(first + count)
        if left or right:
            beside = replace(beside, left=left or beside.left, right=right or beside.right)
        verdict = decide(window, beside, self._terms[form.term], form, like, match.own, support, self._language)
        if verdict.band is None:
            return None
        return Proposal(first, count, form, verdict, "spelling" if like.spelling else "sound")


def _without_unsaid_names(matches: Sequence[Match]) -> list[Match]:
    """Without whole names where the surname alone is nearer to the same words: "Kia Rostami" is no Abbas Kiarostami."""
    placed = [((match.first, match.count, match.form.term), match) for match in matches]
    alone: dict[tuple[int, int, int], float] = {}
    for place, match in placed:
        if match.form.kind is Kind.SURNAME:
            alone[place] = min(match.like.cost, alone.get(place, match.like.cost))
    return [match for place, match in placed if match.like.cost <= alone.get(place, match.like.cost)]


def _changes(like: Likeness, first: int, count: int, frozen: set[int], listing: Listing) -> bool:
    """Whether a correction would change a word that is a term's right spelling, or only words that are protected; where it
    changes nothing but spaces, hyphens, accents or capitals, whether the whole is."""
    places = range(first + like.front, first + count - like.back)
    if not places:
        return frozen.issuperset(range(first, first + count)) or listing.protects(first, count)
    return any(place in frozen for place in places) or all(listing.protects(place, 1) for place in places)


def best(found: list[Proposal]) -> list[Proposal]:
    """The best proposals that share no word; the losers become evidence of the winners."""
    chosen: list[Proposal] = []
    taken: dict[int, int] = {}
    # By place and term, so that many terms for the same words cost no more than few.
    of_term: dict[tuple[int, int], list[Proposal]] = defaultdict(list)
    for proposal in found:
        for place in proposal.places:
            of_term[place, proposal.form.term].append(proposal)
    for proposal in sorted(found, key=lambda proposal: proposal.rank):
        around = [other for place in proposal.places for other in of_term[place, proposal.form.term]]
        if any(proposal.is_in_whole_name(other) or proposal.is_outdone_by(other) for other in around):
            continue
        winners = {taken[place] for place in proposal.places if place in taken}
        if not winners:
            taken.update(dict.fromkeys(proposal.places, len(chosen)))
            chosen.append(proposal)
        elif proposal.form.kind is not Kind.ELIDED:  # the term without its article tells as much
            for at in winners:
                chosen[at] = chosen[at].beside(proposal)
    return sorted(chosen, key=lambda proposal: proposal.first)
