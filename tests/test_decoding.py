"""Many windows at once give what one alone gives, and that is what openai-whisper gives."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import whisper
from engines import room_for_one
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import tiny_checkpoint
from rehear.document.errors import EngineError
from rehear.transcribe import Engine, Options, Recognised, Window, decode, load_engine
from rehear.transcribe.alignment import _MEDIAN, _median
from rehear.transcribe.network import Int8Linear
from rehear.transcribe.warping import first_columns
from test_engine import GREEDY, Samples, assert_same, noise, script
from whisper.timing import median_filter

SAMPLES = Path(__file__).parent.parent / "samples"
MODEL = str(SAMPLES / "demo-model.pt")
SHARED = Path(__file__).parent.parent.parent / "shared/data/audio"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine(model=MODEL, precision="fp32")


@pytest.fixture(scope="module")
def sound() -> Samples:
    return np.concatenate(list(decode(SAMPLES / "news.mp4")))


@pytest.fixture(scope="module")
def cuts(sound: Samples) -> list[Samples]:
    """Windows of several lengths, two of which are cut within a word."""
    return [sound[:130_000], sound[592_000:], np.zeros(32_000, np.float32), sound[470_000:]]


@cache
def network_of(model: str) -> Any:
    return whisper.load_model(model, device="cpu")


def upstream(samples: Samples, model: str, **how: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = network_of(model)
        how = {"language": "fr", "temperature": (0.0,), "condition_on_previous_text": False, **how}
        return whisper.transcribe(network, samples, word_timestamps=True, fp16=False, **how)


def heard(engine: Engine, windows: list[Samples], options: Options = GREEDY, **how: Any) -> list[Recognised]:
    return results(engine, [Window(samples, 1000 * at, options=options, **how) for at, samples in enumerate(windows)])


def results(engine: Engine, windows: list[Window]) -> list[Recognised]:
    found = list(engine.recognise(windows))
    for one in found:
        if isinstance(one, EngineError):
            raise one
    return [one for one in found if isinstance(one, Recognised)]


def test_a_batch_is_upstream_one_by_one(engine: Engine, cuts: list[Samples]) -> None:
    for samples, result in zip(cuts, heard(engine, cuts), strict=True):
        assert_same(result, upstream(samples, MODEL))


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", [{"beam_size": 3}, {"beam_size": 2, "patience": 2.0}, {"condition_on_previous_text": True}]
)
def test_beams_and_context_too(engine: Engine, sound: Samples, cuts: list[Samples], how: dict[str, Any]) -> None:
    windows = [*cuts, sound[:480_000]]
    for samples, result in zip(windows, heard(engine, windows, replace(GREEDY, **how)), strict=True):
        assert_same(result, upstream(samples, MODEL, **how))


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the measuring data is not here")
@pytest.mark.parametrize("size", ["demo", "tiny"])
def test_real_speech_as_upstream_hears_it(tmp_path: Path, size: str) -> None:
    """With a model that understands nothing of it, and with random weights of the true size of `tiny`."""
    model = MODEL if size == "demo" else str(random_tiny(tmp_path / "tiny.pt"))
    engine = load_engine(model=model, precision="fp32")
    windows = [np.concatenate(list(decode(path, end=29_000))) for path in sorted(SHARED.glob("*.ogg"))[:3]]
    for samples, result in zip(windows, heard(engine, windows), strict=True):
        assert_same(result, upstream(samples, model))


def random_tiny(path: Path) -> Path:
    torch.manual_seed(3)
    dims = whisper.model.ModelDimensions(80, 1500, 384, 6, 4, 51_865, 448, 384, 6, 4)
    network = whisper.model.Whisper(dims)
    torch.nn.init.normal_(network.decoder.positional_embedding)
    torch.save({"dims": vars(dims), "model_state_dict": network.state_dict()}, path)
    return path


@pytest.fixture(scope="module")
def uncertain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model that writes a loop unless it is tried at high temperatures."""
    tokens = script(0.0, " Merci." * 12, 20.0)
    return str(tiny_checkpoint(tmp_path_factory.mktemp("model") / "loop.pt", tokens))


@pytest.mark.slow
def test_results_do_not_depend_on_the_batch(uncertain: str) -> None:
    """Also what is drawn: each window has its own dice."""
    hot = Options(language="fr", temperatures=(0.0, 20.0), logprob_threshold=None, seed=5)
    windows = [noise(0.2, seed) for seed in range(2)]  # short: what is drawn ends anywhere, and then they go on
    alone, many = (load_engine(model=uncertain, precision="fp32", batch=size) for size in (1, 2))
    one, other = heard(alone, windows, hot), heard(many, windows, hot)
    for first, second in zip(one, other, strict=True):
        assert [s.evidence["temperature"] for s in first.segments] == [
            s.evidence["temperature"] for s in second.segments
        ]
        assert [[w.text for w in s.words] for s in first.segments] == [
            [w.text for w in s.words] for s in second.segments
        ]
    assert 20.0 in {s.evidence["temperature"] for result in one for s in result.segments}


def test_the_best_is_kept_and_marked(uncertain: str) -> None:
    result = heard(
        load_engine(model=uncertain, precision="fp32"), [noise(2.0)], Options(language="fr", temperatures=(0.0, 0.1))
    )[0]
    assert result.segments[0].evidence["failed"] == 1.0
    assert result.segments[0].evidence["compression_ratio"] > 2.4


@pytest.mark.slow
def test_prompts_of_different_lengths_in_one_batch(sound: Samples) -> None:
    prompts = [None, "Mâcon.", "Le tribunal de Mâcon, guets-apens, Maëlle Quéméneur, Ouagadougou. " * 4]
    windows = [Window(sound[:130_000], 1000 * at, prompt=one, options=GREEDY) for at, one in enumerate(prompts)]
    together = results(load_engine(model=MODEL, precision="fp32", batch=3), windows)
    for window, result in zip(windows, together, strict=True):
        assert_same(result, upstream(window.samples, MODEL, initial_prompt=window.prompt))


def test_memory_that_does_not_suffice(engine: Engine, cuts: list[Samples], monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is too large is halved until it fits, and nothing is lost."""
    cuts = cuts[:3]
    expected = heard(engine, cuts)
    small = load_engine(model=MODEL, precision="fp32", batch=3)
    room_for_one(small, monkeypatch)
    texts = [[w.text for s in result.segments for w in s.words] for result in heard(small, cuts)]
    assert texts == [[w.text for s in result.segments for w in s.words] for result in expected]
    assert small.batch == 1  # type: ignore[attr-defined]

    def fail(_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes")

    monkeypatch.setattr(small.network, "encode", fail)  # type: ignore[attr-defined]
    with pytest.raises(EngineError, match=r"has not enough memory for this model"):
        heard(small, cuts)


@pytest.mark.slow
def test_int8_hears_the_same_words(engine: Engine, sound: Samples) -> None:
    small = load_engine(model=MODEL, precision="int8")
    windows = [sound[:470_000], sound[470_000:]]
    for one, other in zip(heard(engine, windows), heard(small, windows), strict=True):
        assert [[w.text for w in s.words] for s in one.segments] == [[w.text for w in s.words] for s in other.segments]
    assert small.about["precision"] == "int8"


def test_an_int8_layer_is_close() -> None:
    torch.manual_seed(0)
    layer, x = torch.nn.Linear(64, 32), torch.randn(5, 64)
    assert torch.allclose(Int8Linear(layer.weight, layer.bias)(x), layer(x), atol=0.05)


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 60), st.booleans())
@settings(max_examples=60, deadline=None)
def test_warping_finds_the_cheapest_path(seed: int, rows: int, columns: int, ties: bool) -> None:
    """As the plain way of writing it does."""
    rng = np.random.default_rng(seed)
    cost = rng.normal(size=(rows, columns))
    cost = np.round(cost) if ties else cost
    other = rng.normal(size=(columns, rows))
    assert [list(found) for found in first_columns([cost, other])] == [plain_warping(cost), plain_warping(other)]


def plain_warping(cost: np.ndarray) -> list[int]:
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0
    step = np.zeros((rows + 1, columns + 1), int)
    for i, j in itertools.product(range(1, rows + 1), range(1, columns + 1)):
        across, up, left = total[i - 1, j - 1], total[i - 1, j], total[i, j - 1]
        step[i, j] = 0 if across < up and across < left else 1 if up < across and up < left else 2
        total[i, j] = cost[i - 1, j - 1] + (across, up, left)[step[i, j]]
    first, (i, j) = [0] * rows, (rows, columns)
    while i > 0:
        first[i - 1] = j - 1
        move = 1 if j == 1 else 2 if i == 1 else step[i, j]
        if (i, j) == (1, 1):
            break
        i, j = i - (move != 2), j - (move != 1)
    return first


def test_the_median_is_the_median() -> None:
    values = list(torch.tensor(list(itertools.permutations(range(7)))).float().T)
    for low, high in _MEDIAN:
        values[low], values[high] = torch.minimum(values[low], values[high]), torch.maximum(values[low], values[high])
    assert bool((values[3] == 3).all())
    for width in (2, 4, 50):
        x = torch.randn(2, 3, width)
        assert torch.equal(_median(x), median_filter(x, 7))
