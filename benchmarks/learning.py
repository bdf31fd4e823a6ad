"""What is learnt from reviewed files and helps in files never seen, one left out in turn, beside literal replay.

    python benchmarks/learning.py PAIRS.jsonl [--language en] [--cases]

PAIRS: one JSON object a line with `file`, `hyp` (what was recognised) and `ref` (what a person made of it). For each file
everything is learnt from all others, and applied to it without a person. Four ways are compared:

    learnt    a lexicon, as `rehear lexicon learn` writes it, applied as `rehear fix` does (only what is SAFE)
    all seen  literal replay: every misheard term that was seen is replaced by what it became last, whatever its case
    rare seen the same without the pairs of which what was heard is made of ordinary words: what a careful person would replay
    listed    literal replay of what `learn` lists under `heard` only

A term error is what `learn` takes for one, a misheard name, rare word or compound that a person set right; replay is given
the same ones, those included that `learn` drops as doubtful. All ways are counted alike: a replaced phrase is one edit, however
many words it has, and it is right if it alone brings its cue nearer to the reference, word by word as words are written, case
included, without punctuation. So an edit in a sentence that the reviewer wrote anew counts as wrong. Edits of nothing but
capitals are counted by themselves, because one word that is always recognised with a capital would outweigh all others.

`within reach` counts the misheard terms of a file whose right form stands in another one: nothing else could be learnt.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from rehear.correction import Lexicon, propose
from rehear.curation.learn import learn
from rehear.curation.sightings import Evidence, Sighting, key_of
from rehear.curation.words import is_ordinary
from rehear.document import Transcript

Rows = list[dict[str, str]]


def words(text: str) -> list[str]:
    return re.sub(r"(?!\b-\b)[^\w'\s]", " ", text.replace("’", "'")).split()


def transcripts(rows: Rows, language: str) -> tuple[Transcript, Transcript]:
    return tuple(Transcript.from_texts([row[key] for row in rows], language=language) for key in ("hyp", "ref"))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Change:
    """A phrase that is replaced, and the text of the cues that it stands in, before and after."""

    before: str
    after: str
    stood: str
    stands: str
    wanted: str

    @property
    def kind(self) -> str:
        """Whether words were changed, or only their capitals, and whether that was right."""
        what = "capitals" if self.before.casefold() == self.after.casefold() else "words"
        wanted = words(self.wanted)
        nearer = Levenshtein.distance(words(self.stands), wanted) < Levenshtein.distance(words(self.stood), wanted)
        return f"{what} {'right' if nearer else 'wrong'}"


def by_lexicon(before: Transcript, after: Transcript, lexicon: Lexicon) -> Iterator[Change]:
    """What the corrector applies with a lexicon; an edit across cues stands in all of them."""
    texts = [word.text.strip() for word in before.words]
    for edit in propose(before, lexicon, cleanup=False):
        if not edit.applies:
            continue
        cues = [at for at, cue in enumerate(before.segments) if cue.first <= edit.last and edit.first <= cue.last]
        first, last = before.segments[cues[0]].first, before.segments[cues[-1]].last
        yield Change(
            edit.before,
            edit.after,
            " ".join(texts[first : last + 1]),
            " ".join([*texts[first : edit.first], edit.after, *texts[edit.last + 1 : last + 1]]),
            " ".join(after.texts()[cues[0] : cues[-1] + 1]),
        )


def by_replay(before: Transcript, after: Transcript, sightings: Iterable[Sighting]) -> Iterator[Change]:
    """Whole words and phrases that were set right before, whatever their case."""
    right = {sighting.heard.casefold(): sighting.right for sighting in sightings}
    listed = "|".join(map(re.escape, sorted(right, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
    for text, wanted in zip(before.texts(), after.texts(), strict=True):
        for found in pattern.finditer(text):
            became = right[found[0].casefold()]
            if became != found[0]:
                yield Change(found[0], became, text, text[: found.start()] + became + text[found.end() :], wanted)


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
    ways = ("learnt", "all seen", "rare seen", "listed")
    for name, (before, after) in pairs.items():
        evidence, here = Evidence(), Evidence()
        for other in pairs:
            (here if other == name else evidence).add(*pairs[other], language, other)
        learnt = learn(evidence, language)
        listed = [Sighting(heard, one.term.write, "") for one in learnt for heard in one.term.heard]
        rare = [sighting for sighting in evidence.sightings if not is_ordinary(sighting.heard, language)]
        changes = (
            by_lexicon(before, after, Lexicon(tuple(one.term for one in learnt), language=language)),
            by_replay(before, after, evidence.sightings),
            by_replay(before, after, rare),
            by_replay(before, after, listed),
        )
        figures: Counter[str] = Counter({"terms": len(learnt)})
        figures.update(f"seen, {'capitals' if sighting.recased else 'words'}" for sighting in here.sightings)
        misheard = [sighting for sighting in here.sightings if not sighting.recased]
        figures["within reach"] = sum(evidence.kept[key_of(sighting.right)] > 0 for sighting in misheard)
        for way, made in zip(ways, changes, strict=True):
            for change in made:
                figures[f"{way}, {change.kind}"] += 1
                if arguments.cases:
                    print(f"  {way}: {change.kind}: {change.before!r} -> {change.after!r} for: {change.wanted}")
        print(name, dict(figures))
        total += figures
    print("all", dict(total))
    for way in ways:
        for what in ("words", "capitals"):
            right, wrong = total[f"{way}, {what} right"], total[f"{way}, {what} wrong"]
            print(f"{way}, {what}: {right} right, {wrong} wrong, precision {right / max(right + wrong, 1):.3f}")


if __name__ == "__main__":
    main()
