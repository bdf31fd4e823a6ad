"""Subtitles of a news transcript of 10,000 words: rehear's layout beside the greedy one of Whisper's own writer, and its speed.

    python benchmarks/layout.py [--words 10000] [--profiles web,fr-tv]

Both get the same words with the same times (benchmarks/news.py). Whisper's writer breaks at 42 characters and two lines
(`--max_line_width 42 --max_line_count 2`), and at the house's own width. What `rehear check` finds is counted by rule. Where
speech is faster than the house allows, some cues are too fast to read however it is cut: the last row says how few there can
be, found by trying all cuts that keep every other rule (an own, plain program, not rehear's), and the ms that those lack.
Where rehear leaves more, the passages are named below, with how many cues end in the middle of a clause: it lets a cue be a
little too fast rather than cut a row of others there. Times are CPU seconds of this process for the layout alone, the best
of three.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from news import transcript
from rehear.document import Cue, Transcript
from rehear.subtitles import PROFILES, Profile, breaks, check, lay_out
from rehear.subtitles.layout import APART
from rehear.subtitles.tokens import tokens_of

COLUMNS = (
    "cues",
    "stray",
    "break",
    "width",
    "lines",
    "short",
    "long",
    "gap",
    "close",
    "overlap",
    "speed",
    "ms lacking",
)


def greedy(heard: Transcript, width: int, lines: int) -> list[Cue]:
    """The cues of Whisper's own writer."""
    from whisper.utils import WriteSRT

    segments = [
        {
            "start": segment.start / 1000,
            "end": segment.end / 1000,
            "text": "".join(word.text for word in heard.words_of(segment)),
            "words": [
                {"word": word.text, "start": word.start / 1000, "end": word.end / 1000}
                for word in heard.words_of(segment)
            ],
        }
        for segment in heard.segments
    ]
    writer = WriteSRT(".")
    found = writer.iterate_result({"segments": segments}, {}, max_line_width=width, max_line_count=lines)
    return [Cue(_ms(start), _ms(end), tuple(filter(None, text.strip().split("\n")))) for start, end, text in found]


def _ms(stamp: str) -> int:
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


def strays(cues: Sequence[Cue]) -> int:
    """How often a line or a cue ends with the first word or two of a sentence, or begins with the last word or two of one."""
    found = 0
    lines = [line.split() for cue in cues for line in cue.lines]
    for upper, lower in pairwise(lines):
        if breaks.ends_sentence(upper[-1]):
            continue
        begun = next((at for at, word in enumerate(reversed(upper)) if breaks.ends_sentence(word)), 0)
        ended = next((at for at, word in enumerate(lower, 1) if breaks.ends_sentence(word)), 0)
        found += (0 < begun <= 2) + (0 < ended <= 2 and ended < len(lower))
    return found


def lacking(cues: Sequence[Cue], profile: Profile, language: str | None) -> int:
    """The ms that all cues together stand too short a time to be read."""
    return sum(max(profile.least_time(cue.text, language) - (cue.end - cue.start), 0) for cue in cues)


class Least(NamedTuple):
    """Cues too fast to read, the ms that they lack, and each cue: its start, what it lacks, whether it ends inside a clause."""

    count: int
    lacks: int
    cues: Sequence[tuple[int, int, bool]]


def fewest_too_fast(heard: Transcript, profile: Profile) -> Least:
    """The least number of cues that are too fast to read, of all ways to cut the words that break no other rule."""
    tokens, language = tokens_of(heard), heard.language
    costs = [*breaks.costs([word for token in tokens for word in token.text.split()], language), 0]
    after = [costs[last - 1] for last in accumulate(len(token.text.split()) for token in tokens)]
    tight = [cost >= breaks.TIGHT for cost in after]
    best = [(0, 0), *([(len(tokens), 0)] * len(tokens))]
    origins = [0] * (len(tokens) + 1)
    for end in range(1, len(tokens) + 1):
        following = tokens[end].start if end < len(tokens) else 1 << 60
        for start in range(end - 1, -1, -1):
            lengths = [len(token.text) for token in tokens[start:end]]
            if sum(lengths) + len(lengths) - 1 > profile.lines * (profile.width + 1):
                break
            begin, spoken = tokens[start].start, tokens[end - 1].end
            stays = max(spoken + profile.linger, begin + profile.shortest)
            stays = following if following - stays < profile.close else stays
            lasts = min(following - profile.gap, stays, begin + profile.longest) - begin
            pause = max((b.start - a.end for a, b in pairwise(tokens[start:end])), default=0)
            kept = profile.shortest <= lasts and spoken - begin <= profile.longest and pause <= APART
            if kept and not tight[end - 1] and _fits(lengths, tight[start:end], profile.lines, profile.width):
                text = " ".join(token.text for token in tokens[start:end])
                lacks = profile.least_time(text, language) - lasts
                lacks = lacks if lacks > 1 else 0  # as check rounds
                total = (best[start][0] + (lacks > 0), best[start][1] + lacks)
                if total < best[end]:
                    best[end], origins[end] = total, start
    cues, end = [], len(tokens)
    while end:
        start = origins[end]
        cues.append((tokens[start].start, best[end][1] - best[start][1], after[end - 1] > breaks.CLAUSE))
        end = start
    return Least(*best[-1], cues[::-1])


def passages(cues: Sequence[Cue], least: Least, profile: Profile, language: str | None) -> Iterator[str]:
    """Where these cues are too fast more often than must be, up to the next place where both cut."""
    slow = {problem.start for problem in check(cues, profile, language) if problem.rule == "speed"}
    words = [cue.text.split() for cue in cues]
    inside = [breaks.cost(a[-1], b[0], language) > breaks.CLAUSE for a, b in pairwise([*words, ["."]])]
    here = [(cue.start, lacking([cue], profile, language), ends) for cue, ends in zip(cues, inside, strict=True)]
    shared = sorted({cue.start for cue in cues} & {start for start, _, _ in least.cues})
    for begin, end in pairwise([*shared, 1 << 60]):
        ours, theirs = ([cue for cue in row if begin <= cue[0] < end] for row in (here, least.cues))
        more = sum(start in slow for start, _, _ in ours) - sum(lacks > 0 for _, lacks, _ in theirs)
        if more > 0:
            texts = [
                f"{sum(c[1] for c in row)} ms lacking, {sum(c[2] for c in row)} of {len(row)} inside"
                for row in (ours, theirs)
            ]
            yield f"{begin / 1000:.0f} s: {more} more; {texts[0]} a clause instead of {texts[1]}"


def _fits(lengths: Sequence[int], tight: Sequence[bool], lines: int, width: int) -> bool:
    if sum(lengths) + len(lengths) - 1 <= width:
        return True
    return lines > 1 and any(
        not tight[at - 1]
        and _fits(lengths[:at], tight[:at], 1, width)
        and _fits(lengths[at:], tight[at:], lines - 1, width)
        for at in range(1, len(lengths))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--profiles", default="web,fr-tv")
    arguments = parser.parse_args()
    heard = transcript(arguments.words)
    seconds = heard.words[-1].end / 1000
    characters = sum(len(word.text) for word in heard.words)
    print(f"{len(heard.words)} words, {seconds / 60:.0f} minutes, {characters / seconds:.1f} characters a second\n")
    print("| profile | layout | " + " | ".join(COLUMNS) + " | CPU s |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    notes: list[str] = []
    for name in arguments.profiles.split(","):
        profile = PROFILES[name]
        taken = []
        for _ in range(3):
            begun = time.process_time()
            cues = lay_out(heard, profile)
            taken.append(time.process_time() - begun)
        rows = {
            "rehear": (cues, f"{min(taken):.2f}"),
            "Whisper's writer, 42 x 2": (greedy(heard, 42, 2), ""),
            f"Whisper's writer, {profile.width} x {profile.lines}": (greedy(heard, profile.width, profile.lines), ""),
        }
        for title, (made, cost) in rows.items():
            counts = Counter(problem.rule for problem in check(made, profile, heard.language))
            counts["cues"], counts["stray"] = len(made), strays(made)
            counts["ms lacking"] = lacking(made, profile, heard.language)
            print(f"| {name} | {title} | " + " | ".join(str(counts[c]) for c in COLUMNS) + f" | {cost} |")
        least = fewest_too_fast(heard, profile)
        print(f"| {name} | any that keeps the other rules |" + " |" * (len(COLUMNS) - 2), end="")
        print(f" {least.count} at least | {least.lacks} | |")
        notes += [f"{name}, {passage}" for passage in passages(cues, least, profile, heard.language)]
    if notes:
        print("\nWhere rehear has more too fast than there must be:\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
