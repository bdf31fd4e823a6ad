"""A lexicon file as a person keeps it: its entries as blocks of text, comments included, so that a change touches nothing else.

TOML is parsed by tomlkit, block by block. A comment right above an entry belongs to it; one with an empty line after it
begins a section, and entries never leave their section.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import tomlkit
from tomlkit.items import Comment, Item, Key

from ..correction.lexicon import Credit, Lexicon, Term
from ..correction.lexicon_files import parse_toml
from ..correction.tokens import fold
from ..document.errors import LexiconError
from ..document.toml import headers

# The order in which the keys of an entry are written.
_KEYS = "language title choose write plural feminine heard say context unless match text pattern alone maker words note".split()
_KINDS = ("term", "parts", "credit", "protect")
# A list that would make its line longer than this stands with one entry a line: such a list diffs well.
_WIDTH = 100


@dataclass(frozen=True)
class Block:
    """One entry as text.

    Attributes:
        kind: "term", "parts", "credit", "protect", or "" for what stands before the first entry or, as its section, after the
            last one.
        section: comments above it that do not belong to it alone.
        comment: the comment lines right above it.
        header: its header line.
        body: the lines of its keys.
    """

    kind: str
    section: str
    comment: str
    header: str
    body: str

    @property
    def text(self) -> str:
        parts = [self.section.strip("\n"), "\n".join(filter(None, (self.comment, self.header, self.body.strip("\n"))))]
        return "\n\n".join(part for part in parts if part)

    @cached_property
    def data(self) -> Mapping[str, Any]:
        return tomllib.loads(self.body)


def split_blocks(text: str) -> list[Block]:
    """The blocks of a lexicon file, in order."""
    found = [header for header in headers(text) if (header["entry"] or header["table"]) in _KINDS]
    begins = [0, *(header.start() for header in found), len(text)]
    above = text[: begins[1]]
    body, above = _cut(above) if found else (above, "")
    blocks = [Block("", "", "", "", body)]
    for header, end in zip(found, begins[2:], strict=True):
        section, comment = _belongs(above)
        body, above = text[header.end() : end], ""
        body, above = _cut(body, last=end == len(text))
        blocks.append(Block(header["entry"] or header["table"], section, comment, header[0].strip(), body))
    return [*blocks, Block("", above.strip("\n"), "", "", "")] if above.strip() else blocks


def join_blocks(blocks: Iterable[Block]) -> str:
    return "\n\n".join(text for block in blocks if (text := block.text)) + "\n"


def format_text(text: str, source: str = "") -> str:
    """The same lexicon in its stable form: entries in order of the alphabet within their section, keys in one order, long lists
    with an entry a line, one empty line between entries. Comments stay where they belong.

    Raises:
        LexiconError: if the file cannot be read as a lexicon.
    """
    before = parse_toml(text, source)
    top, *rest = split_blocks(text)
    made: list[Block] = [top]
    for group in sections(rest):
        head, *others = group
        loose = [replace(head, section=""), *others]
        ordered = sorted(loose, key=_order) if all(block.kind == "term" for block in group) else loose
        ordered[0] = replace(ordered[0], section=head.section)
        # The keys of [parts] are a person's own names, in their order.
        made.extend(replace(block, body=format_body(block.body, ranked=block.kind != "parts")) for block in ordered)
    after = join_blocks(made)
    if _bare(parse_toml(after, source)) != _bare(before):
        raise LexiconError(
            "cannot be put in order without changing it", path=source, remedy="write entries as [[term]]"
        )
    return after


def render(
    lexicon: Lexicon, *, title: str = "", comments: Mapping[str, Sequence[str]] | None = None, head: str = ""
) -> str:
    """A new lexicon file.

    Args:
        comments: lines to stand above a term, by its spelling, or above what is protected, by its words.
        head: comment at the top of the file, without "#".
    """
    top = [f"# {line}".rstrip() for line in head.splitlines()] + ([""] if head else [])
    spoken = lexicon.language or _spoken(lexicon)
    top += [f"language = {_value(spoken)}"] if spoken else []
    top += [f"title = {_value(title)}"] if title else []
    blocks = [Block("", "", "", "", "\n".join(top))]
    for term in lexicon.terms:
        lines = [f"# {line}" for line in (comments or {}).get(term.write, ())]
        blocks.append(replace(term_block(term, spoken), comment="\n".join(lines)))
    blocks += [credit_block(credit) for credit in lexicon.credits]
    if lexicon.protect:
        lines = [f"# {line}" for phrase in lexicon.protect for line in (comments or {}).get(phrase, ())]
        blocks.append(replace(protect_block(lexicon.protect), comment="\n".join(lines)))
    return join_blocks(blocks)


def _spoken(lexicon: Lexicon) -> str | None:
    """The language of all terms, if they have one."""
    languages = {term.language for term in lexicon.terms}
    return languages.pop() if len(languages) == 1 else None


def term_block(term: Term, language: str | None = None) -> Block:
    """The entry of a term in a file of a language."""
    match = "" if term.match == "sound" else term.match
    values = {"match": match} | {key: getattr(term, key) for key in _KEYS if key != "match" and hasattr(term, key)}
    if term.language == language:
        del values["language"]  # it stands at the top of the file
    return Block("term", "", "", "[[term]]", _lines({key: values[key] for key in _KEYS if values.get(key)}))


def choice_block(ways: Sequence[str], comments: Sequence[str]) -> Block:
    """An entry of spellings of which a person has yet to choose the right one, with comments above it."""
    return Block("term", "", "\n".join(f"# {line}" for line in comments), "[[term]]", _lines({"choose": ways}))


def credit_block(credit: Credit) -> Block:
    pattern = credit.pattern.pattern if credit.pattern is not None else ""
    values = {
        "language": credit.language,
        "text": credit.text,
        "pattern": pattern,
        "alone": credit.alone,
        "maker": credit.maker,
        "note": credit.note,
    }
    return Block("credit", "", "", "[[credit]]", _lines({key: value for key, value in values.items() if value}))


def _cut(text: str, *, last: bool = False) -> tuple[str, str]:
    """What belongs to an entry, and the comments after it that belong to the next, or after the last one to nothing."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    after = end
    while after < len(lines) and lines[after].strip():
        after += 1
    # A comment right below a key is the entry's own, unless it stands right above the next one as well.
    end = after if last or any(not line.strip() for line in lines[after:-1]) else end
    return "\n".join(lines[:end]), "\n".join(lines[end:])


def _belongs(above: str) -> tuple[str, str]:
    """Of the comments above an entry: those of its section, and its own, with no empty line between."""
    lines = above.split("\n")[:-1]
    own: list[str] = []
    while lines and lines[-1].strip():
        own.insert(0, lines.pop().strip())
    return "\n".join(line.rstrip() for line in lines).strip("\n"), "\n".join(own)


def sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The entries in groups: those below one heading, of one kind."""
    group: list[Block] = []
    for block in blocks:
        if group and (block.section or block.kind != group[-1].kind):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _order(block: Block) -> tuple[str, str]:
    write = str(block.data.get("write", ""))
    return fold(write), write


def _entries(body: str) -> Iterator[tuple[str, list[str], Item]]:
    """Key, comment lines above it, and value."""
    above: list[str] = []
    for key, item in tomlkit.parse(body).body:
        if isinstance(key, Key):
            yield key.key, above, item
            above = []
        elif isinstance(item, Comment):
            above.append(item.as_string().strip())


def format_body(body: str, *, ranked: bool = True) -> str:
    """The lines of an entry's keys in their stable form, and in their order if they are `ranked`."""
    found = list(_entries(body))
    rank = {key: at for at, key in enumerate(_KEYS)} if ranked else {}
    found.sort(key=lambda entry: rank.get(entry[0], len(rank)))
    lines: list[str] = []
    for key, above, item in found:
        lines += above
        value = (
            _value(item.unwrap())
            if isinstance(item, tomlkit.items.Array) and "#" not in item.as_string()
            else item.as_string()
        )
        if len(value) + len(key) + 3 > _WIDTH and isinstance(item, tomlkit.items.Array) and "#" not in value:
            value = _long(item.unwrap())
        lines.append(f"{key} = {value}" + (f"  {item.trivia.comment}" if item.trivia.comment else ""))
    trailing = [line.strip() for line in body.split("\n")[::-1]]
    below: list[str] = []
    for line in trailing:
        if line and not line.startswith("#"):
            break
        if line:
            below.insert(0, line)
    lines += [line for line in below if line not in lines]
    return "\n".join(lines)


def protect_block(words: Sequence[str]) -> Block:
    return Block("protect", "", "", "[protect]", _lines({"words": words}))


def _lines(values: Mapping[str, Any]) -> str:
    return format_body("\n".join(f"{key} = {_value(value)}" for key, value in values.items()))


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # a pattern reads better without its backslashes doubled
    return str(tomlkit.item(value).as_string())


def _long(values: Sequence[Any]) -> str:
    return "[\n" + "".join(f"    {_value(value)},\n" for value in values) + "]"


def _bare(lexicon: Lexicon) -> object:
    """What a lexicon says, whatever the order and the lines."""
    terms = frozenset(replace(term, source="", line=0) for term in lexicon.terms)
    credits_ = sorted(repr(replace(credit, source="", line=0)) for credit in lexicon.credits)
    return terms, credits_, sorted(lexicon.protect), lexicon.language
