"""How often somebody else who shares a name with a person of the lexicon is taken for that person.

    python benchmarks/namesakes.py PEOPLE.txt [--language fr] [--most 200] [--cases]

PEOPLE: a name a line. The first `--most` that have a first name and a surname make a lexicon. Everybody else who could be made
of the first names and surnames of all is named in a text of its own ("Hier, X a accueilli les habitants."), and the SAFE edits
are counted: with another first name, and with another surname. What sounds the same is counted apart: that is for the lexicon
to decide.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rehear.correction import Lexicon, propose_many
from rehear.correction.phonetics import phones
from rehear.document import Transcript

_SENTENCES = {"fr": "Hier, {} a accueilli les habitants.", "en": "Yesterday {} received the visitors."}


def namesakes(people: list[str], names: list[str]) -> Iterator[tuple[str, str, str]]:
    """What is changed ("first name" or "surname"), who is in the lexicon, and who is not but shares the other name."""
    known = {name.casefold() for name in names}
    firsts = sorted({name.split()[0] for name in names})
    lasts = sorted({name.split(maxsplit=1)[1] for name in names})
    for person in people:
        own, surname = person.split(maxsplit=1)
        for first in firsts:
            if f"{first} {surname}".casefold() not in known:
                yield "first name", person, f"{first} {surname}"
        for last in lasts:
            if f"{own} {last}".casefold() not in known:
                yield "surname", person, f"{own} {last}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=Path)
    parser.add_argument("--language", default="fr", choices=sorted(_SENTENCES))
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--cases", action="store_true")
    arguments = parser.parse_args()
    language: str = arguments.language
    lines = [line.strip() for line in arguments.people.read_text(encoding="utf-8").splitlines()]
    names = [line for line in lines if 2 <= len(line.split()) <= 4]
    people = names[: arguments.most]
    cases = list(namesakes(people, names))
    texts = (Transcript.from_texts([_SENTENCES[language].format(name)], language=language) for _, _, name in cases)
    found: Counter[tuple[str, str]] = Counter()
    for (what, person, name), edits in zip(
        cases, propose_many(texts, Lexicon.of(people, language=language), cleanup=False), strict=True
    ):
        for edit in edits:
            if edit.applies:
                same = phones(name.replace(" ", ""), language) == phones(edit.after.replace(" ", ""), language)
                found[what, "the same sound" if same else "another sound"] += 1
                if arguments.cases and not same:
                    print(f"{name} -> {edit.after} ({person})")
    total = Counter(what for what, _, _ in cases)
    print(f"{len(people)} people in the lexicon; others who share a name with one of them, and SAFE edits of those\n")
    print("| what differs | texts | changed, the same sound | changed, another sound | a 1,000 |")
    print("|---|---|---|---|---|")
    for what in ("first name", "surname"):
        same, other = found[what, "the same sound"], found[what, "another sound"]
        print(f"| {what} | {total[what]:,} | {same} | {other} | {1000 * other / total[what]:.2f} |")


if __name__ == "__main__":
    main()
