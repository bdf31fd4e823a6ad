"""How many misheard terms are found, and how many right words are made wrong, in sentences written for it.

    python benchmarks/misheard.py [FOLDER...] [--band review] [--small] [--cases]

FOLDER: a `lexicon.txt` and a `pairs.jsonl`, an object a line with `hyp` (what was recognised), `ref` (what it should say) and
`fixes`, a list of [recognised, right]; benchmarks/misheard/* if none is named. Two fifths of their cues hold a term misheard as
a recogniser mishears, some one that is right, a fifth something that only resembles one: namesakes, inhabitants, puns. Whoever
wrote them had not seen the corrector; no recogniser made them, so read the figures against each other.

Printed for each: the share of the fixes that are made (`recall`), the edits that lead away from what was said (`harm`), and the
clean cues that are touched. --band review applies what a person would be asked as well, --small takes all capitals away,
--cases lists what was missed and harmed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rehear.correction import load_lexicon, propose
from rehear.document import Band, Edit, Transcript

FOLDERS = Path(__file__).parent / "misheard"
SIGNS = ' ,.;:!?…()«»"'


@dataclass
class Outcome:
    """What became of one folder's cues."""

    fixes: int = 0
    made: int = 0
    clean: int = 0
    touched: int = 0
    missed: list[str] = field(default_factory=list)
    harmed: list[str] = field(default_factory=list)


def measure(folder: Path, *, review: bool, small: bool) -> Outcome:
    rows = [json.loads(line) for line in (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [row["hyp"].lower() if small else row["hyp"] for row in rows]
    times = [(10_000 * at, 10_000 * at + 5_000) for at in range(len(rows))]
    heard = Transcript.from_texts(texts, language="fr", times=times)
    proposed = propose(heard, load_lexicon(folder / "lexicon.txt"), cleanup=False)
    edits = [edit for edit in proposed if edit.band is Band.SAFE or review]
    outcome = Outcome()
    for row, made in zip(rows, _by_cue(heard, edits), strict=True):
        # An edit is right if it brings what the cue should say; its case is the sentence's.
        right = [edit for edit in made if _stands_in(_core(edit), row["ref"].lower())]
        outcome.fixes += len(row["fixes"])
        for said, wanted in row["fixes"]:
            found = any(_core(edit) in wanted.lower() or wanted.lower() in _core(edit) for edit in right)
            outcome.made += found
            if not found:
                outcome.missed.append(f"{said} -> {wanted}")
        outcome.harmed += [f"{e.before} -> {e.after} | {row['hyp']}" for e in made if e not in right]
        outcome.clean += not row["fixes"]
        outcome.touched += bool(made) and not row["fixes"]
    return outcome


def _by_cue(heard: Transcript, edits: list[Edit]) -> Iterator[list[Edit]]:
    for segment in heard.segments:
        yield [edit for edit in edits if segment.first <= edit.first <= segment.last]


def _stands_in(words: str, text: str) -> bool:
    """Whether they do as whole words: no "Roya" in "Royat"."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _core(edit: Edit) -> str:
    return edit.after.strip(SIGNS).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--band", choices=["safe", "review"], default="safe")
    parser.add_argument("--small", action="store_true", help="without capitals")
    parser.add_argument("--cases", action="store_true")
    arguments = parser.parse_args()
    folders = arguments.folders or sorted(path for path in FOLDERS.iterdir() if path.is_dir())
    print("| cues | fixes | recall | harm | clean cues | touched |")
    print("|---|---|---|---|---|---|")
    for folder in folders:
        found = measure(folder, review=arguments.band == "review", small=arguments.small)
        share = found.made / max(found.fixes, 1)
        print(
            f"| {folder.name} | {found.fixes} | {share:.3f} | {len(found.harmed)} | {found.clean} | {found.touched} |"
        )
        if arguments.cases:
            print(
                *(f"missed  {case}" for case in found.missed), *(f"harm    {case}" for case in found.harmed), sep="\n"
            )


if __name__ == "__main__":
    main()
