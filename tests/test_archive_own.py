"""Whose a result is: a killed run's own files are known as such, and those of another clip are not written over."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from archive_crews import Call, HereCrew, files
from media_files import Track, tone, write_media
from rehear.archive import Ledger, ledger
from rehear.archive.parcel import Parcel, done, pack, put
from rehear.archive.storage import plain
from rehear.archive.task import Outcome, Step
from rehear.archive.walk import find
from rehear.archive.work import correct
from rehear.document import OutputError, disk

FIRST = ("fr-justice",)
SECOND = ("fr-justice", "fr-places")
pytestmark = pytest.mark.usefixtures("deaf", "sudden")


class Killed(BaseException):
    """The power went."""


def killed_before(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a run end before the first file of this ending takes its place."""
    place = disk._Staged.place

    def unless(staged: disk._Staged) -> None:
        if str(staged.path).endswith(ending):
            raise Killed
        place(staged)

    monkeypatch.setattr(disk._Staged, "place", unless)


@pytest.fixture
def sudden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is finished when a run ends: the power gives no time."""
    monkeypatch.setattr("rehear.archive.run._FINISHING", 0.0)


@pytest.fixture
def videos(tmp_path: Path, clip: Path) -> Path:
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "a.wav").write_bytes(clip.read_bytes())
    return tmp_path / "videos"


@pytest.mark.parametrize("ending", [".jsonl", ".srt", ".txt"])
def test_a_run_that_is_killed_before_a_result_knows_its_own_files(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    out = tmp_path / "out"
    for lexicons, then in ((FIRST, SECOND), (FIRST, ())):
        with monkeypatch.context() as patch:
            killed_before(ending, patch)
            with pytest.raises(Killed):
                Call([videos], out, lexicons=lexicons).run(HereCrew())
        tally = Call([videos], out, lexicons=then).run(HereCrew()).tally
        assert (tally.done, tally.kept) == (1, [])
        assert ("guets-apens" in (out / "a.txt").read_text(encoding="utf-8")) is bool(then)
        assert not list(out.rglob("*.begun"))


def test_what_a_person_typed_after_a_kill_is_kept(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        killed_before(".txt", patch)
        with pytest.raises(Killed):
            Call([videos], out, lexicons=FIRST).run(HereCrew())
    (out / "a.srt").write_text("mine", encoding="utf-8")
    tally = Call([videos], out, lexicons=SECOND).run(HereCrew()).tally
    assert tally.kept == [str(out / "a.srt")]
    assert (out / "a.srt").read_text(encoding="utf-8") == "mine"


def test_a_driver_that_is_killed_before_a_result_knows_its_own_files(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, spool = tmp_path / "out", tmp_path / "spool"
    spool.mkdir()

    def corrected(lexicons: tuple[str, ...]) -> tuple[Parcel, Outcome]:
        sent = pack(Step.CORRECT, Call([videos], out, lexicons=lexicons).plan.items[0].task)
        return sent, put(sent, done(sent, spool, correct))

    Call([videos], out, lexicons=FIRST).run(HereCrew())
    with monkeypatch.context() as patch:
        killed_before(str(out / "a.txt"), patch)
        with pytest.raises(Killed):
            corrected(SECOND)
    assert "Mâcon" in (out / "a.srt").read_text(encoding="utf-8")
    assert "Macon" in (out / "a.txt").read_text(encoding="utf-8")
    assert corrected(FIRST)[1].kept == ()
    assert "Macon" in (out / "a.srt").read_text(encoding="utf-8")
    assert not list(out.rglob("*.begun"))


def test_a_text_that_a_cluster_replaces_twice_is_kept_once(videos: Path, tmp_path: Path) -> None:
    out, spool = tmp_path / "out", tmp_path / "spool"
    spool.mkdir()
    Call([videos], out, lexicons=FIRST).run(HereCrew())
    for lexicons in (FIRST, SECOND):
        (out / "a.srt").write_text("mine", encoding="utf-8")
        sent = pack(Step.CORRECT, Call([videos], out, lexicons=lexicons, force=True).plan.items[0].task)
        assert put(sent, done(sent, spool, correct)).trouble is None
        assert "guets-apens" in (out / "a.srt").read_text(encoding="utf-8")
    (kept,) = (out / ".rehear").glob("a.srt.replaced-*")
    assert kept.read_text(encoding="utf-8") == "mine"


def test_without_a_ledger_another_clip_of_the_name_takes_no_ones_place(videos: Path, tmp_path: Path) -> None:
    out, others = tmp_path / "out", tmp_path / "others"
    Call([videos], out).run(HereCrew())
    before = files(out)
    for path in (out / ".rehear").glob("ledger*"):
        path.unlink()
    others.mkdir()
    write_media(others / "a.wav", Track(tone(2), codec="pcm_s16le"))
    call = Call([others], out)
    assert "because another clip has its place" in call.plan.notices[0]
    call.run(HereCrew())
    assert before.items() <= files(out).items()
    assert Call([videos], out).run(HereCrew()).tally.heard == 0


def test_a_link_that_is_left_out_is_named(videos: Path, tmp_path: Path) -> None:
    (videos / "0 link.wav").symlink_to(videos / "a.wav")
    found, _ = find([str(videos), str(videos / "a.wav")])
    assert [(item.place, item.links) for item in found] == [(str(videos / "a.wav"), (str(videos / "0 link.wav"),))]
    assert Call([videos], tmp_path / "out").plan.notices == (
        f"{videos}/0 link.wav: a link to {videos}/a.wav, which is taken instead",
    )


def test_an_address_is_one_in_capitals_too() -> None:
    assert plain("S3://Bucket/A") == "s3://Bucket/A"
    assert plain("/a/B") == "/a/B"


def test_a_clip_that_a_run_in_another_container_has_is_not_taken(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out" / ".rehear" / "ledger.sqlite"
    other = Ledger(place)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "machine", lambda: "same name, another namespace")
        patch.setattr("os.getpid", lambda: 2**22 + 1)  # a process that is none here
        other.begin("")
        assert other.claim("a.wav", "a")
    tally = Call([videos], tmp_path / "out").run(HereCrew()).tally
    other.close()
    assert (tally.done, tally.others) == (0, [str(videos / "a.wav")])


def test_a_ledger_without_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Ledger(tmp_path / "ledger.sqlite")
    made.close()
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=4096))
    monkeypatch.setattr(Ledger, "_open", lambda _self: _fail())
    with pytest.raises(OutputError, match="No space left"):
        Ledger(tmp_path / "ledger.sqlite")


def _fail() -> None:
    import sqlite3

    raise sqlite3.OperationalError("disk I/O error")
