"""rehear: Whisper transcribes, a lexicon corrects what was misheard, clean subtitles come out.

The verbs live in the packages, so that importing one never loads another's weight:

    from rehear.document import Transcript, apply
    from rehear.transcribe import load_engine, transcribe
    from rehear.correction import Lexicon, load_lexicon, propose
    from rehear.subtitles import PROFILES, lay_out, read, write
"""

from __future__ import annotations


def __getattr__(name: str) -> str:
    # Looked up when asked for: importlib.metadata costs more than all the rest of `rehear --help` needs.
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("rehear")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
