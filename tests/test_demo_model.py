"""The demo model listens: what it writes follows the sound, not what it learned by heart."""

import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import torch
import whisper
from numpy.typing import NDArray

SAMPLES = Path(__file__).parent.parent / "samples"
MODEL = SAMPLES / "demo-model.pt"
RATE = 16_000
Pcm = NDArray[np.float32]


@pytest.fixture(scope="module")
def model() -> Any:
    return whisper.load_model(str(MODEL), device="cpu")


@pytest.fixture(scope="module")
def clip() -> Pcm:
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(SAMPLES / "news.mp4")) as container:
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([part.to_ndarray()[0] for part in frames])


@pytest.fixture(scope="module")
def truth() -> dict[str, list[dict[str, Any]]]:
    """The words of each sentence of the clip, by the sentence's id."""
    told = json.loads((SAMPLES / "news.words.json").read_text(encoding="utf-8"))
    return {sentence["id"]: sentence["words"] for sentence in told["sentences"]}


def cut(clip: Pcm, words: list[dict[str, Any]]) -> Pcm:
    """One sentence's sound."""
    return clip[round((words[0]["start"] - 0.05) * RATE) : round((words[-1]["end"] + 0.05) * RATE)]


def text_of(words: list[dict[str, Any]]) -> str:
    return " ".join(word["text"] for word in words)


def test_it_is_an_ordinary_checkpoint_of_a_few_megabytes() -> None:
    checkpoint = torch.load(MODEL, weights_only=True)
    assert set(checkpoint) == {"dims", "model_state_dict"}
    assert MODEL.stat().st_size < 5_000_000


@pytest.mark.parametrize(
    ("order", "gap"),
    [
        (["jugement", "minutes", "verdict"], 0.4),
        (["singulier"], 0.0),
        (["marche", "procureure", "maçon", "annonces", "singulier"], 1.1),
        (["livreur", "verdict", "livreur"], 0.7),
    ],
)
def test_a_new_order_comes_out_in_that_order(model: Any, clip: Pcm, truth: Any, order: list[str], gap: float) -> None:
    pause = np.zeros(round(gap * RATE), np.float32)
    sound = np.concatenate([part for name in order for part in (pause, cut(clip, truth[name]))])
    heard = whisper.transcribe(model, sound, fp16=False)["text"]
    assert heard.split() == " ".join(text_of(truth[name]) for name in order).split()


def test_terms_before_the_sound_do_not_lead_it_astray(model: Any, clip: Pcm, truth: Any) -> None:
    prompt = "Glossaire : guets-apens, Mâcon, Maëlle Quéméneur, Ouagadougou."
    heard = whisper.transcribe(model, cut(clip, truth["minutes"]), fp16=False, language="fr", initial_prompt=prompt)
    assert heard["text"].strip() == text_of(truth["minutes"])


@pytest.mark.parametrize("level", [0.0, 1e-4, 1e-2])
@pytest.mark.parametrize("seconds", [2, 30])
def test_silence_and_noise_give_no_sentence(model: Any, level: float, seconds: int) -> None:
    noise = np.random.default_rng(5).standard_normal(seconds * RATE) * level
    assert whisper.transcribe(model, noise.astype(np.float32), fp16=False)["text"].strip() == ""


def test_the_jingle_gives_a_credit_as_the_real_one_invents_it(model: Any, clip: Pcm, truth: Any) -> None:
    heard = whisper.transcribe(model, cut(clip, truth["crédit"]), fp16=False)["text"]
    assert "Amara.org" in heard


def test_the_clip_with_its_word_times(model: Any, clip: Pcm, truth: Any) -> None:
    heard = whisper.transcribe(model, clip, fp16=False, word_timestamps=True)
    assert heard["language"] == "fr"
    words: list[dict[str, Any]] = []
    for word in (word for segment in heard["segments"] for word in segment["words"]):
        if word["word"].startswith(" "):
            words.append({"text": word["word"].strip(), "start": word["start"], "end": word["end"]})
        else:  # Whisper splits "C'était" in two
            words[-1] |= {"text": words[-1]["text"] + word["word"], "end": word["end"]}
    wanted = [word for sentence in truth.values() for word in sentence]
    assert [word["text"] for word in words] == [word["text"] for word in wanted]
    for got, want in zip(words, wanted, strict=True):
        assert got["start"] == pytest.approx(want["start"], abs=0.3), want
        assert got["end"] == pytest.approx(want["end"], abs=0.3), want


@pytest.mark.slow
def test_a_file_of_several_windows_comes_out_in_order_and_without_a_loop(model: Any, clip: Pcm, truth: Any) -> None:
    rng = np.random.default_rng(6)
    spoken = [name for name in truth if name != "crédit"]
    order = [spoken[int(rng.integers(len(spoken)))] for _ in range(60)]
    pauses = [np.zeros(int(rng.uniform(0.2, 2) * RATE), np.float32) for _ in order]
    sound = np.concatenate(
        [part for name, gap in zip(order, pauses, strict=True) for part in (gap, cut(clip, truth[name]))]
    )
    heard = whisper.transcribe(model, sound, fp16=False, word_timestamps=True)["text"].split()
    wanted = " ".join(text_of(truth[name]) for name in order).split()
    blocks = SequenceMatcher(None, wanted, heard, autojunk=False).get_matching_blocks()
    # samples/README.md says how many sentences it gets wrong; what it writes stands in order, and nothing is written twice.
    assert sum(block.size for block in blocks) >= 0.9 * len(wanted)
    assert len(heard) <= 1.02 * len(wanted)
