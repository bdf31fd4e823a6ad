"""The page does each action on its own state at once, the server on the record: both come to the same."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from browsing import opened, served, story
from rehear.document.edit import HAND
from rehear.document.errors import RehearError
from rehear.review import Session, open_session
from rehear.review.feed import Feed
from rehear.review.perform import perform

pytestmark = pytest.mark.slow

# The page's own modules do the actions; what stands after each of them comes back.
DONE = """
  const [whole, actions, done] = arguments;
  (async () => {
    const { Model } = await import("./model.js");
    const { textOf } = await import("./words.js");
    const model = new Model(whole), seen = [];
    for (const action of actions) {
      model.perform(action);
      const cards = [...model.cards.values()].filter((card) => card.rule !== "hand");
      const cues = model.order.map((id) => model.cues.get(id));
      seen.push({
        cards: cards.map(({ id, decision, own }) => [id, decision, own]),
        cues: cues.map(({ id, start, end, ticked, words }) => [id, start, end, ticked, textOf(words).replace(/\\s+/g, " ")])
          .filter((cue) => cue[4]),
      });
    }
    return seen;
  })().then(done, (error) => done(String(error)));
"""


# Those that a person does most, and that have most to agree on, more often.
VERBS = [
    "accept",
    "reject",
    "clear",
    "own",
    "always",
    "never",
    "retype",
    "retype",
    "retype",
    "retime",
    "split",
    "join",
    "tick",
]


def stands(whole: dict[str, Any]) -> dict[str, Any]:
    """What is compared: decisions, and cues with their times, ticks and words; where lines break the house's rules say."""
    cues = [
        [
            cue["id"],
            cue["start"],
            cue["end"],
            cue["ticked"],
            " ".join("".join(word[0] for word in cue["words"]).split()),
        ]
        for cue in whole["cues"]
    ]
    cards = [[card["id"], card["decision"], card["own"]] for card in whole["cards"] if card["rule"] != HAND]
    return {"cards": sorted(cards), "cues": [cue for cue in cues if cue[4]]}


def some_action(session: Session, dice: random.Random) -> dict[str, Any]:
    """Something that a person may do now."""
    ids = [edit.id for edit in session.edits if edit.rule != HAND]
    cues = session.cues()
    at = dice.randrange(len(cues) - 1)
    cue, name = cues[at], dice.choice(ids)
    span = {"first": cue.first, "last": cue.last}
    words = [word.text for word in cue.words]
    do = dice.choice(
        ["accept", "reject", "clear", "own", "always", "never", *["retype"] * 5, "retime", "split", "join", "tick"]
    )
    if do in ("accept", "reject", "clear"):
        return {"do": do, "ids": dice.sample(ids, dice.randint(1, 3))}
    if do == "own":
        edit = next(edit for edit in session.edits if edit.id == name)
        return {"do": do, "id": name, "text": dice.choice(["avis", " un  long avis", edit.before, edit.after])}
    if do in ("always", "never"):
        return {"do": do, "id": name}
    if do == "retype":
        for _ in range(dice.randint(1, 2)):
            place = dice.randint(0, len(words))
            words[place : place + dice.randint(0, 2)] = dice.choice(
                [["neuf"], ["du", "tout"], ["Kyllian"], ["Kilian"], words[:1]]
            )
        return {"do": do, "texts": [[cue.first, cue.last, " ".join(words), " ".join(word.text for word in cue.words)]]}
    if do == "retime":
        return {
            "do": do,
            **span,
            "start": cue.start + dice.choice([-600, 0, 50]),
            "end": cue.end + dice.choice([-50, 0, 600]),
        }
    if do == "split":
        starts = sorted({word.first for word in cue.words})[1:]
        return {"do": do, **span, "at": dice.choice(starts)} if starts else {"do": "tick", "spans": [], "seen": True}
    if do == "join":
        return {"do": do, "first": cue.first, "last": cues[at + 1].last}
    return {"do": do, "spans": [[cue.first, cue.last]], "seen": dice.random() < 0.7}


@pytest.mark.parametrize("seed", range(3))
def test_the_page_and_the_server_do_the_same(browser: Any, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = story(tmp_path / "there", 24)
    shutil.copytree(path.parent, tmp_path / "here")
    session = open_session(tmp_path / "here" / path.name)
    feed = Feed(session)
    begun = json.loads(json.dumps(feed.whole()))
    actions: list[dict[str, Any]] = []
    wanted: list[dict[str, Any]] = []
    for _ in range(3):
        action = some_action(session, dice)
        try:
            perform(session, action)
        except RehearError:  # and the page must change nothing either
            if action["do"] in ("always", "never"):  # what a lexicon contradicts only the server knows
                continue
        actions.append(action)
        wanted.append(stands(feed.whole()))
    with served(path) as (url, _):
        opened(browser, url, "summary")
        found = browser.execute_async_script(DONE, begun, actions)
    assert isinstance(found, list), found
    for number, (there, here) in enumerate(zip(wanted, found, strict=True)):
        here["cards"].sort()
        for what in there:
            differs = [pair for pair in zip(here[what], there[what], strict=False) if pair[0] != pair[1]]
            assert here[what] == there[what], (number, actions[number], differs)
