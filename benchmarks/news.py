"""A French news transcript with word times, made up: the material of the layout benchmark.

Sentences come from a small grammar with names, numbers, quotations, questions and answers; what they say is nonsense, their
shape is that of spoken news. Words take time by their letters at a pace that changes from sentence to sentence, around 15
characters a second (about 170 words a minute), with pauses at commas, between sentences and between stories.
Segments are cut as Whisper cuts them: after some seconds, at a sentence's end or in the middle of one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from rehear.document import Segment, Transcript, Word

_MATERIAL = """
first:  Jeanne | Karim | Solène | Yann | Inès | Paul-Henri | Aminata | Luc | Maëlle | Thomas | Fatou | Bruno | Élodie | Marc
last:   Morel | Benali | Le Goff | Quéméneur | Diallo | Castaing | d'Aubigny | Roussel | Van Damme | Petitjean | Lacombe
town:   Mâcon | Dijon | Saint-Étienne | Le Havre | Clermont-Ferrand | Brest | Nîmes | Aix-en-Provence | Bordeaux | Charleville
role:   le ministre de l'Intérieur | la maire de la commune | le procureur de la République | un témoin de la scène
role:   la porte-parole du gouvernement | le directeur de l'hôpital | la présidente du syndicat | l'avocat de la défense
role:   la cheffe de service | le préfet du département | un habitant du quartier | la secrétaire générale de l'association
act:    a annoncé hier soir | avait déjà promis | confirme ce matin | n'a pas voulu commenter | va devoir expliquer | regrette
act:    a longuement défendu | dit ne pas comprendre | espère encore obtenir | vient de présenter | doit signer demain
thing:  la fermeture de l'usine | un plan d'urgence pour les hôpitaux | la hausse des prix de l'énergie | un accord
thing:  les conclusions du rapport | le report de la réforme des retraites | une enquête sur l'origine de l'incendie
thing:  la suppression de trois lignes de bus | l'ouverture d'une information judiciaire | le budget de l'année prochaine
thing:  les résultats de l'élection | un accord avec les éleveurs | la construction de deux cents logements sociaux
where:  dans tout le pays | sur le site du ministère | devant les grilles de la préfecture | à la sortie du conseil
where:  au cours d'une conférence de presse | dans les colonnes d'un quotidien régional | lors d'un déplacement en province
where:  au micro de notre journaliste | en présence de plusieurs élus | sous les applaudissements de la salle
when:   hier | dans la nuit | en fin de matinée | depuis trois semaines | au lendemain du scrutin | en quelques heures
when:   il y a tout juste un an | à la veille des vacances | pour la première fois depuis 1998
link:   alors que | parce que | tandis que | même si | au moment où
short:  Oui. | Non, pas du tout. | C'est vrai. | On verra. | Bonsoir à tous. | Écoutez. | Absolument. | Vous avez raison.
short:  Et maintenant, la météo. | Merci à vous. | Voilà. | Je ne crois pas.
number: 3 | 12 | 47 | 250 | 6,5 | 1 200 | 20 000
unit:   millions d'euros | kilomètres | hectares de forêt | personnes | degrés | ans de prison | tonnes de blé
"""
_PARTS: dict[str, list[str]] = {}
for _line in _MATERIAL.strip().splitlines():
    _name, _, _texts = _line.partition(":")
    _PARTS.setdefault(_name, []).extend(_texts.strip().split(" | "))


def sentences(chance: random.Random) -> Iterator[str]:
    """Sentences without end."""

    def of(name: str) -> str:
        return chance.choice(_PARTS[name])

    def person() -> str:
        return f"{of('first')} {of('last')}"

    def who() -> str:
        return chance.choice([of("role"), of("role"), f"{of('role')}, {person()},", person()])

    def clause() -> str:
        return f"{who()} {of('act')} {of('thing')}"

    def capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    shapes = (
        lambda: f"{clause()} {of('where')}.",
        lambda: f"{clause()}.",
        lambda: f"{of('when')}, {clause()} {of('where')}.",
        lambda: f"À {of('town')}, {clause()}, {of('link')} {clause()}.",
        lambda: f"{clause()} et {of('thing')}, pour {of('number')} {of('unit')}.",
        lambda: f"« {capital(clause())} », explique {person()}, {of('role')}.",
        lambda: f"Faut-il craindre {of('thing')} ?",
        lambda: f"Au total, {of('number')} {of('unit')} sont concernés, selon {of('role')} de {of('town')}.",
        lambda: f"Le {chance.randrange(2, 28)} mars, à {chance.randrange(6, 23)} heures 30, {clause()}.",
        lambda: of("short"),
        lambda: f"M. {of('last')} l'a répété : {of('thing')} n'est plus à l'ordre du jour.",
    )
    while True:
        yield capital(chance.choice(shapes)())


def transcript(count: int, seed: int = 1) -> Transcript:
    """About so many words of news, with their times."""
    chance = random.Random(seed)
    words: list[Word] = []
    clock = 500.0
    for at, sentence in enumerate(sentences(chance)):
        pace = max(48.0, chance.gauss(62, 8))  # ms a character
        for text in sentence.split(" "):
            lasts = max(60.0, pace * (len(text) + 0.6) * chance.uniform(0.85, 1.15))
            probability = round(chance.uniform(0.6, 1.0), 3)
            words.append(Word(" " + text, round(clock), round(clock + lasts), probability))
            clock += lasts + chance.choice((0, 0, 0, 20, 40))
            if text.endswith((",", ":")):
                clock += chance.uniform(80, 350)
        clock += chance.uniform(200, 900) if at % 12 else chance.uniform(1500, 3500)
        if len(words) >= count:
            break
    return Transcript(tuple(words), tuple(_segments(words, chance)), "fr")


def _segments(words: list[Word], chance: random.Random) -> Iterator[Segment]:
    first = 0
    for at, word in enumerate(words):
        long = word.end - words[first].start
        ends = word.text[-1] in ".?" and long > 1500
        if at == len(words) - 1 or ends or long > chance.uniform(5000, 9000):
            yield Segment(words[first].start, word.end, first, at)
            first = at + 1
