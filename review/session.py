"""A review in progress. The record on the disk is the truth: each action reads it anew, changes it and writes it whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..document.edit import Decision, Edit, bare
from ..document.errors import EditError, InputError
from ..document.hand import with_cue
from ..document.model import collapse
from ..document.store import Record, digest, read_record, write_record
from ..pipeline.house import add_to_nearest, entry_for, lexicon_behind, protection_for, take_out, unknown
from ..pipeline.locking import locked
from ..pipeline.outputs import Outputs, earlier_record, keep_text
from ..subtitles import patch
from ..subtitles.formats import FORMATS
from .changes import Change, changed, decided, hand_cue, hold_apart, retyped, taken_back, ticked
from .finish import finished, lesson_of
from .found import Opened, added
from .records import Card, Counts, CueView, Done, Finished, Group, Rebased
from .view import View

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
        return self._view.card(self._view.edit(name))

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
        with self._newest() as view:
            return self._save("accept", decided(view.record, ids, Decision.ACCEPTED))

    def reject(self, *ids: str) -> Done:
        with self._newest() as view:
            return self._save("reject", decided(view.record, ids, Decision.REJECTED))

    def clear(self, *ids: str) -> Done:
        """Decide nothing on these."""
        with self._newest() as view:
            return self._save("clear", decided(view.record, ids, None))

    def own(self, name: str, text: str) -> Done:
        """A text of one's own instead of the proposal's; that of the words themselves rejects it."""
        typed = collapse(text)
        with self._newest() as view:
            edit = view.edit(name)
            if typed == edit.before:
                return self._save("reject", decided(view.record, [name], Decision.REJECTED))
            own = None if typed == edit.after else typed
            return self._save("own", decided(view.record, [name], Decision.ACCEPTED, own))

    def always(self, name: str) -> Done:
        """Accept it, and the same wherever it waits; the nearest lexicon lists it from now on.

        Raises:
            LexiconError: if that contradicts what the lexicon holds.
        """
        with self._newest() as view:
            edit = view.edit(name)
            same = [e.id for e in view.same(edit) if bare(e.replacement) == bare(edit.replacement)]
            others = decided(view.record, same, Decision.ACCEPTED).edits
            accepted = Change({**others, **decided(view.record, [name], Decision.ACCEPTED, edit.own).edits})
            entry = entry_for(edit, lexicon_behind(edit, self.lexicon, self.path.parent), self.language)
            return self._keep("always", accepted, entry)

    def never(self, name: str) -> Done:
        """Reject it, and all that waits for the same words; the nearest lexicon protects them from now on."""
        with self._newest() as view:
            edit = view.edit(name)
            same = [e.id for e in view.same(edit)]
            rejected = decided(view.record, same, Decision.REJECTED)
            return self._keep("never", rejected, protection_for(edit, self.language))

    def undo(self) -> Done | None:
        """Take back the last action, also of an earlier session; None if there is none."""
        with self._newest() as view:
            record = view.record
            if not record.history:
                return None
            action = record.history[-1]
            stuck = action.lexicon is not None and not take_out(action.lexicon)
            self._write(taken_back(record))
        said = f"{action.lexicon.path}: take the entry out by hand" if stuck and action.lexicon is not None else ""
        return Done(f"undo {action.what}", tuple(action.edits), said)

    # -- what a person changes without being asked

    def retype(self, *texts: tuple[int, int, str] | tuple[int, int, str, str | None]) -> Done:
        """Other texts for words (first, last, text), in one step; a cue of which nothing is left goes. With the text that the
        person saw there behind it, nothing is done if that is no longer what stands there."""
        whole = [(*text[:3], text[3] if len(text) == 4 else None) for text in texts]
        with self._newest() as view:
            return self._save("retype", retyped(view, whole))

    def retime(self, first: int, last: int, start: int, end: int) -> Done:
        """Other times (ms) for the cue of these words; refused where it would be shown together with its neighbour."""
        with self._newest() as view:
            old = next((cue for cue in view.cues if (cue.first, cue.last) == (first, last)), None)
            cue = hand_cue(self.transcript, first, last, start, end, old.lines if old is not None else ())
            if old is not None and self._opened.material.file is None:
                cue = replace(cue, said=view.said(old))
            if not self.overlaps:
                hold_apart(view.cues, cue)
            return self._save("retime", Change(cues=with_cue(view.record.cues, cue)))

    def split(self, first: int, last: int, at: int, time: int | None = None) -> Done:
        """The cue of these words cut in two, before the word `at`; at a time (ms), or where that word begins."""
        words = self.transcript.words
        with self._newest() as view:
            whole = hand_cue(self.transcript, first, last, *view.times(first, last))
            if not first < at <= last:
                raise EditError("a cue is split between two of its words")
            cut = min(max(words[at].start if time is None else time, whole.start + 1), whole.end - 1)
            early = cut - self.profile.gap if cut - self.profile.gap > whole.start else cut
            parts = (
                hand_cue(self.transcript, first, at - 1, whole.start, early),
                hand_cue(self.transcript, at, last, cut, whole.end),
            )
            return self._save("split", Change(cues=with_cue(view.record.cues, *parts)))

    def join(self, first: int, last: int) -> Done:
        """One cue of all that hold these words."""
        with self._newest() as view:
            view.check(first, last)
            cues = [cue for cue in view.cues if cue.words and cue.first <= last and first <= cue.last]
            if len(cues) < 2:
                raise EditError("there are not two cues to join")
            end = max(cue.end for cue in cues)
            whole = hand_cue(self.transcript, cues[0].first, cues[-1].last, cues[0].start, end)
            return self._save("join", Change(cues=with_cue(view.record.cues, whole)))

    def tick(self, *spans: tuple[int, int], seen: bool = True) -> Done:
        """These words (first, last) were looked at; or were not, after all."""
        with self._newest() as view:
            return self._save("tick", ticked(view, spans, seen=seen))

    # -- what comes of it

    def finish(self, *, force: bool = False, write: bool = True) -> Finished:
        """The outputs with all that was decided; files that a person changed since are kept unless forced.

        Args:
            write: without, they are only compared.
        """
        with self._newest() as view:
            record, outputs, done = finished(view.record, self._opened, self.settings, force=force, write=write)
            if write:
                self._write(record, outputs)
        return done

    def lesson(self) -> Lesson:
        """The lexicon entries that the decisions suggest, without those that the nearest lexicon has."""
        return unknown(lesson_of(self.record, self.language), self.path.parent)

    def keep(self, terms: Sequence[str] = (), protect: Sequence[str] = ()) -> Done:
        """Entries of the lesson, by their spelling, into the nearest lexicon."""
        with self._newest():
            lesson = self.lesson().lexicon
            chosen = replace(
                lesson,
                terms=tuple(term for term in lesson.terms if term.write in terms),
                protect=tuple(phrase for phrase in lesson.protect if phrase in protect),
            )
            return self._keep("keep", Change(), chosen)

    def begin(self) -> None:
        """Write the record as it is, so that what is decided elsewhere finds these proposals again."""
        with self._newest() as view:
            self._write(view.record)

    # -- how it is saved

    @contextmanager
    def _newest(self) -> Iterator[View]:
        """The record as it is by now, while nobody else changes it: whatever an action asks, it asks there."""
        with locked(self.place, writes=self._saves):
            self._show(self._latest())
            yield self._view

    def _save(self, what: str, change: Change) -> Done:
        record = changed(self.record, what, change)
        if record is not self.record:
            self._write(self._checked(record))
        return Done(what, tuple(change.edits))

    def _keep(self, what: str, change: Change, entry: Lexicon) -> Done:
        """An action that also writes the nearest lexicon."""
        changed(self.record, what, change)  # what cannot be done is not written into a lexicon
        said, lexicon = "no lexicon can say this: it holds here only" if self._saves else "", None
        if (entry.terms or entry.protect or entry.credits) and self._saves:
            lexicon = add_to_nearest(self.path.parent, entry)
            stood = "" if lexicon.entries else ", where it stood already"
            said = f"written into {lexicon.path}{stood}" + (
                f", which {lexicon.settings} names" if lexicon.settings else ""
            )
        self._write(changed(self.record, what, change, lexicon))
        return Done(what, tuple(change.edits), said)

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

    def _write(self, record: Record, outputs: Outputs | None = None) -> None:
        """Save the record, and put the outputs in place that it says were written."""
        if self._saves:
            if not self._begun:
                self._begin()
            if outputs is not None:
                outputs.place(self.place, record)
            else:
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
