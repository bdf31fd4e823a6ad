"""What results are called: no two clips write one file, in whatever formats, and what has its name keeps it."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest
from archive_crews import Call, HereCrew, files
from hypothesis import given
from hypothesis import strategies as st
from media_files import Track, tone, write_media
from rehear.archive import Ledger, Row, Shelf, Stop, Tally
from rehear.archive.naming import placed
from rehear.archive.storage import Stamp
from rehear.archive.task import Step, Task
from rehear.archive.walk import Found
from rehear.pipeline.inputs import targets
from rehear.pipeline.names import slot, stem_of, stems
from rehear.subtitles import EXTENSIONS

# Names that get into one another's way: parts of parts, capitals, what stands in extensions, and no extension at all.
_NAMES = st.lists(st.sampled_from(["c", "C", "wav", "WAV", "mp4", "plain", "txt", "2"]), min_size=1, max_size=4).map(
    ".".join
)
_PLACES = st.lists(st.builds(PurePath, st.sampled_from(["", "a"]), _NAMES), unique=True, max_size=8)


def all_files(places: list[PurePath], named: list[str]) -> list[str]:
    """All that may ever be written, as a disk to which capitals make no difference calls it."""
    return [
        f"{place.parent}/{stem}{extension}".casefold()
        for place, stem in zip(places, named, strict=True)
        for extension in EXTENSIONS.values()
    ]


@given(_PLACES)
def test_no_two_results_have_one_name(places: list[PurePath]) -> None:
    named = stems(places)
    written = all_files(places, named)
    assert len(written) == len(set(written))
    for place, stem in zip(places, named, strict=True):
        assert stem_of([stem + extension for extension in EXTENSIONS.values()], place.name) == stem


@given(_PLACES)
def test_what_is_alone_is_called_by_its_stem(places: list[PurePath]) -> None:
    named = stems(places)
    own = [slot(place.parent, place.stem) for place in places]
    whole = [slot(place.parent, place.name) for place in places]
    for at, place in enumerate(places):
        if own.count(own[at]) == 1 and own[at] not in whole:
            assert named[at] == place.stem


@given(st.lists(_PLACES, max_size=4))
def test_names_stay_however_clips_come_and_go(calls: list[list[PurePath]]) -> None:
    known: dict[str, Row] = {}
    for call in calls:
        found = [Found(f"/v/{place}", place.as_posix(), Stamp(1, place.as_posix())) for place in call]
        where, _ = placed(found, known, Shelf("/nowhere"))
        for (place, stem), item in zip(where, found, strict=True):
            row = known.get(place.as_posix())
            assert row is None or row.stem == stem
            known[place.as_posix()] = Row(place.as_posix(), item.place, stem, str(item.stamp), files={"x": "1"})
        rows = [*known.values()]
        written = all_files([PurePath(row.key) for row in rows], [row.stem for row in rows])
        assert len(written) == len(set(written))


def test_clips_that_got_into_one_anothers_way(tmp_path: Path) -> None:
    names = ("C.mp4", "c.wav", "c.wav.wav", "d.wav", "d.plain.wav")
    named = stems([PurePath(name) for name in names])
    assert named == [*names]
    # The one that takes its whole name takes it from the one that is called so.
    assert stems([PurePath("c.mp4"), PurePath("c.wav"), PurePath("e.wav")]) == ["c.mp4", "c.wav", "e"]
    assert stems([PurePath("c.mp4")], {slot(PurePath(), "c"), slot(PurePath(), "c.mp4")}) == ["c.mp4.2"]
    assert stems([PurePath("c.MP4"), PurePath("c.mp4")]) == ["c.MP4", "c.mp4.2"]
    placed_by_call, notices = targets({tmp_path / name: tmp_path for name in names}, None)
    assert [target.stem for target in placed_by_call] == [*names]
    assert len(notices) == len(names)


def test_files_of_one_name_from_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    inputs = [tmp_path / name for name in ("p/x/a.wav", "q/x/a.wav", "q/y/a.wav")]
    made, _ = targets({path: path.parent for path in inputs}, Path("out"))
    assert [target.folder for target in made] == [Path("out/p/x"), Path("out/q/x"), Path("out/y")]


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("ledger", [True, False])
def test_a_run_over_such_names_gives_each_clip_its_own_files(tmp_path: Path, ledger: bool) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    videos.mkdir()

    def add(*names: str) -> None:
        for name in names:
            length = 1 + len([*videos.iterdir()]) / 10
            write_media(videos / "new.wav", Track(tone(length), codec="pcm_s16le")).rename(videos / name)

    def run(lexicon: str) -> dict[str, bytes]:
        if not ledger:
            for path in (out / ".rehear").glob("ledger*"):
                path.unlink()
        tally = Call([videos], out, formats=("srt", "txt", "plain"), lexicons=[lexicon]).run(HereCrew()).tally
        assert (tally.failed, tally.kept, tally.kept_before) == (0, [], 0)
        return {name: data for name, data in files(out).items() if not name.startswith(".rehear")}

    add("c.wav.wav", "d.wav")
    first = run("fr-justice")
    assert set(first) == {f"{stem}.{kind}" for stem in ("c.wav", "d") for kind in ("srt", "txt", "plain.txt")}
    add("c.wav", "C.mp4.wav", "d.plain.wav", "c")
    both = run("fr-justice")
    assert first.items() <= both.items()
    assert len(both) == 3 * 6
    assert set(run("fr-places")) == set(both)


def makes(videos: Path, *names: str) -> None:
    """Clips of different lengths."""
    videos.mkdir(exist_ok=True)
    for name in names:
        length = 1 + len([*videos.iterdir()]) / 10
        write_media(videos.parent / "new.wav", Track(tone(length), codec="pcm_s16le")).rename(videos / name)


def subtitles(out: Path) -> set[str]:
    return {path.name for path in out.glob("*.srt")}


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("alone", [False, True])
def test_names_do_not_tell_when_a_run_was_broken_off(tmp_path: Path, alone: bool) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    makes(videos, "c.mkv", "c.wav")
    stop = Stop()

    def after(tally: Tally) -> None:
        stop.wanted = tally.done == 1

    crew = HereCrew()
    crew.room = 1
    Call([videos], out).run(crew, stop, after)
    assert subtitles(out) == {"c.mkv.srt"}
    Call([videos / "c.wav" if alone else videos], out).run(HereCrew())
    assert subtitles(out) == {"c.mkv.srt", "c.wav.srt"}


def forget(out: Path) -> None:
    for path in (out / ".rehear").glob("ledger*"):
        path.unlink()


@pytest.mark.usefixtures("deaf")
def test_without_a_ledger_no_clip_gets_the_name_that_anothers_record_tells(tmp_path: Path) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    makes(videos, "c.wav", "C.WAV")
    Call([videos], out).run(HereCrew())
    before = subtitles(out)
    assert before == {"C.WAV.srt", "c.wav.2.srt"}
    forget(out)
    (videos / "C.WAV").unlink()
    makes(videos, "c.wav.2.wav")
    call = Call([videos], out)
    assert {item.task.key: item.task.stem for item in call.plan.items} == {
        "c.wav": "c.wav.2",
        "c.wav.2.wav": "c.wav.2.wav",
    }
    call.run(HereCrew())
    assert subtitles(out) == {*before, "c.wav.2.wav.srt"}


@pytest.mark.usefixtures("deaf")
def test_without_a_ledger_no_clip_gets_the_results_of_one_that_went_away(tmp_path: Path) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    makes(videos, "c.wav")
    Call([videos], out).run(HereCrew())
    before = files(out)
    forget(out)
    (videos / "c.wav").unlink()
    makes(videos, "d.wav", "c.mp3")
    tally = Call([videos], out).run(HereCrew()).tally
    assert (tally.done, tally.kept) == (2, [])
    assert before.items() <= files(out).items()
    assert subtitles(out) == {"c.srt", "c.mp3.srt", "d.srt"}


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize("when", [None, Step.LOOK, Step.HEAR, Step.CORRECT])
def test_runs_that_know_nothing_of_one_another_give_no_two_clips_one_file(tmp_path: Path, when: Step | None) -> None:
    videos, out = tmp_path / "videos", tmp_path / "out"
    makes(videos, "c.wav", "c.mp4")
    one, other = (Call([videos / name], out) for name in ("c.wav", "c.mp4"))
    others: list[Tally] = []

    def meanwhile(step: Step, _task: Task) -> None:
        if step is when:
            others.append(other.run(HereCrew()).tally)

    tallies = [one.run(HereCrew(meanwhile)).tally, *others]
    if when is None:
        tallies.append(other.run(HereCrew()).tally)
    assert [(tally.done, tally.kept) for tally in tallies] == [(1, []), (1, [])]
    assert subtitles(out) == {"c.srt", "c.mp4.srt"}
    assert any("c.mp4: results are named c.mp4.*" in line for line in other.said)
    assert not Call([videos], out).run(HereCrew()).tally.total


def test_a_claim_gives_no_name_twice_and_one_without_results_lets_go(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    one, other = Ledger(place), Ledger(place)
    one.begin("")
    other.begin("")
    assert [one.claim("a/c.wav", "c"), other.claim("a/c.wav", "c"), other.claim("b/c.wav", "c")] == ["c", None, "c"]
    assert [other.claim("a/C.mp4", "C"), other.claim("a/c.mp4", "c"), one.claim("a/c.mkv", "c")] == [
        "C.mp4",
        "c.mp4.2",
        "c.mkv",
    ]
    one.enter(Row("a/c.mkv", "/v/c.mkv", "c.mkv", files={"a/c.mkv.srt": "1"}))
    one.end()
    # What has results keeps its name, whatever is asked for.
    assert [other.claim("a/c.ts", "c"), other.claim("a/c.mkv", "c")] == ["c", "c.mkv"]
    assert other.claim("a/c.mkv.mp4", "c.mkv") == "c.mkv.mp4"
    one.close()
    other.close()


def test_an_accent_is_one_however_it_is_written() -> None:
    """Some disks have one name for both."""
    composed, apart = "caf\u00e9", "cafe\u0301"
    assert stems([PurePath(composed + ".mp4"), PurePath(apart + ".wav")]) == [composed + ".mp4", apart + ".wav"]
    assert stems([PurePath(composed + ".mp4"), PurePath(apart + ".mp4")]) == [composed + ".mp4", apart + ".mp4.2"]
