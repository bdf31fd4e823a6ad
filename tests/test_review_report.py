"""The page as one file: it needs nothing, lets nothing in, and what was decided in it comes home as a file."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, SCRIPT, complaints, press, story, text_of, until
from rehear.review.held import assets
from rehear.review.report import joined

ASSETS = {name: data.decode() for name, (data, _) in assets().items()}
SCRIPTS = {name: text for name, text in ASSETS.items() if name.endswith(".js")}


def rehear(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from rehear.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = story(tmp_path, 12)
    done = rehear("review", str(path), "--html", str(tmp_path / "report.html"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "report.html"


def test_the_page_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert (
        re.findall(r"""(?:src|href)=["'](?!data:|#)[^"']*""", re.sub(r"<script.*?</script>", "", text, flags=re.S))
        == []
    )
    assert set(re.findall(r"https?://[^\s\"'<]*", text)) <= set()
    for name, source in ASSETS.items():
        assert set(re.findall(r"https?://[^\s\"'<]*", source)) <= {"http://www.w3.org/2000/svg"}, name


def test_what_a_subtitle_says_ends_no_script(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("</script>") == text.count("<script ") == 3
    held = re.search(r'<script type="application/json" id="state">(.*?)</script>', text, re.S)
    assert held is not None
    words = json.loads(held[1])["cues"][6]["words"]
    assert "".join(word[0] for word in words).strip() == SCRIPT


def test_the_modules_share_their_names() -> None:
    """In the one file they are one script, so no two may give a name at their top."""
    whole = joined(SCRIPTS)
    assert not re.search(r"^(import|export)\b", whole, re.M)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", whole, re.M)
    assert sorted(names) == sorted(set(names))
    assert all(f"// {line[3:]}" in whole for text in SCRIPTS.values() for line in text.splitlines()[:1])


def test_both_languages_say_everything_that_the_page_asks_for() -> None:
    tables = json.loads(ASSETS["texts.json"])
    english, french = tables["en"], tables["fr"]
    assert english.keys() == {key for key in french if not key.startswith("held.")}
    fields = re.compile(r"\{(\w+)")
    for key, text in english.items():
        assert set(fields.findall(text)) == set(fields.findall(french[key])), key
    asked = {key for text in SCRIPTS.values() for key in re.findall(r"\bt\(\"([^\"]+)\"", text)}
    assert asked <= english.keys()
    # Others are chosen by a name: `rule.${card.rule}`, or one of two in an expression.
    families = tuple({key for text in SCRIPTS.values() for key in re.findall(r"`([\w.]+\.)\$\{", text)})
    quoted = {key for text in SCRIPTS.values() for key in re.findall(r"\"([^\"\n]+)\"", text)}
    assert {key for key in english if not key.startswith(families)} <= quoted | asked
    listed = re.findall(r'", "([\w.]+)"\]', ASSETS["keys.js"])
    assert len(listed) > 10
    assert {f"key.{name}" for name in listed} <= english.keys()


def _returned(path: Path) -> set[str]:
    """The texts that functions of a module return, also by a constant's name or as one of two."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    returned = [
        part for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value for part in ast.walk(node.value)
    ]
    found = {part.value for part in returned if isinstance(part, ast.Constant)}
    found |= {named[part.id] for part in returned if isinstance(part, ast.Name) and part.id in named}
    return {text for text in found if isinstance(text, str) and " " in text}


def test_french_says_why_a_proposal_was_held_back() -> None:
    french = json.loads(ASSETS["texts.json"])["fr"]
    reasons = {reason for name in ("guards", "namesakes") for reason in _returned(ROOT / "correction" / f"{name}.py")}
    assert len(reasons) > 20
    assert {f"held.{reason}" for reason in reasons} <= french.keys()


@pytest.mark.slow
def test_decisions_come_home_as_a_file(browser: Any, page: Path) -> None:
    folder = page.parent
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    browser.get(f"{page.as_uri()}#queue")
    until(lambda: text_of(browser, "main h2"))
    press(browser, "a", "r", "e", "Mathias", "\ue007", "u", "a")
    press(browser, "3", "j", "j", "e")
    browser.switch_to.active_element.send_keys("\ue009a\ue000", "Rien de neuf.", "\ue007")
    press(browser, "t")
    browser.refresh()
    until(lambda: text_of(browser, "main h2"))
    assert "5 decisions" in text_of(browser, ".status")
    assert text_of(browser, "nav .badge") == "1"
    press(browser, "4")
    browser.find_element("css selector", ".done button.primary").click()
    saved = until(lambda: next(folder.glob("*.decisions.json"), None))
    assert complaints(browser) == []
    assert saved.name == "story.srt.decisions.json"
    done = rehear("fix", str(folder / "story.srt"), "--decisions", str(saved), "-w")
    assert done.returncode == 0, done.stderr
    written = (folder / "story.srt").read_text(encoding="utf-8")
    assert "Rien de neuf." in written
    assert "Kyllian a quitté la salle au point 2." in written
    assert "Kilian a quitté la salle au point 11." in written
    assert "Matthieu a quitté la salle au point 5." in written


@pytest.mark.slow
def test_what_was_kept_for_another_report_does_no_harm(browser: Any, page: Path) -> None:
    """Decisions taken in the report before are not in the next; one on what is gone leaves the page whole."""
    browser.get(f"{page.as_uri()}#queue")
    until(lambda: text_of(browser, "main h2"))
    press(browser, "a")
    browser.execute_script("""
        for (const name of Object.keys(localStorage).filter((one) => one.startsWith("rehear.decisions:"))) {
            const kept = JSON.parse(localStorage[name]);
            localStorage[name] = JSON.stringify([...kept, { do: "never", id: "gone" }, { do: "always", id: "gone" }]);
        }
    """)
    browser.refresh()
    until(lambda: text_of(browser, "main h2"))
    assert "3 decisions" in text_of(browser, ".status")
    source = page.parent / "story.srt"
    source.write_text(source.read_text(encoding="utf-8").replace("point 11", "point 12"), encoding="utf-8")
    assert rehear("review", str(source), "--html", str(page)).returncode == 0
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}#queue")
    until(lambda: text_of(browser, "main h2"))
    assert "0 decisions" in text_of(browser, ".status")
    assert complaints(browser) == []


@pytest.mark.slow
def test_a_report_that_is_open_twice_loses_nothing(browser: Any, page: Path) -> None:
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}#queue")
    until(lambda: text_of(browser, "main h2"))
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        browser.get(f"{page.as_uri()}#queue")
        until(lambda: text_of(browser, "main h2"))
        assert text_of(browser, "nav .badge") == "4"
        press(browser, "a")
        browser.switch_to.window(first)
        press(browser, "j", "r")
        assert "2 decisions" in text_of(browser, ".status")
        assert text_of(browser, "nav .badge") == "2"
        press(browser, "u")
        assert "1 decision" in text_of(browser, ".status")
    finally:
        browser.switch_to.window(next(one for one in browser.window_handles if one != first))
        until(lambda: "1 decision" in text_of(browser, ".status"))
        browser.close()
        browser.switch_to.window(first)


@pytest.mark.slow
def test_a_browser_without_room_loses_no_decision(browser: Any, page: Path) -> None:
    browser.get("about:blank")
    browser.get(f"{page.as_uri()}#queue")
    until(lambda: text_of(browser, "main h2"))
    press(browser, "a")
    browser.execute_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    press(browser, "r", "a")
    assert "3 decisions" in text_of(browser, ".status")
    assert text_of(browser, "nav .badge") == "1"
    press(browser, "u")
    assert "2 decisions" in text_of(browser, ".status")
