"""Credits, loops and ordinary sentences of other people, where the shared data lie beside the checkout."""

import json
import re
import zlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rehear.correction import load_lexicon, propose
from rehear.correction.loops import COMPRESSION
from rehear.correction.tokens import fold
from rehear.document import Segment, Transcript, apply
from rehear.document.model import split_words, spread

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
LEXICON = load_lexicon("credits")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def left(transcript: Transcript) -> list[str]:
    edits = propose(transcript, LEXICON, language=transcript.language)
    return apply(transcript, [edit for edit in edits if edit.applies]).texts()


def test_every_invented_line_of_a_radio_programme_goes_and_nothing_else() -> None:
    for row in rows("credits/fr_radio.jsonl"):
        whole = " ".join(f"{row['left']} {row['text']} {row['right']}".split())
        whole = re.sub(r" (Sous-titrag\w*( ST'?)?|Merc)$", "", whole)  # the excerpt ends in the middle of one
        said = re.sub(r"Sous-titrage (ST' 501|Société Radio-Canada)|(?<= )\.\.\.(?= |$)", "", whole)
        assert " ".join(left(Transcript.from_texts([whole], language="fr"))).split() == said.split()
        cues = [cue for cue in re.split(r"(?<=[.1a]) (?=Sous-titrage|Merci|\.\.\.)", whole) if cue]
        assert " ".join(left(Transcript.from_texts(cues, language="fr"))).split() == said.split()


def test_ordinary_sentences_stay() -> None:
    texts = [row["ref"] for row in rows("fr_clean/pairs.jsonl")]
    assert propose(Transcript.from_texts(texts, language="fr"), LEXICON) == []


def test_loops_are_shown_and_said_once_where_the_recogniser_marks_them() -> None:
    loops = rows("credits/en_loops.jsonl")
    marked, wrong = 0, []
    for row in loops:
        count, start, end = row["repeats"], round(row["start"] * 1000), round(row["end"] * 1000)
        edges = [start + (end - start) * at // count for at in range(count + 1)]
        times = [(start - 2000, start), *pairwise(edges), (end, end + 2000)]
        texts = [row["prev"], *[row["text"]] * count, row["next"]]
        heard = Transcript.from_texts(texts, language="en", times=times)
        assert propose(heard, LEXICON, language="en"), row["text"]
        # The data do not have how far the recogniser packed what it wrote for a window of 30 s.
        said = " ".join([row["text"]] * min(count, 30_000 * count // (end - start))).encode()
        packed = {"compression_ratio": len(said) / len(zlib.compress(said))}
        if packed["compression_ratio"] > COMPRESSION:
            marked += 1
            found = left(replace(heard, segments=tuple(replace(one, evidence=packed) for one in heard.segments)))
            if sum(fold(text) == fold(row["text"]) for text in found) > 1:
                wrong.append(row["text"])
    assert marked > 0.75 * len(loops)
    # "Thank you." in a row is for review, however even its times.
    assert len(wrong) < 0.03 * len(loops), wrong


def test_what_was_heard_without_speech_is_proposed_and_what_was_heard_of_speech_is_not() -> None:
    for row in rows("credits/nonspeech.jsonl"):
        words, segments = [], []
        for part in row["segments"]:
            first, start, end = len(words), round(part["start"] * 1000), round(part["end"] * 1000)
            words += spread(split_words(part["text"]), start, end)
            scores = {name: part[name] for name in ("no_speech_prob", "avg_logprob", "compression_ratio")}
            segments.append(Segment(start, end, first, len(words) - 1, scores))
        heard = Transcript(tuple(words), tuple(segments), row["language"])
        assert bool(propose(heard, LEXICON)) == (row["label"] == "hallucination"), row["text"]
