"""Edits in words: which rule and term, where they are written, what spoke for the change and what against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..document.edit import BY_HAND, HAND, LEFT_OUT, LET_THROUGH, NAMED, TOO_LOW, Band, Decision, Edit

# For each of document.edit.RULES what it says of an edit.
_RULES = {
    "heard": "listed mishearing of {term}",
    "sound": "sounds like {term}",
    "spelling": "is written {term}",
    "credit": "invented credit, nobody says it",
    "loop": "said over and over",
    "punctuation": "no words in it",
    "doubled": "stands there twice",
    "nonspeech": "perhaps nobody speaks here",
    "typography": "spaces and signs",
    "hand": "typed by hand",
}
# Zipf frequencies (log10 of occurrences per billion words) from which a word is called rare, ordinary, very common.
_RARE, _ORDINARY, _COMMON = 0.01, 3.3, 5.0


def reason(edit: Edit) -> str:
    """The rule, the term and where it is written, in words, and whether it applies:
    "listed mishearing of guet-apens (fr-justice.toml:9) - to review, not applied"."""
    if edit.decision is not None:
        accepted = "you named this" if NAMED in edit.evidence else "you accepted this"
        state = f" - {accepted if edit.decision is Decision.ACCEPTED else 'you rejected this'}"
    else:
        typed = ", you changed this by hand" if BY_HAND in edit.evidence else ""
        state = "" if edit.band is Band.SAFE else f" - to review, not applied{typed}"
    return rule_of(edit) + ("" if edit.rule == HAND else state)


def rule_of(edit: Edit) -> str:
    """The rule, the term and where it is written, in words."""
    words = _RULES.get(edit.rule, edit.rule).format(term=edit.term)
    if edit.rule == "credit" and edit.band is not Band.SAFE:
        words = "invented credit, unless somebody says it"
    return words + (f" ({_place(edit)})" if edit.lexicon else "")


def explanation(edit: Edit) -> list[str]:
    """What spoke for the edit and against it, a sentence a line; last what names it to a program."""
    lines = list(_sentences(edit))
    for name, value in edit.evidence.items():
        if name not in _KNOWN:
            lines.append(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return [*lines, f"rule {edit.rule}, {edit.band}, score {edit.score:.2f} of 1, id {edit.id}"]


def tally(edits: Sequence[Edit]) -> Counter[str]:
    """How many edits came to what, in the words that are said of them."""
    spaces = sum(edit.applies and edit.rule == "typography" for edit in edits)
    return Counter(
        {
            "changed": sum(edit.applies for edit in edits) - spaces,
            "to review": sum(edit.waits for edit in edits),
            "rejected": sum(edit.decision is Decision.REJECTED for edit in edits),
            "not selected": sum(edit.left_out for edit in edits),
            "of typography": spaces,
        }
    )


def summary(counts: Mapping[str, int]) -> str:
    """ "4 changed, 1 to review, 2 rejected, 12 of typography" of a `tally`."""
    nothing = [] if counts["changed"] or counts["of typography"] else ["nothing to change"]
    return ", ".join([*nothing, *(f"{count} {what}" for what, count in counts.items() if count)])


def _sentences(edit: Edit) -> Iterator[str]:
    for name, say in _KNOWN.items():
        if name in edit.evidence and (said := say(edit, edit.evidence[name])):
            yield said
    if (
        edit.band is Band.REVIEW
        and edit.decision is None
        and not {"held back", BY_HAND, LEFT_OUT, TOO_LOW} & edit.evidence.keys()
    ):
        yield "Not sure enough to be applied unseen."


def _place(edit: Edit) -> str:
    return Path(edit.lexicon).name


def _credit(edit: Edit, line: Any) -> str:
    listed = f"lists its kind: {line}." if line else "has a pattern for such lines."
    return f"{_place(edit) or 'The lexicon'} {listed}"


def _distance(edit: Edit, phones: Any) -> str:
    if edit.rule == "spelling":
        return "The letters are the same; only accents, capitals, hyphens or spaces differ."
    if not phones:
        return f"It sounds the same as {edit.term}."
    return f"It sounds like {edit.term} but for {phones:g} of {edit.evidence.get('of', '?')} sounds."


def _rarity(_: Edit, zipf: Any) -> str:
    if zipf >= 9:
        return ""
    if zipf < _RARE:
        return "One of the replaced words is in no list of this language's words."
    words = 10 ** (9 - zipf)
    words = round(words, 2 - len(str(int(words))))  # two digits of it say enough
    share = f"{words / 1e6:g} million" if words >= 1e6 else f"{words:,.0f}"
    kind = "rare" if zipf < _ORDINARY else "ordinary" if zipf < _COMMON else "very common"
    return f"The rarest of the replaced words is {kind}: one in {share} words."


# What each piece of evidence says, in the order in which a person wants to know it; '' says nothing.
_KNOWN: dict[str, Callable[[Edit, Any], str]] = {
    "listed": lambda edit, heard: f"{_place(edit) or 'The lexicon'} lists “{heard}” as a mishearing of {edit.term}.",
    "credit": _credit,
    "where": lambda _, where: f"It is {where}.",
    "recurs": lambda _, times: f"It stands there {times}.",
    "loop": lambda _, phrase: f"{phrase}.",
    "durations": lambda _, cues: f"Nobody speaks so evenly: {cues}.",
    "fast": lambda _, words: f"Nobody speaks so fast: {words}.",
    "repeats": lambda _, packed: f"The recogniser's own measure of a loop: {packed}.",
    "doubled": lambda _, said: f"{said[:1].upper()}{said[1:]}.",
    "speech": lambda _, doubt: f"{doubt[:1].upper()}{doubt[1:]}.",
    "words": lambda _, doubt: f"{doubt[:1].upper()}{doubt[1:]}.",
    "rules": lambda _, rules: f"Rules: {', '.join(rules)}.",
    "distance": _distance,
    "of": lambda _edit, _phones: "",
    "kept": lambda _, words: f"{_quoted(words)} stood there rightly already.",
    "rarest": _rarity,
    "story": lambda edit, _: f"{edit.term} is in the story's article.",
    "occurs": lambda edit, _: f"{edit.term} stands elsewhere in this text, as heard or once corrected.",
    "context": lambda edit, _: f"A word that the entry of {edit.term} asks for stands close by.",
    "odd": lambda edit, _: f"The words that were heard do not stand so in a sentence; {edit.term} does.",
    "instead of": lambda _, rivals: f"It could also be {_quoted(rivals)}.",
    "held back": lambda _, why: f"Held back: {why}.",
    BY_HAND: lambda edit, _: f"You changed this by hand (--only {edit.id} applies it).",
    NAMED: lambda edit, option: f"Named by {option} {edit.id}.",
    LEFT_OUT: lambda _, option: f"Left out by {option}.",
    TOO_LOW: lambda _, score: f"Held back: below {score:g}, the lowest score that is applied unseen (min-score).",
    LET_THROUGH: lambda _, option: f"For review; let through by {option}.",
}


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
