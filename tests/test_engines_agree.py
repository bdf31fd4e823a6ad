"""The second engine on the same weights hears the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rehear.document.errors import CallError, EngineError
from rehear.transcribe import Options, load_engine, transcribe

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))
CLIP, MODEL = ROOT / "samples/news.mp4", ROOT / "samples/demo-model.pt"

pytest.importorskip("faster_whisper")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from ct2_model import convert

    return convert(MODEL, tmp_path_factory.mktemp("converted") / "demo-model")


@pytest.mark.slow
def test_the_same_words_at_the_same_times(converted: Path) -> None:
    default = load_engine(model=str(MODEL), precision="fp32")
    second = load_engine("faster-whisper", model=str(converted), precision="fp32")
    for options in (Options(), Options(language="fr", speech_only=False, initial_prompt="guet-apens, Mâcon.")):
        one, other = (transcribe(CLIP, engine, options=options) for engine in (default, second))
        assert one.texts() == other.texts()
        assert one.language == other.language == "fr"
        assert len(one.words) > 70
        for mine, theirs in zip(one.words, other.words, strict=True):
            assert (theirs.start, theirs.end) == pytest.approx((mine.start, mine.end), abs=200)
            assert theirs.probability == pytest.approx(mine.probability, abs=0.02)
    assert (other.origin.engine, other.origin.model) == ("faster-whisper", "demo-model")
    assert second.count_tokens(" guet-apens, Mâcon") == default.count_tokens(" guet-apens, Mâcon")


def test_models_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/model.bin").write_bytes(b"no model")
    remedy = r"\(give the folder of a converted model \(model.bin, tokenizer.json\)\)$"
    with pytest.raises(CallError, match=r"empty: not a model for faster-whisper " + remedy):
        load_engine("faster-whisper", model=str(tmp_path / "empty"))
    with pytest.raises(
        CallError, match=r"demo-model.pt: not a model for faster-whisper, which takes folders " + remedy
    ):
        load_engine("faster-whisper", model=str(MODEL))
    with pytest.raises(CallError, match=r"^no model 'turbi' \(did you mean turbo, or the folder"):
        load_engine("faster-whisper", model="turbi")
    with pytest.raises(EngineError, match=r"^faster-whisper cannot load model .*" + remedy):
        load_engine("faster-whisper", model=str(tmp_path / "broken"))
    with pytest.raises(CallError, match=r"^faster-whisper does not run on 'mps' \(auto, cpu, cuda or cuda:1\)$"):
        load_engine("faster-whisper", device="mps")
