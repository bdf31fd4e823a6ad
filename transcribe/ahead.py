"""Work that runs ahead: a thread makes what is wanted next while this one uses what it has."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

_T = TypeVar("_T")
_LOOK = 0.1  # seconds after which the thread looks whether anybody still wants it


def ahead(items: Iterable[_T], most: int) -> Generator[_T]:
    """The same items, made by a thread that is at most so many ahead. What it raises is raised here; when the iterator is
    closed, the thread ends."""
    queue: Queue[tuple[str, object]] = Queue(most)
    unwanted = Event()

    def give(kind: str, what: object) -> bool:
        while not unwanted.is_set():
            try:
                queue.put((kind, what), timeout=_LOOK)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        source = iter(items)
        try:
            for item in source:
                if not give("item", item):
                    return
            give("end", None)
        except BaseException as error:  # noqa: BLE001 - raised again where the items are used
            give("error", error)
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()

    thread = Thread(target=work, name="rehear-decoding", daemon=True)
    thread.start()
    try:
        while True:
            try:
                kind, what = queue.get(timeout=_LOOK)
            except Empty:  # a wait without end would not notice Ctrl-C everywhere
                continue
            if kind == "error":
                assert isinstance(what, BaseException)
                raise what
            if kind == "end":
                return
            yield what  # type: ignore[misc]
    finally:
        unwanted.set()
        thread.join()
