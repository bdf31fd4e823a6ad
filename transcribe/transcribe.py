"""A clip to its Transcript: media, engine, and every time on the clip's clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..document.model import Origin, Transcript
from .assemble import assemble
from .engine import Engine, Options, Window
from .prompt import render_prompt
from .sound import Sound, decode
from .tape import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHORTEST = 100  # ms; nobody says a word in less, and there is nothing to align

Warn = Callable[[str], None]


def transcribe(
    path: str | os.PathLike[str],
    engine: Engine,
    *,
    language: str | None = None,
    prompt_terms: Iterable[str] = (),
    options: Options | None = None,
    track: int | str | None = None,
    channel: int | None = None,
    start: int | None = None,
    end: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_warning: Warn | None = None,
) -> Transcript:
    """Hear a clip.

    Args:
        path: any media file with sound.
        engine: from `load_engine`.
        language: a code or English name; it goes before that of `options`. None finds it out.
        prompt_terms: words that may be said, the most useful first; as many as fit go into the prompt.
        options: how to listen.
        track, channel, start, end: what to hear of the clip, as in `decode`.
        on_progress: called with (ms heard, ms in all) as the recogniser gets on.
        on_warning: called with one line for each thing that a person should know.

    Returns:
        Words and segments on the clip's clock, also for a passage of it. No segments where nothing was said. `complete` is
        False if the clip is cut short or damaged.

    Raises:
        CallError: if an option makes no sense, for any clip or for this model.
        InputError: if the clip cannot be used.
        EngineError: if the recogniser fails.
    """
    wanted = options or Options()
    wanted = engine.check(replace(wanted, language=language) if language is not None else wanted)
    # A prompt that goes into every window must leave room for what was said just before it.
    budget = engine.prompt_budget // 2 if wanted.carry_initial_prompt else engine.prompt_budget
    prompt = render_prompt(prompt_terms, engine.count_tokens, budget, wanted.initial_prompt)
    wanted = replace(wanted, initial_prompt=prompt)
    sound = decode(
        path, track=track, language=wanted.language, channel=channel, start=start, end=end, on_warning=on_warning
    )
    samples = _gather(sound)
    begin, total = start or 0, len(samples) * 1000 // RATE

    done = 0

    def forward(more: int) -> None:
        nonlocal done
        done = min(done + more, total)
        if on_progress is not None:
            on_progress(done, total)

    heard = []
    if total >= _SHORTEST:
        forward(0)
        windows = [Window(samples, begin)]
        heard = [(begin, result) for result in engine.recognise(windows, wanted, forward)]
        forward(total)
    found = heard[0][1] if heard else None
    spoken = found.language if found else wanted.language
    words, segments, interpolated = assemble(heard, spoken, begin + total, max(begin, sound.stream.start))
    passage = {"track": sound.stream.number, "channel": channel, "from": start, "to": end}
    origin = Origin(
        engine.name,
        engine.model,
        {
            **engine.about,
            **{key: value for key, value in passage.items() if value is not None},
            **(
                {"language_probability": round(found.language_probability, 4)}
                if found and found.language_probability
                else {}
            ),
            **_chosen(wanted),
        },
        {"rehear": __version__, **engine.versions},
    )
    return Transcript(words, segments, spoken, Path(path).name, origin, interpolated, sound.complete)


def _gather(sound: Sound) -> NDArray[np.float32]:
    import numpy as np

    parts = list(sound)
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _chosen(options: Options) -> dict[str, object]:
    """The options that are not the default ones, as JSON values; and the seed, because fallbacks draw on it."""
    default = Options()
    chosen: dict[str, object] = {}
    for item in fields(Options):
        value = getattr(options, item.name)
        if value != getattr(default, item.name) or item.name == "seed":
            chosen[item.name] = list(value) if isinstance(value, tuple) else value
    return chosen
