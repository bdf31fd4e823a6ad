"""What is done with one clip of an archive, in steps that each leave everything whole: look, hear, correct.

The functions take and give what can be sent to other processes and machines. None of them raises for a clip that cannot be
used: the outcome says it. Hearing, which takes many clips together, is in `recogniser.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

from ..correction.lexicon import Lexicon
from ..document.model import Transcript
from ..document.store import read_transcript
from ..pipeline.clip import Layout
from ..pipeline.clip import correct as correct_heard
from ..pipeline.heard import Heard, look_up
from ..pipeline.inputs import Target
from ..pipeline.lexicons import Article, active_lexicon
from .faults import failed
from .storage import at_hand, fetch, is_address, stamp
from .task import Outcome, Step, Task, Trouble, identity


def look(task: Task, spool: Path | None = None) -> Outcome:
    """Whether the clip can be heard, how long it is, and whether it was heard in the same way before.

    What lasts is found twice: a share that drops out for a moment leaves a file that looks damaged.

    Args:
        spool: where a clip that lies elsewhere is copied to; the caller removes the copy (`Outcome.media`).
    """
    found = _look(task, spool)
    if found.trouble is None or not found.trouble.lasting:
        return found
    return _look(replace(task, media=found.media), spool)


def _look(task: Task, spool: Path | None) -> Outcome:
    from ..transcribe import probe
    from ..transcribe.media import choose_stream

    begun = monotonic()
    try:
        media = fetched(task, spool)
        task = replace(task, media=media)
        info = probe(media or task.place)
        if not info.audio:
            return Outcome(task.key, Step.LOOK, Trouble.NO_AUDIO if task.sure else Trouble.NO_MEDIA, "no audio stream")
        task = replace(task, sure=True)  # its content says what its name did not
        choose_stream(info, task.how.listening.track, task.how.listening.options.language)
        with results(task) as target:
            found = look_up(target, task.how.listening)
        done = isinstance(found, Heard)
        return Outcome(
            task.key,
            Step.LOOK,
            heard=done,
            audio=info.duration,
            identity=identity(found.transcript) if isinstance(found, Heard) else "",
            spent=monotonic() - begun,
            files=stamps(task) if done else {},
            media=media,
        )
    except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
        return failed(task, Step.LOOK, error)


def correct(task: Task) -> Outcome:
    """Correct what was heard, and write the clip's results."""
    begun = monotonic()
    warnings: list[str] = []
    how = task.how
    try:
        with results(task) as target:
            transcript = read_transcript(target.record("transcript.json"))
            done = correct_heard(
                target,
                transcript,
                lexicon_of(how.lexicons, how.articles, how.settings.language),
                formats=how.settings.formats,
                layout=Layout(how.settings.style, how.begins),
                cleanup=how.settings.cleanup,
                typography=how.settings.spaces,
                selection=how.selection,
                force=how.force,
                warn=warnings.append,
            )
        return Outcome(
            task.key,
            Step.CORRECT,
            complete=transcript.complete,
            audio=length(transcript),
            spent=monotonic() - begun,
            files=stamps(task),
            kept=tuple(path.name for path in done.kept),
            edits=len(done.edits),
            applied=sum(edit.applies for edit in done.edits),
            warnings=tuple(warnings),
        )
    except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
        return failed(task, Step.CORRECT, error)


def fetched(task: Task, spool: Path | None) -> Path | None:
    """The copy of a clip that lies elsewhere, made if there is none yet; None for one that lies here."""
    if task.media is not None or not is_address(task.place):
        return task.media
    return fetch(task.place, Path(mkdtemp(prefix="clip-", dir=spool)))


@contextmanager
def results(task: Task) -> Iterator[Target]:
    """Where the clip's results are read and written; what lies at an address is put back at the end."""
    with at_hand(task.folder, task.files) as folder:
        # The name counts, also of a clip whose copy was removed: records are named after it.
        yield Target(task.media or Path(task.name if is_address(task.place) else task.place), folder, task.stem)


def stamps(task: Task) -> dict[str, str]:
    """The clip's results that are there, below its folder, with their stamps."""
    found = {name: stamp(f"{task.folder}/{name}") for name in task.files}
    return {name: str(known) for name, known in found.items() if known is not None}


def length(transcript: Transcript) -> int | None:
    """How much sound was heard, in ms, as far as the transcript says it."""
    known = transcript.origin.options.get("length")
    return known if isinstance(known, int) else None


@lru_cache(maxsize=4)
def lexicon_of(names: tuple[str, ...], articles: tuple[Article, ...], language: str | None) -> Lexicon:
    """The lexicon of a folder; a worker loads each once."""
    return active_lexicon(names, articles, language=language)
