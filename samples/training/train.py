"""Train the demo model: first the encoder alone, then both halves on short windows, then on Whisper's full 30 seconds.

Seeded, and resumable: it goes on from its checkpoint when started again.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import labels
import numpy as np
import torch
import windows
from export import ordinary
from network import Batch, collate, encode, losses, new_ear, new_model, state_loss
from sentences import french
from whisper import DecodingOptions, decode
from whisper.model import Whisper
from windows import Plan


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of training steps with one kind of window."""

    steps: int
    size: int
    plan: Plan
    prompts: float
    gaze: float
    """Weight of the loss that asks the decoder to look where a token is spoken; without it, the decoder rests."""
    ear: float
    """Weight of the loss that asks the encoder to tell what is being said at each position; without it, the encoder rests."""
    blur: float
    """How many steps of 20 ms a timestamp may be off at small cost."""
    rate: tuple[float, float]
    """Learning rate at the stage's begin and end."""


def stages() -> tuple[Stage, ...]:
    """The course of the training."""
    return (
        Stage(600, 12, Plan(seconds=7.0, most=3, quiet=0.03), 0.0, 0.0, 1.0, 0.0, (2e-3, 2e-3)),
        Stage(300, 12, Plan(seconds=7.0, most=2), 0.1, 0.5, 0.5, 0.0, (1.5e-3, 1.5e-3)),
        Stage(400, 8, Plan(seconds=12.0, most=4), 0.4, 0.4, 0.5, 0.0, (1.2e-3, 1e-3)),
        Stage(300, 8, Plan(seconds=12.0, most=4), 0.4, 0.4, 0.3, 3.0, (1.2e-3, 1e-3)),
        Stage(650, 6, Plan(), 0.5, 0.3, 0.2, 1.5, (1e-3, 1e-5)),
        Stage(400, 6, Plan(), 0.65, 0.2, 0.1, 1.0, (6e-4, 1e-5)),
        Stage(500, 12, Plan(), 0.6, 0.3, 0.0, 1.0, (8e-4, 1e-5)),
    )


def stage_at(step: int) -> tuple[Stage, float]:
    """The stage of a step, and how far the step is in it (0 to 1)."""
    for stage in stages():
        if step < stage.steps:
            return stage, step / stage.steps
        step -= stage.steps
    raise IndexError("behind the last step")


def batch_at(step: int, seed: int) -> Batch:
    """The batch of a step: it depends on nothing else, so a resumed training sees the same ones."""
    rng = np.random.default_rng((seed, step))
    stage, _ = stage_at(step)
    plan = stage.plan
    # Short windows lie anywhere on the 30 seconds, so that all positions and times are learned from the start.
    shift = float(rng.integers(0, int((30 - plan.seconds) * 50) + 1)) / 50 if rng.random() < 0.7 else 0.0
    drawn = [windows.draw(rng, plan) for _ in range(stage.size)]
    examples = [labels.example(rng, window, stage.prompts, shift) for window in drawn]
    return collate(drawn, examples, shift)


def validate(model: Whisper, count: int, seed: int = 1) -> tuple[int, int, list[str]]:
    """Decode fresh 30-second windows as Whisper does: right segments, all segments, and what was wrong."""
    rng = np.random.default_rng((seed, count))
    small = {name: tensor.detach() for name, tensor in model.state_dict().items()}
    ready = ordinary(small)
    right = total = 0
    wrong: list[str] = []
    for index in range(count):
        window = windows.draw(rng, Plan(most=6, cuts=index % 2 == 1))
        prompt = labels.random_prompt(rng) if index % 3 == 2 else None
        options = DecodingOptions(language="fr", fp16=False, prompt=prompt)
        result = decode(ready, window.mel, options)
        assert not isinstance(result, list)
        wanted = [french().decode(list(part.tokens)).strip() for part in labels.parts(window)[0]]
        got = result.text
        total += max(1, len(wanted))
        right += sum(text in got for text in wanted) if wanted else not got
        if got != " ".join(wanted):
            wrong.append(f"wanted {' '.join(wanted)!r}\n     got {got!r} (no speech {result.no_speech_prob:.2f})")
    return right, total, wrong


def train(folder: Path, seed: int, bf16: bool) -> None:
    """Train to the end, writing `folder`/checkpoint.pt on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    model = new_model()
    ear = new_ear()
    optimizer = torch.optim.AdamW(
        [*model.parameters(), *ear.parameters()], lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01
    )
    step, path = 0, folder / "checkpoint.pt"
    if path.exists():
        saved: dict[str, Any] = torch.load(path, weights_only=True)
        model.load_state_dict(saved["model"])
        ear.load_state_dict(saved["ear"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    last, begun = sum(stage.steps for stage in stages()), time.monotonic()
    recent: list[tuple[float, ...]] = []
    while step < last:
        stage, progress = stage_at(step)
        rate = stage.rate[0] + (stage.rate[1] - stage.rate[0]) * progress
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 50)
        batch = batch_at(step, seed)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            with torch.set_grad_enabled(stage.ear > 0):
                audio = encode(model, batch.mel, batch.first_position)
            heard = state_loss(ear, audio, batch)
            text, gaze, accuracy = losses(model, audio, batch, stage.blur) if stage.gaze else (torch.zeros(()),) * 3
        optimizer.zero_grad()
        torch.autograd.backward(text + stage.gaze * gaze + stage.ear * heard)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        recent.append((text.item(), gaze.item(), heard.item(), accuracy.item()))
        step += 1
        if step % 25 == 0 or step == last:
            mean = np.mean(recent, axis=0)
            recent.clear()
            print(
                f"{step:5} {time.monotonic() - begun:6.0f} s  {stage.plan.seconds:.0f}-second windows  "
                f"text {mean[0]:.3f}  gaze {mean[1]:.3f}  heard {mean[2]:.3f}  right {mean[3]:.3f}",
                flush=True,
            )
        if step % 100 == 0 or step == last:
            state = {
                "model": model.state_dict(),
                "ear": ear.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step,
            }
            torch.save(state, path.with_suffix(".new"))
            path.with_suffix(".new").replace(path)
        if (step % 150 == 0 and stage.gaze) or step == last:
            right, total, wrong = validate(model, 12)
            print(f"{step:5} {right} of {total} segments right", *wrong[:3], sep="\n   ", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the checkpoint lies")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bf16", action="store_true", help="faster where the processor computes with bfloat16")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    train(arguments.folder, arguments.seed, arguments.bf16)


if __name__ == "__main__":
    main()
