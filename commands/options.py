"""The options that several commands share, each said once, in groups that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Results as JSON Lines on stdout.")]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Language, as fr; found out if not given.")
]


FileList = Annotated[
    list[Path] | None,
    typer.Option("--file-list", metavar="FILE", help="Names an input a line, from the list's folder; - is a pipe."),
]


@dataclass(frozen=True, slots=True)
class Inputs:
    TITLE: ClassVar[str | None] = None
    names: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="Files, folders or patterns.", show_default=False)
    ] = None
    file_list: FileList = None

    def arguments(self) -> dict[str, Any]:
        return {"names": self.names or (), "file_lists": self.file_list or ()}


@dataclass(frozen=True, slots=True)
class Terms:
    """Where the terms come from."""

    TITLE: ClassVar[str | None] = "Terms"
    lexicon: Annotated[
        list[str] | None,
        typer.Option(
            "--lexicon", "-l", metavar="NAME|PATH", help="A lexicon, shipped or a file; repeat to merge, later wins."
        ),
    ] = None
    article: Annotated[
        list[Path] | None,
        typer.Option("--article", metavar="FILE", help="The story's own article: its names and terms."),
    ] = None

    def arguments(self) -> dict[str, Any]:
        return {"lexicons": self.lexicon or (), "articles": self.article or ()}


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What is done to a text beside its terms."""

    TITLE: ClassVar[str | None] = "Correction"
    cleanup: Annotated[
        bool | None,
        typer.Option(
            "--cleanup/--no-cleanup", metavar="", help="Remove invented credits (default yes).", show_default=False
        ),
    ] = None

    def settings(self) -> dict[str, Any]:
        return {"cleanup": self.cleanup}


@dataclass(frozen=True, slots=True)
class Correcting(Cleaning):
    """What is done to a text, and what is told of it."""

    explain: Annotated[bool, typer.Option("--explain", metavar="", help="Show the evidence for every change.")] = False


@dataclass(frozen=True, slots=True)
class Selecting:
    """Which of the proposals are applied."""

    TITLE: ClassVar[str | None] = "Correction"
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="TERM|RULE", help="Apply nothing but these (repeat for more)."),
    ] = None
    exceptions: Annotated[
        list[str] | None, typer.Option("--except", metavar="TERM|RULE", help="Apply all but these (repeat for more).")
    ] = None
    band: Annotated[
        str | None,
        typer.Option("--band", metavar="safe|review", help="review: apply also what is for review (default safe)."),
    ] = None
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", metavar="0..1", help="Ask about all with a lower score (default 0)."),
    ] = None

    def arguments(self) -> dict[str, Any]:
        return {"only": self.only or (), "exceptions": self.exceptions or ()}

    def settings(self) -> dict[str, Any]:
        return {"band": self.band, "min_score": self.min_score}


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Which recogniser hears, and on what."""

    TITLE: ClassVar[str | None] = "Recogniser"
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME|PATH", help="Whisper model name or .pt file (default turbo)."),
    ] = None
    engine: Annotated[str | None, typer.Option("--engine", help="Recogniser (default openai-whisper).")] = None
    device: Annotated[str | None, typer.Option("--device", help="auto, cpu, cuda, cuda:1 (default auto).")] = None
    precision: Annotated[str | None, typer.Option("--precision", help="auto, fp32, fp16, int8 (default auto).")] = None

    def settings(self) -> dict[str, Any]:
        return {"model": self.model, "engine": self.engine, "device": self.device, "precision": self.precision}


@dataclass(frozen=True, slots=True)
class Listening:
    """How clips are heard."""

    TITLE: ClassVar[str | None] = "Listening"
    prompt: Annotated[
        str | None,
        typer.Option("--prompt", "--initial_prompt", metavar="TEXT", help="What the recogniser takes as said before."),
    ] = None
    task: Annotated[str, typer.Option("--task", help="transcribe, or translate (into English).")] = "transcribe"
    beam_size: Annotated[
        int | None, typer.Option("--beam-size", "--beam_size", help="Alternatives followed by the decoder.")
    ] = None
    word_timestamps: Annotated[str | None, typer.Option("--word_timestamps", hidden=True)] = None
    track: Annotated[
        str | None,
        typer.Option("--audio-track", metavar="N|CODE", help="Which audio track: its number from 1, or its language."),
    ] = None
    channel: Annotated[int | None, typer.Option("--channel", metavar="N", help="One channel of the track, from 1.")] = (
        None
    )
    vad: Annotated[
        bool,
        typer.Option(
            "--vad/--no-vad", metavar="", help="Hear only where somebody speaks (default yes).", show_default=False
        ),
    ] = True
    lexicon_prompt: Annotated[
        bool,
        typer.Option(
            "--lexicon-prompt/--no-lexicon-prompt",
            metavar="",
            help="Tell the recogniser the terms of lexicons and article (default yes).",
            show_default=False,
        ),
    ] = True
    context: Annotated[
        bool,
        typer.Option(
            "--context", metavar="", help="Give each stretch the text before it; slower, one after the other."
        ),
    ] = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What is heard of a clip, and how it is followed."""

    TITLE: ClassVar[str | None] = "Listening"
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="Hear from here on, as 1:23 or 83.5.")] = (
        None
    )
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Hear up to here.")] = None
    live: Annotated[bool, typer.Option("--live", metavar="", help="Show the text while it is heard.")] = False
    again: Annotated[bool, typer.Option("--again", metavar="", help="Hear again what was heard before.")] = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where results are written."""

    TITLE: ClassVar[str | None] = "Results"
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write (one input).")
    ] = None
    output_dir: Annotated[
        Path | None, typer.Option("--output-dir", "-O", "--output_dir", metavar="DIR", help="The folder to write into.")
    ] = None
    force: Annotated[bool, typer.Option("--force", metavar="", help="Write over files that a person changed.")] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", metavar="", help="Show what would be done; write nothing.")
    ] = False

    def arguments(self) -> dict[str, Any]:
        return {"output": self.output, "output_dir": self.output_dir}


@dataclass(frozen=True, slots=True)
class Reading:
    """How subtitle files are read."""

    TITLE: ClassVar[str | None] = "Reading"
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The files' encoding, where it is guessed wrongly.")
    ] = None
    strict: Annotated[
        bool, typer.Option("--strict", metavar="", help="Refuse files in which something must be repaired or guessed.")
    ] = False


@dataclass(frozen=True, slots=True)
class Written(Placed):
    """In which formats results are written, and where."""

    file_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help="srt, txt (with times), plain, vtt, json, tsv, csv, ass, sbv, ttml; with commas between them, given once.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class House:
    """Whose rules subtitles keep to."""

    TITLE: ClassVar[str | None] = "Layout"
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", metavar="NAME", help="House style: web, fr-tv, fr-trade, bbc, vertical, or your own."
        ),
    ] = None
    fps: Annotated[
        str | None, typer.Option("--fps", metavar="RATE", help="Frames a second that gaps are counted in (default 25).")
    ] = None
    start_timecode: Annotated[
        str | None,
        typer.Option("--start-timecode", metavar="HH:MM:SS:FF", help="The clip's start on the subtitles' clock."),
    ] = None

    def settings(self) -> dict[str, Any]:
        from ..subtitles import frame_rate

        return {"profile": self.profile, "fps": frame_rate(self.fps) if self.fps is not None else None}

    def begins(self, fps: float) -> int:
        """The ms that the clip's start has in its subtitles."""
        from ..subtitles import timecode

        return timecode(self.start_timecode, fps) if self.start_timecode is not None else 0


@dataclass(frozen=True, slots=True)
class Style:
    """How subtitles that are laid out anew are written."""

    TITLE: ClassVar[str | None] = "Layout"
    output_format: Annotated[str | None, typer.Option("--output_format", hidden=True)] = None


@dataclass(frozen=True, slots=True)
class Typesetting:
    """Spaces and signs."""

    TITLE: ClassVar[str | None] = "Correction"
    typography: Annotated[
        str | None,
        typer.Option("--typography", metavar="nbsp|fine|plain", help="Set spaces and signs as the language does, so."),
    ] = None
    no_typography: Annotated[
        bool, typer.Option("--no-typography", metavar="", help="Leave spaces and signs as they are.")
    ] = False

    def settings(self) -> dict[str, Any]:
        return {"typography": "off" if self.no_typography else self.typography}


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown, and for whom."""

    TITLE: ClassVar[str | None] = "Results"
    quiet: Annotated[bool, typer.Option("--quiet", "-q", metavar="", help="Only warnings and errors.")] = False
    as_json: AsJson = False
