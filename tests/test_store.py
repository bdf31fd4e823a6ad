"""Transcripts and records as files: what goes in comes out, damage is named, and nothing is ever half there."""

import errno
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import (
    Band,
    Decision,
    Edit,
    InputError,
    Origin,
    OutputError,
    Segment,
    Transcript,
    Word,
    disk,
    identify,
)
from rehear.document.disk import write_atomic
from rehear.document.store import (
    Record,
    Step,
    dump_transcript,
    parse_transcript,
    read_record,
    read_transcript,
    transcript_digest,
    write_record,
    write_transcript,
)
from texts import edited, transcripts

# Among them what JSON and line-wise reading may stumble over.
TEXT = st.text(
    alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from('\u2028\u2029\x85\x0c"\\\ufeff'), max_size=12
)
NUMBERS = st.floats(0, 1).map(lambda number: round(number, 4))
HEARD = Transcript(
    (
        Word("Des", 0, 200, 0.98),
        Word(" guet", 200, 400, 0.1234),
        Word("-apens.", 400, 900),
        Word(" Oui", 900, 990, 1.0),
    ),
    (Segment(0, 1000, 0, 2, {"avg_logprob": -0.25}), Segment(1000, 1500, 3, 2), Segment(1500, 2000, 3, 3)),
    "fr",
    "clip.mp4",
    Origin("openai-whisper", "turbo", {"language": "fr", "beam_size": None}, {"torch": "2"}),
    complete=False,
)


@given(transcripts(), TEXT, NUMBERS | st.none())
def test_a_transcript_comes_back(transcript: Transcript, source: str, probability: float | None) -> None:
    words = tuple(replace(word, probability=probability) for word in transcript.words)
    transcript = replace(transcript, source=source, words=words)
    assert parse_transcript(dump_transcript(transcript)) == transcript


def test_all_that_was_heard_comes_back(tmp_path: Path) -> None:
    write_transcript(HEARD, tmp_path / "a.json")
    assert read_transcript(tmp_path / "a.json") == HEARD
    lines = (tmp_path / "a.json").read_text(encoding="utf-8").splitlines()
    assert sum('"words"' in line for line in lines) == 3, "one line a segment"


def decided(edits: list[Edit], text: str, number: float) -> list[Edit]:
    """The edits with everything in them that an edit can hold."""
    fates = [None, Decision.ACCEPTED, Decision.REJECTED]
    return [
        replace(
            one,
            term=text,
            lexicon="a.toml:3",
            band=list(Band)[at % 2],
            score=number,
            decision=fates[at % 3],
            own=text if at % 4 == 1 else None,
            evidence={"listed": text, "numbers": [at]} if at % 2 else {},
        )
        for at, one in enumerate(edits)
    ]


@given(edited(), TEXT, NUMBERS)
def test_a_record_comes_back(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[Transcript, list[Edit]], text: str, number: float
) -> None:
    transcript, edits = case
    made = tuple(decided(identify(transcript, edits), text, number))
    step = Step("34", made[:1], {"language": text}, {"b.srt": "srt"})
    record = Record(
        f"clip {text}.srt",
        transcript_digest(transcript),
        made,
        {"a.srt": "12"},
        {"lexicons": [text]},
        {"a.srt": "srt"},
        (step,) if text else (),
    )
    path = tmp_path_factory.getbasetemp() / "record.jsonl"
    write_record(record, path)
    assert read_record(path) == record
    assert path.read_bytes().count(b"\n") == 1 + len(edits)


def test_a_name_that_is_no_unicode_comes_back(tmp_path: Path) -> None:
    """A file's name on Linux may hold any bytes."""
    name = os.fsdecode(b"lat\xe9.srt")
    write_record(Record(name, "12", outputs={name: "34"}), tmp_path / "record.jsonl")
    assert read_record(tmp_path / "record.jsonl").outputs == {name: "34"}
    write_transcript(replace(HEARD, source=name), tmp_path / "a.json")
    assert read_transcript(tmp_path / "a.json").source == name


@given(transcripts(), transcripts())
def test_a_digest_tells_texts_apart(one: Transcript, other: Transcript) -> None:
    def said(transcript: Transcript) -> list[tuple[int, str]]:
        return [(s.first, transcript.text_of(s)) for s in transcript.segments]

    assert (transcript_digest(one) == transcript_digest(other)) == (said(one) == said(other))


WORD = {"text": "un", "start": 0, "end": 1}
WHOLE = {"schema": "rehear.transcript/1", "segments": [{"start": 0, "end": 1, "words": [WORD]}]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON: Expecting value"),
        ('{"schema": "rehear.transcript/1",\n "segments": [}', "a.json:2: not JSON"),
        ("[]", "schema is None"),
        ('{"schema": "rehear.transcript/2"}', "schema is 'rehear.transcript/2', not 'rehear.transcript/1'"),
        ('{"segments": []}', "schema is None"),
        ('{"schema": "rehear.transcript/1"}', "not a whole transcript: KeyError 'segments'"),
        (json.dumps(WHOLE | {"segments": 3}), "not a whole transcript"),
        (json.dumps(WHOLE | {"segments": [3]}), "not a whole transcript"),
        (json.dumps(WHOLE | {"segments": [{"start": 0, "end": 1, "words": [{**WORD, "text": None}]}]}), "not a whole"),
        (json.dumps(WHOLE | {"segments": [{"start": 0, "end": 1, "words": [{**WORD, "start": "x"}]}]}), "not a whole"),
        (json.dumps(WHOLE).replace('"start": 0', '"start": Infinity'), "not a whole transcript"),
        (json.dumps(WHOLE | {"language": 3}), "3 is no str"),
        (json.dumps(WHOLE | {"origin": ["x"]}), "not a whole transcript"),
        (json.dumps(WHOLE | {"origin": {"engine": "x", "options": 3}}), "3 is no dict"),
        ("[" * 100_000, "not a whole transcript: RecursionError"),
    ],
)
def test_a_damaged_transcript_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.json") as caught:
        read_transcript(path)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


HEAD = '{"schema": "rehear.edits/1", "source": "a.srt", "digest": "12"}'
EDIT = '{"id": "1", "first": 0, "last": 0, "before": "a", "after": "b", "rule": "r", "band": "safe"}'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{}", 1),
        ("not JSON", 1),
        (HEAD.replace("edits/1", "edits/9"), 1),
        (HEAD.replace("12", "12\n"), 1),
        (HEAD.replace('"12"', "12"), 1),
        (HEAD.replace('"12"', '"12", "outputs": []'), 1),
        (f"{HEAD}\n{EDIT[:-5]}", 2),
        (f"{HEAD}\n\n{EDIT}\n[1]\n", 4),
        (f"{HEAD}\n{EDIT}\n{EDIT.replace('safe', 'sure')}\n", 3),
        (f"{HEAD}\n{EDIT.replace('first', 'fist')}\n", 2),
        (f"{HEAD}\n{EDIT.replace(': 0', ': null')}\n", 2),
        (f'{HEAD}\n{EDIT[:-1]}, "more": 1}}', 2),
        (f'{HEAD}\n{EDIT[:-1]}, "decision": "maybe"}}', 2),
        (f'{HEAD}\n{EDIT[:-1]}, "own": 3}}', 2),
    ],
)
def test_a_damaged_record_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "a.srt.edits.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_record(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"schema": "\xe9"}')
    for name, problem in [("latin.json", "not UTF-8 text"), ("none.json", "No such file"), (".", "Is a directory")]:
        for read in (read_transcript, read_record):
            with pytest.raises(InputError, match=problem):
                read(tmp_path / name)  # type: ignore[operator]


# --- writing ---


def test_writing_makes_folders_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a" / "été à l'aube" / "b.srt"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_new_files_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_atomic(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link, dangling = tmp_path / "real" / "a", tmp_path / "link", tmp_path / "dangling"
    real.write_bytes(b"old")
    link.symlink_to(real)
    dangling.symlink_to(tmp_path / "real" / "b")
    write_atomic(link, b"new")
    write_atomic(dangling, b"b")
    assert link.is_symlink()
    assert dangling.is_symlink()
    assert (real.read_bytes(), (tmp_path / "real" / "b").read_bytes()) == (b"new", b"b")


def test_what_is_no_file_is_written_to_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomic(pipe, b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("mishap", [full_disk, interrupted])
def test_whatever_happens_the_old_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, mishap: object
) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(b"old")
    if where == "fsync":
        monkeypatch.setattr(disk.os, "fsync", mishap)
    else:
        monkeypatch.setattr(Path, where, mishap)
    expected = OutputError if mishap is full_disk else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        write_atomic(path, b"new" * 1000)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    if mishap is full_disk:
        assert str(caught.value) == f"{path}: cannot write: No space left on device"


def test_a_folder_that_may_not_be_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, because whoever is root may write anywhere."""

    def refused(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = tmp_path / "a.srt"
    path.write_bytes(b"old")
    monkeypatch.setattr(disk.tempfile, "mkstemp", refused)
    with pytest.raises(OutputError, match=r"a\.srt: cannot write: Permission denied"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["file/a.srt", "x" * 300 + ".srt", "folder"])
def test_targets_that_cannot_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        write_atomic(tmp_path / name, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_what_a_killed_run_left_is_removed_and_what_others_write_is_not(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (".rehear-abc.tmp", ".rehear-def.tmp", "mine.tmp"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (1, 1))
    write_atomic(tmp_path / "clip.srt", b"")
    assert {path.name for path in tmp_path.iterdir()} == {"clip.srt", new.name, other.name}
