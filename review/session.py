"""A review in progress. The record on the disk is the truth: each action reads it anew, changes it and writes it whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..document.edit import Decision, Edit, bare
from ..document.errors import EditError, InputError
from ..document.hand import FileChange, with_cue
from ..document.model import collapse
from ..document.store import Record, digest, read_record, write_record
from ..pipeline.house import add_to_nearest, entry_for, lexicon_behind, protection_for, put_back
from ..pipeline.locking import locked
from ..pipeline.outputs import earlier_record, keep_text
from ..subtitles import patch
from ..subtitles.formats import FORMATS
from .changes import Change, changed, decided, hand_cue, hold_apart, retyped, taken_back, ticked
from .finish import finished, lesson_of
from .found import Opened, added
from .records import Card, Counts, CueView, Done, Finished, Group, Rebased, waits
from .view import View, subject

if TYPE_CHECKING:
    from ..correction.lexicon import Lexicon
    from ..document.model import Transcript
    from ..pipeline.curate import Lesson
    from ..pipeline.settings import Settings
    from ..subtitles import Problem, Profile


class Session:
    """A text under review. Positions are of words in `transcript`, times are ms on the media's clock.

    Attributes:
        path: the file that was named.
        place: its record.
        media: the clip, if it is known.
        settings, lexicon: that hold for it.
    """

    def __init__(
        self, path: Path, found: Opened, settings: Settings, lexicon: Lexicon, media: Path | None, *, saves: bool = True
    ) -> None:
        self._saves, self._begun = saves, False
        self.path, self.settings, self.lexicon, self.media = path, settings, lexicon, media
        self.place = found.place
        self._opened = found
        self._on_disk = _digest(found.place)
        self._view = View(added(_by_now(found), found.new), found.material)

    # -- what there is

    @property
    def transcript(self) -> Transcript:
        """The text that is corrected, as it was before."""
        return self._opened.material.transcript

    @property
    def profile(self) -> Profile:
        return self._opened.material.layout.profile

    @property
    def overlaps(self) -> bool:
        """Whether two cues of it may be shown at the same time."""
        file = self._opened.material.file
        return file is not None and file.format in FORMATS and FORMATS[file.format].OVERLAPS

    @property
    def record(self) -> Record:
        return self._view.record

    @property
    def edits(self) -> tuple[Edit, ...]:
        return self.record.edits

    @property
    def version(self) -> str:
        """Changes with every change of the record."""
        return self._on_disk

    @property
    def language(self) -> str:
        return self.transcript.language or "fr"

    def refresh(self) -> bool:
        """Take in what another session did; whether there was something."""
        if _digest(self.place) == self._on_disk:
            return False
        self._show(self._latest())
        return True

    def card(self, name: str) -> Card:
        """Raises EditError if there is no such edit."""
        return self._view.card(self._edit(name))

    def groups(self, *, everything: bool = False) -> list[Group]:
        """The cards that wait, by term; with `everything` also those that apply or are decided."""
        return self._view.groups(everything=everything)

    def cues(self) -> list[CueView]:
        return self._view.cues

    def counts(self) -> Counts:
        return self._view.counts

    def problems(self) -> list[Problem]:
        """What the cues as they are now break of the house's rules."""
        from ..document.model import Cue
        from ..subtitles import check

        cues = [Cue(cue.start, cue.end, cue.lines) for cue in self.cues()]
        return check(cues, self.profile, self.transcript.language)

    # -- what is decided

    def accept(self, *ids: str) -> Done:
        return self._act("accept", lambda view: decided(view.record, ids, Decision.ACCEPTED))

    def reject(self, *ids: str) -> Done:
        return self._act("reject", lambda view: decided(view.record, ids, Decision.REJECTED))

    def clear(self, *ids: str) -> Done:
        """Decide nothing on these."""
        return self._act("clear", lambda view: decided(view.record, ids, None))

    def own(self, name: str, text: str) -> Done:
        """A text of one's own instead of the proposal's; that of the words themselves rejects it."""
        if collapse(text) == self._edit(name).before:
            return self.reject(name)

        def change(view: View) -> Change:
            typed = collapse(text)
            own = None if typed == self._edit(name).after else typed
            return decided(view.record, [name], Decision.ACCEPTED, own)

        return self._act("own", change)

    def always(self, name: str) -> Done:
        """Accept it, and the same wherever it waits; the nearest lexicon lists it from now on.

        Raises:
            LexiconError: if that contradicts what the lexicon holds.
        """
        edit = self._edit(name)
        same = [e.id for e in self._same(edit) if bare(e.replacement) == bare(edit.replacement)]
        entry = entry_for(edit, lexicon_behind(edit, self.lexicon, self.path.parent), self.language)

        def change(view: View) -> Change:
            others = decided(view.record, same, Decision.ACCEPTED).edits
            return Change({**others, **decided(view.record, [name], Decision.ACCEPTED, edit.own).edits})

        return self._keep("always", entry, change)

    def never(self, name: str) -> Done:
        """Reject it, and all that waits for the same words; the nearest lexicon protects them from now on."""
        edit = self._edit(name)
        entry = protection_for(edit, self.language)
        same = [e.id for e in self._same(edit)]
        return self._keep("never", entry, lambda view: decided(view.record, same, Decision.REJECTED))

    def undo(self) -> Done | None:
        """Take back the last action, also of an earlier session; None if there is none."""
        with self._alone():
            record = self._latest()
            if not record.history:
                self._show(record)
                return None
            action = record.history[-1]
            stuck = [change.path for change in reversed(action.files) if not put_back(change)]
            self._write(taken_back(record))
        said = f"{', '.join(stuck)}: changed since, so take the entry out by hand" if stuck else ""
        return Done(f"undo {action.what}", tuple(action.edits), said)

    # -- what a person changes without being asked

    def retype(self, *texts: tuple[int, int, str] | tuple[int, int, str, str | None]) -> Done:
        """Other texts for words (first, last, text), in one step; a cue of which nothing is left goes. With the text that the
        person saw there behind it, nothing is done if that is no longer what stands there."""
        whole = [(*text[:3], text[3] if len(text) == 4 else None) for text in texts]
        return self._act("retype", lambda view: retyped(view, whole))

    def retime(self, first: int, last: int, start: int, end: int) -> Done:
        """Other times (ms) for the cue of these words; refused where it would be shown together with its neighbour."""
        lines = next((cue.lines for cue in self.cues() if (cue.first, cue.last) == (first, last)), ())
        cue = hand_cue(self.transcript, first, last, start, end, lines)
        if not self.overlaps:
            hold_apart(self.cues(), cue)
        return self._act("retime", lambda view: Change(cues=with_cue(view.record.cues, cue)))

    def split(self, first: int, last: int, at: int, time: int | None = None) -> Done:
        """The cue of these words cut in two, before the word `at`; at a time (ms), or where that word begins."""
        words = self.transcript.words
        whole = hand_cue(self.transcript, first, last, *self._times(first, last))
        if not first < at <= last:
            raise EditError("a cue is split between two of its words")
        cut = min(max(words[at].start if time is None else time, whole.start + 1), whole.end - 1)
        early = cut - self.profile.gap if cut - self.profile.gap > whole.start else cut
        parts = (
            hand_cue(self.transcript, first, at - 1, whole.start, early),
            hand_cue(self.transcript, at, last, cut, whole.end),
        )
        return self._act("split", lambda view: Change(cues=with_cue(view.record.cues, *parts)))

    def join(self, first: int, last: int) -> Done:
        """One cue of all that hold these words."""
        cues = [cue for cue in self.cues() if cue.words and cue.first <= last and first <= cue.last]
        if len(cues) < 2:
            raise EditError("there are not two cues to join")
        whole = hand_cue(self.transcript, cues[0].first, cues[-1].last, cues[0].start, max(cue.end for cue in cues))
        return self._act("join", lambda view: Change(cues=with_cue(view.record.cues, whole)))

    def tick(self, *spans: tuple[int, int], seen: bool = True) -> Done:
        """These words (first, last) were looked at; or were not, after all."""
        return self._act("tick", lambda view: ticked(view.record, spans, seen=seen))

    # -- what comes of it

    def finish(self, *, force: bool = False, write: bool = True) -> Finished:
        """The outputs with all that was decided; files that a person changed since are kept unless forced.

        Args:
            write: without, they are only compared.
        """
        with self._alone():
            record, done = finished(self._latest(), self._opened, self.settings, force=force, write=write)
            if write:
                self._write(record)
        return done

    def lesson(self) -> Lesson:
        """The lexicon entries that the decisions suggest."""
        return lesson_of(self.record, self.language)

    def keep(self, terms: Sequence[str] = (), protect: Sequence[str] = ()) -> Done:
        """Entries of the lesson, by their spelling, into the nearest lexicon."""
        lesson = self.lesson().lexicon
        chosen = replace(
            lesson,
            terms=tuple(term for term in lesson.terms if term.write in terms),
            protect=tuple(phrase for phrase in lesson.protect if phrase in protect),
        )
        return self._keep("keep", chosen, lambda _: Change())

    def begin(self) -> None:
        """Write the record as it is, so that what is decided elsewhere finds these proposals again."""
        with self._alone():
            self._write(self._latest())

    # -- how it is saved

    def _act(self, what: str, change: Callable[[View], Change]) -> Done:
        with self._alone():
            self._show(self._latest())
            made = change(self._view)
            record = changed(self.record, what, made)
            if record is not self.record:
                self._write(self._checked(record))
        return Done(what, tuple(made.edits))

    def _keep(self, what: str, entry: Lexicon, change: Callable[[View], Change]) -> Done:
        """An action that also writes the nearest lexicon."""
        with self._alone():
            self._show(self._latest())
            made = change(self._view)
            changed(self.record, what, made)  # what cannot be done is not written into a lexicon
            said, files = "no lexicon can say this: it holds here only" if self._saves else "", list[FileChange]()
            if (entry.terms or entry.protect or entry.credits) and self._saves:
                path, files = add_to_nearest(self.path.parent, entry)
                said = f"written into {path}" + (f", which {files[1].path} names" if files[1:] else "")
            self._write(changed(self.record, what, made, files))
        return Done(what, tuple(made.edits), said)

    def _checked(self, record: Record) -> Record:
        """The record, if the file can be cut so.

        Raises:
            OutputError: if it cannot.
        """
        file = self._opened.material.file
        if file is None or record.cues == self.record.cues:
            return record
        stands = {(cue.first, cue.last) for cue in self.cues()}
        new = [cue for cue in record.cues if cue not in self.record.cues]
        if not (file.timed and all((cue.first, cue.last) in stands for cue in new)):
            applied = [edit for edit in record.edits if edit.applies]
            self._opened.material.made(applied, record.cues, file.format)
        return record

    def _latest(self) -> Record:
        """The record on the disk, or the one that will be there.

        Raises:
            Rebased: if it belongs to another text by now.
        """
        if not self._saves or _digest(self.place) in ("", self._on_disk):
            return self.record
        record = read_record(self.place)
        if record.digest != self._opened.record.digest:
            raise Rebased("its text was changed by another program", path=self.path, remedy="open it again")
        return added(record, self._opened.new)

    def _show(self, record: Record) -> None:
        self._on_disk = _digest(self.place)
        if record is not self.record:
            self._view = View(record, self._opened.material)

    def _write(self, record: Record) -> None:
        if self._saves:
            if not self._begun:
                self._begin()
            write_record(record, self.place)
        self._show(record)

    def _begin(self) -> None:
        """Before the first change is saved: keeps what would be lost by it, or what it could not be understood without."""
        self._begun = True
        if self._opened.fresh:
            earlier_record(self.place, lambda _: None)  # puts one aside that is damaged
        if (file := self._opened.material.file) is not None:
            # Where another program changes the file, this says which words are still those that were decided on.
            keep_text(self._opened.target.record("original"), patch(file, []).data)

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self.place, writes=self._saves)

    def _edit(self, name: str) -> Edit:
        if name not in self._view.by_id:
            raise EditError(f"there is no edit {name!r}")
        return self._view.by_id[name]

    def _times(self, first: int, last: int) -> tuple[int, int]:
        """When the cue of these words stands, or else when they are said."""
        for cue in self.cues():
            if (cue.first, cue.last) == (first, last):
                return cue.start, cue.end
        words = self.transcript.words[max(first, 0) : last + 1]
        return (words[0].start, words[-1].end) if words else (0, 1)

    def _same(self, edit: Edit) -> list[Edit]:
        """The edit, and those that wait for the same words."""
        return [e for e in self.edits if e is edit or (waits(e) and subject(e) == subject(edit))]


def _by_now(found: Opened) -> Record:
    """The record, or what another session made of it since it was read."""
    with suppress(InputError):
        record = read_record(found.place)
        begun = record.history and not record.wrote
        if record.digest == found.record.digest and (begun or not found.fresh):
            return record
    return found.record


def _digest(place: Path) -> str:
    try:
        return digest(place.read_bytes())
    except OSError:
        return ""
