"""`rehear lexicon new | from-article | learn | suggest | import | merge`: lexicons from what is there."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.errors import CallError
from .console import Show, entries, many
from .options import AsJson, Language

if TYPE_CHECKING:
    from ..correction.lexicon import Lexicon

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="The lexicon to write (default: to stdout).")
]
Force = Annotated[bool, typer.Option("--force", metavar="", help="Replace a file that is there.")]
Lexicons = Annotated[
    list[str] | None,
    typer.Option("--lexicon", "-l", metavar="NAME|PATH", help="A lexicon beside those of the settings; repeatable."),
]


def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The lexicon to begin, as house.toml.")],
    language: Language = None,
    title: Annotated[str, typer.Option("--title", help="What it is for.")] = "",
    force: Force = False,
) -> None:
    """Begin a lexicon: a commented file to fill in."""
    from ..pipeline.keeping import starter, write_new
    from ..pipeline.languages import language_code
    from ..pipeline.settings import settings_for

    spoken = language_code(language)
    with contextlib.suppress(CallError):  # settings may name the very file that is not there yet
        spoken = spoken or settings_for(path.parent).language
    write_new(path, starter(spoken, title), force=force)
    Show().result(f"{path}: begun; `rehear lexicon add TERM --to {path}` or an editor fills it")


def from_article(
    articles: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text, HTML or Markdown; - reads stdin.")],
    output: Output = None,
    language: Language = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """The people, places, organisations and rare words of a story, a show's description or a list of names."""
    _look(output, force)
    from ..correction.lexicon import merge
    from ..pipeline.languages import language_code
    from ..pipeline.lexicons import read_articles, story
    from ..pipeline.settings import settings_for

    show = Show(as_json=as_json, results_to_stderr=output is None, outlives_readers=output is not None)
    spoken = language_code(language) or settings_for(Path()).language
    stories = [story(article, spoken) for article in read_articles(articles)]
    made = merge(stories if len(stories) == 1 else [_noted(one) for one in stories])
    for notice in made.notices:
        show.warn(notice)
    _each(show, made)
    _write(
        show,
        made,
        output,
        force,
        head="From "
        + ", ".join("standard input" if str(path) == "-" else str(path) for path in articles)
        + ". Look through it before it goes into a house's lexicon.",
        quiet=as_json,
    )


def learn(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="A file or folder as it was heard; alone: a folder with records.")
    ],
    after: Annotated[
        Path | None, typer.Argument(metavar="AFTER", help="The same, reviewed; files pair by name.")
    ] = None,
    output: Output = None,
    language: Language = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Terms that an editor set right, with the evidence: from two versions, or from decisions and results changed by hand."""
    _look(output, force)
    from ..pipeline.curate import learn_from

    show = Show(as_json=as_json, results_to_stderr=output is None, outlives_readers=output is not None)
    lesson = learn_from(before, after, language=language, warn=show.warn)
    for one in lesson.learnt:
        heard = ", ".join(dict.fromkeys(sighting.heard for sighting in one.sightings))
        show.result(f"{len(one.sightings):>4}x  {one.term.write}  <-  {heard}")
        for phrase, why in one.unlisted:
            show.result(f"       {phrase!r} is not listed: it {why}")
        show.event(
            "learnt",
            write=one.term.write,
            heard=one.term.heard,
            count=len(one.sightings),
            places=[sighting.place for sighting in one.sightings],
            unlisted=dict(one.unlisted),
        )
    for phrase, place in lesson.protect.items():
        show.result(f"       {phrase!r} was kept by a person ({place}): protected")
    found = entries(lesson.lexicon) or "no terms"
    show.result(f"{found} from {many(lesson.texts, 'text')} ({lesson.language})")
    if lesson.learnt or lesson.protect:
        head = "Learnt from corrections. Look through it, then `rehear lexicon merge` it into the house's lexicon."
        _write(show, lesson.lexicon, output, force, head=head, comments=lesson.comments(), quiet=as_json)


def suggest(
    folders: Annotated[
        list[str], typer.Argument(metavar="FOLDER...", help="Subtitle files, transcripts, folders of them.")
    ],
    lexicon: Lexicons = None,
    output: Output = None,
    language: Language = None,
    force: Force = False,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="How many are shown.")] = 50,
    as_json: AsJson = False,
) -> None:
    """What an archive says is missing: names in several spellings, near misses of known terms, lines that recur."""
    _look(output, force)
    from ..curation.suggest import as_text
    from ..pipeline.curate import suggest_from
    from ..pipeline.lexicons import active_lexicon
    from ..pipeline.settings import settings_for

    show = Show(as_json=as_json, outlives_readers=output is not None)
    named = (*settings_for(Path(folders[0])).lexicons, *(lexicon or ()))
    found, spoken = suggest_from(folders, active_lexicon(named), language=language, warn=show.warn)
    for one in found[:most]:
        others = ", ".join(f"{way} ({count}x)" for way, count in one.others)
        what = {"spellings": f"{one.write}, also {others}", "near miss": f"{others}: near {one.write}"}.get(
            one.kind, one.write
        )
        show.result(f"{one.count:>4}x  {one.kind:<9}  {what}  [{'; '.join(one.examples)}]")
        show.event(
            "suggestion",
            what=one.kind,
            write=one.write,
            others=dict(one.others),
            count=one.count,
            examples=one.examples,
        )
    if not found:
        show.result("nothing to suggest")
    if len(found) > most:
        show.note(f"{len(found) - most} more (--most {len(found)})")
    if output is not None:
        from ..pipeline.keeping import write_new

        text, count = as_text(found, spoken)
        write_new(output, text, force=force)
        show.result(f"{output}: {many(count, 'name')} to choose the spelling of")


def import_list(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="CSV, TSV, wrong|right lists, JSON, XML of a subtitle editor; - reads stdin."
        ),
    ],
    output: Output = None,
    language: Language = None,
    reverse: Annotated[
        bool, typer.Option("--right-first", metavar="", help="The right spelling comes first in each pair.")
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Replace lists of other tools as a lexicon; a line that cannot be read is named and left out (exit 1)."""
    _look(output, force)
    from ..correction.lexicon import merge
    from ..curation.foreign import read_list
    from ..pipeline.languages import language_code

    show = Show(as_json=as_json, results_to_stderr=output is None, outlives_readers=output is not None)
    parts, incomplete = [], False
    for path in files:
        imported = read_list(path, direction="right-wrong" if reverse else None, language=language_code(language))
        parts.append(imported.lexicon)
        incomplete = incomplete or bool(imported.left_out)
        for error in imported.left_out:
            show.warn(f"{error}; left out")
        for notice in imported.notices:
            show.warn(notice)
    made = merge(parts)
    for notice in made.notices:
        show.warn(notice)
    _each(show, made)
    _write(show, made, output, force, quiet=as_json)
    show.note("`rehear lexicon check` says which mishearings are ordinary words")
    raise typer.Exit(1 if incomplete else 0)


def merge(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Lexicons; of two that differ the later wins.")
    ],
    output: Output = None,
    force: Force = False,
) -> None:
    """Several lexicons as one; the comments of entries and sections stay."""
    from ..pipeline.keeping import check_target, merged, rewrite
    from ..pipeline.locking import locked

    show = Show(results_to_stderr=output is None, outlives_readers=output is not None)
    # Merging into the first of them is what one does every week.
    again = output is not None and output.resolve() == files[0].resolve()
    with locked(output or files[0], writes=output is not None):
        if output is not None:
            check_target(output, force=force or again)
        text, notices = merged(files)
        for notice in notices:
            show.warn(notice)
        if output is None:
            typer.echo(text, nl=False)
            return
        rewrite(output, text)
    show.result(f"{output}: {many(len(files), 'lexicon')} merged")


def _look(output: Path | None, force: bool) -> None:
    """Refuse a target before the work for it is done."""
    from ..pipeline.keeping import check_target

    if output is not None:
        check_target(output, force=force)


def _each(show: Show, lexicon: Lexicon) -> None:
    """The terms, for a program."""
    for term in lexicon.terms:
        show.event(
            "term",
            write=term.write,
            plural=term.plural,
            heard=term.heard,
            match=term.match,
            note=term.note,
            place=term.place,
        )


def _noted(story: Lexicon) -> Lexicon:
    """The lexicon of one story of several: each note says which."""
    return replace(story, terms=tuple(replace(term, note=f"{term.note} of {term.source}") for term in story.terms))


def _write(
    show: Show,
    lexicon: Lexicon,
    output: Path | None,
    force: bool,
    *,
    head: str = "",
    comments: dict[str, list[str]] | None = None,
    quiet: bool = False,
) -> None:
    """The lexicon as a file, or on stdout."""
    from ..curation.blocks import render
    from ..pipeline.keeping import write_new

    text = render(lexicon, head=head, comments=comments)
    if output is not None:
        write_new(output, text, force=force)
        show.result(f"{output}: {entries(lexicon) or 'no terms'}")
    elif not quiet:
        typer.echo(text, nl=False)
