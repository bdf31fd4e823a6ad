"""Throw damaged files at every reader, for as long as it is told, and stop at the first that misbehaves.

    python benchmarks/fuzz.py --minutes 10                # all formats, one after the other
    python benchmarks/fuzz.py --minutes 10 ttml ass       # ten minutes each

What must hold of any bytes: reading ends with a result or an error of ours, within the time that its length allows; with no
edits the same bytes come out; the cues are those of the transcript; any edit can be patched in; every format can be written.
The memory of the process is limited. A file that breaks one of these is kept (`--keep`) and named with its seed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from rehear.document import Cue, Edit, RehearError
from rehear.document.edit import words_between
from rehear.subtitles import NAMES, cues_of, patch, read, render

TEXTS = (
    "Il a parlé d'un guet-apens.", "- Oui.\n- Non !", "<i>À Mâcon</i>", "12", "00:00:01,000", "a & b < c", "{\\an8}Là",
    "« Bien »", "x --> y", 'dit-il, "oui"; non', "\u00a0", "𝄞 musique", "[br]", "C:\\New", "&eacute;",
)  # fmt: skip
PIECES = (
    *("\n", "\r", "\r\n", "\0", "\ufeff", "\t", " ", "-->", "->", "–", "<", ">", "</", "<i>", "<p>", "</p>", "<span", "/>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x [", "<?", "&", "&amp;", "&#0;", "&#xd800;"),
    *('"', '""', "'", "\\", "{", "}", "[", "]", ",", ";", ":", ".", "1", "99", "00:00:01", "0:0:0,0", "-1", "1e999"),
    *("\\u0000", "\\ud800", "null", "\ud800", "start", "begin=", 'dur="1s"', "é"),
    *("WEBVTT", "NOTE ", "STYLE", "Dialogue:", "Format:", "[Events]", "{\\p1}", "\\N"),
    *("::cue(.x) { color: ", "<c.x.red>", "<font color=", "{\\an", "{\\c&H", "{\\i1\\r", " line:0 position:1%", "[V4+ Styles]"),
    *("Style: ", '<style xml:id="x" tts:color="', 'style="x" ', 'region="x" ', "<region ", "</i>", "</c>", "<b>"),
)  # fmt: skip
WHISPER = (
    '{"text": " Un deux", "segments": [{"id": 0, "start": 0.0, "end": 1.5, "text": " Un deux", "words": '
    '[{"word": " Un", "start": 0.0, "end": 0.5, "probability": 0.9}, {"word": " deux", "start": 0.5, "end": 1.5}]}, '
    '{"id": 1, "start": 2, "end": 3, "text": "\\u00e9t\\u00e9 \\"ici\\""}], "word_segments": [{"word": "Un"}], '
    '"language": "fr"}'
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le", "cp1252", "latin-1")
MEMORY = 3 * 2**30  # bytes
SECONDS = 2.0  # for a file of at most SIZE characters
SIZE = 60_000


def seed_text(name: str, chance: random.Random) -> str:
    """A file as it should be."""
    clock, cues = 0, []
    for _ in range(chance.randint(0, 6)):
        start = clock + chance.randint(0, 3000)
        clock = start + chance.randint(0, 4000)
        cues.append(Cue(start, clock, tuple(chance.choices(TEXTS, k=chance.randint(0, 3)))))
    if name == "stl":
        return stl(cues, chance)
    return WHISPER if name == "whisper" else render(cues, name)


def stl(cues: Sequence[Cue], chance: random.Random) -> str:
    """EBU STL (Tech 3264), a character a byte: 1024 of a head, then 128 a subtitle."""
    kind = chance.choice("012 ")
    head = f"850STL25.01{kind}00".ljust(238) + f"{len(cues):05}{len(cues):05}00140231" + "10000000" * 2 + "11FRA"
    blocks = []
    for at, cue in enumerate(cues):
        codes = "".join(map(chr, (0, at % 256, at // 256, 255, 0, *_frames(cue.start), *_frames(cue.end))))
        place = chr(chance.randint(0, 24)) + chr(chance.randint(0, 3)) + "\0"
        text = chance.choice(("", "\x03", "\x80", "\x0b\x0b")) + "\x8a".join(cue.lines)
        blocks.append(codes + place + text[:112].ljust(112, "\x8f"))
    return head.ljust(1024) + "".join(blocks)


def _frames(milliseconds: int) -> tuple[int, int, int, int]:
    seconds = milliseconds // 1000
    return 10 + seconds // 3600, seconds // 60 % 60, seconds % 60, milliseconds % 1000 // 40


def damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((0, 1, 2, 5, 20))):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        to = min(to, at + chance.choice((0, 1, 3, 30, 300)))
        way = chance.random()
        if way < 0.5:
            text = text[:at] + chance.choice(PIECES) + text[to:]
        elif way < 0.6:
            text = text[:at] + text[to:]
        elif way < 0.75:
            text = text[:at] + text[at:to] * chance.randint(2, 5) + text[to:]
        elif way < 0.8:
            text = text[:at]
        elif way < 0.9:
            lines = text.split("\n")
            chance.shuffle(lines)
            text = "\n".join(lines)
        else:
            piece = chance.choice(PIECES)
            text = text[:at] + piece * chance.choice((10, 1000, SIZE // len(piece))) + text[to:]
    return text[:SIZE]


def bytes_of(name: str, text: str, chance: random.Random) -> bytes:
    data = text.encode("latin-1" if name == "stl" else chance.choice(ENCODINGS), "replace")
    if chance.random() < 0.1 and data:
        spoiled = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        data = bytes(spoiled)
    return data[: len(data) - chance.randint(0, 3)] if chance.random() < 0.1 else data


def check(path: Path, name: str | None, chance: random.Random) -> None:
    """Raise AssertionError, or whatever a reader raises that it should not."""
    try:
        file = read(path, format=name)
    except RehearError:
        return
    data = path.read_bytes()
    assert patch(file, []).data == data, "not the same bytes"
    assert cues_of(file.transcript) == list(file.cues), "other cues than the transcript's"
    assert [cue.lines for cue in file.styled_cues] == [cue.lines for cue in file.cues], "other lines where it looks"
    for cue in file.cues:
        assert 0 <= cue.start <= cue.end, "times that are none"
    count = len(file.transcript.words)
    if count and file.format != "stl":  # which is not written
        first = chance.randrange(count)
        last = min(first + chance.randrange(4), count - 1)
        after = chance.choice(("", "guet-apens", "un deux", 'a&b <i>, "', "{x}\\"))
        edit = Edit("x", first, last, words_between(file.transcript, first, last), after, "fuzz")
        patch(file, [edit])
    for target in NAMES:
        render(file, target).encode("utf-8", "replace")


def fuzz(name: str, minutes: float, first_seed: int, keep: Path) -> int:
    """The number of files that were read; exits at the first that misbehaves."""
    until = time.monotonic() + 60 * minutes
    seed = first_seed
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{ {'plain': 'txt', 'whisper': 'json'}.get(name, name) }"
        while time.monotonic() < until:
            chance = random.Random(f"{name} {seed}")
            data = bytes_of(name, damaged(seed_text(name, chance), chance), chance)
            path.write_bytes(data)
            began = time.process_time()
            try:
                check(path, chance.choice((name, None)), chance)
                took = time.process_time() - began
                assert took < SECONDS, f"{took:.1f} s for {len(data)} bytes"
            except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
                kept = keep / f"{name}-{seed}{path.suffix}"
                kept.write_bytes(data)
                traceback.print_exc()
                sys.exit(f"{name}, seed {seed}: kept as {kept}")
            slowest = max(slowest, took)
            seed += 1
    print(f"{name:8} {seed - first_seed:8} files, slowest {1000 * slowest:.0f} ms", flush=True)
    return seed - first_seed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", default=[*NAMES, "whisper", "stl"])
    parser.add_argument("--minutes", type=float, default=1.0, help="for each format")
    parser.add_argument("--seed", type=int, default=0, help="of the first file")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()), help="where a bad file is kept")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in asked.formats:
        fuzz(name, asked.minutes, asked.seed, asked.keep)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"no misbehaviour; {peak:.0f} MiB at most")


if __name__ == "__main__":
    main()
