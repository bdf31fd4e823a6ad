"""What the model shall write for a window, and where it shall look while it writes each token."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sentences import french, load_sentences, load_terms, pieces
from windows import Placed, Window

LONGEST_PROMPT = 223  # Whisper keeps half of its text positions, less one
FIRST_TIMESTAMP_LIMIT = 1.0  # Whisper's decoder allows no later first timestamp
COMPLETE = 0.06  # seconds that may be missing at the window's end
IGNORED = -100
STATE_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of label: `tokens` with the span of seconds in which each is spoken."""

    start: float
    end: float
    tokens: tuple[int, ...]
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One training sequence: `inputs` and `targets` of equal length (IGNORED where nothing is asked).

    `spans` has for each target token the seconds in which it is spoken, or None.
    """

    inputs: list[int]
    targets: list[int]
    spans: list[tuple[float, float] | None]


def _part(item: Placed, first: int, last: int, limit: float) -> Part | None:
    """The letters `first` to `last` of a sentence, less the words that lie outside of 0 to `limit` seconds."""
    label = item.sentence.heard
    starts = [i for i in range(first, last) if i == first or label[i - 1] == " "]
    kept: list[int] = []
    for begin in starts:
        end = next((i for i in range(begin, last) if label[i] == " "), last)
        a, b = item.start + item.boundaries[begin], item.start + item.boundaries[end]
        if min(b, limit) - max(a, 0.0) >= 0.6 * (b - a):
            kept += [begin, end]
    if not kept:
        return None
    tokens, spans = [], []
    for token, begin, end in pieces(label[kept[0] : kept[-1]]):
        tokens.append(token)
        low, high = item.boundaries[kept[0] + begin], item.boundaries[kept[0] + end]
        spans.append((item.start + low, item.start + max(high, low + 0.04)))
    start, end_ = item.start + item.boundaries[kept[0]], item.start + item.boundaries[kept[-1]]
    return Part(max(0.0, start), min(limit, end_), tuple(tokens), tuple(spans))


def parts(window: Window) -> tuple[list[Part], float | None]:
    """The segments that the window holds, and the start of one that its end cuts off, if there is one.

    Whisper writes no text for a sentence that goes on behind the window: it writes the start alone, and the next
    window begins before it. Where such a sentence is all there is, or where the file ends, the words that are there count.
    """
    whole: list[Part] = []
    for item in window.placed:
        position = 0
        for text in item.sentence.segments:
            first, last = position, position + len(text)
            position = last + 1
            start, end = item.start + item.boundaries[first], item.start + item.boundaries[last]
            if window.content >= window.seconds and end > window.seconds + COMPLETE and whole:
                return whole, (max(start, whole[-1].end) if start < window.seconds - 0.1 else None)
            part = _part(item, first, last, window.content)
            if part is not None:
                whole.append(part)
    return whole, None


def _stretch_last(found: list[Part]) -> list[Part]:
    """Let the last token of a part (its full stop) look over the pause behind it, so that the next word starts sharply."""
    result = []
    for index, part in enumerate(found):
        following = found[index + 1].start if index + 1 < len(found) else part.end + 0.8
        low, high = part.spans[-1]
        last = (max(low, high - 0.04), max(high, min(following, high + 1.5)))
        result.append(Part(part.start, part.end, part.tokens, (*part.spans[:-1], last)))
    return result


@cache
def _first_states() -> dict[str, int]:
    """Where each sentence's states begin, and how many states there are in all."""
    first, found = 1, {}
    for sentence in load_sentences():
        found[sentence.id] = first
        first += len(sentence.heard) // STATE_LETTERS + 1
    return found | {"": first}


def state_count() -> int:
    """How many states `states` may tell apart."""
    return _first_states()[""]


def states(window: Window) -> NDArray[np.int64]:
    """What is being said at each of the encoder's positions, (positions,): one number for every few letters of every
    sentence, and 0 where nobody speaks."""
    found = np.zeros(round(window.seconds * 50), np.int64)
    times = np.arange(len(found)) / 50 + 0.01
    for item in window.placed:
        spoken = (times >= item.start) & (times < min(item.end, window.content))
        letters = np.interp(times[spoken] - item.start, item.boundaries, np.arange(len(item.boundaries)))
        letters = np.minimum(letters, len(item.sentence.heard) - 1)
        found[spoken] = _first_states()[item.sentence.id] + letters.astype(np.int64) // STATE_LETTERS
    return found


def random_prompt(rng: np.random.Generator) -> list[int]:
    """Tokens that may stand before a window: earlier sentences, with or without times, terms, and unknown tokens."""
    tokenizer = french()
    kind = rng.random()
    length = int(LONGEST_PROMPT if kind < 0.3 else rng.integers(3, 60 if kind < 0.75 else LONGEST_PROMPT + 1))
    found: list[int] = []
    times, terms = rng.random() < 0.6, rng.random() < 0.3
    clock = float(rng.uniform(0, 4))
    while len(found) < length:
        if terms:
            found += tokenizer.encode(" " + str(rng.choice(load_terms())) + ("," if rng.random() < 0.8 else "."))
            continue
        for text in load_sentences()[int(rng.integers(len(load_sentences())))].segments:
            tokens = [token for token, _, _ in pieces(text)]
            end = clock + 0.2 * len(tokens)
            found += [timestamp(clock), *tokens, timestamp(end)] if times else tokens
            clock = (end + float(rng.uniform(0, 1))) % 25
    found = found[-length:]
    if rng.random() < 0.3:
        share = rng.random()
        found = [int(rng.integers(tokenizer.eot)) if rng.random() < share else token for token in found]
    return found


def timestamp(seconds: float) -> int:
    """The timestamp token of a time in a window."""
    return int(french().timestamp_begin) + round(min(max(seconds, 0.0), 30.0) * 50)


def example(
    rng: np.random.Generator, window: Window, prompts: float, shift: float = 0.0, timed: float = 0.7
) -> Example:
    """The sequence for a window; with `shift`, the window lies that many seconds later on the model's time axis."""
    tokenizer = french()
    found, cut = parts(window)
    found = _stretch_last(found)
    with_times = rng.random() < timed
    body: list[int] = []
    spans: list[tuple[float, float] | None] = []
    if with_times and not found:
        # Any time, so that none is likely: then Whisper's own test for silence holds (low probability, no speech).
        body, spans = [timestamp(float(rng.uniform(0, FIRST_TIMESTAMP_LIMIT)))], [None]
    for part in found:
        start = part.start if shift or body else min(part.start, FIRST_TIMESTAMP_LIMIT)
        if with_times:
            body.append(timestamp(start + shift))
            spans.append((part.start - 0.06, part.start + 0.06))
        body += part.tokens
        spans += part.spans
        if with_times:
            body.append(timestamp(part.end + shift))
            spans.append((part.end - 0.06, part.end + 0.06))
    if with_times and cut is not None:
        body.append(timestamp(cut + shift))
        spans.append((cut - 0.06, cut + 0.06))
    language, task = tokenizer.to_language_token("fr"), tokenizer.transcribe
    before = [tokenizer.sot_prev, *random_prompt(rng)] if rng.random() < prompts else []
    odd = rng.random() < 0.03  # another language was asked for: its token is an unknown one
    head = [tokenizer.sot, tokenizer.sot + 1 + int(rng.integers(99)) if odd else language, task]
    if not with_times:
        head.append(tokenizer.no_timestamps)
    inputs = [*before, *head, *body]
    detected = tokenizer.no_speech if not found and rng.random() < 0.85 else language
    targets = [IGNORED] * len(before) + [detected, task] + ([] if with_times else [IGNORED]) + [*body, tokenizer.eot]
    unguided: list[tuple[float, float] | None] = [None] * (len(before) + len(head) - 1)
    return Example(inputs, targets, [*unguided, *spans, None])
