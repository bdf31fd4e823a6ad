"""From clips to what was heard in them: media in, Transcripts out.

Importing this loads neither torch nor PyAV; the verbs do, when they are called.
"""

from .engine import Engine, Options, Recognised, Window, load_engine
from .hearing import Listener
from .media import AudioStream, MediaInfo, probe
from .sound import Sound, decode
from .transcribe import Outcome, Request, transcribe, transcribe_many

__all__ = [
    "AudioStream",
    "Engine",
    "Listener",
    "MediaInfo",
    "Options",
    "Outcome",
    "Recognised",
    "Request",
    "Sound",
    "Window",
    "decode",
    "load_engine",
    "probe",
    "transcribe",
    "transcribe_many",
]
