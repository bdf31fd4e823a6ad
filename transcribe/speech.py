"""Where somebody speaks: Silero's voice activity model.

It is maintained, MIT, knows speech from music and noise in any language, and its wheel carries the model (2 MB) and needs
nothing but torch, which Whisper needs anyway: it installs wherever rehear does, and nothing is fetched. Its own loop runs one
frame of 32 ms after the other; here the layers before the recurrent one see a whole block at once, which gives the same
probabilities about 20 times faster.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..document.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

FRAME = 512  # samples (32 ms at 16 kHz) that get one probability
_CONTEXT = 64  # samples before a frame that the model sees with it
# Silero's own thresholds (`get_speech_timestamps`): speech begins above the first, and ends below the second for so many
# frames.
_BEGINS, _ENDS, _PAUSE = 0.5, 0.35, 3
_SHORTEST = 8  # frames: Silero's own 250 ms
LATE = _SHORTEST + _PAUSE + 1  # frames after which it is known whether speech began


class SpeechDetector:
    """How likely it is that somebody speaks, frame by frame; it remembers what came before.

    Raises:
        EngineError: if the model is not installed.
    """

    def __init__(self) -> None:
        import torch

        self._front, self._recurrent, self._head = _layers()
        size = self._recurrent.hidden_size
        self._state = (torch.zeros(1, 1, size), torch.zeros(1, 1, size))
        self._before = torch.zeros(_CONTEXT)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """One number (0 to 1) for each frame of the samples that follow those of the last call; a last piece of a frame is
        taken for a whole one."""
        import torch

        sound = torch.from_numpy(samples)
        missing = -len(sound) % FRAME
        with torch.inference_mode():
            joined = torch.cat([self._before, sound, torch.zeros(missing)])
            if len(joined) < _CONTEXT + FRAME:
                return samples[:0]
            self._before = joined[-_CONTEXT:].clone()
            features = self._front(joined.unfold(0, _CONTEXT + FRAME, FRAME)).squeeze(-1)[:, None]
            hidden, self._state = self._recurrent(features, self._state)
            found: NDArray[np.float32] = self._head(hidden[:, 0, :, None]).flatten().numpy()
        return found


@cache
def _layers() -> tuple[Any, Any, Any]:
    """The model's layers before the recurrent one, that one, and the last; they remember nothing."""
    import torch

    found = find_spec("silero_vad")  # not imported: that would set torch to one thread
    path = Path(found.origin or "").parent / "data" / "silero_vad.jit" if found is not None else None
    if path is None or not path.is_file():
        raise EngineError("speech detection needs the package silero-vad", remedy="install it, or use --no-vad")
    load: Any = torch.jit.load
    model: Any = load(str(path), map_location="cpu")._model.eval()
    weights = model.decoder.rnn.state_dict()
    recurrent: Any = torch.nn.LSTM(weights["weight_ih"].shape[1], weights["weight_hh"].shape[1]).requires_grad_(False)
    recurrent.load_state_dict({f"{name}_l0": value for name, value in weights.items()})
    return lambda frames: model.encoder(model.run_extractors(frames)), recurrent, model.decoder.decoder


def speech_spans(probabilities: Sequence[float] | NDArray[np.float32]) -> list[tuple[int, int]]:
    """(first, last + 1) frames of each stretch of speech."""
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    quiet = 0
    for at, probability in enumerate(probabilities):
        if begin is None:
            if probability >= _BEGINS:
                begin, quiet = at, 0
        elif probability < _ENDS:
            quiet += 1
            if quiet == _PAUSE:
                spans.append((begin, at + 1 - quiet))
                begin = None
        elif probability >= _BEGINS or not quiet:
            quiet = 0
    if begin is not None:
        spans.append((begin, len(probabilities) - quiet))
    return [(first, last) for first, last in spans if last - first >= _SHORTEST]
