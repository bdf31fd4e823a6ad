"""The review page in a real browser: what an editor decides there is what is written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import SCRIPT, chromium, complaints, free_port, press, saved, served, story, text_of, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


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


def test_a_queue_is_decided_by_keyboard_alone(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 30, media=True)
    with served(path) as (url, _):
        opened(browser, url, "summary")
        press(browser, "2")
        assert waiting(browser) == 10
        browser.execute_script("window.sameTab = true")
        # Two groups of three and one of four, the largest first.
        press(browser, "a", "r", "e", *"Cyrian", "\ue007", "u", "r", "j", "k", "g", "a")
        until(lambda: saved(browser))
        assert waiting(browser) == 5 - 1
        press(browser, "g", "p")
        until(lambda: waiting(browser) <= 0 and saved(browser))
        assert "All is decided" in text_of(browser, ".over")
        press(browser, "4")
        browser.execute_script("document.querySelector('.done button.primary').click()")
        until(lambda: text_of(browser, ".files"))
        assert browser.execute_script("return window.sameTab")
    written = path.read_text(encoding="utf-8")
    for edit in edits(path):
        stands = edit["own"] or edit["after"] if edit["decision"] == "accepted" else edit["before"]
        if edit["band"] == "review":
            assert stands in written
