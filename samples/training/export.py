"""Write the trained model as a checkpoint of Whisper's own format: full vocabulary, half precision, compressed."""

import argparse
import io
import zipfile
from dataclasses import asdict
from pathlib import Path

import torch
from network import DIMENSIONS, VOCABULARY, WIDTH, used_tokens
from torch import Tensor
from whisper.model import Whisper


def full_state(small: dict[str, Tensor]) -> dict[str, Tensor]:
    """The state with a row for every token of the vocabulary; those that were never trained are zero."""
    state = dict(small)
    table = torch.zeros(VOCABULARY, WIDTH)
    table[list(used_tokens())] = small["decoder.token_embedding.weight"][:-1].float()
    state["decoder.token_embedding.weight"] = table
    return state


def ordinary(small: dict[str, Tensor]) -> Whisper:
    """The trained state in an ordinary Whisper, for decoding."""
    model = Whisper(DIMENSIONS)
    model.load_state_dict(full_state(small))
    return model.eval()


def save(small: dict[str, Tensor], path: Path) -> None:
    """Write the checkpoint; its zeros take no room, because the archive is deflated afterwards."""
    half = {name: tensor.half() for name, tensor in full_state(small).items()}
    raw = io.BytesIO()
    torch.save({"dims": asdict(DIMENSIONS), "model_state_dict": half}, raw)
    raw.seek(0)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name)  # without a date: the same weights give the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="written by train.py")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent.parent / "demo-model.pt")
    arguments = parser.parse_args()
    save(torch.load(arguments.checkpoint, weights_only=True)["model"], arguments.output)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
