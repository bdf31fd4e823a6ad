"""What recognisers without a model share: each says of itself the least that the protocol asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from rehear.document.model import split_words, spread
from rehear.transcribe import Engine, Options, Recognised, Window
from rehear.transcribe.engine import Heard

# Of the clip that `Named` hears, in ms.
LENGTH = 100_000


class Stub:
    """An engine but for `recognise`; a token is a word."""

    name = "stub"
    model = "none"
    about: dict[str, object] = {}  # noqa: RUF012
    versions: dict[str, str] = {}  # noqa: RUF012
    prompt_budget = 223

    def check(self, options: Options) -> Options:
        return options

    def count_tokens(self, text: str) -> int:
        return len(text.split())


class Named(Stub):
    """An engine that writes its model's name and the window's number of seconds, and may be interrupted.

    Args:
        languages: of its windows by their number in the clip, the last one of all that follow; None says nothing.
        windows: how many it hears before it is interrupted.
        last: whether it is interrupted when it has heard the clip's last window.
        precision: what it says that it hears in.
    """

    name = "named"

    def __init__(
        self,
        model: str,
        *languages: str | None,
        windows: int = 99,
        last: bool = False,
        timed: bool = True,
        precision: str = "fp32",
    ) -> None:
        self.model, self.languages, self.windows, self.last = model, languages or ("fr",), windows, last
        self.probability = 0.9 if timed else None
        self.about = {"precision": precision}
        self.begun: list[int] = []

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for window in windows:
            if len(self.begun) == self.windows:
                raise KeyboardInterrupt
            self.begun.append(window.start)
            texts, end = split_words(f"{self.model} à {window.start // 1000} secondes"), len(window.samples) // 16
            words = spread(texts, 0, min(end, 300 * len(texts)), self.probability)
            language = self.languages[min(window.start // 25_000, len(self.languages) - 1)]
            said = (Heard(0, end, tuple(words)),) if language else ()
            yield Recognised(said, language or "cy", 0.5 + window.start / 1_000_000)
            if self.last and window.start + end >= LENGTH:
                raise KeyboardInterrupt


def room_for_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the engine's memory holds one window at a time."""
    import torch

    encode = engine.network.encode  # type: ignore[attr-defined]

    def encode_one(mels: torch.Tensor) -> torch.Tensor:
        if len(mels) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        made: torch.Tensor = encode(mels)
        return made

    monkeypatch.setattr(engine.network, "encode", encode_one)  # type: ignore[attr-defined]
