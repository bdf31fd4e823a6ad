"""The processes that work on an archive, as they are: started, killed, started again, and gone at the end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest
from archive_crews import Call
from media_files import Track, tiny_checkpoint, tone, write_media
from rehear.archive import Tally
from rehear.archive.local import LocalCrew, devices, room
from rehear.archive.spool import spool
from rehear.document import EngineError, RehearError
from rehear.document.process import running

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes")


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    from whisper.tokenizer import get_tokenizer

    tokens = get_tokenizer(True, language="fr", task="transcribe")
    said = [tokens.timestamp_begin, *tokens.encode(" Il a dit oui."), tokens.timestamp_begin + 50]
    tiny_checkpoint(tmp_path / "tiny.pt", [tokens.to_language_token("fr"), *said])
    (tmp_path / "videos").mkdir()
    for number in range(3):
        write_media(tmp_path / "videos" / f"{number}.wav", Track(tone(1 + number), codec="pcm_s16le"))
    return tmp_path / "videos"


def test_killed_processes_are_replaced_and_all_are_gone_at_the_end(videos: Path, tmp_path: Path) -> None:
    crew = LocalCrew(1)
    ear = crew._ears[0]
    killed: list[int] = []
    seen: set[int] = set()

    def kill(_tally: Tally) -> None:
        pool = [] if crew._pool is None else list(crew._pool._processes)
        hears = [ear._process.pid] if ear._process is not None and ear.begun else []
        seen.update(pool, hears)
        for victims, number in ((pool, 1), (hears, 2)):
            if victims and len(killed) < number:
                killed.append(victims[0])
                os.kill(victims[0], signal.SIGKILL)

    try:
        call = Call([videos], tmp_path / "out", model=str(tmp_path / "tiny.pt"), device="cpu")
        tally = call.run(crew, after=kill).tally
    finally:
        crew.close()
    assert (tally.done, tally.failed) == (3, 0)
    assert len(killed) == 2
    assert len(seen) >= 4
    assert not [pid for pid in seen if running(pid)]
    assert len(list((tmp_path / "out").glob("*.srt"))) == 3


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="looks into /proc")
def test_memory_stays_the_same_however_many_clips_there_are(videos: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        shutil.copy(videos / "0.wav", many / f"{number}.wav")
    seen: dict[int, float] = {}

    def watch(tally: Tally) -> None:
        ours = [os.getpid(), *(child.pid for child in multiprocessing.active_children() if child.pid)]
        seen[tally.done] = max(seen.get(tally.done, 0.0), sum(map(resident, ours)))

    crew = LocalCrew(1)
    try:
        call = Call([many], tmp_path / "out", model=str(tmp_path / "tiny.pt"), device="cpu")
        assert call.run(crew, after=watch).tally.done == 400
    finally:
        crew.close()
    early = max(size for done, size in seen.items() if 100 <= done < 150)
    late = max(size for done, size in seen.items() if done >= 350)
    assert late < 1.1 * early


def resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        return float(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 0.0


def test_without_a_model_nothing_is_heard_and_the_error_says_why(videos: Path, tmp_path: Path) -> None:
    (tmp_path / "text.pt").write_text("no model", encoding="utf-8")
    crew = LocalCrew(1)
    try:
        with pytest.raises(RehearError, match="not an openai-whisper checkpoint") as raised:
            Call([videos], tmp_path / "out", model=str(tmp_path / "text.pt"), device="cpu").run(crew)
    finally:
        crew.close()
    assert isinstance(raised.value, EngineError)


def test_a_recogniser_for_each_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,5")
    assert devices("auto") == devices("cuda") == ("cuda:0", "cuda:1")
    assert devices("cpu") == devices("cuda:1") == (None,)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert devices("auto") == (None,)
    assert room("cuda") > room("auto") == room("cpu")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    monkeypatch.setenv("PATH", "")
    assert devices("auto") == (None,)


def test_copies_that_a_killed_run_left_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, other = tmp_path / f"rehear-clips-{2**22 + 1}-x", tmp_path / f"rehear-clips-{os.getppid()}-x"
    left.mkdir()
    other.mkdir()
    with spool() as folder:
        assert folder.is_dir()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == [other]
