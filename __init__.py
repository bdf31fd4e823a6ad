"""rehear: Whisper transcribes, a lexicon corrects what was misheard, clean subtitles come out.

The verbs live in the packages, so that importing one never loads another's weight:

    from rehear.document import Transcript, apply
    from rehear.transcribe import load_engine, transcribe
    from rehear.correction import Lexicon, load_lexicon, propose
    from rehear.subtitles import PROFILES, lay_out, read, write
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rehear")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0"
