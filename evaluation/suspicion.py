"""Which clips a person should look at, and why. All thresholds stand here, each with its reason.

They are not measured on any archive: they are other people's marks for "poor", or plain reasoning, and only decide what is
listed first. Nothing is changed by them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .clips import Clip, Hearing

# Mean probability of the words: below it the recogniser itself expects three words of ten to be wrong, and a word error rate
# of 30 % is where Microsoft's guide to evaluating speech recognition begins to speak of poor quality.
UNSURE = 0.7
# One word of ten below this: openai-whisper's own sign of an invented word (`word_anomaly_score` in its transcribe.py).
INVENTED = 0.15
# Share of the words in segments that the recogniser's marks doubt: the same guide calls up to 10 % of wrong words good.
DOUBTED = 0.1
# Words a minute of the whole sound: a quarter of the least that radio recommends, 160 (E. Rodero, "A comparative analysis of
# speech rate and perception in radio bulletins", Text & Talk 32, 2012). Three quarters of the clip have no words then.
QUIET = 40
# Invented credits: one over the closing music is the usual case and is removed; a second one shows that the recogniser
# invents elsewhere, too.
CREDITS = 2
# Of fewer words no mean says anything, and of a shorter sound (ms; half a window of Whisper's) no speed.
ENOUGH_WORDS, ENOUGH_SOUND = 20, 15_000


class Why(StrEnum):
    """The kinds of suspicion, most telling first."""

    PARTIAL = "partly heard"
    LOOP = "loop"
    UNSURE = "low confidence"
    DOUBTED = "doubted words"
    CREDITS = "invented credits"
    QUIET = "much silence"


class Suspicion(NamedTuple):
    """Why a clip should be looked at, and the figures behind it in words."""

    why: Why
    text: str


def suspicions(clip: Clip) -> list[Suspicion]:
    """All that speaks against a clip, most telling first; nothing for a subtitle file."""
    heard = clip.hearing
    if heard is None:
        return []
    found = []
    if not heard.complete:
        found.append(Suspicion(Why.PARTIAL, "only a part of it could be heard"))
    # The recogniser's marks and the corrections see the same loops, each some that the other does not.
    loops = max(heard.marks.get("loop", 0), clip.proposed("loop"))
    if loops:
        found.append(Suspicion(Why.LOOP, f"says the same over and over in {_passages(loops)}"))
    if (unsure := _unsure(heard)) is not None:
        found.append(Suspicion(Why.UNSURE, unsure))
    if heard.words >= ENOUGH_WORDS and heard.doubted >= DOUBTED * heard.words:
        share = 100 * heard.doubted / heard.words
        marks = ", ".join(f"{number} {mark}" for mark, number in heard.marks.items())
        found.append(Suspicion(Why.DOUBTED, f"{share:.0f} % of the words in segments marked as doubtful ({marks})"))
    if (invented := clip.proposed("credit")) >= CREDITS:
        found.append(Suspicion(Why.CREDITS, f"{invented} credits that nobody says"))
    if heard.sound >= ENOUGH_SOUND and heard.words_a_minute < QUIET:
        found.append(
            Suspicion(Why.QUIET, f"{heard.words_a_minute:.0f} words a minute" if heard.words else "no words at all")
        )
    return found


def _unsure(heard: Hearing) -> str | None:
    if heard.words < ENOUGH_WORDS or heard.mean is None or heard.tenth is None:
        return None
    if heard.mean < UNSURE:
        return f"words are {100 * heard.mean:.0f} % sure on average"
    if heard.tenth < INVENTED:
        return f"one word of ten is less than {100 * INVENTED:.0f} % sure"
    return None


def _passages(number: int) -> str:
    return "one passage" if number == 1 else f"{number} passages"
