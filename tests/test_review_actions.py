"""Any row of actions in a review, undone and opened again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rehear.document import Decision
from rehear.document.edit import HAND
from rehear.document.errors import EditError
from rehear.review import open_session
from rehear.subtitles import read
from review_story import opened


class Reviewing(RuleBasedStateMachine):
    """Random decisions, undone and opened again: what is decided is what a list of states says."""

    @initialize()
    def begin(self) -> None:
        self.held = tempfile.TemporaryDirectory()
        self.folder = Path(self.held.name)
        self.session = opened(self.folder)
        self.states = [self.state()]

    def state(self) -> object:
        edits = frozenset((edit.id, edit.decision, edit.own) for edit in self.session.edits)
        return edits, self.session.record.cues, self.session.record.seen

    def did(self) -> None:
        if self.state() != self.states[-1]:
            self.states.append(self.state())

    @rule(data=st.data(), what=st.sampled_from(["accept", "reject", "clear", "own"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        name = data.draw(st.sampled_from([edit.id for edit in self.session.edits if edit.rule != HAND]))
        before = {edit.id: edit for edit in self.session.edits}
        try:
            if what == "own":
                self.session.own(name, data.draw(st.sampled_from(["avis", "non lieu", "un long avis"])))
            else:
                getattr(self.session, what)(name)
        except EditError:  # a person typed over these words
            assert any(edit.rule == HAND for edit in self.session.edits)
        else:
            wanted = {"reject": Decision.REJECTED, "clear": None}.get(what, Decision.ACCEPTED)
            now = {edit.id: edit for edit in self.session.edits}
            assert now[name].decision is wanted
            assert {key: edit for key, edit in now.items() if key != name} == {
                key: edit for key, edit in before.items() if key != name
            }
        self.did()

    @rule(data=st.data())
    def retype(self, data: st.DataObject) -> None:
        cue = data.draw(st.sampled_from(self.session.cues()))
        words = [word.text for word in cue.words]
        for _ in range(data.draw(st.integers(1, 2))):
            at = data.draw(st.integers(0, len(words)))
            words[at : at + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from([["neuf"], ["du", "tout"]]))
        lined = data.draw(st.booleans())
        text = "\n".join([" ".join(words[:3]), " ".join(words[3:])]) if lined and words[3:] else " ".join(words)
        self.session.retype((cue.first, cue.last, text))
        if "\n" in text:
            assert tuple(text.split("\n")) in [one.lines for one in self.session.cues()]
        stands = " ".join(word.text for one in self.session.cues() for word in one.words)
        assert " ".join(words) in stands
        self.did()

    @rule(data=st.data(), what=st.sampled_from(["split", "join", "retime", "tick"]))
    def cut(self, data: st.DataObject, what: str) -> None:
        cues = self.session.cues()
        at = data.draw(st.integers(0, len(cues) - 1))
        cue = cues[at]
        if what == "split" and cue.first < cue.last:
            self.session.split(cue.first, cue.last, data.draw(st.integers(cue.first + 1, cue.last)))
        elif what == "join" and at + 1 < len(cues):
            self.session.join(cue.first, cues[at + 1].last)
        elif what == "retime":
            self.session.retime(cue.first, cue.last, cue.start + 10, cue.end + 10)
        elif what == "tick":
            self.session.tick((cue.first, cue.last), seen=data.draw(st.booleans()))
        self.did()

    @precondition(lambda self: len(self.states) > 1)
    @rule()
    def undo(self) -> None:
        assert self.session.undo() is not None
        self.states.pop()

    @rule()
    def again(self) -> None:
        self.session = open_session(self.folder / "clip.srt")

    @rule()
    def finish(self) -> None:
        self.session.finish()

    def teardown(self) -> None:
        self.held.cleanup()

    @invariant()
    def it_is_what_was_done(self) -> None:
        assert self.state() == self.states[-1]
        assert len(self.session.record.history) == len(self.states) - 1

    @invariant()
    def the_file_will_say_what_is_shown(self) -> None:
        path = self.folder / "clip.srt"
        material = self.session._opened.material
        made = material.made([e for e in self.session.edits if e.applies], self.session.record.cues, "srt")
        shown = [(cue.start, cue.end, cue.lines) for cue in self.session.cues()]
        assert shown == [(c.start, c.end, c.lines) for c in read(path, data=made.data).cues]
        assert [" ".join(word.text for word in cue.words) for cue in self.session.cues()] == [
            " ".join(lines) for *_, lines in shown
        ]


TestReviewing = Reviewing.TestCase
TestReviewing.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.reuse, Phase.generate],  # shrinking takes minutes
)
