"""What the command line shows: changes as a person reads them, events as a program does, progress, and errors in one line."""

from __future__ import annotations

import json
import os
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from io import TextIOWrapper
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.text import Text

from ..document.clock import clock
from ..document.edit import Decision, Edit, Rewrite, rewrite
from ..document.errors import CallError, InputError, RehearError
from ..document.model import Transcript
from ..document.store import edit_as_dict
from ..pipeline.reasons import explanation, reason

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ..correction.lexicon import Lexicon

EVENTS_SCHEMA = "rehear.events/1"
# Words shown around a change when its cue is longer.
AROUND = 8
# Columns of a table that goes to a file: no line is too long for it.
_ANY_WIDTH = 10_000
# Characters of a cell beside which others stand.
_LONG = 71
# How a word that goes and one that comes are marked.
_MARKS = ("red strike", "bold green")


class Show:
    """Where results and messages go: results to stdout (for a person or, with `as_json`, for a program), messages to stderr.

    Args:
        results_to_stderr: stdout is for the text itself.
        outlives_readers: what is done goes on when what is said of it cannot be written any more, because nobody reads it, its
            disk is full or its terminal was closed, as it does in all that writes files; else that ends it.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        as_json: bool = False,
        results_to_stderr: bool = False,
        outlives_readers: bool = False,
    ) -> None:
        self.quiet, self.as_json = quiet, as_json
        self._outlives = outlives_readers
        self.out, self.err = (
            Console(
                stderr=to_stderr,
                file=cast(IO[str], _Lasting(sys.stderr if to_stderr else sys.stdout)) if outlives_readers else None,
                highlight=False,
                soft_wrap=True,
                markup=False,
            )
            for to_stderr in (results_to_stderr, True)
        )
        self.warnings = 0

    def result(self, text: str) -> None:
        if not self.quiet and not self.as_json:
            self.out.print(one_line(text))

    def table(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
        """A table with its title above; numbers stand to the right. A row a line, unless a terminal is too narrow for it.

        What is long is shortened in its middle, but in the last column: it would push all rows apart.
        """
        if self.quiet or self.as_json:
            return
        from rich.table import Table

        cells = [[f"{cell:,}" if isinstance(cell, int) else one_line(cell) for cell in row] for row in rows]
        cells = [[*map(_shortened, row[:-1]), row[-1]] for row in cells]
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for at, head in enumerate(heads):
            right = all(row[at].replace(",", "").isdigit() for row in cells)
            table.add_column(head, justify="right" if right else "left", header_style="dim", overflow="fold")
        for row in cells:
            table.add_row(*map(Text, row))
        if not self.out.is_terminal:
            self.out.width = _ANY_WIDTH
        self.out.print()
        self.out.print(Text(title, style="bold"))
        self.out.print(table, soft_wrap=False)

    def event(self, kind: str, **data: object) -> None:
        """One JSON line of `EVENTS_SCHEMA`."""
        if self.as_json:
            whole = {"schema": EVENTS_SCHEMA, "event": kind, **data}
            utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            try:
                sys.stdout.write(json.dumps(whole, ensure_ascii=not utf8, default=str) + "\n")
                sys.stdout.flush()
            except OSError as error:
                if not self._outlives:
                    raise
                _say_no_more(sys.stdout)
                if isinstance(error, BrokenPipeError):
                    self.note("nobody reads the events any more; the work goes on")
                else:
                    self.warn(f"the events cannot be written any more ({error.strerror or error}); the work goes on")

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

    def changes(
        self, transcript: Transcript, edits: Sequence[Edit], *, explain: bool = False, taken_back: bool = False
    ) -> None:
        """Each changed cue before and after, with the rule and the term behind every change.

        Args:
            explain: also the evidence.
            taken_back: the edits go, and what stood there before comes back.
        """
        for edit in edits:
            self.event(
                "undo" if taken_back else "edit",
                source=transcript.source,
                cue=_cue_of(transcript, edit.first) + 1,
                **edit_as_dict(edit),
            )
        if self.quiet or self.as_json:
            return
        shown = [edit for edit in edits if not edit.left_out and (explain or not _only_counted(edit))]
        written = rewrite(transcript, shown)
        for cues, found in _by_cues(transcript, shown):
            numbers = "|".join(str(cue + 1) for cue in cues)
            place = f"{numbers:>5}  {clock(transcript.segments[cues[0]].start)}  "
            width = max(16, len(place))
            sides = _beside(transcript, found, cues, written, _MARKS[::-1] if taken_back else _MARKS)
            signs = zip(("- ", "+ "), ("red", "green"), sides[::-1] if taken_back else sides, strict=True)
            for sign, style, side in signs:
                if side.plain.strip("… "):
                    self.out.print(Text(f"{place:<{width}}", style="cyan"), Text(sign, style=style), side, sep="")
                    place = ""
            if any(written.homes[cue] not in (cue, None) for cue in cues):
                joined = "these cues are parted again" if taken_back else "these cues become one"
                self.out.print(" " * (width + 2), Text(joined, style="dim"), sep="")
            for edit in found:
                sides_of = (edit.before, edit.replacement)[:: -1 if taken_back else 1]
                change = f"{' -> '.join(sides_of)}: " if len(found) > 1 else ""
                self.out.print(" " * (width + 2), Text(change + reason(edit), style="dim"), sep="")
                for line in explanation(edit) if explain else ():
                    self.out.print(" " * (width + 4), Text(line, style="dim"), sep="")

    def heard(self, transcript: Transcript) -> None:
        """What was heard just now, a line a segment, beside the results."""
        for segment in transcript.segments:
            self.event("heard", start=segment.start, end=segment.end, text=transcript.text_of(segment))
            if not self.as_json:
                self.err.print(Text(f"{clock(segment.start)}  ", style="cyan") + Text(transcript.text_of(segment)))

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

    @contextmanager
    def status(self) -> Iterator[Callable[[str], None]]:
        """A line that says how it stands, on a terminal only; yields what takes it."""
        if self.quiet or not self.err.is_terminal:
            yield lambda _line: None
            return
        with self.err.status("starting") as status:
            yield lambda line: status.update(Text(one_line(line)))


def _advance(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    begun: float | None = None

    def advance(done: int, total: int) -> None:
        nonlocal begun
        begun = begun or monotonic()  # loading the model is not counted
        spent = monotonic() - begun
        speed = f", {done / 1000 / spent:.1f}x" if done and spent > 0 else ""
        bar.update(task, completed=done, total=total, at=f"{clock(done)} of {clock(total)}{speed}")

    return advance


def place_of(transcript: Transcript, edit: Edit) -> str:
    """Where an edit stands: "cue 3, 00:06"."""
    cue = _cue_of(transcript, edit.first)
    return f"cue {cue + 1}, {clock(transcript.segments[cue].start)}"


def _only_counted(edit: Edit) -> bool:
    """Whether a list of changes is clearer without an edit: spaces look alike in it, and what was rejected stays as it is."""
    return edit.rule == "typography" or edit.decision is Decision.REJECTED


def _cue_of(transcript: Transcript, position: int) -> int:
    return bisect_left(transcript.segments, position, key=lambda segment: segment.last)


def _by_cues(transcript: Transcript, edits: Sequence[Edit]) -> list[tuple[range, list[Edit]]]:
    """The edits with the cues that they lie in; those of one cue, or of cues that an edit crosses, together."""
    groups: list[tuple[range, list[Edit]]] = []
    for edit in edits:
        first, last = _cue_of(transcript, edit.first), _cue_of(transcript, edit.last)
        if groups and first < groups[-1][0].stop:
            cues, found = groups[-1]
            groups[-1] = (range(cues.start, max(cues.stop, last + 1)), [*found, edit])
        else:
            groups.append((range(first, last + 1), [edit]))
    return groups


def _beside(
    transcript: Transcript, edits: Sequence[Edit], cues: range, written: Rewrite, marks: tuple[str, str]
) -> tuple[Text, Text]:
    """The cues before and after, a bar between them, with what differs marked; what lies far from any change is left out."""
    first, last = transcript.segments[cues.start].first, transcript.segments[cues.stop - 1].last
    begin, end = max(first, edits[0].first - AROUND), min(last, edits[-1].last + AROUND)
    opens = {transcript.segments[cue].first: cue for cue in cues[1:]}
    places = [place for edit in edits for place in range(edit.first, edit.last + 1)]
    differs = _differing(transcript, edits, written)
    old, new = (Text("… " if begin > first else "") for _ in range(2))
    for place in range(begin, end + 1):
        word = " ".join(transcript.words[place].text.split())
        if place in opens:
            old.append("| ")
            homes = written.homes[opens[place] - 1], written.homes[opens[place]]
            if None not in homes and homes[0] != homes[1]:
                new.append("| ")
        if place not in written.cores or place not in places:
            old.append(word + " ")
            new.append(word + " ")
            continue
        old.append(word, marks[0] if (place, None) in differs else None).append(" ")
        for at, part in enumerate(written.cores[place].split()):
            new.append(part, marks[1] if (place, at) in differs else None).append(" ")
    for side in (old, new):
        side.append("…" if end < last else "")
        side.rstrip()
    return old, new


def _differing(transcript: Transcript, edits: Sequence[Edit], written: Rewrite) -> set[tuple[int, int | None]]:
    """Which words a change takes away (place, None) and which it brings (place, number of the new word there)."""
    found: set[tuple[int, int | None]] = set()
    for edit in edits:
        places = range(edit.first, edit.last + 1)
        olds = [" ".join(transcript.words[place].text.split()) for place in places]
        news = [(place, at) for place in places for at in range(len(written.cores[place].split()))]
        texts = [written.cores[place].split()[at] for place, at in news]
        found |= {(place, None) for place in places} | set(news)
        for block in SequenceMatcher(None, olds, texts, autojunk=False).get_matching_blocks():
            found -= {(places[at], None) for at in range(block.a, block.a + block.size)}
            found -= set(news[block.b : block.b + block.size])
    return found


def source_name(path: Path) -> str:
    return "<stdin>" if str(path) == "-" else os.fspath(path)


def _shortened(text: str) -> str:
    if len(text) <= _LONG:
        return text
    half = (_LONG - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def one_line(text: str) -> str:
    """A message as one line, also if it names a file with a line break in its name."""
    return " ".join(text.splitlines())


class _Lasting:
    """A stream that takes what is said also when it can be written nowhere any more."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            _say_no_more(self._stream)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            _say_no_more(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _say_no_more(stream: IO[str]) -> None:
    """Have all that is written to a stream go nowhere; also what is left in its buffers, and what other processes write."""
    _to_nowhere(stream.fileno())


def _to_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if nowhere == number:
        os.set_inheritable(nowhere, True)
    else:
        os.dup2(nowhere, number)
        os.close(nowhere)


def lenient_streams() -> None:
    """What the encoding of the output lacks is written as an escape, instead of ending the run, and what goes to an output that
    was closed goes nowhere: else the next file that is opened would take its number, and what libraries print."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            _to_nowhere(number)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
        stream = getattr(sys, name)
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


def many(count: int, what: str) -> str:
    """So many of something: "no terms", "1 term", "2 terms"."""
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def entries(lexicon: Lexicon) -> str:
    """What a lexicon holds: "2 terms, 1 protected, 92 credits", "" if it is empty."""
    protect = len(lexicon.protect)
    counted = [many(len(lexicon.terms), "term")] if lexicon.terms else []
    counted += [f"{protect} protected"] if protect else []
    counted += [many(len(lexicon.credits), "credit")] if lexicon.credits else []
    return ", ".join(counted)
