"""Whole calls of the command as data, one folder each in tests/scenarios:

    command.txt    the calls, one a line; `stdin.txt`, if it is there, is their standard input
    expected/      stdout.txt, stderr.txt (empty ones are left out), code.txt (the exit codes), records.txt (what lies in
                   .rehear folders afterwards), files/ (what was written or changed)

All else in the folder is input. `bad.toml` holds the calls that are wrong, with the one line that each must give.
After a change that is meant, `REHEAR_UPDATE=1 pytest tests/test_scenarios.py` writes what is expected anew: look at the diff.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import rehear

SCENARIOS = Path(__file__).parent / "scenarios"
TIMES = re.compile(rb"\d\d:\d\d:\d\d[,.]\d{3}|^\d\d:\d\d\b|(?<=  )\d\d:\d\d\b|\b\d:\d\d\.\d\b", re.MULTILINE)
UPDATE = bool(os.environ.get("REHEAR_UPDATE"))


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips, and a model that says the same two sentences whatever it hears."""
    from media_files import Track, tiny_checkpoint, tone, write_media
    from whisper.tokenizer import get_tokenizer

    folder = tmp_path_factory.mktemp("media")
    tokens = get_tokenizer(True, language="fr", task="transcribe")

    def at(seconds: float) -> int:
        return tokens.timestamp_begin + round(seconds * 50)

    first, second = (tokens.encode(text) for text in (" Organiser des gays tapants.", " Il a dit oui."))
    script = [tokens.to_language_token("fr"), at(0), *first, at(2), at(2), *second, at(4)]
    tiny_checkpoint(folder / "tiny.pt", script)
    write_media(folder / "clip.mp4", Track(tone(4)), video=1)
    write_media(folder / "whole.mkv", Track(tone(9)), video=1)
    write_media(folder / "mute.mp4", video=1)
    (folder / "zero.mp4").touch()
    (folder / "text.mp4").write_text("Ce n'est pas une vidéo.\n", encoding="utf-8")
    (folder / "noise.mp4").write_bytes(bytes(range(256)) * 64)
    (folder / "text.pt").write_text("not a model", encoding="utf-8")
    data = (folder / "whole.mkv").read_bytes()
    (folder / "cut.mkv").write_bytes(data[: len(data) * 6 // 10])
    data = (folder / "clip.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(data[: len(data) // 2])
    return folder


def give(folder: Path, source: Path, calls: list[str], request: pytest.FixtureRequest) -> None:
    """Copy the inputs of a scenario into a folder, and the media if a call names them."""
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected", "command.txt"))
    if any("media/" in call for call in calls):
        pytest.importorskip("whisper")
        clips = request.getfixturevalue("media")
        (folder / "media").mkdir()
        for path in clips.iterdir():
            copied = folder / "media" / path.name
            if path.suffix == ".pt":
                copied.symlink_to(path)
            else:
                shutil.copy(path, copied)


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pt")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def readable(files: dict[str, bytes]) -> dict[str, str]:
    return {path: data.decode("utf-8", "backslashreplace") for path, data in files.items()}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SCENARIOS.glob("*/command.txt")))
def test_scenario(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder, source = tmp_path, SCENARIOS / name
    calls = (source / "command.txt").read_text(encoding="utf-8").splitlines()
    give(folder, source, calls, request)
    before = files_in(folder)
    stdin = (source / "stdin.txt").read_bytes() if (source / "stdin.txt").exists() else b""
    done = [rehear(*shlex.split(call), folder=folder, stdin=stdin) for call in calls]
    after = files_in(folder)
    found = {
        "stdout.txt": "".join(one.stdout for one in done).replace(str(folder), "$FOLDER").encode(),
        "stderr.txt": "".join(one.stderr for one in done).replace(str(folder), "$FOLDER").encode(),
        "code.txt": (" ".join(str(one.code) for one in done) + "\n").encode(),
        "records.txt": "".join(f"{path}\n" for path in after if ".rehear/" in path).encode(),
    }
    found = {path: data for path, data in found.items() if data}
    changed = {path: data for path, data in after.items() if before.get(path) != data and ".rehear/" not in path}
    found |= {f"files/{path}": data for path, data in changed.items()}
    if any("media/" in call for call in calls):
        # When the toy model says something is chance; the machine's libraries decide it.
        found = {path: TIMES.sub(b"TIME", data) for path, data in found.items()}
    assert before.keys() <= after.keys(), "an input is gone"
    if UPDATE:
        shutil.rmtree(source / "expected", ignore_errors=True)
        for path, data in found.items():
            (source / "expected" / path).parent.mkdir(parents=True, exist_ok=True)
            (source / "expected" / path).write_bytes(data)
    expected = files_in(source / "expected")
    assert readable(found) == readable(expected)


BAD: list[dict[str, Any]] = tomllib.loads((SCENARIOS / "bad.toml").read_text(encoding="utf-8"))["call"]


@pytest.mark.parametrize("case", BAD, ids=[case["what"] for case in BAD])
def test_a_wrong_call_gives_one_clear_line(
    case: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path
    give(folder, SCENARIOS / "bad", [case["call"]], request)
    for path, text in case.get("files", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    before = files_in(folder)
    done = rehear(*shlex.split(case["call"]), folder=folder)
    said = done.stderr.replace(str(folder), "$FOLDER")
    if "matches" in case:
        assert re.fullmatch(case["matches"] + "\n", said)
    else:
        assert said == case["says"] + "\n"
    assert done.stdout == ""
    assert done.code == case["code"]
    assert files_in(folder) == before, "something was written"
