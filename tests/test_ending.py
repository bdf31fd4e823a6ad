"""What ends a command from outside: Ctrl-C once and twice, a request to end, a terminal that is closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from media_files import Track, tiny_checkpoint, tone, write_media
from rehear.commands.ending import on_end

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other signals there")

# A command that is interrupted, and takes its time to tidy up.
TIDIES_UP = """
import threading, time
from rehear import cli
def app(*_given, **_more):
    threading.Thread(target=time.sleep, args=(60,)).start()
    raise KeyboardInterrupt
cli.app = app
cli.main()
"""


def test_a_request_to_end_interrupts_as_ctrl_c_does() -> None:
    with pytest.raises(KeyboardInterrupt), on_end():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_terminal_that_is_closed_is_told_once() -> None:
    before = signal.getsignal(signal.SIGHUP)
    told: list[int] = []
    try:
        with on_end(lambda number, _frame: told.append(number)):
            for number in (signal.SIGHUP, signal.SIGHUP, signal.SIGINT, signal.SIGINT):
                signal.raise_signal(number)
        signal.raise_signal(signal.SIGHUP)  # would end us
        assert told == [signal.SIGHUP, signal.SIGINT, signal.SIGINT]
        with on_end(lambda number, _frame: told.append(number)):  # as under nohup
            signal.raise_signal(signal.SIGHUP)
        assert len(told) == 3
    finally:
        signal.signal(signal.SIGHUP, before)


def test_ctrl_c_while_it_tidies_up_ends_it_without_a_traceback() -> None:
    with subprocess.Popen([sys.executable, "-c", TIDIES_UP], stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert started.stderr.readline().startswith("error: interrupted;")
        sleep(0.3)
        started.send_signal(signal.SIGINT)
        assert started.communicate(timeout=10)[1] == ""


def test_an_archive_whose_terminal_is_closed_ends_as_by_ctrl_c(tmp_path: Path) -> None:
    """The shell and the terminal tell all of its processes, more than once."""
    tiny_checkpoint(tmp_path / "tiny.pt", [])
    (tmp_path / "videos").mkdir()
    (tmp_path / "tmp").mkdir()
    for number in range(3):
        write_media(tmp_path / f"videos/{number}.wav", Track(tone(2), codec="pcm_s16le"))
    how = ["--model", "tiny.pt", "--device", "cpu", "--language", "fr", "--settle", "0"]
    call = [sys.executable, "-c", "from rehear.cli import main; main()", "archive", "videos", "-o", "out", *how]
    with subprocess.Popen(
        call,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as started:
        until = monotonic() + 60
        while not (tmp_path / "out/.rehear/ledger.sqlite").exists() and monotonic() < until:
            sleep(0.05)
        sleep(0.5)  # its processes are starting
        for _ in range(3):
            os.killpg(started.pid, signal.SIGHUP)
            sleep(0.05)
        said = started.communicate(timeout=60)[0]
    assert (started.returncode, "error: interrupted;" in said) == (130, True), said
    assert not [word for word in ("Traceback", "resource_tracker") if word in said], said
    assert not [*(tmp_path / "tmp").glob("rehear-clips-*")]
