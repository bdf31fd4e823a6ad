"""Clips through one recogniser: their windows share its batches, and each clip is handed on as soon as it is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from ..document.errors import EngineError
from .decoding import Decoding
from .engine import Engine, Recognised, Window
from .hearing import Hearing
from .retry import another_way, better

_CLIPS = 16  # that are asked for ahead
_HELD = 8  # windows that may wait for the text before them
_DONE = 16  # clips that may be done before the recogniser is interrupted to hand them on


@dataclass(frozen=True, slots=True)
class _Given:
    """A window that the engine gets: of which clip, and its place there. If it is heard once more: the window as it was heard
    at first, and what was heard then."""

    clip: Hearing
    place: int
    window: Window
    first: tuple[Window, Recognised] | None = None


@dataclass(slots=True)
class Stream:
    """Clips that are heard by one engine.

    The engine takes windows from `_windows`, and its results come back in the same order. Where no window can be given before
    a result has come back, `_windows` ends, and `heard` begins it anew.

    Args:
        clips: asked for a few ahead, by the thread that iterates `heard`. One that has a result already is handed on.
    """

    clips: Iterator[Hearing]
    engine: Engine
    _decoding: Decoding = field(default_factory=Decoding)
    _open: dict[int, Hearing] = field(default_factory=dict)
    _decoded: int = 0  # clips that are with the decoder
    _more: bool = True  # there are clips to ask for
    _over: bool = False  # nothing more comes from the decoder
    _again: deque[_Given] = field(default_factory=deque)  # to be heard once more
    _held: deque[tuple[Hearing, Window]] = field(default_factory=deque)  # some wait for the text before them
    _with_engine: deque[_Given] = field(default_factory=deque)
    _done: deque[Hearing] = field(default_factory=deque)

    def heard(self) -> Iterator[Hearing]:
        """The clips, each as soon as it has a result."""
        try:
            while self._again or self._held or not self._over:
                for result in self.engine.recognise(self._windows()):
                    self._take(self._with_engine.popleft(), result)
                    yield from self._finished()
                yield from self._finished()
        except BaseException:
            for clip in self._open.values():
                clip.break_off()
            raise
        finally:
            self._decoding.close()

    def _finished(self) -> Iterator[Hearing]:
        while self._done:
            yield self._done.popleft()

    def _windows(self) -> Iterator[Window]:
        """What can be heard now."""
        while True:
            given = self._ready()
            if given is not None:
                self._with_engine.append(given)
                yield given.window
            elif len(self._held) >= _HELD or not self._read():
                return

    def _ready(self) -> _Given | None:
        """A window that is here and waits for nothing."""
        if self._again:
            return self._again.popleft()
        for at, (clip, window) in enumerate(self._held):
            if not clip.waits:
                del self._held[at]
                return _Given(clip, *clip.give(window))
        return None

    def _read(self) -> bool:
        """Take a piece from the decoder. False if there is none, or if clips that are done should be handed on first; that is
        only so between two clips, because the first windows of a clip find out its language together."""
        self._ask()
        if self._more and not self._decoded:
            return False
        piece = self._decoding.next()
        if piece is None:
            self._over = True
            return False
        clip, what = piece
        if isinstance(what, Window):
            if clip.result is None:
                self._held.append((clip, what))
                self._step(clip, clip.expect)
            return True
        self._decoded -= 1
        self._step(clip, partial(clip.all_given, what) if isinstance(what, int) else partial(clip.fail, what))
        return not self._done or (bool(self._with_engine) and len(self._done) < _DONE)

    def _ask(self) -> None:
        """See that the decoder has enough to do."""
        while self._more and self._decoded < _CLIPS and len(self._done) < _DONE:
            clip = next(self.clips, None)
            if clip is None:
                self._more = False
                self._decoding.no_more()
            elif clip.result is not None:
                self._done.append(clip)
            else:
                self._open[clip.number] = clip
                self._decoded += 1
                self._decoding.add(clip)

    def _take(self, given: _Given, result: Recognised | EngineError) -> None:
        """What the engine made of a window; what is doubtful is heard once more."""
        clip, window = given.clip, given.window
        if given.first is not None:
            window, before = given.first
            result = better(window, before, before if isinstance(result, EngineError) else result)
        elif isinstance(result, EngineError):
            self._step(clip, partial(clip.fail, result))
            return
        else:
            other = another_way(window, result)
            if other is not None and clip.result is None:
                self._again.append(_Given(clip, given.place, other, (window, result)))
                return
        self._step(clip, partial(clip.take, given.place, window, result))

    def _step(self, clip: Hearing, step: Callable[[], None]) -> None:
        """Something happens to a clip, which may end it. What its listener raises is its own failure too."""
        if clip.result is None:
            try:
                step()
            except Exception as error:  # noqa: BLE001
                clip.fail(error)
            if clip.result is not None:
                self._done.append(self._open.pop(clip.number))
                self._held = deque(one for one in self._held if one[0] is not clip)
                self._again = deque(one for one in self._again if one.clip is not clip)
