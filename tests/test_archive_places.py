"""Where an archive's clips are found and its results go: trees, patterns, lists, filters, and addresses."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from archive_crews import Call, HereCrew
from media_files import Track, tone, write_media
from rehear.archive import Filters
from rehear.archive.storage import at_hand
from rehear.archive.task import Step, Trouble
from rehear.archive.walk import find, moment
from rehear.document import CallError
from rehear.pipeline.inputs import MEDIA, gather


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("v/a.mp4", "v/b/a.mp4", "v/b/a.wav", "v/b/c d/é.mkv", "v/b/x", "v/b/x.srt", "v/.git/h.mp4", "w/a.mp4"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def found(*names: str | Path, lists: tuple[Path, ...] = ()) -> dict[str, str]:
    clips, errors = find([str(name) for name in names], lists)
    assert not errors
    return {clip.place: clip.below for clip in clips}


@pytest.mark.usefixtures("tree")
def test_a_tree_is_found_without_what_is_no_clip() -> None:
    assert set(found("v").values()) == {"a.mp4", "b/a.mp4", "b/a.wav", "b/c d/é.mkv", "b/x"}
    assert found("v/b/a.mp4") == {"v/b/a.mp4": "a.mp4"}


def test_a_folders_clips_are_the_same_for_a_call_and_for_an_archive(tmp_path: Path) -> None:
    """Whatever they are called: a name that says nothing is no reason to leave one out."""
    write_media(tmp_path / "a.wav", Track(tone(0.2), codec="pcm_s16le"))
    data = (tmp_path / "a.wav").read_bytes()
    clips = ["a.wav", "b.VOB", "b.mka", "b.mod", "b.dts", "b.rm", "b.trec", "sub/.b.c", "no ending", "30.11.2024"]
    for name in clips:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".hidden").mkdir()
    for name in ("a.srt", "a.json", "a.txt", ".hidden/a.wav", "README"):  # the first ones are not even opened
        (tmp_path / name).write_bytes(data if name != "README" else b"Texte\n")
    wanted = {name for name in clips if name != "sub/.b.c"}
    called, errors = gather([str(tmp_path)], MEDIA)
    assert ({path.relative_to(tmp_path).as_posix() for path in called}, errors) == (wanted, [])
    assert set(found(tmp_path).values()) == wanted | {"README"}, "it looks into what it does not know later"
    assert {path.name for path in gather([str(tmp_path)], {".wav"})[0]} == {"a.wav"}


@pytest.mark.usefixtures("tree")
def test_a_pattern_keeps_the_tree_below_its_fixed_part() -> None:
    assert found("v/**/a.*") == {"v/a.mp4": "a.mp4", "v/b/a.mp4": "b/a.mp4", "v/b/a.wav": "b/a.wav"}


def test_a_file_of_a_list_keeps_its_path(tree: Path) -> None:
    (tree / "v" / "today.txt").write_text("b/a.mp4\n# no\n\n../w/a.mp4\n", encoding="utf-8")
    clips = found(lists=(Path("v/today.txt"),))
    assert clips == {"v/b/a.mp4": "b/a.mp4", "w/a.mp4": (tree / "w/a.mp4").relative_to("/").as_posix()}


@pytest.mark.skipif(os.name != "posix", reason="such names are none there")
def test_a_list_may_hold_any_name(tree: Path) -> None:
    names = ["# 1 news.mp4", " begins.mp4", "ends.mp4 ", "both.mp4\r", os.fsdecode(b"caf\xe9.mp4")]
    for name in names:
        (tree / "w" / name).write_text(name, encoding="utf-8", errors="surrogateescape")
    text = "\n".join(["# a comment", " # another", "", "  ", *names, "  a.mp4  \r"])
    (tree / "w" / "today.txt").write_bytes(b"\xef\xbb\xbf" + os.fsencode(text))
    assert [*found(lists=(Path("w/today.txt"),)).values()] == [*names, "a.mp4"]
    clips, errors = gather([], {".mp4"}, [Path("w/today.txt")])
    assert ([path.name for path in clips], errors) == ([*names, "a.mp4"], [])


@pytest.mark.usefixtures("tree")
def test_a_list_may_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"v/b/a.mp4\n\nw/a.mp4\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    wanted = {"v/b/a.mp4": "v/b/a.mp4", "w/a.mp4": "w/a.mp4"}
    assert found(lists=(Path("-"),)) == wanted
    read, write = os.pipe()
    os.write(write, text)
    os.close(write)
    assert found(lists=(Path(f"/dev/fd/{read}"),)) == wanted
    os.close(read)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert [*gather([], {".mp4"}, [Path("-")])[0]] == [Path(name) for name in wanted]


def test_links_are_followed_and_nothing_is_found_twice(tree: Path) -> None:
    (tree / "v" / "self").symlink_to(tree / "v")
    (tree / "v" / "z.mp4").symlink_to(tree / "v" / "a.mp4")
    (tree / "v" / "w").symlink_to(tree / "w")
    assert set(found("v", "v/a.mp4", "./v").values()) == {
        "a.mp4",
        "b/a.mp4",
        "b/a.wav",
        "b/c d/é.mkv",
        "b/x",
        "w/a.mp4",
    }


def test_a_link_to_itself_is_nothing(tree: Path) -> None:
    before = found("v")
    (tree / "v" / "loop.mp4").symlink_to("loop.mp4")
    assert found("v") == before  # and no error, every night


def test_the_file_itself_is_taken_and_not_a_link_to_it(tree: Path) -> None:
    (tree / "v" / "0 first.mp4").symlink_to(tree / "v" / "b" / "a.mp4")
    assert set(found("v").values()) == {"a.mp4", "b/a.mp4", "b/a.wav", "b/c d/é.mkv", "b/x"}
    # A link to what is not named is all that there is of it.
    assert found("v/0 first.mp4") == {"v/0 first.mp4": "0 first.mp4"}


def test_what_is_nothing_is_named_and_the_rest_is_found(tree: Path) -> None:
    (tree / "empty").mkdir()
    clips, errors = find(["no", "v/*.avi", "empty", "", "w"])
    assert [str(error) for error in errors] == [
        "no: no such file or folder",
        "v/*.avi: nothing matches this pattern",
        "empty: nothing in this folder may be a clip",
        "'' is no name of a file",
    ]
    assert [clip.place for clip in clips] == ["w/a.mp4"]
    with pytest.raises(CallError, match="no input was named"):
        find([])


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(include=["*.mp4"]), {"a.mp4", "b/a.mp4"}),
        (Filters(include=["b/*"]), {"b/a.mp4", "b/a.wav", "b/c d/é.mkv", "b/x"}),
        (Filters(exclude=["b"]), {"a.mp4"}),
        (Filters(exclude=["b/"]), {"a.mp4"}),
        (Filters(exclude=["b/c d/"]), {"a.mp4", "b/a.mp4", "b/a.wav", "b/x"}),
        (Filters(include=["b/c d"]), {"b/c d/é.mkv"}),
        (Filters(include=["*.MP4", "É.MKV"]), {"a.mp4", "b/a.mp4", "b/c d/é.mkv"}),
        (Filters(exclude=["c d/"]), {"a.mp4", "b/a.mp4", "b/a.wav", "b/x"}),
        (Filters(include=["*.mp4"], exclude=["b/*"]), {"a.mp4"}),
        (Filters(newer_than=1e12), set()),
    ],
)
@pytest.mark.usefixtures("tree")
def test_filters(filters: Filters, wanted: set[str]) -> None:
    assert {clip.below for clip in find(["v"])[0] if filters.want(clip)} == wanted


def test_a_moment_is_a_date_an_age_or_a_file(tree: Path) -> None:
    os.utime(tree / "w/a.mp4", (5, 7))
    assert moment("w/a.mp4", 0) == 7
    assert moment("36h", 1e6) == moment("1.5d", 1e6) == 1e6 - 36 * 3600
    assert moment("2024-05-31T18:00+00:00", 0) == 1717178400
    assert moment("2024-06-01", 0) - moment("2024-05-31", 0) == pytest.approx(86_400, abs=3600)
    with pytest.raises(CallError, match="no date, no age and no file"):
        moment("yesterday", 0)


def tasks(*names: str, out: str = "out", **how: object) -> dict[str, str]:
    """Where the results of each clip go: key -> stem."""
    call = Call(names, out, **how)  # type: ignore[arg-type]
    return {item.task.key: item.task.stem for item in call.plan.items}


@pytest.mark.usefixtures("tree")
def test_clips_with_one_stem_keep_their_whole_names_also_if_one_is_filtered_out() -> None:
    named = {"a.mp4": "a", "b/a.mp4": "a.mp4", "b/a.wav": "a.wav", "b/c d/é.mkv": "é", "b/x": "x"}
    assert tasks("v") == named
    assert tasks("v", filters=Filters(include=["*.wav"])) == {"b/a.wav": "a.wav"}


def test_clips_with_one_path_in_two_trees_do_not_mix(tree: Path) -> None:
    whole = (tree / "w/a.mp4").relative_to("/").as_posix()
    assert tasks("v", "w").keys() == {"a.mp4", "b/a.mp4", "b/a.wav", "b/c d/é.mkv", "b/x", whole}
    assert any("another clip has its place" in line for line in Call(["v", "w"], "out").plan.notices)


def test_settings_nearer_to_a_clip_win(tree: Path) -> None:
    (tree / "v" / "rehear.toml").write_text('formats = ["vtt"]\n', encoding="utf-8")
    (tree / "v" / "b" / "rehear.toml").write_text('formats = ["json"]\n', encoding="utf-8")
    formats = {item.task.key: item.task.how.settings.formats for item in Call(["v"], "out").plan.items}
    assert formats["a.mp4"] == ("vtt",)
    assert formats["b/c d/é.mkv"] == ("json",)


# --- addresses ---


@pytest.fixture
def memory(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clip: Path,
    deaf: None,  # noqa: ARG001
) -> Iterator[fsspec.AbstractFileSystem]:
    """A file system in memory with two clips; the ledger goes into a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fs = fsspec.filesystem("memory")
    for name in ("a.wav", "2024/b c.wav", "2024/broken.wav", "2024/notes.txt"):
        fs.pipe_file(f"/videos/{name}", clip.read_bytes() if "broken" not in name else b"noise" * 99)
    yield fs
    fs.rm("/", recursive=True)


def test_clips_and_results_at_addresses(memory: fsspec.AbstractFileSystem) -> None:
    call = Call(["memory://videos"], "memory://subs/fr", lexicons=["fr-justice"])
    crew = HereCrew()
    tally = call.run(crew).tally
    assert (tally.done, tally.failed, len(crew.heard())) == (2, 1, 2)
    there = {path.removeprefix("/subs/fr/") for path in memory.find("/subs")}
    stored = {".rehear/a.wav", "2024/.rehear/b c.wav"}
    records = {f"{name}.{kind}" for name in stored for kind in ("transcript.json", "edits.jsonl")}
    assert there == {"a.srt", "a.txt", "2024/b c.srt", "2024/b c.txt", *records}
    assert "guets-apens" in memory.cat_file("/subs/fr/a.srt").decode()
    again = HereCrew()
    assert Call(["memory://videos"], "memory://subs/fr", lexicons=["fr-justice"]).run(again).tally.total == 0
    assert not again.done
    # Another lexicon, and no clip is fetched.
    other = HereCrew()
    Call(["memory://videos"], "memory://subs/fr", lexicons=["fr-places"]).run(other)
    assert {step for step, _ in other.done} == {Step.CORRECT}


def test_a_person_changed_an_object(memory: fsspec.AbstractFileSystem) -> None:
    Call(["memory://videos"], "memory://subs").run(HereCrew())
    memory.pipe_file("/subs/a.srt", b"mine")
    tally = Call(["memory://videos"], "memory://subs", lexicons=["fr-justice"]).run(HereCrew()).tally
    assert tally.kept == ["memory://subs/a.srt"]
    assert memory.cat_file("/subs/a.srt") == b"mine"


@pytest.mark.usefixtures("memory")
def test_the_ledger_of_an_address_may_be_lost(tmp_path: Path) -> None:
    Call(["memory://videos"], "memory://subs").run(HereCrew())
    for path in (tmp_path / "cache").rglob("*.sqlite*"):
        path.unlink()
    crew = HereCrew()
    tally = Call(["memory://videos"], "memory://subs").run(crew).tally
    assert (tally.done, crew.heard()) == (2, set())


def test_nothing_is_put_back_if_the_work_fails(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe_file("/subs/a.srt", b"before")

    def fail() -> None:
        with at_hand("memory://subs", ["a.srt", "b.srt"]) as folder:
            assert (folder / "a.srt").read_bytes() == b"before"
            (folder / "a.srt").write_bytes(b"after")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert memory.cat_file("/subs/a.srt") == b"before"


def test_an_address_that_cannot_be_written_fails_the_clip(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_how: object) -> None:
        raise PermissionError("access denied")

    monkeypatch.setattr(type(memory), "pipe_file", refuse)
    tally = Call(["memory://videos"], "memory://subs").run(HereCrew()).tally
    assert tally.done == 0
    assert Trouble.RIGHTS in tally.troubles


def test_an_unknown_kind_of_address_is_a_wrong_call() -> None:
    with pytest.raises(CallError, match="no address that can be used"):
        find(["nonsense://x"])


def test_a_file_address_is_a_folder_of_this_machine(tree: Path) -> None:
    assert found((tree / "w").as_uri()) == {str(tree / "w/a.mp4"): "a.mp4"}
