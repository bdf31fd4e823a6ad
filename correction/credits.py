"""Credits of subtitles that nobody says: which sentence of a text is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from ..document.model import Segment, Transcript
from .lexicon import Credit
from .tokens import fold

# A listed credit may be misspelt a little ("Amara.org" / "Amara. org"); short ones must be the same letter for letter.
LIKENESS, SHORTEST_LIKE = 92.0, 18
# What may stand around a credit.
_AROUND = " \t\n\"'«»“”()[]-–—*♪.!…。！"
_SENTENCE_END = re.compile(r"(?<!\b[A-ZÀ-Ý])\.$|[!?…»\"”)\]。！？]$")  # an initial's dot ends none
# Words that begin a credit; the next one may follow without a full stop.
_HEAD = re.compile(
    r"[«\"(\[*–—-]*(Sous-?[Tt]itr(?!eur)|Subtitl|Subtitul|Subtítul|Captio|Untertitel|Sottotitol|Legend(as|ado)|Ondertit|Napisy|Titulky"
    r"|Altyaz|Undertekst|Undertext|Tekstet|Felirat|Субтитр|Редактор)"
)
# Words that begin the next sentence, after a credit that lacks its full stop.
_GREETING = re.compile(
    r"(Merci|Bonjour|Bonsoir|Salut|Au|Thanks?|Hello|Hi|Good|Bye|Danke|Vielen|Hallo|Gracias|Hola|Grazie|Ciao|Obrigad[oa]|Bedankt)\b"
)


class Credits:
    """The credits of a lexicon, made ready for many sentences."""

    def __init__(self, known: Sequence[Credit]) -> None:
        # One that is never said goes before one that may be.
        ordered = sorted(known, key=lambda credit: credit.alone)
        self._patterns = [(credit.pattern, credit) for credit in ordered if credit.pattern is not None]
        self._texts = [(fold(credit.text), credit) for credit in ordered if credit.text]
        # Most sentences are none: one search through all patterns at once says so.
        joined = "|".join(f"(?:{pattern.pattern})" for pattern, _ in self._patterns)
        self._any = re.compile(joined or "(?!)", re.IGNORECASE)

    def matching(self, text: str) -> Credit | None:
        """The credit that a sentence is, if it is one; one that is never spoken before one that may be."""
        bare = text.strip(_AROUND)
        if not any(map(str.isalnum, bare)):
            return None
        hits = []
        if self._any.fullmatch(bare):
            hits += [credit for pattern, credit in self._patterns if pattern.fullmatch(bare)][:1]
        letters = fold(text) if self._texts else ""
        for wanted, credit in self._texts:
            if letters == wanted or (
                len(wanted) >= SHORTEST_LIKE
                and abs(len(wanted) - len(letters)) < len(wanted) // 5
                and fuzz.ratio(letters, wanted, score_cutoff=LIKENESS)
            ):
                hits.append(credit)
        return min(hits, key=lambda credit: credit.alone, default=None)


def sentences(transcript: Transcript, segment: Segment) -> Iterator[tuple[int, int]]:
    """The sentences of a cue, as positions of words; a line counts as one, and so does a credit without a full stop."""
    begin, credit = segment.first, False
    for position in range(segment.first, segment.last):
        word, following = transcript.words[position].text.rstrip(), transcript.words[position + 1].text
        core = following.strip()
        credit = credit or bool(position == begin and _HEAD.match(word.strip()))
        # "Amara. org": what goes on in lower case is the same sentence.
        ended = (_SENTENCE_END.search(word) or "\n" in following) and not core[:1].islower()
        if ended or (credit and (_HEAD.match(core) or _GREETING.match(core))):
            yield begin, position
            begin, credit = position + 1, False
    if segment.last >= begin:
        yield begin, segment.last
