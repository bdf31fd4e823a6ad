"""A review in the terminal: one proposal after the other, a key for each decision."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from ..document.clock import fine_clock
from ..document.edit import Decision
from ..document.errors import EditError, InputError, LexiconError, OutputError
from .keys import Keys
from .records import Card, Done, Group
from .session import Session
from .sound import Player

_KEYS = "[a]ccept [r]eject [e]dit [g]roup a[l]ways [p]never [u]ndo [s]kip [q]uit [?] "
_HELP = (
    "a  accept: the text is corrected",
    "r  reject: it stays as it is",
    "e  edit: type another text for these words",
    "g  accept all that waits for this term",
    "=  accept those of it that put the same in place of the same",
    "l  always: accept, and list the mishearing in the nearest lexicon",
    "p  never: reject, and protect the words in the nearest lexicon",
    "u  undo the last decision, as often as you like",
    "s  skip; j next, k previous (or the arrows)",
    "w  why: what speaks for it and against it",
    "space  play the passage (--play)",
    "q  quit, and write what was decided into the subtitles",
)
# What each action did, in a word behind the keys.
_SAID = {"accept": "accepted", "reject": "rejected", "own": "changed", "always": "always", "never": "never"}


class Terminal:
    """A review of one session.

    Args:
        play: plays passages; None where nobody asked for it.
    """

    def __init__(self, session: Session, *, play: Player | None = None) -> None:
        self.session, self._player = session, play
        self._keys = Keys()
        # A terminal that lacks a letter shows an escape in its place.
        self._out = Console(highlight=False, markup=False)
        utf8 = (self._out.encoding or "").lower().replace("-", "") == "utf8"
        self._times, self._dots, self._dash = ("×", "…", "–") if utf8 else ("x", "...", "-")
        self._queue = [card.id for group in session.groups() for card in group.cards]
        self._at = 0
        self._explained: set[tuple[str, ...]] = set()  # what was said once

    def run(self) -> None:
        """Ask until the user quits."""
        try:
            self._ask_on()
        except KeyboardInterrupt:
            self._out.print()  # what is said of it begins a line of its own
            raise

    def _ask_on(self) -> None:
        while True:
            waiting = self._waiting()
            self._queue += [name for name in waiting if name not in self._queue]
            if self._at >= len(self._queue):
                if not self._at_the_end(waiting):
                    return
                continue
            card = self._card()
            if card is None:  # it is gone: its words were changed elsewhere
                self._at += 1
                continue
            self._show(card)
            if not self._ask(card):
                return

    def _at_the_end(self, waiting: list[str]) -> bool:
        """What the user does where nothing more comes; False if they quit."""
        left = f"\n{len(waiting)} left: [j] goes to them, " if waiting else "\nall decided: "
        while True:
            self._out.print(f"{left}[k] back, [u]ndo, [q]uit and write ", style="dim", end="")
            key = self._keys.read()
            self._out.print()
            if key in ("q", ""):
                return False
            if key == "u" and (said := self._undone()):
                self._out.print(said, style="bold")
                return True
            if key == "k":
                self._at = len(self._queue) - 1
                return True
            if key == "j" and waiting:
                self._at = self._queue.index(waiting[0])
                return True

    def _ask(self, card: Card) -> bool:
        """What the user does with a card; False if they quit."""
        while True:
            self._out.print(_KEYS, style="dim", end="")
            key = self._keys.read()
            self._out.print()  # the keys fill the line
            if key in ("q", ""):
                return False
            action = self._actions(card).get(key)
            if action is None:
                for line in _HELP:
                    self._out.print("  " + line)
                continue
            try:
                said = action()
            except (EditError, InputError, LexiconError, OutputError) as error:
                self._out.print(f"not done: {error}", style="yellow")
                continue
            finally:
                if self._player is not None and key != " ":
                    self._player.stop()
            if said is not None:
                self._out.print(said, style="bold")
                return True

    def _actions(self, card: Card) -> dict[str, Callable[[], str | None]]:
        """What each key does; it says what was done, or None if the same card is asked for again."""
        session, name = self.session, card.id
        together = self._group(card).cards
        group = [one.id for one in together]
        alike = [one.id for one in together if (one.before, one.after) == (card.before, card.after)]
        return {
            "a": lambda: self._done(session.accept(name)),
            "r": lambda: self._done(session.reject(name)),
            "e": lambda: self._edited(card),
            "g": lambda: self._done(session.accept(*group)),
            "=": lambda: self._done(session.accept(*alike)),
            "l": lambda: self._done(session.always(name)),
            "p": lambda: self._done(session.never(name)),
            "u": self._undone,
            "s": self._skipped,
            "j": self._skipped,
            "k": self._back,
            "w": lambda: self._why(card),
            " ": lambda: self._played(card),
        }

    def _done(self, done: Done) -> str:
        self._go_on()
        count = f" {self._times} {len(done.ids)}" if len(done.ids) > 1 else ""
        return _SAID[done.what] + count + (f": {done.said}" if done.said else "")

    def _edited(self, card: Card) -> str | None:
        text = self._keys.line("text: ", card.after)
        if text is None:
            return None
        said = self._done(self.session.own(card.id, text.strip()))
        return said if text.strip() else "removed" + (", and the cue with it: [u] brings it back" if card.whole else "")

    def _undone(self) -> str | None:
        done = self.session.undo()
        if done is None:
            self._out.print("nothing to undo")
            return None
        self._at = min((self._queue.index(name) for name in done.ids if name in self._queue), default=self._at)
        return done.what + (f": {done.said}" if done.said else "")

    def _skipped(self) -> str:
        self._go_on()
        return "skipped"

    def _go_on(self) -> None:
        """To the next card that waits, or to the end."""
        waiting = set(self._waiting())
        following = (at for at in range(self._at + 1, len(self._queue)) if self._queue[at] in waiting)
        self._at = next(following, len(self._queue))

    def _back(self) -> str:
        self._at = max(self._at - 1, 0)
        return "back"

    def _why(self, card: Card) -> None:
        self._explain(card)

    def _explain(self, card: Card) -> None:
        for why in (*card.why, f"Score {card.edit.score:.2f} of 1."):
            self._out.print(Padding(Text(why, style="dim"), (0, 0, 0, 2)))
        self._explained.add(card.why)

    def _played(self, card: Card) -> None:
        if self._player is None:
            self._out.print("--play plays the passage")
        else:
            self._player.play(card.start, card.end)

    def _card(self) -> Card | None:
        self.session.refresh()
        try:
            return self.session.card(self._queue[self._at])
        except EditError:
            return None

    def _waiting(self) -> list[str]:
        return [card.id for group in self.session.groups() for card in group.cards]

    def _group(self, card: Card) -> Group:
        """What waits together with a card, or the card alone."""
        for group in self.session.groups():
            if group.key == card.group and card.id in group.ids:
                return group
        return Group(card.group, card.edit.term or card.before, (card,))

    def _show(self, card: Card) -> None:
        group = self._group(card)
        title = f"{self._at + 1}/{len(self._queue)}  {group.title}"
        if len(group.cards) > 1:
            does = "deletes all of them" if all(one.deletes for one in group.cards) else "accepts all"
            title += f" {self._times} {len(group.cards)}: g {does}"
        self._out.print()
        self._out.print(Rule(title, align="left", style="dim", characters="-"))
        when = f"{fine_clock(card.start)} {self._dash} {fine_clock(card.end)}"
        self._out.print(when, style="cyan")
        self._beside(card.earlier, before=True)
        for sign, words, style in (("- ", card.before, "red"), ("+ ", card.after, "bold green")):
            self._out.print(Text.assemble((sign, style), self._sentence(card, words, style)))
        self._beside(card.later, before=False)
        if card.deletes and card.waiting:
            cues = "the whole cue" if card.whole == 1 else f"{card.whole} whole cues"
            self._out.print(f"accepting deletes {cues}", style="yellow")
        if card.edit.decision is not None:
            self._out.print("accepted" if card.edit.decision is Decision.ACCEPTED else "rejected", style="yellow")
        # The same reasons are not read again and again.
        again = card.why in self._explained
        self._out.print(Padding(Text(f"{card.reason} ([w]hy)" if again else card.reason, style="dim"), (0, 0, 0, 2)))
        if not again:
            self._explain(card)
        if self._player is not None and card.waiting:
            try:
                self._player.play(card.start, card.end)
            except InputError as error:
                self._out.print(f"cannot play: {error}", style="yellow")

    def _sentence(self, card: Card, words: str, style: str) -> Text:
        """The sentence with these words marked, also where there are no colours."""
        parts = [Text(card.left), Text(f"[{words}]" if words else "(removed)", style=style), Text(card.right)]
        return Text(" ").join(part for part in parts if part.plain)

    def _beside(self, text: str, *, before: bool) -> None:
        """What stands before or after the sentence, as much of it as a line holds."""
        room = self._out.width - 2 - len(self._dots)
        if len(text) > room:
            text = self._dots + text[-room:] if before else text[:room] + self._dots
        if text:
            self._out.print(Text(f"  {text}", style="dim"), no_wrap=True)
