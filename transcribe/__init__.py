"""From a clip to what was heard in it: media in, Transcript out.

Importing this loads neither torch nor PyAV; the verbs do, when they are called.
"""

from .engine import Engine, Options, Recognised, Window, load_engine
from .media import AudioStream, MediaInfo, probe
from .sound import Sound, decode
from .transcribe import Listener, transcribe

__all__ = [
    "AudioStream",
    "Engine",
    "Listener",
    "MediaInfo",
    "Options",
    "Recognised",
    "Sound",
    "Window",
    "decode",
    "load_engine",
    "probe",
    "transcribe",
]
