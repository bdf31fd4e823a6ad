"""The page's server: one file under review, on loopback, for the person who started it. docs/review.md says what it lets in."""

from __future__ import annotations

import asyncio
import json
import re
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..document.errors import CallError, RehearError, StaleEdit
from .address import Address, take_address
from .closing import finish, take
from .feed import Feed, Json
from .guard import Guard
from .held import assets
from .media import Clip, Playing
from .perform import perform
from .records import Rebased
from .session import Session

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

_LOOK = 0.5  # s between two looks whether something changed, here or in another process
_MOST = 8 << 20  # bytes that the page may send at once: a replacement in every cue of a long file
_REMEMBERED = 10_000  # actions that are known again when they are sent twice
_VERSION = re.compile(r"[0-9]{1,15}")  # as many digits as every reader of JSON keeps
_GOODBYE = 2  # s that open connections get at the end


class Desk:
    """One session, its clip, and what the page asks of them; calls come from several threads and are done one by one."""

    def __init__(self, session: Session, clip: Clip, again: Callable[[], Session]) -> None:
        self.clip = clip
        self._session, self._feed, self._again = session, Feed(session), again
        self._lock = Lock()
        self._done: dict[str, None] = {}  # keys of actions, in the order in which they came

    def whole(self) -> Json:
        with self._lock:
            return {**self._feed.whole(), "media": shown(self.clip.playing)}

    def since(self, epoch: object, version: int) -> Json:
        """What changed since; all of it for a page that was loaded from an earlier server."""
        if epoch != self._feed.epoch:
            return {"whole": self.whole()}
        with self._lock:
            return self._feed.since(version)

    def act(self, asked: Mapping[str, Any]) -> Json:
        """Do the actions in turn; one that does not fit any more is left out, and said."""
        refused: list[str] = []
        clashes: list[Json] = []
        said: list[str] = []
        with self._lock:
            # A page that outlived its server may hold actions on the text that the file had then.
            fits = asked.get("digest", self._session.record.digest) == self._session.record.digest
            if not fits:
                refused.append("the text of the file is another one now")
            for action in asked["actions"] if fits else ():
                key = action.get("key")
                if key is not None and str(key) in self._done:
                    continue
                try:
                    said.append(perform(self._session, action).said)
                except StaleEdit as error:
                    if key is not None and len(action["texts"]) == 1:
                        clashes.append({"key": str(key)})  # what was typed is not to be lost
                    else:
                        refused.append(str(error))
                except RehearError as error:
                    refused.append(str(error))
                if key is not None:
                    self._remember(str(key))
        news = self.since(asked.get("epoch"), int(asked["version"]))
        return {**news, "refused": "; ".join(refused), "clashes": clashes, "said": "; ".join(filter(None, said))}

    def _remember(self, key: str) -> None:
        self._done[key] = None
        if len(self._done) > _REMEMBERED:
            del self._done[next(iter(self._done))]

    def undo(self, asked: Mapping[str, Any]) -> Json:
        with self._lock:
            done = self._session.undo()
        undone: Json = {"what": "", "ids": [], "said": ""}
        if done is not None:
            undone = {"what": done.what.removeprefix("undo "), "ids": done.ids, "said": done.said}
        return {**self.since(asked.get("epoch"), int(asked["version"])), "undone": undone}

    def finish(self, asked: Mapping[str, Any]) -> Json:
        with self._lock:
            return finish(self._session, force=asked.get("force") is True)

    def take(self, asked: Mapping[str, Any]) -> Json:
        with self._lock:
            return take(self._session, [str(name) for name in asked["entries"]])

    def reopen(self, _: Mapping[str, Any]) -> Json:
        """The file as it is now, where another program has corrected it anew."""
        with self._lock:
            self._session = self._again()
            self._feed = Feed(self._session)
        return self.whole()

    def sound(self, _: Mapping[str, Any]) -> Json:
        self.clip.make_sound()
        return {}

    def news(self) -> str:
        """What a page that is open wants to know at once."""
        error, stale = "", False
        with self._lock:
            try:
                self._session.refresh()
            except Rebased:
                stale = True
            except RehearError as problem:
                error = str(problem)
            self._feed.look()
        known = {"version": self._feed.version, "epoch": self._feed.epoch}
        return json.dumps({**known, "media": shown(self.clip.playing), "error": error, "stale": stale})


def shown(playing: Playing) -> Json:
    return {
        "state": playing.state,
        "share": round(playing.share, 2),
        "picture": playing.kind.startswith("video/"),
        "error": playing.error,
        # Another address for another file, so that the page takes what replaces one that it could not play.
        "address": f"media?{playing.kind}",
    }


def serve(
    session: Session,
    again: Callable[[], Session],
    *,
    port: int | None = None,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Show the page of a session until Ctrl-C.

    Args:
        again: opens the file once more, where another program has corrected it anew.
        port: to listen on; None takes the one that this file had last, or any.
        browser: open it in the browser.
        say: gets the address.

    Raises:
        CallError: if the extra `review` is not installed, or nothing can listen on the port.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise CallError("the page needs Starlette and uvicorn", remedy="pip install 'rehear[review]'") from error
    address = take_address(session.path, port)
    clip = Clip(session.media, session.transcript.language)
    desk = Desk(session, clip, again)
    desk.whole()  # worked out before the page asks
    server: uvicorn.Server
    application = guarded(desk, address, lambda: server.should_exit)
    server = uvicorn.Server(
        uvicorn.Config(application, log_level="critical", lifespan="off", timeout_graceful_shutdown=_GOODBYE, ws="none")
    )
    try:
        say(address.url)
        if browser:
            webbrowser.open(address.url)
        server.run(sockets=[address.socket])
    except KeyboardInterrupt:
        pass  # how a server is ended
    finally:
        clip.close()


def guarded(desk: Desk, address: Address, ending: Callable[[], bool]) -> ASGIApp:
    return Guard(application(desk, address.token, ending), address.token, address.port)


def application(desk: Desk, token: str, ending: Callable[[], bool]) -> Starlette:
    """The addresses below `/TOKEN/`: the page's files, its state, what it asks, and the clip."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
    from starlette.routing import Mount, Route

    def asset(request: Request) -> Response:
        held = assets().get(request.path_params.get("name", "page.html"))
        if held is None:
            return JSONResponse({"error": "no such file"}, 404)
        return Response(held[0], media_type=held[1])

    def state(request: Request) -> Response:
        query = request.query_params
        since = query.get("since", "")
        known = _VERSION.fullmatch(since)
        return JSONResponse(desk.since(query.get("epoch"), int(since)) if known else desk.whole())

    def media(_: Request) -> Response:
        playing = desk.clip.playing
        if playing.path is None:
            return JSONResponse({"error": "nothing to play"}, 404)
        return FileResponse(playing.path, media_type=playing.kind)

    async def events(_: Request) -> Response:
        async def told() -> AsyncIterator[str]:
            last = ""
            while not ending():
                news = await run_in_threadpool(desk.news)
                # An empty comment shows that the connection is alive, or that it is not.
                yield f"data: {news}\n\n" if news != last else ":\n\n"
                last = news
                await asyncio.sleep(_LOOK)

        return StreamingResponse(told(), media_type="text/event-stream")

    def answer(work: Callable[[Mapping[str, Any]], Json]) -> Callable[[Request], Any]:
        async def answered(request: Request) -> Response:
            try:
                asked = json.loads(await _body(request))
                return JSONResponse(await run_in_threadpool(work, asked))
            except RehearError as error:
                return JSONResponse({"error": str(error)}, 409)
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
                return JSONResponse({"error": f"not understood: {error}"}, 400)

        return answered

    verbs = {
        "actions": desk.act,
        "undo": desk.undo,
        "finish": desk.finish,
        "take": desk.take,
        "sound": desk.sound,
        "reopen": desk.reopen,
    }
    routes = [
        Route("/state", state),
        Route("/events", events),
        Route("/media", media),
        *(Route(f"/{name}", answer(work), methods=["POST"]) for name, work in verbs.items()),
        Route("/{name}", asset),
        Route("/", asset),
    ]
    return Starlette(routes=[Mount(f"/{token}", routes=routes)])


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MOST:
            raise ValueError("too long")
        parts.append(part)
    return b"".join(parts)
