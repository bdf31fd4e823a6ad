"""What the command line shows: changes as a person reads them, events as a program does, progress, and errors in one line."""

from __future__ import annotations

import json
import os
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from ..document.edit import Band, Decision, Edit
from ..document.errors import CallError, InputError, RehearError
from ..document.model import Transcript
from ..document.store import edit_as_dict

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVENTS_SCHEMA = "rehear.events/1"
# Words shown around a change when its cue is longer.
AROUND = 8
_RULES = {
    "heard": "listed mishearing of {term}",
    "sound": "sounds like {term}",
    "spelling": "is written {term}",
    "credit": "invented credit, nobody says it",
}


class Show:
    """Where results and messages go: results to stdout (for a person or, with `as_json`, for a program), messages to stderr."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False, results_to_stderr: bool = False) -> None:
        self.quiet, self.as_json = quiet, as_json
        self.out = Console(stderr=results_to_stderr, highlight=False, soft_wrap=True, markup=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
        self.warnings = 0

    def result(self, text: str) -> None:
        if not self.quiet and not self.as_json:
            self.out.print(one_line(text))

    def event(self, kind: str, **data: object) -> None:
        """One JSON line of `EVENTS_SCHEMA`."""
        if self.as_json:
            whole = {"schema": EVENTS_SCHEMA, "event": kind, **data}
            utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            sys.stdout.write(json.dumps(whole, ensure_ascii=not utf8, default=str) + "\n")
            sys.stdout.flush()

    def note(self, text: str) -> None:
        if not self.quiet:
            self.err.print(Text(one_line(text), style="dim"))

    def warn(self, text: str) -> None:
        self.warnings += 1
        self.err.print(Text("warning: ", style="yellow") + Text(one_line(text)))
        self.event("warning", message=text)

    def error(self, error: RehearError | str) -> None:
        text = one_line(str(error))
        self.err.print(Text("error: ", style="bold red") + Text(text))
        self.event("error", message=text)

    def changes(self, transcript: Transcript, edits: Sequence[Edit], *, explain: bool = False) -> None:
        """Each changed cue before and after, with the rule and the term behind every change."""
        for edit in edits:
            self.event("edit", source=transcript.source, cue=_cue_of(transcript, edit.first) + 1, **edit_as_dict(edit))
        if self.quiet or self.as_json:
            return
        by_cue: dict[int, list[Edit]] = defaultdict(list)
        for edit in (edit for edit in edits if not edit.left_out):
            by_cue[_cue_of(transcript, edit.first)].append(edit)
        for at, found in by_cue.items():
            place = f"{at + 1:>5}  {clock(transcript.segments[at].start)}"
            before, after = _beside(transcript, found)
            self.out.print(Text(f"{place:<16}", style="cyan"), Text("- ", style="red"), before, sep="")
            if after.plain.strip("… "):
                self.out.print(" " * 16, Text("+ ", style="green"), after, sep="")
            for edit in found:
                change = f"{edit.before} -> {edit.replacement}: " if len(found) > 1 else ""
                self.out.print(" " * 18, Text(change + reason(edit), style="dim"), sep="")
                for line in explanation(edit) if explain else ():
                    self.out.print(" " * 20, Text(line, style="dim"), sep="")

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """A bar in seconds of audio, on a terminal only; yields what takes (ms done, ms in all)."""
        if self.quiet or not self.err.is_terminal:
            yield lambda _done, _total: None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[at]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(title, total=None, at="loading")
            yield _advance(bar, task)


def _advance(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    def advance(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total, at=f"{clock(done)} of {clock(total)}")

    return advance


def reason(edit: Edit) -> str:
    """The rule, the term and where it is written, in words: "listed mishearing of guet-apens (fr-justice.toml:9)"."""
    words = _RULES.get(edit.rule, edit.rule).format(term=edit.term)
    place = f" ({Path(edit.lexicon).name})" if edit.lexicon else ""
    if edit.decision is not None:
        state = " - you accepted this" if edit.decision is Decision.ACCEPTED else " - you rejected this"
    else:
        state = "" if edit.band is Band.SAFE else " - to review, not applied"
    return words + place + state


def explanation(edit: Edit) -> list[str]:
    """The evidence, one reason a line."""
    lines = [f"rule {edit.rule}, {edit.band}, score {edit.score:.2f}, id {edit.id}"]
    lines.extend(f"{name}: {', '.join(map(str, v)) if isinstance(v, list) else v}" for name, v in edit.evidence.items())
    return lines


def summary(edits: Sequence[Edit]) -> str:
    """ "4 changed, 1 to review" """
    applied = sum(edit.applies for edit in edits)
    left_out = sum(edit.left_out for edit in edits)
    waiting = sum(edit.band is Band.REVIEW and edit.decision is None for edit in edits) - left_out
    parts = [f"{applied} changed" if applied else "nothing to change"]
    if waiting:
        parts.append(f"{waiting} to review")
    if left_out:
        parts.append(f"{left_out} not selected")
    return ", ".join(parts)


def clock(milliseconds: int) -> str:
    """A time as people read it: "1:02:03", "02:03"."""
    seconds = milliseconds // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return (f"{hours}:" if hours else "") + f"{minutes:02d}:{seconds % 60:02d}"


def _cue_of(transcript: Transcript, position: int) -> int:
    return bisect_left(transcript.segments, position, key=lambda segment: segment.last)


def _beside(transcript: Transcript, edits: Sequence[Edit]) -> tuple[Text, Text]:
    """The cue before and after, with what differs marked; what lies far from any change is left out."""
    first = transcript.segments[_cue_of(transcript, edits[0].first)].first
    last = transcript.segments[_cue_of(transcript, edits[-1].last)].last
    begin, end = max(first, edits[0].first - AROUND), min(last, edits[-1].last + AROUND)
    words = [" ".join(word.text.split()) for word in transcript.words[begin : end + 1]]
    old, new = (Text("… " if begin > first else "") for _ in range(2))
    position = 0
    for edit in edits:
        for side in (old, new):
            side.append("".join(word + " " for word in words[position : edit.first - begin]))
        before, after = edit.before.split(" "), edit.replacement.split(" ") if edit.replacement else []
        _mark(old, before, after, "red strike")
        _mark(new, after, before, "bold green")
        position = edit.last + 1 - begin
    for side in (old, new):
        side.append("".join(word + " " for word in words[position:]) + ("…" if end < last else ""))
        side.rstrip()
    return old, new


def _mark(text: Text, words: Sequence[str], others: Sequence[str], style: str) -> None:
    """Append words, styled where they differ from the others."""
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    same = {at for block in matcher.get_matching_blocks() for at in range(block.a, block.a + block.size)}
    for at, word in enumerate(words):
        text.append(word, None if at in same else style)
        text.append(" ")


def source_name(path: Path) -> str:
    return "<stdin>" if str(path) == "-" else os.fspath(path)


def one_line(text: str) -> str:
    """A message as one line, also if it names a file with a line break in its name."""
    return " ".join(text.splitlines())


def lenient_streams() -> None:
    """What the encoding of the output lacks is written as an escape, instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def known_error(error: Exception) -> RehearError:
    """An error that a user can cause, as rehear says it: its own, what the system refuses, what typer says of a wrong call."""
    if isinstance(error, RehearError):
        return error
    if isinstance(error, OSError):
        return InputError(error.strerror or str(error) or type(error).__name__, path=error.filename)
    said: Any = error  # of click, or of the copy of it that newer versions of typer have
    near = [option for option in getattr(error, "possibilities", None) or () if "_" not in option]
    problem = (said.message if near else said.format_message()).rstrip(".")
    command = said.ctx.command_path if getattr(error, "ctx", None) is not None else "rehear"
    remedy = f"did you mean {' or '.join(sorted(near))}?" if near else f"`{command} --help` says what there is"
    return CallError(problem[:1].lower() + problem[1:], remedy=remedy)
