"""Which machine this is, and whether a process of it is still there: whose a file is that a run left."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path


def running(pid: int) -> bool:
    """Whether a process of this machine may still be there; True where that cannot be known."""
    if os.name != "posix":  # there the question would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


@cache
def machine() -> str:
    """This machine, as far as the number of a process tells which one it is: until it is started anew, and of containers, which
    may all have one name, each by itself."""
    known = [platform.node()]
    with suppress(OSError):
        known += [
            Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            str(Path("/proc/self/ns/pid").readlink()),
        ]
    return " ".join(known)
