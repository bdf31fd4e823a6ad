"""An archive run on a cluster: what is sent and what comes back, machines that are lost or of no use, and a true Ray."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import fsspec
import pytest
from archive_clips import make_archive
from archive_crews import Call, HereCrew
from fake_ray import FakeRay
from media_files import Track, tone, write_media
from rehear.archive import Tally, cluster, connect, node
from rehear.archive.cluster import Cluster, _Ear
from rehear.archive.crew import Underway
from rehear.archive.parcel import Parcel, Reply, opened, pack, put
from rehear.archive.places import places_of
from rehear.archive.task import Outcome, Step, Task, Trouble
from rehear.document import CallError, EngineError
from rehear.pipeline.demo import MODEL, sample

ONE_CPU = {"CPU": 1.0}


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    """Twelve clips in two folders, and one that is none."""
    folder = tmp_path / "videos"
    folder.mkdir()
    data = write_media(tmp_path / "clip.wav", Track(tone(1), codec="pcm_s16le")).read_bytes()
    for number in range(12):
        path = folder / f"{number % 2}" / f"clip {number}.wav"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (folder / "broken.wav").write_bytes(b"RIFF" * 100)
    return folder


@pytest.fixture
def task(videos: Path, tmp_path: Path) -> Task:
    plan = Call([videos / "0"], tmp_path / "out").plan
    return plan.items[0].task


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch, deaf: None) -> FakeRay:  # noqa: ARG001
    pytest.importorskip("ray.util.scheduling_strategies")
    fake = FakeRay(one={"CPU": 1.0}, two={"CPU": 1.0})
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.setattr(connect, "_taken_in", lambda _address: None)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(cluster, "_STAFFING", 0.1)
    monkeypatch.setattr(cluster, "_DESERTED", 0.3)
    monkeypatch.setattr(node, "_PATIENCE", 0.05)
    return fake


def results(folder: Path) -> dict[str, str]:
    """What was written, without what floating point does to the evidence when batches are composed otherwise."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "ledger" not in path.name:
            text = path.read_text(encoding="utf-8")
            if path.name.endswith(".transcript.json"):
                whole = json.loads(text)
                for segment in whole["segments"]:
                    segment["evidence"] = {name: round(value, 3) for name, value in segment.get("evidence", {}).items()}
                text = json.dumps(whole)
            found[path.relative_to(folder).as_posix()] = text
    return found


def test_a_parcel_holds_what_the_step_needs(task: Task) -> None:
    folder = Path(task.folder)
    (folder / ".rehear").mkdir(parents=True)
    (folder / f"{task.stem}.srt").write_text("1", encoding="utf-8")
    (folder / ".rehear" / f"{task.name}.transcript.json").write_text("2", encoding="utf-8")
    (folder / "other.srt").write_text("3", encoding="utf-8")
    record = f".rehear/{task.name}.transcript.json"
    assert pack(Step.HEAR, task).files == {record: b"2"}
    assert pack(Step.CORRECT, task).files == {record: b"2", f"{task.stem}.srt": b"1"}


def test_what_comes_back_is_written_and_stamped(task: Task) -> None:
    name = f".rehear/{task.name}.transcript.json"
    outcome = put(Parcel(Step.HEAR, task), Reply(Outcome(task.key, Step.HEAR, files={"x": "y"}), {name: b"{}"}))
    path = Path(task.folder, name)
    assert path.read_bytes() == b"{}"
    assert list(outcome.files) == [name]
    assert outcome.files[name].startswith("2-")


def test_what_was_changed_in_the_meantime_is_not_written_over(task: Task) -> None:
    subtitles = Path(task.folder, f"{task.stem}.srt")
    subtitles.parent.mkdir(parents=True)
    subtitles.write_text("as it was", encoding="utf-8")
    sent = pack(Step.CORRECT, task)
    subtitles.write_text("a person was here", encoding="utf-8")
    files = {f"{task.stem}.srt": b"corrected", f"{task.stem}.txt": b"corrected"}
    outcome = put(sent, Reply(Outcome(task.key, Step.CORRECT), files))
    assert outcome.trouble is Trouble.STORAGE
    assert "was changed while the clip was worked on" in outcome.reason
    assert [path.name for path in subtitles.parent.iterdir()] == [subtitles.name]
    assert subtitles.read_text(encoding="utf-8") == "a person was here"


def run_on(ray: FakeRay, videos: Path | str, out: Path | str) -> tuple[Tally, list[str]]:
    warnings: list[str] = []
    crew = Cluster(warn=warnings.append)
    try:
        return Call([videos], out).run(crew).tally, warnings
    finally:
        crew.close()
        assert not ray.running


def test_a_run_on_a_cluster_is_a_run_on_one_machine(ray: FakeRay, videos: Path, tmp_path: Path) -> None:
    tally, warnings = run_on(ray, videos, tmp_path / "out")
    assert (tally.done, tally.heard, tally.troubles) == (12, 12, {Trouble.UNREADABLE: 1})
    assert warnings == []
    assert all(len(actors) == 1 for actors in ray.actors.values())  # a model is loaded once a machine
    Call([videos], tmp_path / "local").run(HereCrew())
    assert results(tmp_path / "out") == results(tmp_path / "local")
    tally, _ = run_on(ray, videos, tmp_path / "out")
    assert (tally.total, tally.before) == (0, 12)


def test_clips_and_results_at_addresses(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fs, _ = fsspec.core.url_to_fs("memory://")
    fs.put(str(videos), "/cluster/videos", recursive=True)
    try:
        tally, _ = run_on(ray, "memory://cluster/videos", "memory://cluster/out")
        fs.get("/cluster/out", str(tmp_path / "out"), recursive=True)
    finally:
        fs.rm("/cluster", recursive=True)
    assert (tally.done, tally.failed) == (12, 1)
    assert len(list((tmp_path / "out").rglob("*.srt"))) == 12


def test_a_lost_machines_clips_are_done_elsewhere(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: Counter[str] = Counter()
    take = Cluster._take

    def lose_one(self: Cluster, ear: object, event: Reply) -> None:
        if isinstance(event, Reply) and event.outcome.step is Step.HEAR:
            heard[event.outcome.key] += 1
            if sum(heard.values()) == 3 and "two" in ray.machines:
                ray.lose("two")
        take(self, ear, event)  # type: ignore[arg-type]

    monkeypatch.setattr(Cluster, "_take", lose_one)
    tally, warnings = run_on(ray, videos, tmp_path / "out")
    assert tally.done == 12
    assert set(heard.values()) == {1}  # what was heard and told is not heard again
    assert len(list((tmp_path / "out").rglob("*.srt"))) == 12
    assert all(line.startswith("two: a worker was lost, and ") for line in warnings)


@pytest.mark.parametrize("where", ["rehear.archive.parcel.opened", "rehear.archive.node.opened"])
def test_a_workers_full_disk_costs_a_clip_and_not_the_run(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(parcel: Parcel, spool: Path) -> Task:
        if parcel.task.key.endswith("clip 3.wav"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return opened(parcel, spool)

    monkeypatch.setattr(where, full)
    tally, _ = run_on(ray, videos, tmp_path / "out")
    assert (tally.done, tally.troubles[Trouble.STORAGE]) == (11, 1)
    assert any("no room on " in reason for _, reason in tally.failures)


def blind(monkeypatch: pytest.MonkeyPatch, ray: FakeRay, *machines: str) -> None:
    """These machines lack the disk with the clips."""
    look = node.Ear._look

    def not_there(self: node.Ear, parcel: Parcel) -> None:
        if any(actor._object is self for machine in machines for actor in ray.actors[machine]):
            outcome = Outcome(parcel.task.key, parcel.step, Trouble.STORAGE, "no such file")
            self._events.put(Reply(outcome))
        else:
            look(self, parcel)

    monkeypatch.setattr(node.Ear, "_look", not_there)


def test_a_machine_without_the_clips_is_set_aside_and_eats_none(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch, ray, "two")
    tally, warnings = run_on(ray, videos, tmp_path / "out")
    assert (tally.done, tally.troubles) == (12, {Trouble.UNREADABLE: 1})
    assert warnings in (
        [],
        [
            line
            for line in warnings
            if line.startswith("two gets no more clips: it fails on clips that can be read here, as ")
        ],
    )
    assert len(warnings) <= 1


def test_a_cluster_that_lacks_the_clips_ends_the_run(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch, ray, "one", "two")
    with pytest.raises(
        EngineError, match=r"no machine of the cluster can hear .*that can be read here, as .* \(no such file\)"
    ):
        run_on(ray, videos, tmp_path / "out")


def test_a_clip_that_no_machine_could_read_waits_for_none(ray: FakeRay, task: Task) -> None:
    crew = Cluster()
    try:
        parcel = pack(Step.LOOK, task)
        until = time.monotonic() + 60
        while not any(ear.known for ear in crew._ears.values()) and time.monotonic() < until:
            crew.next(0.1)
        crew._unread[task.key] = {ear.place.node for ear in crew._ears.values()}
        assert crew._ear_for(parcel) is not None
    finally:
        crew.close()
    assert not ray.running


def test_what_is_sent_means_the_same_in_another_folder(
    videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.pt").write_bytes(b"model")
    monkeypatch.chdir(tmp_path)
    task = pack(Step.LOOK, Call([videos.name], "out", model="own.pt").plan.items[0].task).task
    assert task.place == str(videos / "0" / "clip 0.wav")
    assert task.how.engine[1] == task.how.listening.model == str(tmp_path / "own.pt")


def test_a_machine_where_no_worker_starts_is_left_out(ray: FakeRay, videos: Path, tmp_path: Path) -> None:
    ray.broken.add("two")
    tally, _ = run_on(ray, videos, tmp_path / "out")
    assert tally.done == 12
    assert len(ray.actors["two"]) <= 4


def test_a_cluster_where_nobody_can_hear_ends_the_run(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_model(*_names: object, **_how: object) -> None:
        raise EngineError("no model of this name", remedy="name another")

    monkeypatch.setattr("rehear.archive.recogniser.load_engine", no_model)
    with pytest.raises(EngineError, match=r"no machine of the cluster can hear .*no model of this name"):
        run_on(ray, videos, tmp_path / "out")


def test_another_version_on_a_machine_is_said(
    ray: FakeRay, videos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node.Ear, "about", lambda _self: "rehear 0.0.1, Python 3.11")
    with pytest.raises(EngineError, match=r"there is rehear 0\.0\.1, Python 3\.11, here rehear"):
        run_on(ray, videos, tmp_path / "out")


def test_a_cluster_without_room_is_named(ray: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SLOW", 0.1)
    monkeypatch.setattr(node.Ear, "about", lambda _self: time.sleep(0.5))
    warnings: list[str] = []
    crew = Cluster(warn=warnings.append)
    crew.next(0.4)
    crew.close()
    assert [line.partition(":")[0] for line in warnings] == ["no worker has started yet"]
    assert ray.actors["one"]


def test_without_any_machine_the_run_ends(ray: FakeRay, videos: Path, tmp_path: Path) -> None:
    crew = Cluster()
    ray.machines.clear()
    with pytest.raises(EngineError, match="no machine of the cluster is left"):
        Call([videos], tmp_path / "out").run(crew)
    crew.close()


def test_without_a_cluster_the_call_is_wrong(ray: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    ray.machines.clear()
    with pytest.raises(CallError, match=r"no Ray cluster runs here .*ray start --head"):
        Cluster()
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1", "127.0.0.1:99999999"):
        with pytest.raises(CallError, match=f"no Ray cluster at {address} "):
            Cluster(address)
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    with pytest.raises(CallError, match=r"no Ray cluster at 127\.0\.0\.1:1 "):
        Cluster()


@pytest.mark.parametrize(
    ("machines", "gpus", "expected"),
    [
        ({"a": ONE_CPU}, True, [("a", 0.5, 0)]),
        ({"a": {"CPU": 2.0}}, True, [("a", 1, 0)]),
        ({"a": {"CPU": 33.0}}, True, [("a", 8, 0)] * 4),
        ({"a": {"CPU": 16.0, "GPU": 2.0}, "b": ONE_CPU}, True, [("a", 4, 1)] * 2),  # b corrects
        ({"a": {"CPU": 2.0, "GPU": 4.0}}, True, [("a", 0.25, 1)] * 4),
        ({"a": {"CPU": 16.0, "GPU": 2.0}, "b": {"CPU": 9.0}}, False, [("a", 7, 0)] * 2 + [("b", 8, 0)]),
        ({"a": {"CPU": 0.0}}, True, []),
    ],
)
def test_who_hears(machines: dict[str, dict[str, float]], gpus: bool, expected: list[tuple[str, float, int]]) -> None:
    nodes = FakeRay(**machines).nodes()
    assert [(place.host, place.cpus, place.gpus) for place in places_of(nodes, gpus=gpus)] == expected


def test_a_worker_gets_no_more_than_it_needs_to_be_busy() -> None:
    def ear(*sounds: int, looks: int = 0) -> _Ear:
        keys = [str(number) for number in range(len(sounds) + looks)]
        return _Ear(None, None, None, True, dict.fromkeys(keys), dict(zip(keys, sounds, strict=False)))  # type: ignore[arg-type]

    hour = 3_600_000
    assert ear(hour).takes(Step.HEAR)  # while it hears one, the next is decoded
    assert not ear(hour, hour).takes(Step.HEAR)
    assert ear(*[30_000] * 47).takes(Step.HEAR)
    assert not ear(*[30_000] * 48).takes(Step.HEAR)
    assert not ear(*[360_000] * 5).takes(Step.HEAR)
    assert ear(hour, hour, looks=3).takes(Step.LOOK)
    assert not ear(looks=4).takes(Step.LOOK)


@pytest.mark.slow
def test_on_a_true_cluster_a_killed_node_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two nodes and the demo model; one node is killed after some clips. Outputs are those of one machine, and no clip is heard
    again whose hearing had come back."""
    ray_cluster = pytest.importorskip("ray.cluster_utils")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, sys.path))
    )  # the workers import what this process does
    make_archive(tmp_path / "videos", 24, longest=4.0)
    how: dict[str, object] = {
        "model": str(sample(MODEL)),
        "precision": "fp32",
        "device": "cpu",
        "lexicons": ["fr-justice"],
    }
    Call([tmp_path / "videos"], tmp_path / "alone", **how).run(HereCrew())  # type: ignore[arg-type]

    monkeypatch.setattr(cluster, "_ROOM", 5)  # so that both nodes have some
    made = ray_cluster.Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    second = made.add_node(num_cpus=1)
    crew = Cluster(made.address)
    given, back, lost = Counter[str](), Counter[str](), Counter[str]()
    submit, following = crew.submit, crew.next

    def counted_submit(step: Step, task: Task) -> None:
        given[task.key] += step is Step.HEAR
        assert step is not Step.HEAR or not back[task.key], "heard again"
        submit(step, task)

    def counted_next(timeout: float) -> Outcome | Underway | None:
        event = following(timeout)
        if isinstance(event, Outcome) and event.trouble is Trouble.LOST:
            lost[event.key] += 1
        elif isinstance(event, Outcome) and event.step is Step.HEAR:
            back[event.key] += 1
            if back.total() == 5:
                made.remove_node(second, allow_graceful=False)
        return event

    monkeypatch.setattr(crew, "submit", counted_submit)
    monkeypatch.setattr(crew, "next", counted_next)
    try:
        tally = Call([tmp_path / "videos"], tmp_path / "out", **how).run(crew).tally  # type: ignore[arg-type]
    finally:
        crew.close()
        made.shutdown()
    assert lost
    assert set(back.values()) == {1}
    assert all(given[key] <= 1 + lost[key] for key in given)
    assert tally.finished == tally.total
    assert results(tmp_path / "out") == results(tmp_path / "alone")
