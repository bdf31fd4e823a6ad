"""What ends a command from outside: Ctrl-C, a request to end, a terminal that is closed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_HANGUP = getattr(signal, "SIGHUP", None)  # not everywhere
_ENDS = tuple(number for number in (signal.SIGINT, signal.SIGTERM, _HANGUP) if number is not None)


@contextmanager
def on_end(handler: Callable[[int, FrameType | None], object] = signal.default_int_handler) -> Iterator[None]:
    """Have a function called when the command is to end; without one it is interrupted, as by Ctrl-C.

    What is ignored stays so: under `nohup` a terminal that is closed ends nothing.
    """

    def told(number: int, frame: FrameType | None) -> None:
        if number == _HANGUP:  # the shell and the terminal say so, each for itself
            signal.signal(number, signal.SIG_IGN)
        handler(number, frame)

    heeded = [number for number in _ENDS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, told) for number in heeded}
    try:
        yield
    finally:
        for number, earlier in before.items():
            if signal.getsignal(number) is told:
                signal.signal(number, earlier)


def end_at_once() -> None:
    """From here on another Ctrl-C ends the process where it is, while it tidies up, and not with a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
