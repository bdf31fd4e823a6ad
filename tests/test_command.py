"""The command as a process, and what data folders cannot hold: signals, pipes, locales, odd names, damaged records."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import FIXED, LEXICONS, STORY, rehear
from rehear import cli
from rehear.pipeline.languages import NAMES, language_code
from rehear.transcribe.languages import CODES

CALL = [sys.executable, "-c", "from rehear.cli import main; main()"]


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run([*CALL, *arguments], cwd=folder, env=env | environment, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    return tmp_path


def test_the_installed_command(folder: Path) -> None:
    command = shutil.which("rehear", path=str(Path(sys.executable).parent)) or pytest.skip("rehear is not installed")
    done = subprocess.run([command, "fix", "clip.srt", *LEXICONS, "-q", "-o", "-"], cwd=folder, capture_output=True)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, FIXED, b"")


def test_no_arguments_give_the_help(tmp_path: Path) -> None:
    done = rehear(folder=tmp_path)
    assert done.code == 2
    assert "Usage: rehear" in done.stdout
    assert rehear("--help", folder=tmp_path).code == 0
    assert rehear("--version", folder=tmp_path).stdout.startswith("rehear ")


@pytest.mark.parametrize("call", ["--debug fix clip.srt -l nope", "fix clip.srt -l nope --debug"])
def test_debug_shows_the_traceback(tmp_path: Path, call: str) -> None:
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    done = process(tmp_path, *call.split())
    assert b"Traceback" in done.stderr
    assert done.returncode == 1


# --- names ---

ODD_NAMES = [
    "été à l'aube.srt",
    "two  spaces .srt",
    "-w.srt",
    "a\nb.srt",
    "[x] *.srt",
    "~.srt",
    "$HOME.srt",
    "#1.srt",
    "100%.srt",
    "[red]bold.srt",
    "x" * 200 + ".srt",
    ".srt",
    "CLIP.SRT",
    os.fsdecode(b"lat\xe9.srt"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(STORY, encoding="utf-8")
    for _ in range(2):
        done = rehear("fix", "-w", *LEXICONS, "--", name, folder=tmp_path)
        assert (done.code, done.stderr) == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8") == FIXED
    (last,) = (line for line in done.stdout.splitlines() if "change" in line)
    assert last.startswith(name.replace("\n", " ").encode("utf-8", "backslashreplace").decode())
    assert rehear("fix", "--json", "--", name, folder=tmp_path).code == 0


def test_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    for name in ("[x] *.srt", "x a.srt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    assert "[x] *.srt: " in rehear("fix", "[x] *.srt", folder=tmp_path).stdout
    assert "x a.srt: " in rehear("fix", "[x] a.srt", folder=tmp_path).stdout


def test_an_input_named_twice_is_done_once(folder: Path) -> None:
    (folder / "link.srt").symlink_to("clip.srt")
    done = rehear("fix", "clip.srt", "./clip.srt", str(folder / "clip.srt"), "link.srt", "*.srt", folder=folder)
    assert done.stdout.count("changed") == 1


def test_a_long_place_stands_apart_from_its_text(tmp_path: Path) -> None:
    """Cues with three digits, past the first hour, on both sides of a change."""
    texts = [*["Bonjour."] * 110, "Il voulait organiser des gays", "tapants homophobes à Dijon."]
    cues = [
        f"{at}\n01:14:{at // 2:02},{at % 2 * 500:03} --> 01:14:{at // 2:02},{at % 2 * 500 + 400:03}\n{text}\n"
        for at, text in enumerate(texts, 1)
    ]
    (tmp_path / "clip.srt").write_text("\n".join(cues), encoding="utf-8")
    shown = rehear("fix", "clip.srt", *LEXICONS, "--no-cleanup", folder=tmp_path).stdout.splitlines()
    assert shown[0].startswith("111|112  1:14:55  - ")
    assert {line[:20].strip() for line in shown[1:-1]} == {"+", ""}


# --- what a person did ---


def test_a_damaged_record_is_put_aside_and_said(folder: Path) -> None:
    assert rehear("fix", "-q", "-w", "clip.srt", *LEXICONS, folder=folder).code == 0
    record = folder / ".rehear" / "clip.srt.edits.jsonl"
    record.write_text(record.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    damaged = record.read_bytes()
    done = rehear("fix", "-q", "-w", "clip.srt", *LEXICONS, folder=folder)
    assert (folder / ".rehear" / "clip.srt.edits.jsonl.damaged").read_bytes() == damaged
    assert done.stderr.startswith("warning: .rehear/clip.srt.edits.jsonl:5: damaged record")
    assert done.stderr.count("\n") == 1
    assert done.code == 0


def test_a_rejected_change_stays_rejected(folder: Path) -> None:
    rehear("fix", "-q", "-o", "out.srt", "clip.srt", *LEXICONS, folder=folder)
    record = folder / ".rehear" / "clip.srt.edits.jsonl"
    lines = record.read_text(encoding="utf-8").splitlines()
    lines = [line.replace('"decision": null', '"decision": "rejected"') if "Macon" in line else line for line in lines]
    record.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = rehear("fix", "-o", "out.srt", "clip.srt", *LEXICONS, folder=folder)
    assert done.stdout.endswith("clip.srt: 2 changed, 1 rejected; wrote out.srt\n")
    assert "Mâcon" not in done.stdout
    done = rehear("fix", "clip.srt", *LEXICONS, "--explain", folder=folder)
    assert "you rejected this" in done.stdout
    assert (folder / "out.srt").read_text(encoding="utf-8") == FIXED.replace("Mâcon", "Macon")


def test_the_original_is_kept_and_a_persons_changes_too(folder: Path) -> None:
    rehear("fix", "-q", "-w", "clip.srt", *LEXICONS, folder=folder)
    assert (folder / ".rehear" / "clip.srt.original").read_text(encoding="utf-8") == STORY
    mine = FIXED.replace("Dijon", "Beaune")
    (folder / "clip.srt").write_text(mine, encoding="utf-8")
    rehear("fix", "-q", "-w", "clip.srt", *LEXICONS, folder=folder)
    assert (folder / "clip.srt").read_text(encoding="utf-8") == mine


def test_what_is_as_it_should_be_is_not_written_again(folder: Path) -> None:
    for arguments in (("-w",), ("-o", "out.srt")):
        rehear("fix", "-q", *arguments, "clip.srt", *LEXICONS, folder=folder)
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.srt")}
    for arguments in (("-w",), ("-o", "out.srt")):
        assert rehear("fix", "-q", *arguments, "clip.srt", *LEXICONS, folder=folder).code == 0
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.srt")} == before


# --- streams ---


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "C"}],
)
def test_any_locale(folder: Path, environment: dict[str, str]) -> None:
    done = process(folder, "fix", "clip.srt", *LEXICONS, "-o", "out.srt", **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / "out.srt").read_text(encoding="utf-8") == FIXED
    assert b"guets-apens" in done.stdout


def test_json_is_json_in_any_locale(folder: Path) -> None:
    import json

    done = process(folder, "fix", "clip.srt", *LEXICONS, "--json", PYTHONIOENCODING="ascii")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["edit", "edit", "edit", "file"]
    assert events[2]["after"] == "Mâcon."


def test_colour_is_for_terminals_that_want_it(folder: Path) -> None:
    coloured = process(folder, "fix", "clip.srt", *LEXICONS, FORCE_COLOR="1", TERM="xterm-256color")
    assert b"\x1b[" in coloured.stdout
    plain = process(folder, "fix", "clip.srt", *LEXICONS, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")
    assert b"\x1b[3" not in plain.stdout


@pytest.mark.parametrize("more", [[], ["--json"], ["-o", "-"]])
def test_a_reader_that_goes_away(folder: Path, more: list[str]) -> None:
    """`rehear fix ... | head -1`"""
    cues = [
        f"{n}\n00:{n // 60:02d}:{n % 60:02d},000 --> 00:{n // 60:02d}:{n % 60:02d},900\nà Macon hier soir, sous la pluie\n\n"
        for n in range(2000)
    ]
    (folder / "long.srt").write_text("".join(cues), encoding="utf-8")
    (folder / "towns.csv").write_text("write,heard\nMâcon,Macon\n", encoding="utf-8")
    arguments = ["fix", "long.srt", "--language", "fr", "-l", "towns.csv", *more]
    with (folder / "said.txt").open("wb") as said:
        started = subprocess.Popen([*CALL, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=said)
    assert started.stdout is not None
    assert started.stdout.readline()
    started.stdout.close()
    started.wait(60)
    assert b"Traceback" not in (folder / "said.txt").read_bytes()
    assert b"Exception" not in (folder / "said.txt").read_bytes()


# --- interruption ---


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_run_says_so_and_keeps_what_is_done(tmp_path: Path, how: str) -> None:
    """While the second clip is heard; the recogniser is a stand-in that takes its time there."""
    pytest.importorskip("whisper")
    from media_files import Track, tone, write_media

    for name in ("a.mp4", "b.mp4"):
        write_media(tmp_path / name, Track(tone(1)), video=1)
    code = """
import sys, time
from rehear.document import Transcript
import rehear.transcribe, rehear.pipeline.hearing as hearing
def slow(path, engine, **how):
    if path.name == "b.mp4":
        print("now", flush=True); time.sleep(60)
    return Transcript.from_texts(["Bonjour."], language="fr")
rehear.transcribe.transcribe = slow
hearing.load_engine = lambda *names, **how: None
from rehear.cli import main
main()
"""
    call = [sys.executable, "-c", code, "run", "a.mp4", "b.mp4", "-f", "txt"]
    started = subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert started.stdout is not None
    while started.stdout.readline() not in ("now\n", ""):
        pass
    time.sleep(0.1)
    started.send_signal(signal.Signals[how])
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130
    kept, error = said.splitlines()
    assert kept == "b.mp4: nothing of it is kept yet"
    assert error.startswith("error: interrupted;")
    assert (tmp_path / "a.txt").exists()
    assert not (tmp_path / "b.txt").exists()
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("more", [(), ("--json",)])
@pytest.mark.parametrize(
    ("call", "made"),
    [
        (("fix", "-w", *LEXICONS), "b.srt"),
        (("fix", "-O", "out", *LEXICONS), "out/b.srt"),
        (("check", "-O", "out", "--profile", "bbc"), "out/b.srt"),
        (("convert", "-f", "vtt"), "b.vtt"),
    ],
)
def test_what_writes_goes_on_when_nobody_reads_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...], made: str, more: tuple[str, ...]
) -> None:
    for name in ("a.srt", "b.srt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "argv", ["rehear", call[0], "a.srt", "b.srt", *call[1:], *more])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    stream.close()  # nothing is left in it that could not be written
    assert exit_.value.code == 0
    assert (tmp_path / made).is_file()
    if call[0] == "fix":
        assert (tmp_path / made).read_text(encoding="utf-8") == FIXED


# --- languages ---


def test_the_names_of_languages_are_whispers() -> None:
    tokenizer = pytest.importorskip("whisper.tokenizer")
    assert NAMES == tokenizer.TO_LANGUAGE_CODE
    assert set(tokenizer.LANGUAGES) <= set(CODES)


@pytest.mark.parametrize(
    ("name", "code"),
    [("fr", "fr"), ("FR", "fr"), ("French", "fr"), ("fr-CA", "fr"), ("fre", "fr"), ("auto", None), (None, None)],
)
def test_a_language_by_any_of_its_names(name: str | None, code: str | None) -> None:
    assert language_code(name) == code


def test_a_group_alone_shows_its_help_and_no_error(tmp_path: Path) -> None:
    done = rehear("lexicon", folder=tmp_path)
    assert (done.code, done.stderr) == (2, "")
    assert "from-article" in done.stdout


@pytest.mark.parametrize("call", [["fix"], ["convert", "-f", "vtt", "-O", "made"]])
def test_what_a_folder_holds_besides_is_said(tmp_path: Path, call: list[str]) -> None:
    inside = tmp_path / "clips"
    inside.mkdir()
    (inside / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nUn\n", encoding="utf-8")
    for name in ("a.json", "b.csv", "c.CSV"):
        (inside / name).write_text("{}", encoding="utf-8")
    (inside / ".rehear").mkdir()
    (inside / ".rehear" / "a.json").write_text("{}", encoding="utf-8")
    done = rehear(call[0], "clips", *call[1:], folder=tmp_path)
    assert "clips: 3 files (.csv, .json) left alone" in done.stderr + done.stdout


@pytest.mark.parametrize("place", ["clip.srt", "clip.srt/more"])
@pytest.mark.parametrize("call", [("fix",), ("check",), ("convert", "-f", "vtt"), ("run",)])
def test_a_folder_of_results_that_is_a_file_is_a_wrong_call(folder: Path, call: tuple[str, ...], place: str) -> None:
    done = rehear(call[0], "clip.srt", *call[1:], "-O", place, folder=folder)
    said = f"error: -O {place}: clip.srt is a file, and no folder to write into (-o names a file)\n"
    assert (done.code, done.stderr) == (2, said)
    assert (folder / "clip.srt").read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize("call", [(), ("--check",), ("-w",)])
def test_without_a_lexicon_it_is_said_that_no_terms_are_looked_for(folder: Path, call: tuple[str, ...]) -> None:
    def noted(*more: str) -> bool:
        return "no lexicon is in use" in rehear("fix", "clip.srt", *call, *more, folder=folder).stderr

    assert noted()
    assert not noted("-q")
    assert not noted("--json")
    assert not noted("-l", "fr-justice")


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = folder / "shut"
    shut.mkdir()
    (shut / "b.srt").write_text(STORY, encoding="utf-8")
    listed = os.scandir

    def scandir(path: os.PathLike[str] | str) -> object:  # whoever runs the tests may be allowed everything
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = rehear("fix", "-w", ".", *LEXICONS, "-q", folder=folder)
    assert done.code == 3
    assert "shut: cannot read: Permission denied" in done.stderr
    assert (folder / "clip.srt").read_text(encoding="utf-8") == FIXED
