"""`rehear lexicon check | add | explain | format | list`: lexicons kept in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.errors import CallError, RehearError
from ..pipeline.reasons import explanation, reason
from .console import Show, entries, many
from .lexicon_make import Lexicons
from .options import AsJson, Language

if TYPE_CHECKING:
    from ..correction.lexicon import Lexicon


def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="NAME|PATH...", help="Lexicons (default: those that hold here).")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="FOLDER", help="Text that is right: which terms would fire there."),
    ] = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Duplicates, clashes, terms that sound like common words, entries that do nothing; exit 1 if there are any."""
    from ..correction.lexicon import merge
    from ..correction.lexicon_files import load_file, shipped
    from ..curation.check import Problem, fires
    from ..curation.check import check as check_lexicons
    from ..pipeline.curate import language_of, texts
    from ..pipeline.languages import language_code
    from ..pipeline.lexicons import scopes
    from ..pipeline.settings import settings_for

    show = Show(as_json=as_json)
    spoken = language_code(language) or settings_for(Path()).language
    broken: list[RehearError] = []
    lexicons: list[Lexicon] = []
    beside: list[Lexicon] = []
    for name in files or [scope.name for scope in scopes(Path())]:
        try:
            # Shipped ones that are only in use are not a person's to mend.
            lexicon = load_file(name, language=spoken)
            if lexicon.terms and not any(term.language for term in lexicon.terms):
                lexicon = load_file(name, language=language_of(lexicon))
                show.note(f"{name}: names no language, looked at as {lexicon.language} (--language says another)")
            (beside if not files and name in shipped() else lexicons).append(lexicon)
        except CallError as error:
            show.error(error)
            broken.append(error)
    problems: list[Problem] = check_lexicons(lexicons, spoken, beside=beside)
    if against:
        problems += fires(merge([*beside, *lexicons]), texts(against, spoken, show.warn), spoken)
    for problem in problems:
        show.result(str(problem))
        show.event("problem", place=problem.place, text=problem.text, remedy=problem.remedy)
    terms = sum(len(lexicon.terms) for lexicon in lexicons)
    unread = f"; {many(len(broken), 'lexicon')} could not be read" if broken else ""
    if lexicons or not broken:
        looked = f"{many(len(lexicons), 'lexicon')}, {many(terms, 'term')}"
        show.result(f"{looked}: {many(len(problems), 'problem')}{unread}")
    raise typer.Exit(2 if broken else 1 if problems else 0)


def add(
    term: Annotated[str, typer.Argument(metavar="TERM", help="The right spelling.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="The lexicon (default: the nearest one of this folder's settings)."),
    ] = None,
    heard: Annotated[
        list[str] | None, typer.Option("--heard", metavar="TEXT", help="A mishearing; repeatable.")
    ] = None,
    plural: Annotated[str, typer.Option("--plural", help="Its plural.")] = "",
    feminine: Annotated[str, typer.Option("--feminine", help="Its feminine.")] = "",
    say: Annotated[
        list[str] | None, typer.Option("--say", metavar="TEXT", help="How it sounds, in plain spelling.")
    ] = None,
    context: Annotated[
        list[str] | None,
        typer.Option("--context", metavar="WORD", help="A word of which one must stand near; repeatable."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why it is here.")] = "",
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Put a term into a lexicon, or add to the entry that is there."""
    from ..correction.lexicon import Lexicon, Term, validate
    from ..correction.lexicon_files import load_file
    from ..curation.check import check as check_lexicons
    from ..pipeline.keeping import add_to
    from ..pipeline.languages import language_code
    from ..pipeline.lexicons import own_lexicon
    from ..pipeline.locking import locked
    from ..pipeline.settings import settings_for

    chosen = to or own_lexicon(Path())
    if chosen is None:
        raise CallError("no lexicon to add to", remedy="--to house.toml, or name one in rehear.toml")
    path = Path(chosen)
    here = load_file(path) if path.exists() else None
    spoken = language_code(language) or (here and here.language) or settings_for(Path()).language
    entry = Term(
        " ".join(term.split()),
        plural,
        feminine,
        heard=tuple(heard or ()),
        say=tuple(say or ()),
        context=tuple(context or ()),
        note=note,
        language=language_code(language),
        source=str(path),
    )
    validate([entry])
    show = Show(as_json=as_json)
    with locked(path):
        notices = add_to(path, Lexicon((entry,), language=spoken))
    for notice in notices:
        show.warn(notice)
    show.result(f"{path}: {entry.write}")
    show.event("added", lexicon=str(path), write=entry.write, heard=entry.heard)
    for problem in check_lexicons([Lexicon((entry,))], spoken):
        show.warn(f"{problem.text} ({problem.remedy})")
        show.event("problem", place=str(path), text=problem.text, remedy=problem.remedy)


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A phrase or a sentence, as it was heard.")],
    lexicon: Lexicons = None,
    article: Annotated[
        list[Path] | None, typer.Option("--article", metavar="FILE", help="The story's own article.")
    ] = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """What would match in a phrase and why, and what keeps a near term away."""
    from ..curation.explain import explain as explain_text
    from ..pipeline.languages import language_code
    from ..pipeline.lexicons import active_lexicon, read_articles
    from ..pipeline.settings import settings_for

    if not any(map(str.isalnum, text)):
        raise CallError("nothing to explain", remedy="a phrase or a sentence, as it was heard")
    settings = settings_for(Path())
    spoken = language_code(language) or settings.language
    active = active_lexicon((*settings.lexicons, *(lexicon or ())), read_articles(article or ()), language=spoken)
    show = Show(as_json=as_json)
    found = explain_text(text, active, active.language or "fr")
    show.result(f"{text!r} sounds like [{found.phones}]")
    show.event("sound", text=text, phones=found.phones)
    for edit in found.edits:
        show.result(f"{edit.before!r} -> {edit.after!r}: {reason(edit)}")
        said = list(explanation(edit))
        for line in said:
            show.result(f"    {line}")
        show.event(
            "match", before=edit.before, after=edit.after, term=edit.term, place=edit.lexicon, band=edit.band, why=said
        )
    for term in found.stands:
        show.result(f"{term.write!r} stands there already ({term.place}): a right spelling is never changed")
        show.event("stands", write=term.write, place=term.place)
    for near in found.near:
        away = f"{near.distance:g} of {near.length} sounds away from {near.phrase!r}"
        show.result(f"not {near.term.write!r} ({near.term.place}), {away}: {near.why_not}")
        how = {"phrase": near.phrase, "distance": near.distance, "of": near.length, "why_not": near.why_not}
        show.event("near", write=near.term.write, place=near.term.place, **how)
    if not (found.edits or found.stands or found.near):
        show.result("nothing in the lexicon sounds like it")


def format_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="TOML lexicons.")],
    check_only: Annotated[
        bool, typer.Option("--check", metavar="", help="Only say what would change (exit 1).")
    ] = False,
) -> None:
    """Put lexicons into their stable form: one order, one way of writing; comments stay."""
    from ..curation.blocks import format_text
    from ..pipeline.keeping import rewrite, toml_of
    from ..pipeline.locking import locked

    show, changed = Show(outlives_readers=not check_only), False
    for path in files:
        with locked(path, writes=not check_only):
            text = toml_of(path)
            formatted = format_text(text, str(path))
            if formatted != text and not check_only:
                rewrite(path, formatted)
        if formatted != text:
            changed = True
            show.result(f"{path}: {'would change' if check_only else 'put in order'}")
    raise typer.Exit(1 if changed and check_only else 0)


def list_active(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the clips lie (default: here).")] = Path(),
    lexicon: Lexicons = None,
    article: Annotated[
        list[Path] | None, typer.Option("--article", metavar="FILE", help="The story's own article.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The lexicons that hold in a folder: from where, and with how many entries; later ones win."""
    from ..pipeline.lexicons import read_articles, scopes

    if not folder.is_dir():
        raise CallError("no such folder", path=folder, remedy="the folder that the clips lie in")
    show = Show(as_json=as_json)
    for scope in scopes(folder, lexicon or (), read_articles(article or ())):
        terms, protect, invented = (
            len(part) for part in (scope.lexicon.terms, scope.lexicon.protect, scope.lexicon.credits)
        )
        show.result(f"{scope.name}  ({scope.origin}): {entries(scope.lexicon) or 'nothing in it'}")
        show.event("lexicon", name=scope.name, origin=scope.origin, terms=terms, protect=protect, credits=invented)
