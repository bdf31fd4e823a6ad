"""`apply` is the only place where text changes: it changes what the edits say, and nothing else."""

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rehear.document import Band, Decision, Edit, OverlappingEdits, StaleEdit, Transcript, apply, identify, rewrite
from rehear.document.edit import words_between
from rehear.document.model import collapse, split_words
from texts import cue, edit, edited, segments_of, texts, transcripts


def flat(transcript: Transcript) -> str:
    return collapse(" ".join(transcript.texts()))


@given(edited())
def test_the_text_is_what_the_edits_say(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    wanted, at = [], 0
    for one in sorted(edits, key=lambda e: e.first):
        wanted += [words_between(transcript, place, place) for place in range(at, one.first)]
        wanted.append(one.after)
        at = one.last + 1
    wanted += [words_between(transcript, place, place) for place in range(at, len(transcript.words))]
    assert flat(apply(transcript, edits)) == collapse(" ".join(" ".join(wanted).split("\n")))


@given(edited())
def test_the_order_of_the_edits_does_not_count(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    assert apply(transcript, edits) == apply(transcript, sorted(edits, key=lambda e: e.first))
    assert apply(transcript, []) is transcript


@given(edited())
def test_the_result_is_a_whole_transcript(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    fixed = apply(transcript, edits)  # its own check: segments cover the words
    for segment in fixed.segments:
        for word in fixed.words_of(segment):
            assert segment.start <= word.start <= word.end <= segment.end
    assert replace(fixed, words=(), segments=()) == replace(transcript, words=(), segments=())


@given(edited())
def test_what_no_edit_touches_stays_to_the_letter(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    touched = segments_of(transcript, [place for one in edits for place in range(one.first, one.last + 1)])
    fixed = apply(transcript, edits)
    kept = [(s.start, s.end, fixed.words_of(s)) for s in fixed.segments]
    for at, segment in enumerate(transcript.segments):
        if at not in touched:
            assert (segment.start, segment.end, transcript.words_of(segment)) in kept


@given(edited())
def test_only_a_deletion_removes_a_cue_and_no_time_is_lost(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    homes = rewrite(transcript, edits).homes
    fixed = apply(transcript, edits)
    for at, segment in enumerate(transcript.segments):
        places = range(segment.first, segment.last + 1)
        owners = [next((e for e in edits if e.first <= place <= e.last), None) for place in places]
        deleted = bool(places) and all(owner is not None and not owner.after for owner in owners)
        if deleted:
            assert homes[at] is None
        elif not any(owner is not None and not owner.after for owner in owners):
            # Its time is within some cue of the result, which has words unless it never had any.
            homes_of_it = [s for s in fixed.segments if s.start <= segment.start and segment.end <= s.end]
            assert homes_of_it
            assert any(fixed.words_of(s) for s in homes_of_it) or not places
    before_empty = sum(segment.last < segment.first for segment in transcript.segments)
    assert sum(segment.last < segment.first for segment in fixed.segments) == before_empty


@given(edited(min_cues=1), st.data())
def test_overlapping_edits_are_refused(case: tuple[Transcript, list[Edit]], data: st.DataObject) -> None:
    transcript, edits = case
    assume(edits)
    one = data.draw(st.sampled_from(edits))
    shared = data.draw(st.integers(one.first, one.last))
    first, last = data.draw(st.integers(0, shared)), data.draw(st.integers(shared, len(transcript.words) - 1))
    with pytest.raises(OverlappingEdits):
        apply(transcript, [*edits, edit(transcript, first, last, "autre")])


@given(edited(min_cues=1), texts())
def test_stale_edits_are_refused(case: tuple[Transcript, list[Edit]], other: str) -> None:
    transcript, edits = case
    assume(edits)
    stale = replace(edits[0], before=collapse(other))
    assume(stale.before != edits[0].before)
    with pytest.raises(StaleEdit):
        apply(transcript, [stale, *edits[1:]])


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (0, 2), (2, 2), (1, 0)])
def test_an_edit_outside_of_the_text_is_stale(first: int, last: int) -> None:
    with pytest.raises(StaleEdit, match="outside"):
        apply(cue("un deux"), [Edit("x", first, last, "un", "une", "test")])


def test_nothing_is_done_if_one_edit_is_refused() -> None:
    transcript = cue("un deux trois")
    with pytest.raises(StaleEdit, match="would replace 'drei', but there stands 'trois'"):
        apply(transcript, [edit(transcript, 0, 0, "eins"), Edit("x", 2, 2, "drei", "three", "test")])
    assert transcript.texts() == ["un deux trois"]


@given(transcripts(min_cues=2, empty_cues=False), texts(), st.data())
def test_an_edit_across_two_cues_leaves_none_empty_and_loses_no_time(
    transcript: Transcript, after: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(transcript.segments) - 2))
    one, other = transcript.segments[at], transcript.segments[at + 1]
    first, last = data.draw(st.integers(one.first, one.last)), data.draw(st.integers(other.first, other.last))
    fixed = apply(transcript, [edit(transcript, first, last, after)])
    assert all(segment.last >= segment.first for segment in fixed.segments)
    assert fixed.segments[0].start == transcript.segments[0].start
    assert fixed.segments[-1].end == transcript.segments[-1].end
    spans = [(segment.start, segment.end) for segment in fixed.segments]
    for segment in (one, other):
        assert any(start <= segment.start and segment.end <= end for start, end in spans)
    words_left = len(transcript.words) - (last - first + 1)
    assert len(fixed.words) == words_left + len(split_words(after))


@given(transcripts(min_cues=1, empty_cues=False), st.data())
def test_a_deletion_removes_its_cue_and_no_other(transcript: Transcript, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(transcript.segments) - 1))
    gone = transcript.segments[at]
    fixed = apply(transcript, [edit(transcript, gone.first, gone.last, "")])
    rest = [*transcript.segments[:at], *transcript.segments[at + 1 :]]
    assert [(s.start, s.end, fixed.words_of(s)) for s in fixed.segments] == [
        (s.start, s.end, transcript.words_of(s)) for s in rest
    ]


def test_a_mishearing_over_two_cues() -> None:
    transcript = cue("tombé dans un gay", "tapant derrière la gare")
    fixed = apply(transcript, [edit(transcript, 3, 4, "guet-apens")])
    assert fixed.texts() in (
        ["tombé dans un guet-apens", "derrière la gare"],
        ["tombé dans un", "guet-apens derrière la gare"],
    )
    assert [(s.start, s.end) for s in fixed.segments] == [(0, 1000), (1100, 2100)]


def test_two_cues_that_become_one_word() -> None:
    transcript = cue("avant", "gay", "tapant", "après")
    fixed = apply(transcript, [edit(transcript, 1, 2, "guet-apens")])
    assert fixed.texts() == ["avant", "guet-apens", "après"]
    assert [(s.start, s.end) for s in fixed.segments] == [(0, 1000), (1100, 3200), (3300, 4300)]


def test_line_breaks_stay() -> None:
    transcript = cue("un gay\ntapant moi aussi", "gay tapant\nici")
    fixed = apply(transcript, [edit(transcript, 1, 2, "guet-apens"), edit(transcript, 5, 6, "guet-apens")])
    assert fixed.texts() == ["un\nguet-apens moi aussi", "guet-apens\nici"]


def test_new_words_take_the_time_of_the_old() -> None:
    transcript = cue("des gays tapants homophobes")
    old, fixed = transcript.words, apply(transcript, [edit(transcript, 1, 2, "guets-apens")])
    assert [word.text for word in fixed.words] == ["des", " guets-apens", " homophobes"]
    assert (fixed.words[1].start, fixed.words[1].end) == (old[1].start, old[2].end)
    assert (fixed.words[0], fixed.words[2]) == (old[0], old[3])


def test_a_persons_own_text_goes_before() -> None:
    transcript = cue("un gay tapant")
    own = replace(edit(transcript, 1, 2, "guet-apens"), own="traquenard", decision=Decision.ACCEPTED)
    assert apply(transcript, [own]).texts() == ["un traquenard"]
    assert apply(transcript, [replace(own, own="")]).texts() == ["un"]


@pytest.mark.parametrize(
    ("band", "decision", "applies"),
    [
        (Band.SAFE, None, True),
        (Band.REVIEW, None, False),
        (Band.SAFE, Decision.REJECTED, False),
        (Band.REVIEW, Decision.REJECTED, False),
        (Band.SAFE, Decision.ACCEPTED, True),
        (Band.REVIEW, Decision.ACCEPTED, True),
    ],
)
def test_what_applies(band: Band, decision: Decision | None, applies: bool) -> None:
    assert Edit("x", 0, 0, "a", "b", "test", band=band, decision=decision).applies is applies


@given(edited())
def test_ids_are_stable_under_other_edits_and_scores(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    named = identify(transcript, edits)
    for one, alone in zip(named, edits, strict=True):
        other = replace(alone, score=0.9, band=Band.SAFE, term="t", lexicon="l:1", rule="r", evidence={"a": 1})
        assert identify(transcript, [other])[0].id == one.id
    some = random.Random(0).sample(edits, len(edits) // 2)
    ids = {(one.first, one.last): one.id for one in named}
    assert all(one.id == ids[one.first, one.last] for one in identify(transcript, some))


@given(edited())
def test_ids_tell_edits_apart(case: tuple[Transcript, list[Edit]]) -> None:
    transcript, edits = case
    ids = [one.id for one in identify(transcript, edits)]
    assert len(set(ids)) == len(edits)
    assert all(len(one) == 12 for one in ids)


def test_ids_of_occurrences() -> None:
    """The same words twice: two ids, and both stay when something else in the text changes."""
    transcript = cue("un gay tapant oui", "un gay tapant oui")
    one, other = identify(transcript, [edit(transcript, 1, 2, "x"), edit(transcript, 5, 6, "x")])
    assert one.id != other.id
    longer = cue("Bonjour à tous", "un gay tapant oui", "un gay tapant oui")
    again = identify(longer, [edit(longer, 4, 5, "x"), edit(longer, 8, 9, "x")])
    assert [e.id for e in again] == [one.id, other.id]
    assert identify(transcript, [edit(transcript, 1, 2, "y")])[0].id != one.id


def test_an_id_does_not_depend_on_longer_edits_of_the_same_words() -> None:
    transcript = cue("a b c d a b c")
    alone = identify(transcript, [edit(transcript, 5, 6, "x")])[0]
    among = identify(transcript, [edit(transcript, 1, 1, "y"), edit(transcript, 5, 6, "x")])[1]
    assert alone.id == among.id
