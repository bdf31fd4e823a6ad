"""Who may speak to the server of the review page, and what it gives out: real requests to a real server."""

import http.client
import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("starlette", reason="the extra `review` is not installed")
pytest.importorskip("uvicorn", reason="the extra `review` is not installed")

from browsing import SCRIPT, free_port, served, story

JSON = {"Content-Type": "application/json"}


class Site:
    """A server under test."""

    def __init__(self, url: str, path: Path) -> None:
        parts = urlsplit(url)
        assert parts.port is not None
        self.path, self.port, self.root = path, parts.port, parts.path
        self.host = f"127.0.0.1:{self.port}"
        self.home = {"Origin": f"http://{self.host}"}

    def ask(
        self, target: str, *, headers: Mapping[str, str] = {}, body: bytes | None = None, method: str = ""
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers (names in lower case) and body of the answer to exactly this request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method or ("GET" if body is None else "POST"), target, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def act(self, *actions: Mapping[str, object]) -> tuple[int, bytes]:
        body = json.dumps({"actions": actions, "version": 0, "epoch": ""}).encode()
        status, _, answer = self.ask(self.root + "actions", headers=self.home | JSON, body=body)
        return status, answer


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = story(tmp_path_factory.mktemp("story"), media=True)
    (path.parent / "secret.txt").write_text("nobody's business", encoding="utf-8")
    with served(path) as (url, _):
        yield Site(url, path)


def test_the_page_its_files_and_its_state_are_given_out(site: Site) -> None:
    kinds = {"": "text/html", "main.js": "text/javascript", "page.css": "text/css", "state": "application/json"}
    for name, kind in kinds.items():
        status, headers, body = site.ask(site.root + name)
        assert (status, headers["content-type"].split(";")[0]) == (200, kind)
        assert body


@pytest.mark.parametrize("since", ["%C2%B2", "%D9%A3", "9" * 5000, "-1", "x", ""])
def test_a_version_that_is_none_gets_all_of_the_state(site: Site, since: str) -> None:
    status, _, body = site.ask(f"{site.root}state?since={since}")
    assert status == 200
    assert "cues" in json.loads(body)


@pytest.mark.parametrize("spans", [[[0, 10**12]], [[-1, 2]], [[0, 1]] * 3 + [[4, 10**12]]])
def test_places_outside_the_text_are_refused(site: Site, spans: list[list[int]]) -> None:
    status, body = site.act({"do": "tick", "spans": spans, "seen": True})
    assert status == 200
    assert "there are no words" in json.loads(body)["refused"]


def test_every_answer_forbids_what_the_page_does_not_need(site: Site) -> None:
    for target in (site.root, site.root + "state", site.root + "nothing", "/"):
        _, headers, _ = site.ask(target)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("target", ["/", "/state", "/wrong/state", "/wrong/", "//state", "/%00/", "/%C3%A9/"])
def test_without_its_token_nothing_is_said(site: Site, target: str) -> None:
    status, _, body = site.ask(target)
    assert status == 403
    assert b"Kilian" not in body
    wrong = site.root[:-2] + ("a" if site.root[-2] != "a" else "b") + "/"
    assert site.ask(wrong + "state")[0] == 403
    assert site.ask(site.root[:-2] + "/state")[0] == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "localhost.evil.example:{port}", "127.0.0.1:1", "", "[::1]:{port}"]
)
def test_another_host_is_refused(site: Site, host: str) -> None:
    """A site whose name was made to point to this machine sends its own name."""
    assert site.ask(site.root + "state", headers={"Host": host.format(port=site.port)})[0] in (400, 403)
    assert site.ask(site.root + "state", headers={"Host": f"localhost:{site.port}"})[0] == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://{host}", "http://{host}.evil.example"]
)
def test_another_origin_is_refused(site: Site, origin: str) -> None:
    headers = {"Origin": origin.format(host=site.host)}
    assert site.ask(site.root + "state", headers=headers)[0] == 403
    assert site.ask(site.root + "finish", headers=headers | JSON, body=b"{}")[0] == 403
    assert site.ask(site.root + "media", headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert site.ask(site.root + "actions", headers=headers, method="OPTIONS")[0] == 403


def test_only_the_page_may_change_something(site: Site) -> None:
    """A form of another site sends no JSON, and a request without an Origin comes from no page."""
    before = site.path.read_bytes()
    assert site.ask(site.root + "finish", headers=JSON, body=b"{}")[0] == 403
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert site.ask(site.root + "finish", headers=site.home | form, body=b"{}")[0] == 403
    assert site.ask(site.root + "finish", headers=site.home | {"Content-Type": "text/plain"}, body=b"{}")[0] == 403
    assert site.ask(site.root + "finish", headers=site.home)[0] in (404, 405)
    assert site.path.read_bytes() == before


@pytest.mark.parametrize(
    "trick",
    [
        "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..%5csecret.txt", "....//secret.txt", "secret.txt",
        "media/../secret.txt", "/etc/passwd", "../../../../../../etc/passwd", "story.srt", "lexicon.toml", "__init__.py",
        "media%00.txt", "page.html/..",
    ],
)  # fmt: skip
def test_nothing_else_is_given_out(site: Site, trick: str) -> None:
    status, _, body = site.ask(site.root + trick)
    assert status in (400, 403, 404), body
    assert b"business" not in body
    assert b"root:" not in body


def test_the_clip_can_be_sought(site: Site) -> None:
    whole = (site.path.parent / "story.mp4").read_bytes()
    status, headers, body = site.ask(site.root + "media", headers={"Range": "bytes=1000-1999"})
    assert (status, body) == (206, whole[1000:2000])
    assert headers["content-range"] == f"bytes 1000-1999/{len(whole)}"
    assert headers["content-type"] == "video/mp4"
    status, headers, body = site.ask(site.root + "media")
    assert (status, body, headers["accept-ranges"]) == (200, whole, "bytes")
    assert site.ask(site.root + "media", headers={"Range": f"bytes={len(whole) + 5}-"})[0] == 416


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'{"actions": 3}', b'{"actions": [3]}', b"\xff", b'{"version": []}', b"[" * 200_000,
        b'{"actions": [], "version": 1e999}',
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_an_error(site: Site, body: bytes) -> None:
    status, _, answer = site.ask(site.root + "actions", headers=site.home | JSON, body=body)
    assert status == 400
    assert "error" in json.loads(answer)


def test_an_action_that_does_not_fit_is_refused_and_the_others_done(site: Site) -> None:
    status, answer = site.act(
        {"key": "1", "do": "accept", "ids": ["none"]},
        {"key": "2", "do": "fly"},
        {"key": "3", "do": "tick", "spans": [[0, 3]]},
    )
    assert status == 200
    assert "none" in json.loads(answer)["refused"]
    assert "fly" in json.loads(answer)["refused"]
    record = site.path.parent / ".rehear" / f"{site.path.name}.edits.jsonl"
    assert json.loads(record.read_text(encoding="utf-8").splitlines()[0])["seen"] == [[0, 3]]


def test_an_impossible_time_is_refused(site: Site) -> None:
    """`1e999` is JSON, and infinite."""
    body = b'{"actions": [{"key": "5", "do": "retime", "first": 0, "last": 8, "start": 0, "end": 1e999}], "version": 0}'
    status, _, answer = site.ask(site.root + "actions", headers=site.home | JSON, body=body)
    assert status == 200
    assert "retime" in json.loads(answer)["refused"]


def test_an_action_is_done_once_by_its_key_and_always_without(site: Site) -> None:
    def ticks(*actions: Mapping[str, object]) -> bool:
        return bool(json.loads(site.act(*actions)[1])["whole"]["cues"][0]["ticked"])

    tick = {"do": "tick", "spans": [[0, 11]]}
    assert ticks(tick)
    assert not ticks(tick | {"seen": False})
    assert ticks(tick | {"key": "6"})
    assert not ticks(tick | {"key": "7", "seen": False})
    assert not ticks(tick | {"key": "6"})


def test_a_card_that_is_gone_is_told(tmp_path: Path) -> None:
    """Somebody types over the cue that holds its words."""
    with served(story(tmp_path)) as (url, _):
        site = Site(url, tmp_path / "story.srt")
        state = json.loads(site.ask(site.root + "state")[2])
        card = state["cards"][0]
        first, last = map(int, card["parts"][0]["cue"].split("-"))
        asked = {"version": state["version"], "epoch": state["epoch"], "digest": state["digest"]}
        body = {**asked, "actions": [{"key": "1", "do": "retype", "texts": [[first, last, "Personne ici."]]}]}
        answer = json.loads(
            site.ask(site.root + "actions", headers=site.home | JSON, body=json.dumps(body).encode())[2]
        )
        assert answer["refused"] == ""
        assert card["id"] not in answer["dealt"]
        assert set(answer["dealt"]) < {one["id"] for one in state["cards"]} | {one["id"] for one in answer["cards"]}


def test_actions_on_another_text_are_refused(site: Site) -> None:
    """A page that outlived its server may hold some, while the file was changed."""
    body = {"actions": [{"key": "4", "do": "tick", "spans": [[4, 5]]}], "version": 0, "epoch": "", "digest": "other"}
    status, _, answer = site.ask(site.root + "actions", headers=site.home | JSON, body=json.dumps(body).encode())
    assert status == 200
    assert "another" in json.loads(answer)["refused"]
    assert not json.loads(answer)["whole"]["cues"][1]["ticked"]


def test_a_request_that_is_far_too_long_is_refused(site: Site) -> None:
    body = b'{"actions": "' + b"x" * (9 << 20) + b'"}'
    assert site.ask(site.root + "actions", headers=site.home | JSON, body=body)[0] == 400


def test_a_subtitle_stays_text(site: Site) -> None:
    """JSON with another type than HTML, and in a page's own file nothing of the subtitles."""
    _, headers, body = site.ask(site.root + "state")
    assert "window.hacked" in json.loads(body)["cues"][6]["words"][-2][0] or SCRIPT in body.decode()
    assert headers["content-type"] == "application/json"
    assert b"hacked" not in site.ask(site.root)[2]


def test_an_interrupt_ends_the_server_cleanly(tmp_path: Path) -> None:
    port = free_port()
    with served(story(tmp_path), port) as (_, process):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        process.send_signal(signal.SIGINT)
        connection.close()
        assert process.wait(10) == 0


def test_a_server_that_was_killed_is_found_again_where_it_was(tmp_path: Path) -> None:
    path, port = story(tmp_path), free_port()
    with served(path, port) as (url, process):
        process.kill()
        process.wait()
    with served(path, port) as (again, _):
        assert again == url
    notes = list((tmp_path / "state").rglob("*.json"))
    assert [note.stat().st_mode & 0o077 for note in notes] == [0]


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    path, port = story(tmp_path), free_port()
    with served(path, port), pytest.raises(pytest.fail.Exception, match="cannot listen on port"), served(path, port):
        pass
