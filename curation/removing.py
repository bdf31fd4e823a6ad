"""Entries taken out of a lexicon file again, whatever else was put into it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..document.hand import AddedEntry
from .adding import changed, comments
from .blocks import Block, join_blocks, split_blocks


def added(before: str, after: str) -> Iterator[AddedEntry]:
    """What one version of a lexicon file has that an earlier one had not. A value that took another's place is not told."""
    old, new = split_blocks(before)[1:], split_blocks(after)[1:]
    stays = {block.text for block in old} & {block.text for block in new}  # most of a large file
    known = {(block.kind, _name(block)): block.data for block in old if block.text not in stays}
    for block in new:
        if block.text in stays:
            continue
        was = known.get((block.kind, _name(block)))
        values = {key: _beyond(value, was.get(key) if was else None) for key, value in block.data.items()}
        if values := {key: value for key, value in values.items() if value}:
            yield AddedEntry(block.kind, _name(block), was is None, values)


def without(text: str, entries: Sequence[AddedEntry]) -> str:
    """A lexicon file without what was added to it, as far as it is still there. An entry that was new goes if it says nothing
    else by now; comments stay."""
    before = split_blocks(text)
    blocks = [*before]
    for entry in entries:
        at = next((at for at, one in enumerate(blocks) if (one.kind, _name(one)) == (entry.kind, entry.name)), None)
        if at is None:
            continue
        data, values = blocks[at].data, entry.values
        left = {key: _less(value, values.get(key)) for key, value in data.items()}
        if not any(left.values()):
            blocks[at] = Block("", blocks[at].section, "\n".join(comments(blocks[at])), "", "")
            continue
        # What was added to a new entry since needs its spelling and its forms.
        keys = (key for key in data if key in values and (not entry.new or isinstance(data[key], list)))
        blocks[at] = changed(blocks[at], {key: left[key] for key in keys if left[key] != data[key]})
    return text if blocks == before else join_blocks(blocks)


def is_empty(text: str) -> bool:
    """Whether a lexicon file says nothing but its language."""
    top, *others = split_blocks(text)
    return not (others or top.data.keys() - {"language"} or any(comments(top)))


def _name(block: Block) -> str:
    data: Mapping[str, Any] = block.data
    if block.kind == "term":
        return str(data.get("write") or data.get("choose"))
    return str(data.get("text") or data.get("pattern")) if block.kind == "credit" else ""


def _beyond(value: Any, was: Any) -> Any:
    if was is None:
        return value
    return [item for item in value if item not in was] if isinstance(value, list) and isinstance(was, list) else None


def _less(value: Any, added: Any) -> Any:
    if isinstance(value, list) and isinstance(added, list):
        return [item for item in value if item not in added]
    return None if value == added else value
