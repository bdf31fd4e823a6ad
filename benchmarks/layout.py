"""Subtitles of a news transcript of 10,000 words: rehear's layout beside the greedy one of Whisper's own writer, and its speed.

    python benchmarks/layout.py [--words 10000] [--seed 1] [--profiles web,fr-tv]

Both get the same words with the same times (benchmarks/news.py). Whisper's writer breaks at 42 characters and two lines
(`--max_line_width 42 --max_line_count 2`), and at the house's own width. What `rehear check` finds is counted by rule. Where
speech is faster than the house allows, some cues are too fast to read however it is cut: the last row says how few there can
be, found by trying all cuts that keep every other rule (an own, plain program, not rehear's), and the ms that those lack.
Times are CPU seconds of this process for the layout alone, the best of three.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from news import transcript
from rehear.document import Cue, Transcript
from rehear.subtitles import PROFILES, Profile, breaks, check, lay_out
from rehear.subtitles.cutting import APART
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


def fewest_too_fast(heard: Transcript, profile: Profile) -> tuple[int, int]:
    """The least number of cues that are too fast to read, of all ways to cut the words that break no other rule, and the ms
    that those lack."""
    tokens, language = tokens_of(heard), heard.language
    costs = [*breaks.costs([word for token in tokens for word in token.text.split()], language), 0]
    after = [costs[last - 1] for last in accumulate(len(token.text.split()) for token in tokens)]
    tight = [cost >= breaks.TIGHT for cost in after]
    best = [(0, 0), *([(len(tokens), 0)] * len(tokens))]
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
                best[end] = min(best[end], total)
    return best[-1]


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
    parser.add_argument("--seed", type=int, default=1, help="of the made-up text")
    parser.add_argument("--profiles", default="web,fr-tv")
    arguments = parser.parse_args()
    heard = transcript(arguments.words, arguments.seed)
    seconds = heard.words[-1].end / 1000
    characters = sum(len(word.text) for word in heard.words)
    print(f"{len(heard.words)} words, {seconds / 60:.0f} minutes, {characters / seconds:.1f} characters a second\n")
    print("| profile | layout | " + " | ".join(COLUMNS) + " | CPU s |")
    print("|---" * (len(COLUMNS) + 3) + "|")
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
        count, lacks = fewest_too_fast(heard, profile)
        print(f"| {name} | any that keeps the other rules |" + " |" * (len(COLUMNS) - 2), end="")
        print(f" {count} at least | {lacks} | |")


if __name__ == "__main__":
    main()
