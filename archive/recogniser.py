"""Hearing many clips with one model: the next are decoded while some are recognised, and windows of several share a batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain, groupby
from pathlib import Path

from ..curation import most_useful
from ..document.errors import PastEnd
from ..document.model import Transcript
from ..pipeline.heard import Hearable, Heard, look_up
from ..pipeline.joining import heard_to
from ..pipeline.lexicons import Article
from ..transcribe import Engine, Listener, Request, load_engine, transcribe_many
from .faults import failed
from .task import Outcome, Step, Task, identity
from .work import fetched, length, lexicon_of, results, stamps

# A clip that is broken off goes on where it stopped only if so much of it was heard (ms): in int8 its windows share batches
# with others then, and a short clip is heard again as fast.
_WORTH_KEEPING = 600_000

Told = Callable[[str, int], None]


@dataclass(slots=True)
class _Open:
    """A clip that is being heard."""

    task: Task
    hearable: Hearable
    stack: ExitStack
    warnings: list[str] = field(default_factory=list)

    def keep_part(self, part: Transcript) -> None:
        if (heard_to(part) or 0) - (self.hearable.listening.start or 0) >= _WORTH_KEEPING:
            self.hearable.keep_part(part)


@dataclass(slots=True)
class Recogniser:
    """Hears clips; keeps the model that it used last.

    Args:
        device: hears on this one, where the settings leave open which.
        spool: where clips that lie elsewhere are copied to.
        told: called with a clip's key and how much of it is heard (ms).
    """

    device: str | None = None
    spool: Path | None = None
    told: Told = lambda _key, _ms: None
    _engine: Engine | None = None
    _loaded: tuple[str, str, str, str] | None = None
    _open: dict[str, _Open] = field(default_factory=dict)
    _ready: deque[Outcome] = field(default_factory=deque)

    def hear(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """What became of each clip, as they are finished; what was heard is stored beside the results.

        Raises:
            CallError, EngineError: if the model cannot be loaded, or the recogniser as a whole fails.
        """
        try:
            for _, alike in groupby(tasks, key=lambda task: task.how.engine):
                yield from self._alike(alike)
        finally:
            for one in self._open.values():  # abandoned: nothing is put back
                one.stack.__exit__(GeneratorExit, GeneratorExit(), None)
            self._open.clear()

    def _alike(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Clips for one model."""
        requests = (request for request in map(self._request, tasks) if request is not None)
        first = next(requests, None)
        if first is not None:
            engine = self._model(first.key.task)
            with closing(transcribe_many(chain([first], requests), engine)) as heard:
                for one in heard:
                    yield from self._take_ready()
                    yield self._finished(one.request.key, one.result)
        yield from self._take_ready()

    def _take_ready(self) -> Iterator[Outcome]:
        while self._ready:
            yield self._ready.popleft()

    def _request(self, task: Task) -> Request[_Open] | None:
        """The clip as the recogniser takes it; None if it needs no hearing, or cannot be heard."""
        try:
            task = replace(task, media=fetched(task, self.spool))
            with ExitStack() as stack:
                found = look_up(stack.enter_context(results(task)), task.how.listening)
                if isinstance(found, Heard):
                    self._ready.append(Outcome(task.key, Step.HEAR, files=stamps(task), media=task.media))
                    return None
                one = _Open(task, found, stack.pop_all())
        except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
            self._ready.append(failed(task, Step.HEAR, error))
            return None
        self._open[task.key] = one
        listening, how = found.listening, task.how
        return Request(
            found.target.source,
            one,
            options=listening.options,
            prompt_terms=_terms(how.lexicons, how.articles, how.settings.language) if listening.lexicon_prompt else (),
            track=listening.track,
            channel=listening.channel,
            start=listening.start,
            listener=Listener(
                progress=partial(self._tell, task.key),
                so_far=one.keep_part if found.keeps_parts else None,
                warning=one.warnings.append,
            ),
            earlier=found.earlier,
        )

    def _tell(self, key: str, heard: int, _total: int) -> None:
        self.told(key, heard)

    def _finished(self, one: _Open, result: Transcript | Exception) -> Outcome:
        del self._open[one.task.key]
        if isinstance(result, Exception) and not isinstance(result, PastEnd):
            one.stack.__exit__(type(result), result, None)
            return failed(one.task, Step.HEAR, result)
        try:
            with one.stack:
                heard = one.hearable.keep(result).transcript
            return Outcome(
                one.task.key,
                Step.HEAR,
                complete=heard.complete,
                audio=length(heard),
                identity=identity(heard),
                files=stamps(one.task),
                warnings=tuple(one.warnings),
                media=one.task.media,
            )
        except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
            return failed(one.task, Step.HEAR, error)

    def _model(self, task: Task) -> Engine:
        wanted = task.how.engine
        if self._engine is None or self._loaded != wanted:
            self._engine = None  # one model at a time: the next may need the room
            name, model, device, precision = wanted
            self._engine = load_engine(
                name,
                model=model,
                device=device if device not in ("auto", "cuda") else self.device or device,
                precision=precision,
            )
            self._loaded = wanted
        return self._engine


@lru_cache(maxsize=4)
def _terms(names: tuple[str, ...], articles: tuple[Article, ...], language: str | None) -> tuple[str, ...]:
    """What the recogniser is told to expect; one tuple for all clips of a lexicon, because it is prepared once."""
    return most_useful(lexicon_of(names, articles, language), language)
