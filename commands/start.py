"""`rehear demo` and `rehear doctor`: for a first look, and for when something is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import Show
from .hear import run
from .options import (
    AsJson,
    Correcting,
    House,
    Inputs,
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


def demo(
    output_dir: Annotated[Path, typer.Option("--output-dir", "-O", help="The folder to write into.")] = Path(
        "rehear-demo"
    ),
) -> None:
    """The main job on the sample clip, offline: hear, correct, write, and show what was changed."""
    from ..pipeline.demo import ARTICLE, CLIP, LEXICONS, MODEL, sample, story

    for line in story():
        typer.echo(line)
    run(
        Inputs([str(sample(CLIP))]),
        Terms(list(LEXICONS), [sample(ARTICLE)]),
        Recogniser(model=str(sample(MODEL))),
        # The jingle is heard too, and no term is given away: else there is nothing to clean up, and less to correct.
        Listening(vad=False, lexicon_prompt=False),
        Passage(),
        Correcting(),
        Typesetting(),
        Selecting(),
        House(),
        Style(),
        Written(output_dir=output_dir),
        Showing(),
        language="fr",
    )


def doctor(as_json: AsJson = False) -> None:
    """What is installed, which device would be used, which models and lexicons are there."""
    from ..pipeline.doctor import examine

    show = Show(as_json=as_json)
    findings = examine()
    for finding in findings:
        show.result(f"{'ok ' if finding.well else 'MISSING':8}{finding.subject:18}{finding.text}")
        show.event("finding", subject=finding.subject, ok=finding.well, text=finding.text)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)
