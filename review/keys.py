"""Keys as they are pressed, without Enter, and lines where a text is typed."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What terminals send for the arrows, as the keys that do the same here.
_ARROWS = {"[A": "k", "[D": "k", "[B": "j", "[C": "j", "OA": "k", "OD": "k", "OB": "j", "OC": "j"}
# Seconds in which the rest of what an arrow sends has arrived, also over a slow line.
_REST = 0.1


class Keys:
    """The keyboard of a terminal."""

    def read(self) -> str:
        """The next key in lower case; '' once the terminal is gone."""
        key = _key()
        return key if len(key) != 1 else key.lower()

    def line(self, prompt: str, text: str) -> str | None:
        """A line that the user types, beginning with a text to change; None if they leave it with Ctrl-C or Ctrl-D."""
        with _prefilled(text):
            try:
                return input(prompt)
            except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
                return None


@contextmanager
def _prefilled(text: str) -> Iterator[None]:
    """Python's own line editing, with this text in the line. Windows has none: there the line begins empty."""
    try:
        import readline
    except ImportError:
        yield
        return
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        yield
    finally:
        readline.set_startup_hook(None)


if sys.platform == "win32":
    import msvcrt

    def _key() -> str:
        key = msvcrt.getwch()
        if key in "\x00\xe0":  # the arrows, as two characters
            return {"H": "k", "K": "k", "P": "j", "M": "j"}.get(msvcrt.getwch(), "?")
        if key == "\x03":
            raise KeyboardInterrupt
        return key

else:
    import termios
    import tty

    def _key() -> str:
        """One key; what is typed ahead is kept for the next."""
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle, termios.TCSADRAIN)
            return _pressed(handle)
        except OSError:  # the line to the terminal broke
            return ""
        finally:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(handle, termios.TCSADRAIN, before)

    def _pressed(handle: int) -> str:
        first = os.read(handle, 1)
        if first != b"\x1b":
            # A letter beyond ASCII comes as several bytes; it is no key here.
            while first and first[0] >= 0x80 and select.select([handle], [], [], 0)[0]:
                os.read(handle, 1)
            return first.decode("ascii", "replace")
        sent = b""
        while len(sent) < 2 and select.select([handle], [], [], _REST)[0]:
            sent += os.read(handle, 1)
        return _ARROWS.get(sent.decode("ascii", "replace"), "?")
