"""Transcripts and edits as files that a person may open, written so that nothing is ever half there.

`.transcript.json` holds what the model heard; `.edits.jsonl` holds one edit a line after a first line that names the text
they belong to by its digest, and the outputs that were written from them by theirs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path, PurePath
from typing import Any, TypeVar

from .disk import write_atomic
from .edit import Band, Decision, Edit
from .errors import InputError
from .hand import Action, HandCue, cues_from, ranges_from
from .model import Origin, Segment, Transcript, Word

TRANSCRIPT_SCHEMA = "rehear.transcript/1"
EDITS_SCHEMA = "rehear.edits/1"
# What is known of what made a transcript.
ORIGIN = tuple(field.name for field in fields(Origin))
# What reading a damaged file may raise.
_DAMAGE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
# A file's name may hold bytes that are no UTF-8; Python's escape for them is JSON's too.
_ESCAPED = "backslashreplace"
_T = TypeVar("_T")
_P = TypeVar("_P", bound=PurePath)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One text, its edits, and the files that hold what they made of it: what `undo` needs to bring it back.

    Attributes:
        digest: SHA-256 of the text that the edits' positions refer to (`transcript_digest`, or of the file's bytes).
        edits: the proposals with their decisions.
        settings: what they were made and written with (lexicons, language, profile, version).
        wrote: name of each file that holds the result -> its format.
        cues: those that a person cut or timed.
    """

    digest: str
    edits: tuple[Edit, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    wrote: Mapping[str, str] = field(default_factory=dict)
    cues: tuple[HandCue, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What is known about the edits of one input.

    Attributes:
        source: name of the input (no folder).
        digest, edits, settings, wrote, cues: of the last step.
        outputs: name of each file ever written -> SHA-256 of what was written, so that a person's changes are seen.
        earlier: steps before the last one that still stand in a file, or hold a decision, oldest first.
        seen: words of the last step's text that a person ticked off, as ranges (both ends included).
        history: what a person did to the last step, oldest first, so that it can be taken back.
    """

    source: str
    digest: str
    edits: tuple[Edit, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    wrote: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Step, ...] = ()
    cues: tuple[HandCue, ...] = ()
    seen: tuple[tuple[int, int], ...] = ()
    history: tuple[Action, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, oldest first."""
        return (*self.earlier, self.last_step)

    @property
    def ids(self) -> frozenset[str]:
        """Of all edits of all steps."""
        return frozenset(edit.id for step in self.steps for edit in step.edits)

    @property
    def last_step(self) -> Step:
        return Step(self.digest, self.edits, self.settings, self.wrote, self.cues)


def transcript_digest(transcript: Transcript) -> str:
    """SHA-256 over the words of a transcript and where its segments begin."""
    parts = [f"{s.first}:{transcript.text_of(s)}" for s in transcript.segments]
    return digest("\x1e".join(parts).encode())


def dump_transcript(transcript: Transcript) -> str:
    """The transcript as JSON of `TRANSCRIPT_SCHEMA`, a segment with its words nested; times in ms."""
    segments = [
        {
            "start": segment.start,
            "end": segment.end,
            "text": transcript.text_of(segment),
            **({"language": segment.language} if segment.language else {}),
            **({"evidence": dict(segment.evidence)} if segment.evidence else {}),
            "words": [_dump_word(word) for word in transcript.words_of(segment)],
        }
        for segment in transcript.segments
    ]
    whole = {
        "schema": TRANSCRIPT_SCHEMA,
        "language": transcript.language,
        "source": transcript.source,
        "origin": {
            "engine": transcript.origin.engine,
            "model": transcript.origin.model,
            "options": dict(transcript.origin.options),
            "versions": dict(transcript.origin.versions),
        },
        "interpolated": transcript.interpolated,
        "complete": transcript.complete,
    }
    # One line a segment: readable, greppable, and a diff shows what changed.
    head = json.dumps(whole, ensure_ascii=False, indent=1)[:-2]
    body = ",\n".join("  " + json.dumps(segment, ensure_ascii=False) for segment in segments)
    return f'{head},\n "segments": [\n{body}\n ]\n}}\n'


def parse_transcript(text: str, path: str = "") -> Transcript:
    """Read what `dump_transcript` wrote.

    Raises:
        InputError: if it is no JSON, of another schema, or lacks something.
    """
    where = path or None
    try:
        whole: dict[str, Any] = json.loads(text)
        schema = whole.get("schema") if isinstance(whole, dict) else None
        if schema != TRANSCRIPT_SCHEMA:
            raise InputError(
                f"schema is {schema!r}, not {TRANSCRIPT_SCHEMA!r}",
                path=where,
                remedy="only transcripts that rehear wrote can be read as JSON",
            )
        words: list[Word] = []
        segments: list[Segment] = []
        for item in whole["segments"]:
            first = len(words)
            words.extend(_load_word(w) for w in item["words"])
            evidence = _of(dict, item.get("evidence", {}))
            spoken = _of(str, item["language"]) if "language" in item else None
            segments.append(Segment(int(item["start"]), int(item["end"]), first, len(words) - 1, evidence, spoken))
        made_by = _of(dict, whole.get("origin", {}))
        origin = Origin(**{"engine": "", **{name: made_by[name] for name in ORIGIN if name in made_by}})
        _of(dict, origin.options), _of(dict, origin.versions), _of(str, origin.engine), _of(str, origin.model)
        language = whole.get("language")
        return Transcript(
            tuple(words),
            tuple(segments),
            None if language is None else _of(str, language),
            _of(str, whole.get("source", "")),
            origin,
            bool(whole.get("interpolated", False)),
            bool(whole.get("complete", True)),
        )
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg}", path=where, line=error.lineno) from error
    except _DAMAGE as error:
        raise InputError(f"not a whole transcript: {type(error).__name__} {error}", path=where) from error


def write_transcript(transcript: Transcript, path: str | os.PathLike[str]) -> None:
    write_atomic(path, dump_transcript(transcript).encode("utf-8", _ESCAPED))


def read_transcript(path: str | os.PathLike[str]) -> Transcript:
    return parse_transcript(_read_text(path), os.fspath(path))


def write_record(record: Record, path: str | os.PathLike[str]) -> None:
    write_atomic(path, dump_record(record))


def dump_record(record: Record) -> bytes:
    """A record as JSON Lines: what it belongs to, then an edit a line."""
    head: dict[str, object] = {
        "schema": EDITS_SCHEMA,
        "source": record.source,
        "digest": record.digest,
        "outputs": dict(record.outputs),
        "settings": dict(record.settings),
        "wrote": dict(record.wrote),
    }
    if record.cues:
        head["cues"] = [asdict(cue) for cue in record.cues]
    if record.seen:
        head["seen"] = [list(pair) for pair in record.seen]
    if record.earlier:
        head["earlier"] = [_dump_step(step) for step in record.earlier]
    if record.history:
        head["history"] = [action.as_dict() for action in record.history]
    lines = [head, *(edit_as_dict(edit) for edit in record.edits)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode("utf-8", _ESCAPED)


def read_record(path: str | os.PathLike[str]) -> Record:
    """Read what `dump_record` made, as far as its results were put in place; InputError names the line that is damaged."""
    return _as_placed(parse_record(_read_text(path), path), Path(path))


def begun_beside(record: _P) -> _P:
    """Where it is noted while results are put in place what stood there before: a record is there before they are.

    Each line is the SHA-256 of what rehear knows to have stood in a file, and the file's name.
    """
    return record.with_name(record.name + ".begun")


def _as_placed(record: Record, place: Path) -> Record:
    """The record without what a killed run did not put in place any more: there still stands what did before."""
    try:
        begun = set(begun_beside(place).read_text("utf-8", "surrogateescape").splitlines())
    except OSError:
        return record
    outputs, wrote = dict(record.outputs), dict(record.wrote)
    for name in record.wrote:
        file = place.parent.parent / name
        try:
            there = digest(file.read_bytes())
        except OSError:
            continue
        if there != outputs.get(name) and f"{there} {name}" in begun:
            outputs[name] = there
            if there == record.digest:  # nothing of it is in the file
                del wrote[name]
    return replace(record, outputs=outputs, wrote=wrote)


def read_head(path: str | os.PathLike[str]) -> Record:
    """A record without the edits of its last step, which is read in no time. Raises as `read_record` does."""
    return parse_record(_read_text(path).partition("\n")[0], path)


def parse_record(text: str, path: str | os.PathLike[str]) -> Record:
    """A record of its text; `path` is where that comes from, for errors."""
    # Not splitlines(): JSON may hold U+2028 and its like.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    number = 1
    try:
        head = json.loads(lines[0][1]) if lines else {}
        if not isinstance(head, dict) or head.get("schema") != EDITS_SCHEMA:
            raise InputError(f"the first line does not say {EDITS_SCHEMA!r}", path=path, line=1)
        edits = []
        record = Record(
            _of(str, head["source"]),
            _of(str, head["digest"]),
            outputs=_of(dict, head.get("outputs", {})),
            settings=_of(dict, head.get("settings", {})),
            wrote=_of(dict, head.get("wrote", {})),
            earlier=tuple(_load_step(_of(dict, step)) for step in _of(list, head.get("earlier", []))),
            cues=cues_from(_of(list, head.get("cues", []))),
            seen=ranges_from(_of(list, head.get("seen", []))),
            history=tuple(Action.from_dict(_of(dict, action)) for action in _of(list, head.get("history", []))),
        )
        for number, line in lines[1:]:
            edits.append(edit_from_dict(_of(dict, json.loads(line))))
        return replace(record, edits=tuple(edits))
    except json.JSONDecodeError as error:
        raise InputError(f"damaged record: {error.msg}", path=path, line=number) from error
    except _DAMAGE as error:
        raise InputError(f"damaged record: {type(error).__name__} {error}", path=path, line=number) from error


def edit_as_dict(edit: Edit) -> dict[str, object]:
    """An edit as JSON values; what is empty is left out."""
    item: dict[str, object] = {
        "id": edit.id,
        "first": edit.first,
        "last": edit.last,
        "before": edit.before,
        "after": edit.after,
        "rule": edit.rule,
        "term": edit.term,
        "band": str(edit.band),
        "score": round(edit.score, 4),
        "decision": None if edit.decision is None else str(edit.decision),
    }
    if edit.own is not None:
        item["own"] = edit.own
    if edit.lexicon:
        item["lexicon"] = edit.lexicon
    if edit.evidence:
        item["evidence"] = dict(edit.evidence)
    return item


def edit_from_dict(item: dict[str, Any]) -> Edit:
    """An edit from what `edit_as_dict` made of it."""
    item = dict(item)
    decision, own = item.get("decision"), item.get("own")
    _of(str, item["before"]), _of(str, item["after"]), _of(dict, item.get("evidence", {}))
    item["first"], item["last"] = int(item["first"]), int(item["last"])
    item["band"] = Band(item["band"])
    item["decision"] = None if decision is None else Decision(decision)
    item["own"] = None if own is None else _of(str, own)
    return Edit(**item)


def _dump_step(step: Step) -> dict[str, object]:
    return {
        "digest": step.digest,
        "wrote": dict(step.wrote),
        "settings": dict(step.settings),
        "edits": [edit_as_dict(edit) for edit in step.edits],
        **({"cues": [asdict(cue) for cue in step.cues]} if step.cues else {}),
    }


def _load_step(item: dict[str, Any]) -> Step:
    edits = tuple(edit_from_dict(_of(dict, edit)) for edit in item["edits"])
    cues = cues_from(_of(list, item.get("cues", [])))
    return Step(_of(str, item["digest"]), edits, _of(dict, item["settings"]), _of(dict, item["wrote"]), cues)


def _load_word(item: dict[str, Any]) -> Word:
    probability = item.get("probability")
    return Word(
        _of(str, item["text"]),
        int(item["start"]),
        int(item["end"]),
        None if probability is None else float(probability),
    )


def _of(kind: type[_T], value: object) -> _T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _dump_word(word: Word) -> dict[str, object]:
    item: dict[str, object] = {"text": word.text, "start": word.start, "end": word.end}
    if word.probability is not None:
        item["probability"] = round(word.probability, 4)
    return item


def _read_text(path: str | os.PathLike[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", path=path) from error
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
