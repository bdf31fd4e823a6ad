"""Typography: each rule, what it must leave alone, and that no letter changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, load_lexicon, propose
from rehear.correction.typography import SPACES, propose_typography, typeset
from rehear.document import Band, Transcript, apply


def shown(text: str) -> str:
    return text.replace("\u00a0", "_").replace("\u202f", "~")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Pourquoi? Vraiment !", "Pourquoi_? Vraiment_!"),
        ("Il l'a dit : non; jamais.", "Il l'a dit_: non_; jamais."),
        ("Quoi?! Non…?", "Quoi_?! Non…_?"),
        ("«Oui», dit-il. « Non ! »", "«_Oui_», dit-il. «_Non_!_»"),
        ('C\'est "fini": il part (enfin ?)', 'C\'est "fini"_: il part (enfin_?)'),
        ("12% des foyers, 20 000 euros, 5 km et 12€", "12_% des foyers, 20_000_euros, 5_km et 12_€"),
        ("1 200 000 habitants", "1_200_000 habitants"),
        ("Attends... mais . . . non....", "Attends… mais… non…"),
        ("... et puis", "… et puis"),
        ("-Oui.", "-_Oui."),
        ("- Oui.", "-_Oui."),
        ("-Tu viens? -Non! -Si, si.", "-_Tu viens_? -_Non_! -_Si, si."),
        ("Il fait -5. Peut-être.", "Il fait -5. Peut-être."),
        ("l´ami et l'eau d`ici", "l'ami et l'eau d'ici"),
        ("C’est l’ami d'hier", "C’est l’ami d’hier"),
    ],
)
def test_french(written: str, wanted: str) -> None:
    assert shown(typeset(written, "fr")) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "À 12:30, score 3:2, format 16:9, 2 : 1",
        "Voir https://exemple.fr/page?id=1;x=2 ou http://a.b:80/",
        "Écrire à moi@exemple.fr, www.exemple.fr?x",
        "C:\\Users et std::vector",
        "Super :) et ;-) et :D",
        "<i>Non</i> &amp; {\\an8}oui",
        'Il a crié "What is going on with you?" puis',
        "Il a crié “What? No!” puis",
        "Le film “Who's afraid?” sort demain",
        "Il a lu “Where are you going; and why?” hier",
        "-5 degrés, 2023 150 personnes",
        "Le 5G, la 3D, le A4 et un 4x4",
        "Est-ce que c'est, vraiment, tout.",
        "(?) et\n(!)",
    ],
)
def test_what_only_looks_like_punctuation_stays(text: str) -> None:
    assert typeset(text, "fr") == text


@pytest.mark.parametrize(
    "text",
    [
        "What are you doing here?",
        "Well done! Who is it? Me!",
        "What? No!",
        "Thank you very much; we love it!",
        "Das ist nicht gut: wir gehen!",
    ],
)
def test_sentences_in_another_language_keep_their_spaces(text: str) -> None:
    assert typeset(text, "fr") == text


def test_so_do_those_beside_french_ones() -> None:
    text = "Il crie : What are you doing? Why! Et puis ?"
    assert shown(typeset(text, "fr")) == "Il crie_: What are you doing? Why! Et puis_?"


@pytest.mark.parametrize("text", ["Stop!", "Pourquoi? Non!", "Allez, on y va!", "Il chante Only You!", "Donald Trump?"])
def test_what_may_be_french_is_set_so(text: str) -> None:
    assert "_" in shown(typeset(text, "fr"))


def test_a_segment_in_a_language_of_its_own_stays() -> None:
    heard = Transcript.from_texts(["Pourquoi?", "Stop!"], language="fr")
    heard = replace(heard, segments=(heard.segments[0], replace(heard.segments[1], language="en")))
    assert [edit.before for edit in propose_typography(heard, "fr")] == ["Pourquoi?"]


def test_spaces_of_a_house() -> None:
    text = "Quoi ? 12 % ; « oui » : 20 000"
    assert shown(typeset(text, "fr", "nbsp")) == "Quoi_? 12_%_; «_oui_»_: 20_000"
    assert shown(typeset(text, "fr", "fine")) == "Quoi~? 12_%~; «_oui_»_: 20~000"
    assert typeset(typeset(text, "fr", "fine"), "fr", "plain") == text


def test_other_languages() -> None:
    assert typeset("Hello ? It's here : now ...", "en") == "Hello? It's here: now…"
    assert typeset("Привет ?...", "ru") == "Привет ?…"


def test_each_change_is_an_edit_with_its_rule() -> None:
    heard = Transcript.from_texts(["Il vient ?", "Oui; demain..."], language="fr")
    first, second, third = propose(heard, Lexicon(), language="fr", typography="nbsp")
    assert (first.before, first.after, first.rule, first.band) == ("vient ?", "vient\u00a0?", "typography", Band.SAFE)
    assert [edit.evidence["rules"] for edit in (first, second, third)] == [
        ["space before ? and !"],
        ["space before ;"],
        ["ellipsis"],
    ]
    assert propose(heard, Lexicon(), language="fr") == []


def test_a_correction_is_set_too_and_takes_in_its_punctuation() -> None:
    lexicon = Lexicon((Term("guet-apens", plural="guets-apens", heard=("gay tapant", "gays tapants"), language="fr"),))
    heard = Transcript.from_texts(["Des gays tapants ? Non !"], language="fr")
    found = propose(heard, lexicon, language="fr", typography="nbsp")
    assert [(edit.rule, edit.after) for edit in found] == [
        ("heard", "guets-apens\u00a0?"),
        ("typography", "Non\u00a0!"),
    ]
    assert shown(apply(heard, found).texts()[0]) == "Des guets-apens_? Non_!"


def test_what_a_credit_deletes_is_not_set() -> None:
    heard = Transcript.from_texts(["Sous-titrage FR ?", "Oui ?"], language="fr")
    found = propose(heard, load_lexicon("credits"), language="fr", typography="nbsp")
    assert [edit.rule for edit in found] == ["credit", "typography"]


pieces = st.sampled_from(
    "oui non l'eau d’or ? ! ; : « » … ... . , -- – 12 000 3:2 12:30 % km € www.a.fr :) \" “ ” ( ) \n".split(" ")
)


@given(
    st.lists(pieces, min_size=1, max_size=12),
    st.lists(st.sampled_from(["", " ", "\u00a0"]), min_size=12),
    st.sampled_from(SPACES),
)
def test_no_letter_changes_and_once_is_enough(parts: list[str], joints: list[str], spaces: str) -> None:
    text = "".join(part + joint for part, joint in zip(parts, joints, strict=False)).strip().replace("\n\u00a0", "\n")
    heard = Transcript.from_texts([text], language="fr")
    made = apply(heard, propose_typography(heard, "fr", spaces))
    letters = [char for char in text if char.isalnum()]
    assert [char for char in made.texts()[0] if char.isalnum()] == letters if made.segments else not letters
    assert propose_typography(made, "fr", spaces) == []
