"""Lexicons made from what lies on the disk: reviewed subtitle files, records of decisions, archives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..correction.frequency import zipf
from ..correction.language import LANGUAGES, guess_language
from ..correction.lexicon import Lexicon
from ..correction.tokens import split_norms
from ..curation.learn import Learnt, learn
from ..curation.sightings import Evidence
from ..curation.suggest import Archive, Suggestion, suggest
from ..curation.unseen import Change
from ..document.clock import place as place_of
from ..document.edit import Decision, Edit, bare
from ..document.errors import CallError, InputError, RehearError
from ..document.model import Transcript
from ..document.store import Record
from ..subtitles import read
from .inputs import Target, gather
from .languages import language_code
from .reviewed import TEXTS, Pair, changed_by_hand, records_in, unseen_in
from .settings import settings_for
from .steps import corrected_text

Warn = Callable[[str], None]

# Two files with less in common than this are not versions of one text.
SAME_TEXT = 0.3


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt: terms, phrases that a person kept as they are (and where), and from how many texts."""

    learnt: tuple[Learnt, ...]
    protect: Mapping[str, str]
    texts: int
    language: str

    @property
    def lexicon(self) -> Lexicon:
        return Lexicon(tuple(one.term for one in self.learnt), tuple(self.protect), language=self.language)

    def comments(self) -> dict[str, list[str]]:
        """Above each entry: the mishearings that are not in it, and why; above what is protected, where it was kept."""
        kept = {
            phrase: [f"{phrase!r} was kept, or put back, by a person: {place}"]
            for phrase, place in self.protect.items()
        }
        return kept | {
            one.term.write: [f"not listed: {heard!r} {why}" for heard, why in one.unlisted]
            for one in self.learnt
            if one.unlisted
        }


class _Version(NamedTuple):
    """A pair that was read; `path` is the reviewed file."""

    heard: Transcript
    right: Transcript
    path: Path
    unseen: tuple[Change, ...]


def texts(names: Sequence[str], language: str | None, warn: Warn) -> Iterator[Transcript]:
    """The texts of files and folders, one after the other; what cannot be read is named and left out.

    Raises:
        CallError: if nothing was named.
        InputError: if nothing of it is there.
    """
    inputs, failures = gather(names, TEXTS)
    if not inputs:
        raise failures[0]
    for failure in failures:
        warn(str(failure))
    for path in inputs:
        try:
            yield replace(read(path).transcript, language=language, source=str(path))
        except RehearError as error:
            warn(str(error))


def spoken_language(asked: str | None, folder: Path, samples: Sequence[str]) -> str:
    """The language of a call: as asked, as the settings say, or as some text tells."""
    return language_code(asked) or settings_for(folder).language or guess_language(samples) or "fr"


def language_of(lexicon: Lexicon) -> str:
    """The language that a lexicon's words are most at home in: by its small words, or else by how common they are there."""
    phrases = [phrase for term in lexicon.terms for phrase in (*term.spellings, *term.heard)]
    words = {word for phrase in phrases for word in split_norms(phrase)}
    return guess_language(phrases) or max(LANGUAGES, key=lambda code: sum(zipf(word, code) for word in words))


def learn_from(before: Path, after: Path | None, *, language: str | None, warn: Warn) -> Lesson:
    """Learn from texts and their reviewed versions (files, or folders with files of the same names), or, without `after`, from
    the records of a folder: decisions, and results that a person changed.

    Raises:
        CallError: if there is nothing to compare.
    """
    records = [] if after is not None else list(records_in(before, warn))
    pairs = list(_pairs(before, after, warn) if after is not None else changed_by_hand(records, before))
    decisions = [one for path, record in records for one in _placed(path, record)]
    if not pairs and not decisions:
        remedy = "BEFORE AFTER, or what rehear corrected and a person changed" if after is None else "names must agree"
        raise CallError("nothing to learn from", path=before, remedy=remedy)
    only = len(pairs) == 1 and not decisions
    versions = list(_versions_of(pairs, warn, only=only))
    samples = [line for one in versions[:1] for line in one.right.texts()] or [edit.before for edit, _ in decisions]
    told = (record.settings.get("language") for _, record in records)
    known = next((spoken for spoken in told if isinstance(spoken, str)), None)
    spoken = spoken_language(language or known, before if before.is_dir() else before.parent, samples)
    evidence = Evidence()
    taken = 0
    for one in versions:
        share = evidence.add(one.heard, one.right, spoken, one.path.name, unseen=one.unseen, least=SAME_TEXT)
        taken += share >= SAME_TEXT
        if share < SAME_TEXT:
            strange = CallError(
                f"has {share:.0%} of the words that were heard: not a version of that text",
                path=one.path,
                remedy="BEFORE and AFTER are one text, as it was heard and reviewed",
            )
            if only:
                raise strange
            warn(f"{strange}; left out")
    protect = _from_decisions(evidence, decisions, spoken)
    taken += sum(any(map(_decided, record.edits)) for _, record in records)
    return Lesson(tuple(learn(evidence, spoken)), protect, taken, spoken)


def lesson_from(records: Sequence[Record], language: str) -> Lesson:
    """What the decisions of some records teach."""
    decisions = [(edit, record.source) for record in records for edit in record.edits if _decided(edit)]
    evidence = Evidence()
    protect = _from_decisions(evidence, decisions, language)
    return Lesson(tuple(learn(evidence, language)), protect, len(records), language)


def _placed(path: Path, record: Record) -> Iterator[tuple[Edit, str]]:
    """What a person decided, each edit with its file and, as far as the text is still there, its time."""
    decided = [edit for edit in record.edits if _decided(edit)]
    folder = path.parent.parent
    try:
        text = corrected_text(Target(folder / record.source, folder, record.source), record.last_step)[0]
    except InputError:
        yield from ((edit, record.source) for edit in decided)
        return
    for edit in decided:
        yield edit, place_of(record.source, text.words[edit.first].start, timed=text.timed)


def _from_decisions(evidence: Evidence, decisions: Sequence[tuple[Edit, str]], language: str) -> dict[str, str]:
    """Take in what a person decided (edit, where it stands); the phrases that they kept as they are, each with where."""
    rejected: dict[tuple[str, ...], tuple[str, str]] = {}
    accepted: set[tuple[str, ...]] = set()
    for edit, place in decisions:
        phrase = bare(edit.before)
        if edit.decision is Decision.REJECTED:
            rejected.setdefault(split_norms(phrase), (phrase, place))
            continue
        accepted.add(split_norms(phrase))
        # An edit has no sentence before it: a mark says that its first word begins none.
        was, became = (
            Transcript.from_texts([f"… {text}"], language=language) for text in (edit.before, edit.replacement)
        )
        evidence.add(was, became, language, place)
    return dict(kept for key, kept in rejected.items() if key not in accepted)


def suggest_from(
    names: Sequence[str], lexicon: Lexicon, *, language: str | None, warn: Warn
) -> tuple[list[Suggestion], str]:
    """Suggestions from the texts of folders and files, and the language that they are in."""
    first = next(texts(names, None, lambda _: None))
    spoken = spoken_language(language, Path(names[0]), first.texts())
    archive = Archive(spoken)
    for text in archive.compare(texts(names, spoken, warn), lexicon):
        archive.add(text)
    return suggest(archive, lexicon), spoken


def _pairs(before: Path, after: Path, warn: Warn) -> Iterator[Pair]:
    for path in (before, after):
        if not path.exists():
            raise InputError("no such file or folder", path=path)
    if before.is_dir() != after.is_dir():
        raise CallError("BEFORE and AFTER must be two files or two folders", path=after)
    if not before.is_dir():
        yield Pair(before, after)
        return
    one, other = (
        {path.relative_to(folder).with_suffix(""): path for path in gather([str(folder)], TEXTS)[0]}
        for folder in (before, after)
    )
    if after.resolve() in before.resolve().parents:  # it holds also what was heard
        other = {name: path for name, path in other.items() if not path.resolve().is_relative_to(before.resolve())}
    elif before.resolve() in after.resolve().parents:
        one = {name: path for name, path in one.items() if not path.resolve().is_relative_to(after.resolve())}
    for name in sorted(one.keys() & other.keys()):
        yield Pair(one[name], other[name])
    for name in sorted(one.keys() ^ other.keys()):
        warn(f"{one.get(name) or other.get(name)}: has no partner of the same name")


def _versions_of(pairs: Sequence[Pair], warn: Warn, *, only: bool) -> Iterator[_Version]:
    """Both texts of each pair; one that cannot be read is named and left out, unless it is the only one."""
    for pair in pairs:
        try:
            heard = read(pair.heard, format=pair.format, encoding=pair.encoding).transcript
            yield _Version(heard, read(pair.right).transcript, pair.right, tuple(unseen_in(heard, pair.steps)))
        except RehearError as error:
            if only:
                raise
            warn(str(error))


def _decided(edit: Edit) -> bool:
    return edit.decision is not None and edit.rule != "credit"
