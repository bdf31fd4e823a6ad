"""Every view of the review page, light and dark, English and French, wide and narrow: for all readers, and nothing cut off."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, chromium, press, served, story, text_of, until

pytestmark = pytest.mark.slow

AXE = ROOT / ".browser" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ("summary", "queue", "skim", "done")
LOOKS = [(1280, "light", "en"), (1280, "dark", "fr"), (390, "light", "fr"), (390, "dark", "en")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(story(tmp_path_factory.mktemp("story"), 30, media=True)) as (url, _):
        yield url


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def look(request: pytest.FixtureRequest, page: str) -> Iterator[tuple[Any, str]]:
    """A browser of this width with the page in these colours and this language, and the name of it all."""
    width, theme, language = request.param
    with chromium(width) as browser:
        browser.get(page)
        browser.execute_script(
            "localStorage['rehear.theme'] = arguments[0]; localStorage['rehear.language'] = arguments[1]",
            theme,
            language,
        )
        yield browser, f"{width}-{theme}-{language}"


def shown(browser: Any, url: str, view: str) -> None:
    browser.get("about:blank")
    browser.get(f"{url}#{view}")
    until(lambda: text_of(browser, "main h2"))


def variants(browser: Any, url: str) -> Iterator[str]:
    """Each view, and what can be opened in it."""
    for view in VIEWS:
        shown(browser, url, view)
        yield view
        if view == "queue":
            press(browser, "e")
            yield "queue-typing"
        if view == "skim":
            press(browser, "j", "j", "e")
            until(lambda: browser.find_elements("css selector", ".editor"))
            yield "skim-editing"
    shown(browser, url, "queue")
    press(browser, "?")
    until(lambda: browser.find_elements("css selector", "dialog[open]"))
    yield "help"


def test_nothing_is_wider_than_the_screen(look: tuple[Any, str], page: str, tmp_path: Path) -> None:
    """The pictures lie in $REHEAR_SCREENSHOTS, for a person to look at."""
    browser, name = look
    folder = Path(os.environ.get("REHEAR_SCREENSHOTS", tmp_path))
    for variant in variants(browser, page):
        browser.save_screenshot(str(folder / f"{variant}-{name}.png"))
        wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], variant


def test_axe_finds_nothing_serious(look: tuple[Any, str], page: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix .browser axe-core")
    browser, _ = look
    found = []
    for variant in variants(browser, page):
        browser.execute_script(AXE.read_text(encoding="utf-8"))
        result = browser.execute_async_script("const done = arguments[0]; axe.run().then(done)")
        found += [
            (variant, one["impact"], one["id"], node["html"], node["failureSummary"])
            for one in result["violations"]
            for node in one["nodes"]
        ]
    assert [one for one in found if one[1] in ("serious", "critical")] == []


def test_focus_is_where_the_work_is(look: tuple[Any, str], page: str) -> None:
    """A screen reader says what is shown next, and every control can be reached by Tab and has a name."""
    browser, _ = look
    shown(browser, page, "queue")
    assert browser.execute_script("return document.activeElement.id") == "card-title"
    press(browser, "j")
    assert browser.execute_script("return document.activeElement.id") == "card-title"
    nameless = """
        return [...document.querySelectorAll("button, input, select, textarea, a")].filter((one) =>
          one.tabIndex < 0 || !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).length;
    """
    for view in VIEWS:
        shown(browser, page, view)
        assert browser.execute_script(nameless) == 0
    assert text_of(browser, "html > head > title").startswith("story.srt")
