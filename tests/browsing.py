"""What tests of the review page share: a story with decisions to take, its server as a process, a Chromium without a screen."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
# At the beginning of a sentence each of these is held back, being a name itself: it is for review.
NAMES = {"Kilian": "Kyllian", "Mathieu": "Matthieu", "Nicolas": "Nikolas"}
LEXICON = 'language = "fr"\n' + "".join(f'[[term]]\nwrite = "{name}"\n' for name in NAMES.values())
LEXICON += '[[term]]\nwrite = "guet-apens"\nplural = "guets-apens"\nheard = ["gay tapant", "gays tapants"]\n'
SAID = (
    "Le conseil s'est réuni hier soir\npour voter le budget.",
    "Les habitants attendent une réponse.",
    "La route restera fermée jusqu'à lundi.",
)
SCRIPT = 'Il dit <img src=x onerror="window.hacked=1"> et <script>window.hacked=1</script> non.'


def story(folder: Path, cues: int = 12, *, every: int = 3, media: bool = False) -> Path:
    """A subtitle file with a decision to take in one cue of `every`, two terms set right, and one cue full of HTML."""
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "lexicon.toml").write_text(LEXICON, encoding="utf-8")
    (folder / "rehear.toml").write_text('lexicons = ["./lexicon.toml"]\nlanguage = "fr"\n', encoding="utf-8")
    names, written = list(NAMES), []
    for number in range(cues):
        text = f"{SAID[number % len(SAID)][:-1]}, point {number}."
        if number % every == 2:
            text = f"{names[number // every % len(names)]} a quitté la salle au point {number}."
        elif number % 17 == 4:
            text = f"Trois hommes jugés pour des gays tapants\nau point {number}."
        elif number == 6:
            text = SCRIPT
        written.append(f"{number + 1}\n{stamp(3000 * number)} --> {stamp(3000 * number + 2600)}\n{text}\n")
    path = folder / "story.srt"
    path.write_text("\n".join(written), encoding="utf-8")
    if media:
        shutil.copy(ROOT / "samples" / "news.mp4", folder / "story.mp4")
    return path


def stamp(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{milliseconds % 1000:03}"


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


@contextmanager
def served(path: Path, port: int = 0, *, options: Sequence[str] = ()) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`rehear review --web` on a file; yields the address that it prints, and the process."""
    command = [
        sys.executable,
        "-c",
        "from rehear.cli import main; main()",
        "review",
        str(path),
        "--web",
        "--no-browser",
    ]
    command += ["--port", str(port or free_port()), *options]
    state = {"XDG_STATE_HOME": str(path.parent / "state"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, env=os.environ | state, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        seen = []
        for line in process.stdout:
            seen.append(line)
            if found := re.search(r"http://\S+/", line):
                yield found[0], process
                break
        else:
            pytest.fail("the server did not start: " + "".join(seen))
    finally:
        process.kill()
        process.wait()


@contextmanager
def chromium(width: int = 1280, height: int = 900) -> Iterator[Any]:
    """A browser; the test is skipped where there is none."""
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = selenium.ChromeOptions()
    options.binary_location = binary
    quiet = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars")
    for argument in (*quiet, "--lang=en", "--autoplay-policy=no-user-gesture-required"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield browser
    finally:
        browser.quit()


def until(condition: Any, seconds: float = 15) -> Any:
    """Waits for something to be true, and gives it."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)
    return found


def press(browser: Any, *keys: str) -> None:
    """Types on the page as a person does, a key after the other."""
    from selenium.webdriver import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def text_of(browser: Any, selector: str) -> str:
    return str(browser.execute_script("return document.querySelector(arguments[0])?.textContent ?? ''", selector))


def saved(browser: Any) -> bool:
    return bool(browser.execute_script("return document.querySelector('.status')?.classList.contains('saved')"))


def complaints(browser: Any) -> list[str]:
    """What the browser says against the page: errors of scripts, and what its policy stopped."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def edits(path: Path) -> list[dict[str, Any]]:
    """The edits of a file as its record on the disk has them."""
    lines = (path.parent / ".rehear" / f"{path.name}.edits.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def opened(browser: Any, url: str, view: str) -> None:
    browser.get("about:blank")
    browser.get(f"{url}#{view}")
    until(lambda: text_of(browser, "main h2"))


def waiting(browser: Any) -> int:
    return int(text_of(browser, "nav .badge") or -1)


def decided(browser: Any, key: str, left: int) -> None:
    """Presses a key that leaves so many decisions."""
    press(browser, key)
    until(lambda: waiting(browser) == left and saved(browser))


def click(browser: Any, selector: str) -> None:
    until(lambda: browser.execute_script("return document.querySelector(arguments[0])", selector)).click()


def finish(browser: Any) -> None:
    press(browser, "4")
    click(browser, ".done button.primary")
    until(lambda: text_of(browser, ".files"))


def cue_texts(path: Path) -> list[str]:
    return [block.split("\n", 2)[2].strip() for block in re.split(r"\n\n+", path.read_text(encoding="utf-8").strip())]


def sent(url: str, *actions: dict[str, Any]) -> None:
    """Does what another page does."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/json", "Origin": f"http://{parts.netloc}"}
    connection.request("POST", f"{parts.path}actions", json.dumps({"actions": actions, "version": 0}), headers)
    assert json.loads(connection.getresponse().read())["refused"] == ""
    connection.close()
