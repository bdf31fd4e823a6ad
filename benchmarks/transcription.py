"""Audio seconds a CPU second of rehear and of what one would use instead, on the same weights and clip, in one run.

    python benchmarks/transcription.py [--sizes tiny,base] [--seconds 180] [--slow-seconds 60] [--threads 1] [--device cpu]
    python benchmarks/transcription.py --silence 36
    python benchmarks/transcription.py --model samples/demo-model.pt --sizes ""

The checkpoints have the true dimensions of `tiny` and `base` and random weights, and write the same 60 tokens into every
window, whatever they hear: which token comes is decided by its place. So all do the same work, and no text is bad enough to be
tried again. With `--model` a checkpoint is measured that listens. The clip is 36 s of the sample clip over and over, each time
with `--silence` seconds of silence behind it. whisper.cpp needs `pip install pywhispercpp`.

All end to end, from the file to words with times, each in a process of its own, after a short clip that warms it up. CPU
seconds (user and system, of all threads), because other work on the machine falsifies the clock; `--wall` takes the clock. The
slow ones get a shorter clip. The peak is resident memory; how much of it came after the warming up is beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
RATE = 16_000
# (mels, audio context, width, heads, layers, vocabulary, text context, width, heads, layers) of the published models.
SIZES = {
    "tiny": (80, 1500, 384, 6, 4, 51_865, 448, 384, 6, 4),
    "base": (80, 1500, 512, 8, 6, 51_865, 448, 512, 8, 6),
}
TEXT = (
    " Le tribunal a rendu hier soir son jugement dans l'affaire du port, après trois semaines d'audience, et les deux hommes"
    " iront en prison, mais leur avocate veut faire appel, dit-elle, dès lundi matin, car aucune preuve nouvelle"
)
TOKENS = 60
# name -> (what to call, how its weights are kept, slow)
SYSTEMS = {
    "rehear fp32": ("rehear", "fp32", False),
    "rehear int8": ("rehear", "int8", False),
    "faster-whisper batched float32": ("faster", "float32", False),
    "faster-whisper batched int8": ("faster", "int8", False),
    "whisper.cpp float16": ("cpp", "float16", True),
    "openai-whisper greedy": ("openai", "greedy", True),
    "openai-whisper default": ("openai", "default", True),
}


def checkpoint(size: str, path: Path) -> None:
    """Random weights; position p of the decoder answers with the token that is to come there."""
    import torch
    from whisper.model import ModelDimensions, Whisper
    from whisper.tokenizer import get_tokenizer

    torch.manual_seed(1)
    network = Whisper(ModelDimensions(*SIZES[size]))
    tokenizer = get_tokenizer(True, language="fr", task="transcribe")
    stamp = tokenizer.timestamp_begin
    # One segment: aligned without its timestamps, its words stand at the same places as when they were written.
    script = [stamp, *tokenizer.encode(TEXT)[: TOKENS - 2], stamp + 1000]
    with torch.no_grad():
        embedding = network.decoder.token_embedding.weight
        embedding.normal_()
        embedding /= embedding.norm(dim=1, keepdim=True) / 8
        position = network.decoder.positional_embedding
        position[:] = 20 * embedding[tokenizer.eot]
        position[0] = 20 * embedding[tokenizer.to_language_token("fr")]
        for place, token in enumerate(script):
            position[2 + place] = 20 * embedding[token]
    torch.save({"dims": asdict(network.dims), "model_state_dict": network.state_dict()}, path)


def clip(path: Path, seconds: int, silence: int) -> None:
    """The sample clip over and over, each time with some silence after it."""
    import numpy as np
    from rehear.transcribe import decode

    one = np.concatenate([*decode(SAMPLES / "news.mp4", end=36_000), np.zeros(silence * RATE, np.float32)])
    sound = np.tile(one, -(-seconds * RATE // len(one)))[: seconds * RATE]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((sound * 32_767).astype("<i2").tobytes())


def system(what: str, how: str, model: Path, folder: Path, threads: int, device: str) -> Callable[[Path], int]:
    """A function that hears a file and says how many words it found."""
    if what == "rehear":
        from rehear.transcribe import load_engine, transcribe

        engine = load_engine(model=str(model), precision=how, threads=threads, device=device)
        return lambda path: len(transcribe(path, engine, language="fr").words)
    if what == "faster":
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        pipeline = BatchedInferencePipeline(WhisperModel(str(folder), device, compute_type=how, cpu_threads=threads))

        def batched(path: Path) -> int:
            segments, _ = pipeline.transcribe(
                str(path), language="fr", beam_size=1, word_timestamps=True, without_timestamps=False, batch_size=8
            )
            return sum(len(segment.words) for segment in segments)

        return batched
    if what == "cpp":
        return whisper_cpp(folder.with_suffix(".ggml"), threads)
    import torch
    import whisper

    torch.set_num_threads(threads)
    network = whisper.load_model(str(model), device=device)
    beams: dict[str, Any] = {"beam_size": 5, "best_of": 5} if how == "default" else {}

    def heard(path: Path) -> int:
        # Context would move the places that decide what is written.
        result = whisper.transcribe(
            network, str(path), language="fr", word_timestamps=True, condition_on_previous_text=False,
            fp16=device != "cpu", **beams
        )  # fmt: skip
        return sum(len(segment["words"]) for segment in result["segments"])

    return heard


def whisper_cpp(model: Path, threads: int) -> Callable[[Path], int]:
    """The same of whisper.cpp (the `pywhispercpp` package), whose words get their times from attention, as elsewhere: from
    the upper half of the layers."""
    import _pywhispercpp
    import numpy as np
    import whisper
    from pywhispercpp.model import Model

    layers = int(np.fromfile(model, np.int32, 12)[9])
    network = Model(
        str(model), redirect_whispercpp_logs_to=None, n_threads=threads, print_progress=False,
        context_params={"use_gpu": False, "flash_attn": False, "dtw_token_timestamps": True,
                        "dtw_aheads_preset": _pywhispercpp.WHISPER_AHEADS_N_TOP_MOST, "dtw_n_top": layers // 2},
    )  # fmt: skip
    # It reads no media itself, and a segment is a word here. Context would move the places that decide what is written.
    return lambda path: len(
        network.transcribe(
            whisper.load_audio(str(path)), language="fr", token_timestamps=True, max_len=1, split_on_word=True,
            n_max_text_ctx=0,
        )
    )  # fmt: skip


def one(arguments: argparse.Namespace) -> None:
    """The process of one system: prints what it took."""
    what, how, _ = SYSTEMS[arguments.one]
    work = system(what, how, arguments.model, arguments.folder, arguments.threads, arguments.device)
    work(arguments.warm)
    before = peak()
    clock = time.perf_counter if arguments.wall else time.process_time
    begun = clock()
    words = work(arguments.clip)
    spent = clock() - begun
    print(json.dumps({"seconds": spent, "words": words, "peak": peak(), "grown": peak() - before}))


def peak() -> float:
    """The most memory that was resident, in MB. (`getrusage` would count what the process was forked from.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def measure(name: str, model: Path, folder: Path, clips: dict[str, Path], options: Sequence[str], threads: int) -> Any:
    command = [sys.executable, "-W", "ignore", str(Path(__file__).resolve()), "--one", name, "--model", str(model)]
    command += ["--folder", str(folder), "--clip", str(clips["slow" if SYSTEMS[name][2] else "clip"])]
    command += ["--warm", str(clips["warm"]), "--threads", str(threads), *options]
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else (done.stderr.splitlines() or ["?"])[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="tiny,base")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--slow-seconds", type=int, default=60)
    parser.add_argument("--silence", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--wall", action="store_true")
    parser.add_argument("--model", type=Path)
    for name in ("--one", "--folder", "--clip", "--warm"):
        parser.add_argument(name, type=str if name == "--one" else Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    import ct2_model
    import ggml_model

    with tempfile.TemporaryDirectory() as made:
        base = Path(made)
        lengths = {"clip": arguments.seconds, "slow": arguments.slow_seconds, "warm": 10}
        clips = {name: base / f"{name}.wav" for name in lengths}
        for name, seconds in lengths.items():
            clip(clips[name], seconds, arguments.silence)
        models = {size: base / f"{size}.pt" for size in arguments.sizes.split(",") if size}
        for size, path in models.items():
            checkpoint(size, path)
        if arguments.model is not None:
            models[arguments.model.stem] = arguments.model
        options = ["--device", arguments.device, *(["--wall"] if arguments.wall else [])]
        for size, path in models.items():
            folder = ct2_model.convert(path, base / size)
            ggml_model.convert(path, folder.with_suffix(".ggml"))
            print(f"{size:<34}audio s / s   words a minute   peak MB   grown MB   rehear fp32 is", flush=True)
            first = None
            for name in arguments.systems.split(","):
                got = measure(name, path, folder, clips, options, arguments.threads)
                if isinstance(got, str):
                    print(f"  {name:<32}{got}")
                    continue
                length = lengths["slow" if SYSTEMS[name][2] else "clip"]
                speed = length / got["seconds"]
                first = first or speed
                print(
                    f"  {name:<32}{speed:11.1f} {got['words'] * 60 / length:16.1f} {got['peak']:9.0f} {got['grown']:10.0f}"
                    f" {first / speed:12.2f} times as fast",
                    flush=True,
                )


if __name__ == "__main__":
    main()
