"""`rehear run` and `rehear transcribe`: clips in, subtitles out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..document.clock import clock
from ..pipeline.reasons import summary, tally
from .calls import Sought, counts, each, planned, point_to_review, say_kept, shown
from .console import Show
from .ending import on_end
from .options import (
    Correcting,
    House,
    Inputs,
    Language,
    Listening,
    Passage,
    Recogniser,
    Selecting,
    Showing,
    Style,
    Terms,
    Typesetting,
    Written,
)

if TYPE_CHECKING:
    from ..pipeline.heard import Heard
    from ..pipeline.plan import Job


def run(
    clips: Inputs,
    terms: Terms,
    recogniser: Recogniser,
    listening: Listening,
    passage: Passage,
    correcting: Correcting,
    typesetting: Typesetting,
    selecting: Selecting,
    house: House,
    style: Style,
    written: Written,
    showing: Showing,
    language: Language = None,
) -> None:
    """Transcribe clips, correct them, write subtitles (.srt and .txt)."""
    from ..pipeline.clip import Layout, correct
    from ..pipeline.inputs import MEDIA
    from ..pipeline.plan import formats_of

    show = shown(showing, outlives_readers=not written.dry_run)
    formats = formats_of(written.file_format, style.output_format, written.output)
    plan = planned(
        show,
        MEDIA,
        **clips.arguments(),
        **terms.arguments(),
        **selecting.arguments(),
        **written.arguments(),
        overrides={
            **recogniser.settings(),
            **correcting.settings(),
            **typesetting.settings(),
            **selecting.settings(),
            **house.settings(),
            "language": language,
            "formats": formats,
        },
    )
    hear, sought = _hearing(show, listening, passage), Sought(show, plan)

    def work(job: Job) -> bool:
        layout = Layout(job.settings.style, house.begins(job.settings.fps))
        heard = hear(job)
        done = correct(
            job.target,
            heard.transcript,
            job.lexicon,
            formats=job.settings.formats,
            layout=layout,
            cleanup=job.settings.cleanup,
            typography=job.settings.spaces,
            selection=job.selection,
            force=written.force,
            warn=show.warn,
        )
        sought.met(done.ids)
        show.changes(done.transcript, done.edits, explain=correcting.explain)
        wrote = ", ".join(map(str, done.outputs)) or "nothing"
        show.result(f"{job.source}: {_how(heard)}, {summary(tally(done.edits))}; wrote {wrote}")
        say_kept(show, done.kept)
        point_to_review(show, plan, next(iter((*done.outputs, *done.kept)), None), done.edits)
        show.event(
            "clip",
            source=str(job.source),
            **_figures(heard),
            **counts(done.edits),
            written=list(map(str, done.outputs)),
        )
        return heard.transcript.complete and not done.kept

    with on_end():
        each(show, plan, work, dry_run=written.dry_run, sought=sought)


def transcribe(
    clips: Inputs,
    recogniser: Recogniser,
    listening: Listening,
    passage: Passage,
    house: House,
    style: Style,
    written: Written,
    showing: Showing,
    language: Language = None,
) -> None:
    """Write what the model heard, uncorrected (.transcript.json, and the formats asked for)."""
    from ..pipeline.clip import Layout, write_uncorrected
    from ..pipeline.inputs import MEDIA
    from ..pipeline.plan import formats_of

    show = shown(showing, outlives_readers=not written.dry_run)
    formats = formats_of(written.file_format, style.output_format, written.output)
    plan = planned(
        show,
        MEDIA,
        **clips.arguments(),
        **written.arguments(),
        overrides={**recogniser.settings(), **house.settings(), "language": language, "formats": formats},
    )
    hear = _hearing(show, listening, passage)

    def work(job: Job) -> bool:
        layout = Layout(job.settings.style, house.begins(job.settings.fps))
        heard = hear(job)
        outputs = write_uncorrected(
            heard.transcript, job.target, formats or (), layout, force=written.force, warn=show.warn
        )
        wrote = [*outputs.written, job.target.record("transcript.json")]
        how = _how(heard) + ("" if heard.passage else f", {len(heard.transcript.words)} words")
        show.result(f"{job.source}: {how}; wrote " + ", ".join(map(str, wrote)))
        say_kept(show, outputs.kept)
        show.event("clip", source=str(job.source), **_figures(heard), written=list(map(str, wrote)))
        return heard.transcript.complete and not outputs.kept

    with on_end():
        each(show, plan, work, dry_run=written.dry_run)


def _hearing(show: Show, listening: Listening, passage: Passage) -> Callable[[Job], Heard]:
    """A function that hears a job's clip; the recogniser is loaded when it is first needed, and once."""
    from ..pipeline.hearing import Hearing
    from ..pipeline.joining import heard_to
    from ..transcribe import Listener

    asked = asdict(listening) | asdict(passage)
    live = asked.pop("live")
    hearing = Hearing(**asked)

    def hear(job: Job) -> Heard:
        with show.progress(job.source.name) as advance:
            heard = hearing.hear(job, Listener(advance, show.heard if live else None, warning=show.warn), show.note)
        reached = heard_to(heard.transcript)
        if reached is not None:
            show.warn(f"{job.source}: only heard to {clock(reached)} so far (without --from and --to it goes on there)")
        elif heard.passage and not heard.transcript.complete:
            show.warn(f"{job.source}: the passage is in its place, but only a part of the clip could be heard")
        return heard

    return hear


def _how(heard: Heard) -> str:
    if heard.passage is None:
        return "heard before" if heard.reused else "heard now"
    place = f"{clock(heard.passage.start)}-" + ("" if heard.passage.end is None else clock(heard.passage.end))
    words = heard.passage.words
    return f"passage {place}: " + (f"{words} word{'s' if words > 1 else ''} heard" if words else "nothing heard")


def _figures(heard: Heard) -> dict[str, Any]:
    """What was heard, as `--json` says it; times in ms."""
    transcript, passage = heard.transcript, heard.passage
    return {
        "reused": heard.reused,
        "language": transcript.language,
        "words": len(transcript.words),
        "complete": transcript.complete,
        "passage": passage and {"from": passage.start, "to": passage.end, "words": passage.words},
    }
