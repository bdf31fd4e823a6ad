"""Entries put into a lexicon file that a person keeps: what stands there stays; those of another file bring their comments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

import tomlkit

from ..correction.lexicon import Credit, Lexicon, Term
from ..correction.lexicon_entries import Place
from ..correction.lexicon_files import parse_toml
from ..correction.tokens import split_norms
from ..document.errors import LexiconError
from ..document.toml import comments_of
from .blocks import Block, credit_block, format_body, join_blocks, protect_block, sections, split_blocks, term_block

# How a note begins that says how often and where something was seen.
_EVIDENCE = re.compile(r"(set right )?\d+x\b")
_LISTS, _SINGLE = ("heard", "say", "context", "unless"), ("plural", "feminine", "match")


def add(
    text: str, lexicon: Lexicon, source: str = "", *, written: str = "", takes_over: bool = False
) -> tuple[str, list[str]]:
    """The file with the entries of a lexicon in it: a spelling that is there gets what it lacks, others follow the last term.

    Args:
        written: the file that the lexicon was read from, if it is TOML: comments of its entries and sections come along.
        takes_over: whether a mishearing that is listed for another term here, or protected, changes hands; otherwise it is
            refused.

    Returns:
        The text, and a line for each thing that two entries say differently: the later wins.

    Raises:
        LexiconError: if the file cannot be read, or would contradict itself.
    """
    here = parse_toml(text, source)
    _consistent(lexicon if takes_over else here, lexicon, source, text)
    begins = lexicon.language is not None and not here.language and not here.terms
    file = _File.of(split_blocks(text), here, lexicon.language if begins else here.language)
    if len(file.at) < len(here.terms):
        raise LexiconError("has terms that are no [[term]] entries", path=source, remedy="write each as [[term]]")
    theirs = [(group[0].section, block) for group in sections(split_blocks(written)[1:]) for block in group]
    entries = {block.data.get("write"): (heading, block) for heading, block in theirs if block.kind == "term"}
    file.settle(lexicon)
    new: dict[str, list[Block]] = defaultdict(list)  # by the heading of their section
    for term in lexicon.terms:
        file.claim(term, source, takes_over)
        heading, block = entries.get(term.write, ("", None))
        if term.write in file.at:
            file.extend(term, block)
        else:
            new[heading].append(file.entry(term, block))
    for heading, blocks in new.items():
        file.insert(heading, blocks)
    # Another file's parts may have names that are taken here: its patterns come with their parts put in.
    commented = [block for _, block in theirs if block.kind == "credit"]
    for credit, block in zip_longest(lexicon.credits, commented):
        if credit is not None and not any(_same(credit, other) for other in here.credits):
            file.blocks.append(_commented(credit_block(credit), block))
    file.protect([word for word in lexicon.protect if word not in here.protect])
    for _, block in theirs:
        if block.kind == "protect":
            file.blocks = [_commented(one, block) if one.kind == "protect" else one for one in file.blocks]
    if begins and lexicon.language:
        file.speak(lexicon.language)
    after = join_blocks(file.blocks)
    parse_toml(after, source)  # what cannot be read again is not written
    return after, file.notices


@dataclass(slots=True)
class _File:
    """A lexicon file while entries are put into it.

    Attributes:
        blocks: its entries.
        at: where the entry of a spelling stands among them.
        terms: the terms that it had, by their spelling.
        claims: for which of those a mishearing is listed.
        language: of entries that name none.
        notices: what a person should know.
    """

    blocks: list[Block]
    at: dict[str, int]
    terms: dict[str, Term]
    claims: dict[tuple[str, ...], str]
    language: str | None = None
    notices: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, blocks: list[Block], lexicon: Lexicon, language: str | None) -> _File:
        # As a spelling is read: spaces around it do not count.
        writes = (
            (" ".join(str(block.data.get("write")).split()), at)
            for at, block in enumerate(blocks)
            if block.kind == "term" and "write" in block.data  # a spelling was chosen
        )
        at = dict(writes)
        claims = {split_norms(heard): term.write for term in lexicon.terms for heard in term.heard}
        return cls(blocks, at, {term.write: term for term in lexicon.terms}, claims, language)

    def entry(self, term: Term, block: Block | None) -> Block:
        """A new entry, as it stands in another file or made; it names its language where that is not this file's."""
        if block is None:
            return term_block(term, term.language and self.language)
        foreign = term.language not in (None, self.language)
        return replace(changed(block, {"language": term.language}) if foreign else block, section="")

    def settle(self, lexicon: Lexicon) -> None:
        """Let another lexicon win where one of the two protects what the other lists as heard."""
        protected = {split_norms(phrase) for phrase in lexicon.protect}
        for write, term in self.terms.items():
            gone = [heard for heard in term.heard if split_norms(heard) in protected]
            if gone:
                self._change(write, {"heard": [heard for heard in term.heard if heard not in gone]})
            self.notices += [f"{heard!r} is protected, no longer heard for {write!r} ({term.place})" for heard in gone]
        heard_for = {split_norms(heard): term for term in lexicon.terms for heard in term.heard}
        for at, block in enumerate(self.blocks):
            words = block.data.get("words", []) if block.kind == "protect" else []
            if gone := [word for word in words if split_norms(word) in heard_for]:
                self.blocks[at] = changed(block, {"words": [word for word in words if word not in gone]})
            for word in gone:
                term = heard_for[split_norms(word)]
                self.notices.append(f"{word!r} is heard for {term.write!r} ({term.place}), no longer protected")

    def claim(self, term: Term, source: str, takes_over: bool) -> None:
        """Take the mishearings of a term from the entries that list them for another one."""
        for heard in term.heard:
            key = split_norms(heard)
            rival = self.claims.setdefault(key, term.write)
            if rival == term.write or rival not in self.terms:
                continue
            place = self.terms[rival].place
            if not takes_over:
                problem = f"heard {heard!r} of {term.write!r} is already heard for {rival!r}"
                line = self.terms[rival].line
                raise LexiconError(problem, path=source, line=line, remedy="keep it for one of the two")
            self.claims[key] = term.write
            listed = self.blocks[self.at[rival]].data["heard"]
            self._change(rival, {"heard": [one for one in listed if split_norms(one) != key]})
            self.notices.append(
                f"{heard!r} is heard for {term.write!r} ({term.place}), no longer for {rival!r} ({place})"
            )

    def extend(self, term: Term, block: Block | None) -> None:
        """Give an entry what another of the same spelling says, with its comments."""
        mine = self.blocks[self.at[term.write]].data
        changes: dict[str, Any] = {}
        spoken = self.terms[term.write].language
        if None not in (spoken, term.language) and spoken != term.language:
            problem = f"{term.write!r} is {term.language}, in {self.terms[term.write].source} {spoken}"
            remedy = "a file holds a spelling once: name both with -l instead"
            raise LexiconError(problem, path=term.source or None, line=term.line or None, remedy=remedy)
        if term.language != spoken and term.language is not None:
            changes["language"] = term.language
        for key in _LISTS:
            changes[key] = list(dict.fromkeys([*mine.get(key, []), *getattr(term, key)]))
        changes["note"] = _notes(mine.get("note", ""), term.note)
        for key in _SINGLE:
            # "sound" is what an entry says that says nothing.
            now = (
                getattr(term, key)
                if key != "match" or term.match != "sound"
                else (block.data if block else {}).get(key)
            )
            was = mine.get(key)
            changes[key] = now or was
            if now and was and now != was:
                place = self.terms[term.write].place
                self.notices.append(f"{key} of {term.write!r} is {now!r} ({term.place}), no longer {was!r} ({place})")
        self._change(term.write, {key: value for key, value in changes.items() if value and value != mine.get(key)})
        at = self.at[term.write]
        self.blocks[at] = _commented(self.blocks[at], block)

    def insert(self, heading: str, entries: Sequence[Block]) -> None:
        """Put entries at the end of the section with this heading, or of all terms."""
        end = 0
        for group in sections(self.blocks[1:]):
            end += len(group)
            if heading and group[0].section == heading:
                break
        else:
            terms = [at for at, block in enumerate(self.blocks) if block.kind == "term"]
            end = max(terms, default=len(self.blocks) - 1)
            entries = [replace(entries[0], section=heading), *entries[1:]]
        self.blocks[end + 1 : end + 1] = entries

    def protect(self, words: Sequence[str]) -> None:
        at = next((at for at, block in enumerate(self.blocks) if block.kind == "protect"), None)
        if words and at is None:
            self.blocks.append(protect_block(words))
        elif words and at is not None:
            listed = self.blocks[at].data.get("words", [])
            self.blocks[at] = changed(self.blocks[at], {"words": [*listed, *words]})

    def speak(self, language: str) -> None:
        line = f"language = {tomlkit.item(language).as_string()}"
        body = "\n\n".join(filter(None, (self.blocks[0].body.strip("\n"), line)))
        self.blocks[0] = replace(self.blocks[0], body=body)

    def _change(self, write: str, values: Mapping[str, Any]) -> None:
        if values:
            self.blocks[self.at[write]] = changed(self.blocks[self.at[write]], values)


def _notes(mine: str, other: str) -> str:
    """Two notes as one; of the evidence that `learn` and articles give ("set right 2x: ...") only the newer stays."""
    if other in mine:
        return mine
    said = [part for part in mine.split("; ") if not (_EVIDENCE.match(part) and _EVIDENCE.match(other))]
    return "; ".join(filter(None, (*said, other)))


def changed(block: Block, values: Mapping[str, Any]) -> Block:
    """An entry with other values; an empty list goes, and comments in one move above the entry."""
    document = tomlkit.parse(block.body.strip("\n") + "\n")
    for key, value in values.items():
        if value:
            document[key] = value
        else:
            del document[key]
    return _commented(replace(block, body=format_body(tomlkit.dumps(document))), block)


def _commented(block: Block, other: Block | None) -> Block:
    """An entry with the comments of another one above it, but for those that it has."""
    own = set(comments(block))
    more = [line for line in comments(other) if line not in own] if other is not None else []
    return replace(block, comment="\n".join(filter(None, [block.comment, *more])))


def comments(block: Block) -> Iterator[str]:
    """The comments of an entry, above it and in it, a line each."""
    return (f"# {comment}" for comment in comments_of("\n".join((block.comment, block.header, block.body))))


def _same(one: Credit, other: Credit) -> bool:
    return (one.text, one.pattern) == (other.text, other.pattern)


def _consistent(here: Lexicon, new: Lexicon, source: str, text: str) -> None:
    """Refuse entries by which the same words would be a mishearing and protected, in a file or within the new ones."""
    own = here is not new
    added = {split_norms(phrase) for phrase in new.protect}
    protected = {split_norms(phrase) for phrase in here.protect}
    below = Place(source, 1, text).header("protect")
    for terms, phrases, at in ((here.terms, added, None), (new.terms, protected, below if own else None)):
        for term in terms:
            for heard in term.heard:
                if split_norms(heard) in phrases:
                    raise LexiconError(
                        f"{heard!r} would be heard for {term.write!r} and protected",
                        path=source if own else term.source,
                        line=at or term.line or None,
                        remedy="keep it for one of the two",
                    )
