"""The default engine: it hears what openai-whisper hears, and says plainly why it cannot."""

from __future__ import annotations

import hashlib
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import whisper
from hypothesis import given
from hypothesis import strategies as st
from media_files import Samples, tiny_checkpoint
from rehear.document.errors import CallError, EngineError, RehearError
from rehear.transcribe import Engine, Options, Recognised, Window, load_engine
from rehear.transcribe.prompt import render_prompt
from whisper.tokenizer import get_tokenizer

torch.set_num_threads(1)  # the models are too small to share
TOKENS = get_tokenizer(True, language="fr", task="transcribe")
GREEDY = Options(language="fr", temperatures=(0.0,))


def script(*parts: str | float, language: str = "fr") -> list[int]:
    """Tokens: a language, then texts and times in seconds."""
    tokens = [TOKENS.to_language_token(language)]
    for part in parts:
        tokens += TOKENS.encode(part) if isinstance(part, str) else [TOKENS.timestamp_begin + round(part * 50)]
    return tokens


SCRIPT = script(0.0, " Des guet-apens, à l'homme près.", 2.0, 2.0, " Il a dit « oui ».", 4.0)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_checkpoint(tmp_path_factory.mktemp("model") / "scripted.pt", SCRIPT)


@pytest.fixture(scope="module")
def engine(checkpoint: Path) -> Engine:
    return load_engine(model=str(checkpoint), precision="fp32")


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)


def hear(engine: Engine, samples: Samples, options: Options = GREEDY) -> Recognised:
    (result,) = engine.recognise([Window(samples, options=options)])
    if isinstance(result, EngineError):
        raise result
    return result


def upstream(path: Path, samples: Samples, **how: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = whisper.load_model(str(path), device="cpu")
        how = {"condition_on_previous_text": False, "word_timestamps": True, "fp16": False, **how}
        return whisper.transcribe(network, samples, **how)


def assert_same(result: Recognised, expected: dict[str, Any]) -> None:
    theirs = [segment for segment in expected["segments"] if segment["text"].strip()]
    assert len(result.segments) == len(theirs)
    for mine, segment in zip(result.segments, theirs, strict=True):
        assert "".join(word.text for word in mine.words) == segment["text"]
        assert [(word.text, word.start, word.end) for word in mine.words] == [
            (word["word"], round(word["start"] * 1000), round(word["end"] * 1000)) for word in segment["words"]
        ]
        assert [word.probability for word in mine.words] == pytest.approx(
            [word["probability"] for word in segment["words"]], rel=1e-3
        )
        assert (mine.start, mine.end) == (round(segment["start"] * 1000), round(segment["end"] * 1000))
        # What upstream keeps too when all temperatures fail, we mark besides.
        shared = {name: value for name, value in mine.evidence.items() if name != "failed"}
        assert shared == pytest.approx({name: segment[name] for name in shared}, rel=1e-3)
    assert result.language == expected["language"]


@pytest.mark.parametrize("seconds", [5.0])
def test_it_hears_what_whisper_hears(engine: Engine, checkpoint: Path, seconds: float) -> None:
    samples = noise(seconds)
    result = hear(engine, samples)
    assert_same(result, upstream(checkpoint, samples, language="fr", temperature=(0.0,)))
    assert "".join(word.text for word in result.segments[0].words) == " Des guet-apens, à l'homme près."
    assert set(result.segments[0].evidence) == {"avg_logprob", "no_speech_prob", "compression_ratio", "temperature"}


def test_the_language_is_found_out(engine: Engine, checkpoint: Path) -> None:
    result = hear(engine, noise(3.0), Options(temperatures=(0.0,)))
    assert_same(result, upstream(checkpoint, noise(3.0), temperature=(0.0,)))
    assert result.language == "fr"
    assert result.language_probability is not None
    assert 0.99 < result.language_probability <= 1.0
    assert hear(engine, noise(3.0)).language_probability is None


@pytest.mark.slow
@pytest.mark.parametrize("options", [GREEDY, Options(language="fr", temperatures=(0.0,), beam_size=2)])
def test_random_weights_too(tmp_path: Path, options: Options) -> None:
    path = tiny_checkpoint(tmp_path / "random.pt", seed=3)
    samples = noise(8.0)
    theirs = upstream(path, samples, language="fr", temperature=(0.0,), beam_size=options.beam_size)
    assert_same(hear(load_engine(model=str(path), precision="fp32"), samples, options), theirs)


def test_two_runs_agree(engine: Engine) -> None:
    """Fallbacks draw lots; a seed decides them, and nobody else's dice are touched."""
    hot = Options(language="fr", temperatures=(4.5,), seed=7)
    torch.manual_seed(1)
    first = hear(engine, noise(3.0), hot)
    after = torch.rand(1)
    assert hear(engine, noise(3.0), hot) == first
    assert hear(engine, noise(3.0), Options(language="fr", temperatures=(4.5,), seed=8)) != first
    torch.manual_seed(1)
    assert torch.rand(1) == after


def test_without_word_times_words_share_the_segment(engine: Engine) -> None:
    segment = hear(engine, noise(5.0), Options(language="fr", temperatures=(0.0,), word_timestamps=False)).segments[0]
    assert (segment.start, segment.end) == (0, 2000)
    assert [word.text for word in segment.words] == [" Des", " guet-apens,", " à", " l'homme", " près."]
    assert all(word.probability is None for word in segment.words)
    assert (segment.words[0].start, segment.words[-1].end) == (0, 2000)


@pytest.mark.parametrize("samples", [1, 160, 320, 1600, 1760, 4000, 480_000])
def test_any_length(engine: Engine, samples: int) -> None:
    """No crash, and no time outside of the sound."""
    for segment in hear(engine, noise(31.0)[:samples]).segments:
        assert 0 <= segment.start <= segment.end <= samples / 16
        assert all(word.start >= 0 and word.end <= samples / 16 for word in segment.words)


def test_one_result_a_window(engine: Engine) -> None:
    windows = [Window(noise(3.0), options=GREEDY), Window(noise(2.0), start=9000, options=GREEDY)]
    starts = [one.segments[0].start for one in engine.recognise(windows) if isinstance(one, Recognised)]
    assert starts == [hear(engine, noise(3.0)).segments[0].start, 0]


def test_what_it_says_of_itself(engine: Engine, checkpoint: Path) -> None:
    assert (engine.name, engine.model) == ("openai-whisper", "scripted.pt")
    digest = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    assert engine.about == {"sha256": digest, "device": "cpu", "precision": "fp32"} or torch.cuda.is_available()
    assert engine.versions["torch"] == torch.__version__
    assert engine.prompt_budget == 223
    assert engine.count_tokens(" guet-apens") == len(TOKENS.encode(" guet-apens"))
    assert engine.count_tokens("<|endoftext|>") > 1


@pytest.mark.parametrize("name", ["fr", "FR", "French", "fr-CA", "fre", "auto", None])
def test_languages(engine: Engine, name: str | None) -> None:
    assert engine.check(Options(language=name)).language == (None if name in (None, "auto") else "fr")


def test_a_language_that_is_none(engine: Engine) -> None:
    with pytest.raises(CallError, match=r"^no language 'frensh' \(did you mean french\?\)$"):
        engine.check(Options(language="frensh"))
    with pytest.raises(CallError, match=r"^no language 'zz' \(use a code like fr, en, de, or auto\)$"):
        engine.check(Options(language="zz"))
    with pytest.raises(CallError, match=r"^model scripted\.pt does not know Cantonese$"):
        engine.check(Options(language="yue"))


def test_an_english_model(tmp_path: Path) -> None:
    path = tiny_checkpoint(tmp_path / "base.en.pt", vocabulary=51_864)
    engine = load_engine(model=str(path))
    assert engine.check(Options()).language == "en"
    with pytest.raises(CallError, match=r"base\.en\.pt understands English only, not French"):
        engine.check(Options(language="fr"))
    with pytest.raises(CallError, match=r"base\.en\.pt translates nothing"):
        engine.check(Options(task="translate"))


def test_options_that_make_no_sense() -> None:
    for wrong in (
        {"task": "sing"},
        {"beam_size": 0},
        {"patience": 1.0},
        {"length_penalty": 2.0},
        {"temperatures": ()},
        {"temperatures": (-0.1,)},
    ):
        with pytest.raises(CallError):
            Options(**wrong)  # type: ignore[arg-type]


REMEDY = "(give the path of a .pt file that openai-whisper can load)"


def test_models_that_are_none(tmp_path: Path, checkpoint: Path) -> None:
    (tmp_path / "text.pt").write_text("not a model")
    (tmp_path / "empty.pt").touch()
    (tmp_path / "half.pt").write_bytes(checkpoint.read_bytes()[:1_000_000])
    torch.save({"weights": torch.zeros(3)}, tmp_path / "other.pt")
    torch.save([1, 2, 3], tmp_path / "list.pt")
    tiny_checkpoint(tmp_path / "mels.pt", mels=64)
    (tmp_path / "evil.pt").write_bytes(pickle.dumps(Evil()))
    (tmp_path / "folder").mkdir()
    (tmp_path / "ct2").mkdir()
    (tmp_path / "ct2/model.bin").touch()
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf/config.json").touch()
    damaged = f"not an openai-whisper checkpoint, or damaged {REMEDY}"
    expected: dict[str, tuple[type[RehearError], str]] = {
        "text.pt": (EngineError, damaged),
        "empty.pt": (EngineError, damaged),
        "half.pt": (EngineError, damaged),
        "other.pt": (EngineError, damaged),
        "list.pt": (EngineError, damaged),
        "evil.pt": (EngineError, damaged),
        "mels.pt": (EngineError, f"its dimensions are not those of a Whisper model {REMEDY}"),
        "folder": (CallError, f"a folder, not a model file {REMEDY}"),
        "ct2": (CallError, f"a CTranslate2 model for faster-whisper, not one for openai-whisper {REMEDY}"),
        "hf": (CallError, f"a Hugging Face model, not one for openai-whisper {REMEDY}"),
        "nowhere.pt": (CallError, "no such model file"),
    }
    for name, (kind, message) in expected.items():
        with pytest.raises(RehearError) as caught:
            load_engine(model=f"{tmp_path}/{name}")
        assert (type(caught.value), str(caught.value)) == (kind, f"{tmp_path}/{name}: {message}")
    assert not Path("evil").exists()


class Evil:
    """A pickle that would leave a trace if it were run."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("evil"),)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"model": "turbi"}, "no model 'turbi' (did you mean turbo, or the path of a .pt?)"),
        ({"model": "tiny.e"}, "no model 'tiny.e' (did you mean tiny.en, or the path of a .pt?)"),
        ({"name": "openai"}, "no engine 'openai' (did you mean openai-whisper?)"),
        ({"device": "gpu"}, "no device 'gpu' (auto, cpu, cuda or cuda:1)"),
        ({"device": "meta"}, "openai-whisper does not run on 'meta' (auto, cpu, cuda or cuda:1)"),
        ({"device": "mps"}, "openai-whisper cannot find word times on mps (use --device cpu)"),
        ({"precision": "int4"}, "no precision 'int4' (auto, fp32, fp16 or int8)"),
        (
            {"precision": "fp16", "device": "cpu"},
            "fp16 needs a GPU (use --precision int8 or fp32, or leave it to auto)",
        ),
    ],
)
def test_calls_that_are_wrong(how: dict[str, str], message: str) -> None:
    with pytest.raises(CallError) as caught:
        load_engine(**how)  # type: ignore[arg-type]
    assert str(caught.value) == message


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is one")
def test_no_such_device(checkpoint: Path) -> None:
    with pytest.raises(CallError, match=r"^there is no CUDA device here \(use --device cpu, or leave it to auto\)$"):
        load_engine(model=str(checkpoint), device="cuda")
    about = load_engine(model=str(checkpoint), device="auto").about
    assert (about["device"], about["precision"]) == ("cpu", "int8")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            torch.OutOfMemoryError("CUDA out of memory"),
            "cpu has not enough memory for this model (use a smaller model)",
        ),
        (
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
            "cpu has not enough memory for this model (use a smaller model)",
        ),
        (RuntimeError("shape mismatch\nat line 3"), "openai-whisper failed with model scripted.pt: shape mismatch"),
    ],
)
def test_failures_on_the_way(engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(engine.network, "encode", fail)  # type: ignore[attr-defined]
    with pytest.raises(EngineError) as caught:
        hear(engine, noise(1.0))
    assert str(caught.value) == message


@pytest.mark.parametrize("error", [IndexError("no such row"), ValueError("strict"), AssertionError(), KeyError("fr")])
def test_faults_of_ours_are_not_taken_for_the_models(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(engine.network, "encode", fail)  # type: ignore[attr-defined]
    with pytest.raises(type(error)):
        hear(engine, noise(1.0))


def test_a_model_that_does_not_fit_is_not_damaged(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")

    monkeypatch.setattr(whisper, "load_model", no_room)
    with pytest.raises(EngineError, match=r"^cpu has not enough memory for this model \(use a smaller model\)$"):
        load_engine(model=str(checkpoint))


words = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=40)


@given(words, st.integers(0, 60), st.none() | st.text(max_size=30))
def test_prompts_fit(terms: list[str], budget: int, own: str | None) -> None:
    prompt = render_prompt(terms, len, budget, own)
    plain_own = " ".join((own or "").replace("<|", "<").replace("|>", ">").split())
    assert prompt is None or prompt.endswith(plain_own)
    assert len(" " + (prompt or "")) <= max(budget, len(plain_own) + 1) + 1
    if prompt is None:
        assert not plain_own


def test_a_prompt_in_tokens(engine: Engine) -> None:
    terms = [f"guet-apens {number}" for number in range(500)]
    prompt = render_prompt(["Mâcon", "Mâcon", *terms], engine.count_tokens, engine.prompt_budget, "À la une.\n")
    assert prompt is not None
    assert prompt.startswith("Mâcon, guet-apens 0, guet-apens 1")
    assert prompt.endswith(". À la une.")
    assert 205 < engine.count_tokens(" " + prompt) <= 223
    assert render_prompt([], engine.count_tokens, 223) is None
    assert render_prompt(["<|endoftext|>"], engine.count_tokens, 223) == "<endoftext>."
