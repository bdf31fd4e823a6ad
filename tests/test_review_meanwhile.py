"""The review page while somebody types, another tab decides, or the server is away: nothing is lost or decided."""

from pathlib import Path
from typing import Any

import pytest
from browsing import (
    click,
    cue_texts,
    decided,
    edits,
    finish,
    free_port,
    opened,
    press,
    saved,
    sent,
    served,
    story,
    text_of,
    until,
    waiting,
)
from rehear.correction import load_lexicon
from rehear.pipeline.fix import fix as fix_file
from rehear.pipeline.inputs import Target
from rehear.review import open_session

pytestmark = pytest.mark.slow

ENTER, ESCAPE, ALL = "\ue007", "\ue00c", "\ue009a\ue000"  # ALL is Control and A


def test_two_tabs_show_the_same(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        first = browser.current_window_handle
        browser.switch_to.new_window("tab")
        opened(browser, url, "queue")
        decided(browser, "g", 2)
        second = browser.current_window_handle
        browser.switch_to.window(first)
        until(lambda: waiting(browser) == 2)
        decided(browser, "u", 4)
        browser.switch_to.window(second)
        until(lambda: waiting(browser) == 4)
        browser.close()
        browser.switch_to.window(first)


def test_what_is_being_typed_stays_while_another_tab_works(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        press(browser, "e", "Cyr")
        first = browser.current_window_handle
        browser.switch_to.new_window("tab")
        opened(browser, url, "skim")
        press(browser, "j", "j", "e")
        browser.switch_to.active_element.send_keys(ALL, "Personne")
        second = browser.current_window_handle
        browser.switch_to.window(first)
        press(browser, "il")
        decided(browser, ENTER, 3)
        browser.switch_to.window(second)
        until(lambda: waiting(browser) == 3)
        press(browser, " ici.", ENTER)
        until(lambda: saved(browser) and "Personne ici." in text_of(browser, ".cue:nth-child(2)"))
        browser.close()
        browser.switch_to.window(first)
        finish(browser)
    assert cue_texts(path)[1:3] == ["Personne ici.", "Cyril a quitté la salle au point 2."]


def test_a_letter_is_no_command_while_a_form_is_open(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        press(browser, "a", "e", "par")  # the answer to "a" comes meanwhile
        until(lambda: waiting(browser) == 3 and saved(browser))
        other = next(edit["id"] for edit in edits(path) if edit["after"] == "Matthieu")
        sent(url, {"do": "tick", "spans": [[0, 11]]}, {"do": "reject", "ids": [other]})
        until(lambda: waiting(browser) == 2)
        press(browser, "la")
        value = "return document.querySelector('input.own').value"
        assert browser.execute_script(value) == "parla"
        browser.execute_script("document.activeElement.blur()")
        press(browser, "a", "r", "p", "l", "g", "u", "4")
        assert waiting(browser) == 2
        assert browser.execute_script(value) == "parla"
        press(browser, ESCAPE)
        assert "Waits for you" in text_of(browser, ".state")
        assert "parla" not in (tmp_path / "lexicon.toml").read_text(encoding="utf-8")


def test_a_text_being_typed_outlives_a_cut_elsewhere_and_another_view(browser: Any, tmp_path: Path) -> None:
    path, port = story(tmp_path, 12), free_port()
    with served(path, port) as (url, process):
        opened(browser, url, "skim")
        press(browser, "j", "e")
        browser.switch_to.active_element.send_keys(ALL, "Le conseil")
        sent(url, {"do": "split", "first": 0, "last": 11, "at": 3})
        until(lambda: browser.execute_script("return document.querySelectorAll('.cue').length") == 14)
        press(browser, " a vo")
        process.kill()
        process.wait()
    with served(path, port):
        until(lambda: saved(browser))
        press(browser, "té.", ENTER)
        until(lambda: saved(browser) and not browser.find_elements("css selector", ".editor"))
        press(browser, "j", "j", "e")
        browser.switch_to.active_element.send_keys(ALL, "La route est fermée.")
        click(browser, "nav li:nth-child(2) button")
        until(lambda: text_of(browser, ".sentence"))
        until(lambda: saved(browser))
        finish(browser)
    texts = " ".join(" ".join(cue_texts(path)).split())
    assert texts.startswith("Le conseil a voté.")
    assert "La route est fermée." in texts


def test_a_card_whose_words_were_typed_over_goes(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        first, last = map(
            int,
            browser.execute_script("""
            const { cards } = await (await fetch("state")).json();
            return cards.find((card) => card.term === "Kyllian").parts[0].cue.split("-");
        """),
        )
        sent(url, {"do": "retype", "texts": [[first, last, "Personne ici."]]})
        until(lambda: waiting(browser) == 3)
        assert text_of(browser, ".sentence")
        decided(browser, "a", 2)


def span(browser: Any, number: int) -> list[int]:
    """The words of a cue, by its number from 1."""
    name = f"return document.querySelector('.block').children[{number - 1}].dataset.cue"
    return [int(place) for place in str(browser.execute_script(name)).split("-")]


def typed(browser: Any) -> str:
    return str(browser.execute_script("return document.querySelector('.editor textarea').value"))


def test_two_who_type_into_one_cue(browser: Any, tmp_path: Path) -> None:
    """The one who saves later is told, keeps what they typed, and may put it there all the same."""
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "skim")
        press(browser, "j", "j", "e")
        browser.switch_to.active_element.send_keys(ALL, "Les habitants se taisent.")
        # Once the page knows of the tick, it knows what came before.
        other = {"do": "retype", "texts": [[*span(browser, 2), "Personne ne dit rien."]]}
        sent(url, other, {"do": "tick", "spans": [span(browser, 1)], "seen": True})
        until(lambda: "8 %" in text_of(browser, "nav"))
        press(browser, ENTER)
        until(lambda: "Personne ne dit rien." in text_of(browser, ".editor .problem"))
        assert typed(browser) == "Les habitants se taisent."
        press(browser, ENTER)
        until(lambda: not browser.find_elements("css selector", ".editor") and saved(browser))
        assert "Les habitants se taisent." in text_of(browser, ".cue:nth-child(2)")
        finish(browser)
    assert cue_texts(path)[1] == "Les habitants se taisent."


def test_a_text_that_comes_too_late_is_kept(browser: Any, tmp_path: Path) -> None:
    """Saved while the server was away, where somebody else typed meanwhile."""
    path, port = story(tmp_path, 12), free_port()
    with served(path, port) as (url, process):
        opened(browser, url, "skim")
        press(browser, "j", "j")
        words = span(browser, 2)
        process.kill()
        process.wait()
        until(lambda: "does not answer" in text_of(browser, ".banner"))
        press(browser, "e")
        browser.switch_to.active_element.send_keys(ALL, "Les habitants se taisent.", ENTER)
        until(lambda: "1 decision" in text_of(browser, ".status"))
    open_session(path).retype((words[0], words[1], "Personne ne dit rien."))
    with served(path, port):
        until(lambda: "Les habitants se taisent." in text_of(browser, ".clash"))
        until(lambda: saved(browser) and "Personne ne dit rien." in text_of(browser, ".cue:nth-child(2)"))
        click(browser, ".clash button")
        until(lambda: browser.find_elements("css selector", ".editor"))
        assert typed(browser) == "Les habitants se taisent."
        press(browser, ENTER)
        until(lambda: saved(browser) and "se taisent" in text_of(browser, ".cue:nth-child(2)"))
        assert not browser.find_elements("css selector", ".clash")


def test_what_was_not_sent_yet_can_be_taken_back(browser: Any, tmp_path: Path) -> None:
    path, port = story(tmp_path, 12), free_port()
    with served(path, port) as (url, process):
        opened(browser, url, "queue")
        decided(browser, "a", 3)
        before = browser.execute_script("return document.body.scrollHeight")
        process.kill()
        process.wait()
        until(lambda: "does not answer" in text_of(browser, ".banner"))
        assert browser.execute_script("return document.body.scrollHeight") == before, "nothing moves"
        press(browser, "r", "a")
        until(lambda: "2 decisions" in text_of(browser, ".status") and waiting(browser) == 1)
        press(browser, "u")
        until(lambda: "1 decision" in text_of(browser, ".status") and waiting(browser) == 2)
    with served(path, port):
        until(lambda: waiting(browser) == 2 and saved(browser))
    assert sorted(str(edit["decision"]) for edit in edits(path) if edit["band"] == "review") == [
        "None", "None", "accepted", "rejected",
    ]  # fmt: skip


def test_a_file_that_was_corrected_anew_is_loaded_on_demand(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        decided(browser, "a", 3)
        other = path.read_text(encoding="utf-8").replace("jusqu'à lundi", "jusqu'à mardi")
        path.write_text(other.replace("Le conseil", "Notre conseil"), encoding="utf-8")
        fix_file(Target(path, path.parent, path.stem), load_lexicon(str(tmp_path / "lexicon.toml")), output=path)
        until(lambda: "corrected this file anew" in text_of(browser, ".banner"))
        press(browser, "r")
        assert waiting(browser) == 3
        click(browser, ".banner button")
        until(lambda: saved(browser) and waiting(browser) == 3 and not text_of(browser, ".banner"))
        decided(browser, "r", 2)
        finish(browser)
    assert cue_texts(path)[0].startswith("Notre conseil")
    assert cue_texts(path)[2].startswith("Kyllian")


def test_what_a_closed_tab_left_is_sent_by_another(browser: Any, tmp_path: Path) -> None:
    path, port = story(tmp_path, 12), free_port()
    with served(path, port) as (url, process):
        opened(browser, url, "queue")
        first = browser.current_window_handle
        browser.switch_to.new_window("tab")
        opened(browser, url, "queue")
        process.kill()
        process.wait()
        press(browser, "a")
        until(lambda: "1 decision" in text_of(browser, ".status"))
        browser.close()
        browser.switch_to.window(first)
        press(browser, "j", "r")
    with served(path, port):
        until(lambda: waiting(browser) == 2 and saved(browser))
    assert sorted(str(edit["decision"]) for edit in edits(path) if edit["band"] == "review") == [
        "None", "None", "accepted", "rejected",
    ]  # fmt: skip


def test_a_file_changed_by_hand_is_written_when_that_is_wished(browser: Any, tmp_path: Path) -> None:
    path = story(tmp_path, 12)
    with served(path) as (url, _):
        opened(browser, url, "queue")
        decided(browser, "l", 2)
        assert "lexicon.toml" in text_of(browser, ".toast")
        finish(browser)
        path.write_text(path.read_text(encoding="utf-8").replace("Kyllian", "Quelqu'un"), encoding="utf-8")
        press(browser, "2")
        decided(browser, "a", 1)
        press(browser, "4")
        click(browser, ".done button.primary")
        until(lambda: "story.srt was changed by a person" in text_of(browser, ".result"))
        assert "0 files written" in text_of(browser, ".result .problem")
        assert not browser.find_elements("css selector", ".result .diff")
        click(browser, ".done button.force")
        until(lambda: "1 file written" in text_of(browser, ".result .good"))
    assert "Quelqu'un" not in path.read_text(encoding="utf-8")
