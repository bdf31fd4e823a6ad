"""Run `rehear` as a user does: in this process, because starting one takes a second and there are many calls."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rehear import cli

STORY = """1
00:00:01,000 --> 00:00:03,000
organiser des gays tapants homophobes

2
00:00:03,500 --> 00:00:05,000
Sous-titres réalisés para la communauté d'Amara.org

3
00:00:06,000 --> 00:00:08,000
C'est à Dijon et à Macon.
"""
FIXED = """1
00:00:01,000 --> 00:00:03,000
organiser des guets-apens homophobes

2
00:00:06,000 --> 00:00:08,000
C'est à Dijon et à Mâcon.
"""
LEXICONS = ("-l", "fr-justice", "-l", "fr-places")


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str


def rehear(*arguments: str, folder: Path, stdin: bytes = b"") -> Done:
    """The real command in a folder."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="") for data in (stdin, b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("NO_COLOR", "1")
        patch.setattr(sys, "argv", ["rehear", *arguments])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        texts = []
        for stream in streams[1:]:
            stream.flush()
            texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    code = exit_.value.code
    return Done(code if isinstance(code, int) else int(code is not None), *texts)
