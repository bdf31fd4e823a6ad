"""What a recogniser invents, repeats or gives back is found, heard once more, and marked if it stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from engines import Stub
from media_files import Track, tone, write_media
from rehear.document import Transcript, Word
from rehear.document.model import split_words, spread
from rehear.pipeline.heard import Listening, hear
from rehear.pipeline.inputs import Target
from rehear.transcribe import Listener, Options, Recognised, Window, transcribe
from rehear.transcribe.doubts import echoes, looping, oddity, outside
from rehear.transcribe.engine import Heard
from rehear.transcribe.prompt import prompt_pages
from rehear.transcribe.retry import another_way, better, doubts, healthy

ALL = Options(language="fr", speech_only=False)


class Told(Stub):
    """An engine that writes what a function says of each window, and remembers the windows."""

    name = "told"

    def __init__(self, say: Callable[[Window], str]) -> None:
        self.say = say
        self.heard: list[Window] = []

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for window in windows:
            self.heard.append(window)
            end = len(window.samples) // 16
            texts = split_words(self.say(window))
            words = spread(texts, 0, min(end, 300 * len(texts)), 0.9)
            yield Recognised((Heard(0, end, tuple(words), {"temperature": 0.0}),) if words else (), "fr")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Merci. " * 6, 6),
        ("Il a dit oui, " * 4, 4),
        ("et il dit encore que la mairie est fermée " * 3, 3),
        ("Non, non, non, non !", 0),
        ("Le jugement sera rendu le 12 mars. Le jugement sera rendu le 12 mars.", 0),
        ("", 0),
    ],
)
def test_loops(text: str, times: int) -> None:
    assert looping(text) == times


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("Guet-apens, Mâcon, Ouagadougou.", True),
        ("Mâcon, Ouagadougou", False),  # a term or two are what the prompt is for
        ("Il a été victime d'un guet-apens à Mâcon hier.", False),
        ("On l'a dit : guet-apens, Mâcon, Ouagadougou, verdict rendu.", True),
        ("", False),
    ],
)
def test_echoes(text: str, echo: bool) -> None:
    assert echoes(text, "guet-apens, Mâcon, Ouagadougou, verdict.") is echo
    assert not echoes(text, None)


def test_odd_words() -> None:
    sure = [Word(" bien", 0, 400, 0.9), Word(" dit", 400, 700, 0.8)]
    odd = [Word(" Merci", 0, 0, 0.05), Word(" beaucoup", 0, 5000, 0.1)]
    assert oddity(sure) == 0.0
    assert oddity(odd) == 1.0
    assert oddity([]) == 0.0


def test_more_than_anybody_can_say_in_the_time() -> None:
    """Sure words without length may be badly aligned, but not where there is no room for them."""
    words = [
        Word(" Le", 0, 160, 0.97),
        *(
            Word(f" {text}", 160, 160, 1.0)
            for text in "tribunal administratif prononcera mardi décision contre Mâcon".split()
        ),
        Word(" prison.", 160, 2200, 0.9),
    ]
    roomy = [*words[:-1], Word(" prison.", 160, 3000, 0.9)]
    window = Window(np.zeros(480_000, np.float32), speech=((0, 3000),))
    assert set(doubts(Heard(0, 2200, tuple(words), {}), window)) == {"odd"}
    assert not doubts(Heard(0, 3000, tuple(roomy), {}), window)
    assert outside(0, 1000, [(200, 700)]) == pytest.approx(0.5)
    assert outside(0, 0, []) == 0.0


def window(**how: object) -> Window:
    return replace(Window(np.zeros(160_000, np.float32), options=ALL), **how)  # type: ignore[arg-type]


def first(engine: Told, what: Window) -> Recognised:
    return next(iter(engine.recognise([what])))


def heard_well(what: Window, engine: Told) -> Recognised:
    """The window heard, and once more if that leaves doubts."""
    result = first(engine, what)
    other = another_way(what, result)
    return result if other is None else better(what, result, first(engine, other))


def test_an_echoed_prompt_is_heard_without_it() -> None:
    engine = Told(lambda w: "guet-apens, Mâcon, Ouagadougou, verdict" if w.prompt else "Il a parlé hier.")
    what = window(prompt="guet-apens, Mâcon, Ouagadougou, verdict.")
    result = heard_well(what, engine)
    assert "".join(w.text for w in result.segments[0].words) == "Il a parlé hier."
    assert [w.prompt for w in engine.heard] == [what.prompt, None]
    assert result.segments[0].evidence == {"temperature": 0.0}


def test_what_stays_doubtful_is_marked() -> None:
    engine = Told(lambda _: "Merci. " * 6)
    what = window()
    result = heard_well(what, engine)
    assert result.segments[0].evidence["loop"] == 6.0
    assert len(engine.heard) == 2
    assert not healthy(result)


def heard(*sentences: tuple[int, int, str]) -> Recognised:
    """Segments of a window: start, end (ms) and text."""
    segments = [Heard(a, b, tuple(spread(split_words(text), a, b, 0.9)), {}) for a, b, text in sentences]
    return Recognised(tuple(segments), "fr")


def texts_of(result: Recognised) -> list[str]:
    return ["".join(word.text for word in item.words).strip() for item in result.segments]


SOUND = (
    (0, 3_000, "Le tribunal a jugé hier trois hommes."),
    (3_200, 6_000, "La procureure a demandé six ans de prison."),
)
LOOP = (6_500, 9_500, "Merci. Merci. Merci. Merci. Merci.")


@pytest.mark.parametrize(
    ("speech", "again", "left"),
    [
        # hearing less is no better where somebody speaks
        ((0, 10_000), (), [*SOUND, LOOP]),
        ((0, 10_000), SOUND[:1], [*SOUND, LOOP]),
        # nor does it touch what nobody doubts
        ((0, 6_000), (), [*SOUND]),
        (
            (0, 10_000),
            ((6_400, 9_000, "Le jugement sera rendu lundi."),),
            [*SOUND, (0, 0, "Le jugement sera rendu lundi.")],
        ),
        ((0, 10_000), (*SOUND[:1], LOOP), [*SOUND, LOOP]),
    ],
)
def test_only_what_is_doubtful_is_taken_from_a_second_hearing(
    speech: tuple[int, int], again: tuple[tuple[int, int, str], ...], left: list[tuple[int, int, str]]
) -> None:
    result = better(window(speech=(speech,)), heard(*SOUND, LOOP), heard(*again))
    assert texts_of(result) == [text for _, _, text in left]
    assert [("loop" in item.evidence) for item in result.segments] == [text == LOOP[2] for _, _, text in left]


def test_text_where_nobody_speaks_is_marked() -> None:
    engine = Told(lambda _: "Sous-titres réalisés par la communauté")
    what = window(speech=((9_500, 10_000),))
    result = heard_well(what, engine)
    assert result.segments[0].evidence["silence"] == 1.0


def test_a_sound_text_is_not_heard_again() -> None:
    engine = Told(lambda _: "Le jugement sera rendu le 12 mars, dit la procureure.")
    what = window(speech=((0, 10_000),), prompt="Mâcon.")
    result = heard_well(what, engine)
    assert len(engine.heard) == 1
    assert healthy(result)


def test_context_only_while_it_is_healthy(tmp_path: Path) -> None:
    said = iter(["Un.", "Merci. " * 6, "Merci. " * 6, "Trois.", "Quatre."])
    engine = Told(lambda _: next(said))
    path = write_media(tmp_path / "a.wav", Track(tone(100.0, rate=16_000), rate=16_000, codec="pcm_s16le"))
    asked = replace(ALL, condition_on_previous_text=True)
    transcribe(path, engine, prompt_terms=["Mâcon"], options=asked)
    assert [w.prompt for w in engine.heard] == ["Mâcon.", "Mâcon. Un.", None, "Mâcon.", "Mâcon. Trois."]


def test_pages() -> None:
    terms = [f"mot{n}" for n in range(20)]
    pages = prompt_pages(terms, len, 60)
    assert all(len(" " + page) <= 61 for page in pages)
    assert all(page.startswith("mot0, mot1, ") for page in pages)
    assert all(any(term in page for page in pages) for term in terms)
    assert prompt_pages(["a", "b"], len, 60) == ["a, b."]
    assert prompt_pages([], len, 60) == []


class Interrupted(Told):
    """Is interrupted at its third window, once."""

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for at, result in enumerate(super().recognise(windows)):
            if at == 2 and self.model == "none":
                self.model = "went on"
                raise KeyboardInterrupt
            yield result


def test_a_hearing_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.wav", Track(tone(140.0, rate=16_000), rate=16_000, codec="pcm_s16le"))
    target = Target(path, tmp_path / "out", "a")
    asked = Listening("told", "none", ALL)

    def number(what: Window) -> str:
        return f"Fenêtre à {what.start}."

    whole = transcribe(path, Told(number), options=ALL)
    engine = Interrupted(number)
    with pytest.raises(KeyboardInterrupt):
        hear(target, asked, lambda: engine)
    assert len(engine.heard) == 3
    done = hear(target, asked, lambda: engine)
    assert not done.reused
    assert done.transcript.complete
    assert done.transcript.texts() == whole.texts()
    assert [w.start for w in done.transcript.words] == [w.start for w in whole.words]
    starts = [w.start for w in engine.heard]
    assert starts[3] == starts[2]  # on with the window that was not finished
    assert len(set(starts)) == len(starts) - 1
    assert "heard_to" not in done.transcript.origin.options
    assert hear(target, asked, lambda: engine).reused


def test_the_text_comes_while_it_is_heard(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.wav", Track(tone(70.0, rate=16_000), rate=16_000, codec="pcm_s16le"))
    live: list[Transcript] = []
    whole = transcribe(path, Told(lambda w: f"À {w.start}."), options=ALL, listener=Listener(text=live.append))
    assert [text for part in live for text in part.texts()] == whole.texts()
    assert [s.start for part in live for s in part.segments] == [s.start for s in whole.segments]
