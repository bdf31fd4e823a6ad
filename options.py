"""The options that several commands share, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[list[str] | None, typer.Argument(help="Files, folders or patterns.", show_default=False)]
FileLists = Annotated[list[Path] | None, typer.Option("--file-list", help="A file that names an input a line.")]
Lexicons = Annotated[
    list[str] | None,
    typer.Option(
        "--lexicon", "-l", metavar="NAME|PATH", help="A lexicon, shipped or a file; repeat to merge, later wins."
    ),
]
Articles = Annotated[
    list[Path] | None,
    typer.Option("--article", metavar="FILE", help="The story's own article: its names and terms."),
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Language, as fr; found out if not given.")
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|PATH", help="Whisper model name or .pt file.  [default: turbo]"),
]
EngineName = Annotated[str | None, typer.Option("--engine", help="Recogniser.  [default: openai-whisper]")]
Device = Annotated[str | None, typer.Option("--device", help="auto, cpu, cuda, cuda:1.  [default: auto]")]
Precision = Annotated[str | None, typer.Option("--precision", help="auto, fp32, fp16.  [default: auto]")]
Formats = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", metavar="LIST", help="srt, txt (with times), plain, vtt, json, tsv; separated by commas."
    ),
]
WhisperFormat = Annotated[str | None, typer.Option("--output_format", hidden=True)]
Profile = Annotated[str | None, typer.Option("--profile", help="House style: web, fr-tv, fr-trade, bbc, vertical.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write (one input).")]
OutputDir = Annotated[
    Path | None, typer.Option("--output-dir", "-O", "--output_dir", metavar="DIR", help="The folder to write into.")
]
Force = Annotated[bool, typer.Option("--force", metavar="", help="Write over files that a person changed.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", metavar="", help="Show what would be done; write nothing.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", metavar="", help="Only warnings and errors.")]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Results as JSON Lines on stdout.")]
Cleanup = Annotated[
    bool | None,
    typer.Option(
        "--cleanup/--no-cleanup", metavar="", help="Remove invented credits.  [default: yes]", show_default=False
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The files' encoding, where it is guessed wrongly.")
]
NoTypography = Annotated[
    bool, typer.Option("--no-typography", metavar="", help="Leave the spacing as it is.", hidden=True)
]
Explain = Annotated[bool, typer.Option("--explain", metavar="", help="Show the evidence for every change.")]
Prompt = Annotated[
    str | None,
    typer.Option("--prompt", "--initial_prompt", metavar="TEXT", help="What the recogniser takes as said before."),
]
Task = Annotated[str, typer.Option("--task", help="transcribe, or translate (into English).")]
BeamSize = Annotated[
    int | None, typer.Option("--beam-size", "--beam_size", help="Alternatives followed by the decoder.")
]
WordTimes = Annotated[str | None, typer.Option("--word_timestamps", hidden=True)]
Track = Annotated[
    str | None,
    typer.Option("--audio-track", metavar="N|CODE", help="Which audio track: its number from 1, or its language."),
]
Channel = Annotated[int | None, typer.Option("--channel", metavar="N", help="One channel of the track, from 1.")]
From = Annotated[str | None, typer.Option("--from", metavar="TIME", help="Hear from here on, as 1:23 or 83.5.")]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Hear up to here.")]
Again = Annotated[bool, typer.Option("--again", metavar="", help="Hear again what was heard before.")]
