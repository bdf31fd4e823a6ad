"""A session as the page reads it: JSON values, and which of them changed since the page last asked."""

from __future__ import annotations

import hashlib
import os
import secrets
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from ..document.edit import Edit, rewrite, words_between
from ..document.model import Transcript, split_words
from .records import Card, CueView
from .session import Session
from .view import DOUBTS, subject

SCHEMA = "rehear.review/1"

Json = dict[str, Any]


class Feed:
    """What the page shows of a session, with a number that grows with every change.

    Attributes:
        epoch: names this feed; version numbers of another one mean nothing here.
        version: of what was last looked at.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seen: str | None = None
        self._cards: dict[str, Json] = {}
        self._cues: dict[str, Json] = {}
        self._views: dict[str, CueView] = {}  # what the JSON of each cue was made of
        self._changed: dict[str, int] = {}  # "card ID" or "cue ID" -> version
        # What an edit (its id, a person's own text) writes in the place of each word.
        self._left: dict[tuple[str, str | None], Mapping[int, str]] = {}
        self._ordered = self._dealt = 0  # the versions in which a cue, or a card, came or went
        self.epoch = secrets.token_hex(4)
        self.version = 0

    def whole(self) -> Json:
        """All of it."""
        self.look()
        session = self._session
        return {
            "schema": SCHEMA,
            "version": self.version,
            "epoch": self.epoch,
            "key": hashlib.sha256(os.fsencode(session.path.resolve()) + session.record.digest.encode()).hexdigest()[
                :16
            ],
            "name": session.path.name,
            "source": session.record.source,
            "digest": session.record.digest,
            "language": session.transcript.language,
            "profile": _profile(session),
            "overlaps": session.overlaps,
            "cards": list(self._cards.values()),
            "cues": list(self._cues.values()),
        }

    def since(self, version: int) -> Json:
        """What changed after a version of this feed; `order` is None where no cue came or went, `dealt` where no card."""
        self.look()
        return {
            "version": self.version,
            "cards": [card for name, card in self._cards.items() if self._changed[f"card {name}"] > version],
            "cues": [cue for name, cue in self._cues.items() if self._changed[f"cue {name}"] > version],
            "order": list(self._cues) if self._ordered > version else None,
            "dealt": list(self._cards) if self._dealt > version else None,
        }

    def look(self) -> None:
        """See what the session became."""
        if self._session.version == self._seen:
            return
        self._seen = self._session.version
        self.version += 1
        session = self._session
        cues = dict(_named(session.cues()))
        if list(cues) != list(self._cues):
            self._ordered = self.version
        groups = session.groups(everything=True)
        doubts = list(_doubts(session.transcript))
        # Of a long file one decision changes a cue or two.
        same = {name for name, cue in cues.items() if self._views.get(name) == cue}
        made = {name: self._cues[name] if name in same else _cue(name, cue, doubts) for name, cue in cues.items()}
        self._views = cues
        self._note("cue", self._cues, made)
        ranges = [(name, cue.first, cue.last) for name, cue in cues.items() if cue.last >= cue.first]
        shown = [(group.title, card) for group in groups for card in group.cards]
        self._deal([card.edit for _, card in shown])
        cards = {card.id: _card(card, title, self._parts(card.edit, ranges)) for title, card in shown}
        if cards.keys() != self._cards.keys():
            self._dealt = self.version
        self._note("card", self._cards, cards)

    def _note(self, kind: str, known: dict[str, Json], new: dict[str, Json]) -> None:
        for name, value in new.items():
            if known.get(name) is not value and known.get(name) != value:
                self._changed[f"{kind} {name}"] = self.version
        known.clear()
        known.update(new)

    def _deal(self, edits: Iterable[Edit]) -> None:
        """Find out what each edit would write where, taken by itself."""
        todo = sorted((e for e in edits if (e.id, e.own) not in self._left), key=attrgetter("first"))
        while todo:
            # Edits that share words with one another are dealt out in several turns.
            turn: list[Edit] = []
            for edit in todo:
                if not turn or turn[-1].last < edit.first:
                    turn.append(edit)
            cores = rewrite(self._session.transcript, turn).cores
            for edit in turn:
                self._left[edit.id, edit.own] = {at: cores[at] for at in range(edit.first, edit.last + 1)}
            todo = [edit for edit in todo if (edit.id, edit.own) not in self._left]

    def _parts(self, edit: Edit, cues: Sequence[tuple[str, int, int]]) -> Iterator[Json]:
        """What an edit takes from each cue that it lies in, and what it leaves there."""
        left = self._left[edit.id, edit.own]
        for name, first, last in cues[bisect_left(cues, edit.first, key=itemgetter(2)) :]:
            begin, end = max(first, edit.first), min(last, edit.last)
            if begin > edit.last:
                break
            before = words_between(self._session.transcript, begin, end)
            after = " ".join(filter(None, (left[place] for place in range(begin, end + 1))))
            yield {"cue": name, "before": before, "after": after}


def _named(cues: Sequence[CueView]) -> Iterator[tuple[str, CueView]]:
    """Each cue by the words that it holds; cues without any by their number, too."""
    for cue in cues:
        empty = f"-{cue.number}" if cue.last < cue.first else ""
        yield f"{cue.first}-{cue.last}{empty}", cue


def _cue(name: str, cue: CueView, doubts: Sequence[tuple[int, int, str]]) -> Json:
    found = dict.fromkeys(mark for first, last, mark in doubts if first <= cue.last and cue.first <= last)
    return {
        "id": name,
        "start": cue.start,
        "end": cue.end,
        "words": list(_words(cue)),
        "ticked": cue.seen,
        "doubts": list(found),
    }


def _words(cue: CueView) -> Iterator[list[object]]:
    """Text with the white space before it, times, probability, the edit that wrote it or would, and its place in the text."""
    begins, count = set(), 0
    for line in cue.lines:
        begins.add(count)
        count += len(split_words(line))
    for at, word in enumerate(cue.words):
        space = "" if not at else "\n" if at in begins and count == len(cue.words) else " "
        probability = None if word.probability is None else round(word.probability, 3)
        yield [space + word.text, word.start, word.end, probability, word.edit, word.first]


def _card(card: Card, title: str, parts: Iterable[Json]) -> Json:
    edit = card.edit
    return {
        "id": edit.id,
        "first": edit.first,
        "last": edit.last,
        "group": card.group,
        "subject": "\n".join(subject(edit)),
        "title": title,
        "term": edit.term,
        "rule": edit.rule,
        "band": "" if edit.left_out else str(edit.band),
        "before": edit.before,
        "after": edit.after,
        "own": edit.own,
        "decision": None if edit.decision is None else str(edit.decision),
        "score": round(edit.score, 2),
        "evidence": dict(edit.evidence),
        "lexicon": os.path.basename(edit.lexicon),  # noqa: PTH119 - with its line number it is no path
        "left": card.left,
        "right": card.right,
        "earlier": card.earlier,
        "later": card.later,
        "start": card.start,
        "end": card.end,
        "whole": card.whole,
        "parts": list(parts),
    }


def _doubts(transcript: Transcript) -> Iterator[tuple[int, int, str]]:
    """The words (first, last) of each segment that carries a mark, and the mark."""
    for segment in transcript.segments:
        yield from ((segment.first, segment.last, mark) for mark in DOUBTS if mark in segment.evidence)


def _profile(session: Session) -> Json:
    profile = session.profile
    return {
        "title": profile.title or profile.name,
        "width": profile.width,
        "lines": profile.lines,
        "gap": profile.gap,
        "speed": profile.characters_a_second(session.transcript.language),
        "curve": profile.curve,
        "words_a_minute": profile.words_a_minute,
        "enough": profile.enough,
        "shortest": profile.shortest,
        "longest": profile.longest,
    }
