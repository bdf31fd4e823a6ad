"""What is learnt from reviewed files and helps in files never seen, one left out in turn, beside literal replay.

    python benchmarks/learning.py PAIRS.jsonl [--language en] [--cases]

PAIRS: one JSON object a line with `file`, `hyp` (what was recognised) and `ref` (what a person made of it). For each file a
lexicon is learnt from all others (as `rehear lexicon learn` does) and applied to it; only edits that are applied without a
person count. An edit is right if it alone brings its cue nearer to the reference, word by word as words are written, case
included, without punctuation: an edit in a sentence that the reviewer wrote anew counts as wrong. The opponents replace,
whatever the case, every misheard term that was seen with what it became ("all seen"), or only what `learn` lists ("listed").
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rehear.correction import Lexicon, propose
from rehear.curation.learn import Evidence, Sighting, learn
from rehear.document import Edit, Transcript, rewrite

Rows = list[dict[str, str]]


def words(text: str) -> list[str]:
    return re.sub(r"[^\w'\s]+", " ", text.replace("’", "'")).split()


def transcripts(rows: Rows, language: str) -> tuple[Transcript, Transcript]:
    return tuple(Transcript.from_texts([row[key] for row in rows], language=language) for key in ("hyp", "ref"))  # type: ignore[return-value]


def judged(before: str, after: str, reference: str) -> Iterator[tuple[bool, str]]:
    """For each changed stretch of words, whether it alone brings the cue nearer to the reference, and what it is."""
    one, other, wanted = words(before), words(after), words(reference)
    distance = Levenshtein.distance(one, wanted)
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            alone = [*one[: step.src_start], *other[step.dest_start : step.dest_end], *one[step.src_end :]]
            was, now = (
                " ".join(part) for part in (one[step.src_start : step.src_end], other[step.dest_start : step.dest_end])
            )
            yield Levenshtein.distance(alone, wanted) < distance, f"{was!r} -> {now!r}: {reference}"


def corrected(transcript: Transcript, edits: list[Edit]) -> list[str]:
    """The text of each cue with these edits in it; a cue whose words went to its neighbour stays, empty."""
    cores = rewrite(transcript, edits).cores
    texts = [cores.get(at, word.text.strip()) for at, word in enumerate(transcript.words)]
    return [" ".join(filter(None, texts[cue.first : cue.last + 1])) for cue in transcript.segments]


def literally(sightings: Iterable[Sighting]) -> Callable[[str], str]:
    """Replaces whole words and phrases that were set right before, whatever their case."""
    right = {sighting.heard.casefold(): sighting.right for sighting in sightings}
    listed = "|".join(map(re.escape, sorted(right, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: right[found[0].casefold()], text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--cases", action="store_true")
    arguments = parser.parse_args()
    language: str = arguments.language
    files: dict[str, Rows] = defaultdict(list)
    for line in arguments.pairs.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        files[row["file"]].append(row)
    pairs = {name: transcripts(rows, language) for name, rows in files.items()}
    total: Counter[str] = Counter()
    for name, (before, after) in pairs.items():
        evidence, here = Evidence(), Evidence()
        for other in pairs:
            (here if other == name else evidence).add(*pairs[other], language, other)
        learnt = learn(evidence, language)
        lexicon = Lexicon(tuple(one.term for one in learnt), language=language)
        seen = literally(evidence.sightings)
        listed = literally(Sighting(heard, one.term.write, "") for one in learnt for heard in one.term.heard)
        ways = {
            "learnt": corrected(before, [edit for edit in propose(before, lexicon) if edit.applies]),
            "all seen": [seen(text) for text in before.texts()],
            "listed": [listed(text) for text in before.texts()],
        }
        figures: Counter[str] = Counter({"term errors": len(here.sightings), "terms": len(learnt)})
        for way, texts in ways.items():
            for one, other, wanted in zip(before.texts(), texts, after.texts(), strict=True):
                for better, case in judged(one, other, wanted):
                    figures[f"{way}, {'right' if better else 'wrong'}"] += 1
                    if arguments.cases and way == "learnt":
                        print("right" if better else "WRONG", case)
        print(name, dict(figures))
        total += figures
    print("all", dict(total))
    for way in ways:
        right, wrong = total[f"{way}, right"], total[f"{way}, wrong"]
        print(f"{way}: {right} right, {wrong} wrong, precision {right / max(right + wrong, 1):.3f}")


if __name__ == "__main__":
    main()
