"""How well a line or a cue may end between two words, in French and English: a cost, 0 is best."""

from __future__ import annotations

import re

SENTENCE, CLAUSE, BEFORE, PLAIN, NAME, NUMBER, CLING, NEVER = 0, 2, 4, 8, 16, 20, 30, 100

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]»\s]*$")
_CLAUSE_END = re.compile(r"[,;:–—][\"”’')\]»\s]*$|[)\]»”]$")
_ABBREVIATION = re.compile(r"(?:\b(?:M|MM|Mme|Mlle|Me|Dr|Pr|St|Ste|Mr|Mrs|Ms|av|bd|art|no|vol|p)|\b[A-ZÀ-Ý])\.$")
_OPENING = re.compile(r"[«“(\[–—-]")

# After these no line should end: articles, prepositions, pronouns before their verb, auxiliaries, conjunctions, titles.
_CLINGING = {
    "fr": """
        le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs
        quel quelle quels quelles chaque plusieurs quelques aucun aucune tout toute tous toutes
        à en dans par pour sur sous vers avec sans chez entre contre dès depuis pendant selon après avant lors afin jusqu
        je tu il elle on nous vous ils elles j t m s n c qu me te se y ne
        qui que dont où et ou mais donc or ni car si comme quand lorsque puisque parce
        est sont était étaient a ont avait avaient ai as avons avez sera seront serait seraient fut furent suis es sommes êtes
        aura auront aurait va vont peut peuvent doit doivent fait très plus moins trop aussi
        m mme mlle me dr pr monsieur madame maître docteur saint sainte""",
    "en": """
        the a an this that these those my your his her its our their every each some any no
        of to in on at by for with from into about as over under after before since until than
        is are was were be been being am has have had do does did will would shall should can could may might must not
        and or but nor so if because while when where who which whose
        i you he she it we they very more most too
        mr mrs ms dr st""",
}
# Before these a line ends well.
_LEADING = {
    "fr": """
        et ou mais donc car ni que qui dont où quand lorsque puisque parce si comme afin alors
        à au aux de du des en dans par pour sur sous avec sans chez entre contre pendant depuis après avant vers selon lors""",
    "en": """
        and or but nor so because if when while that which who where whose
        of to in on at by for with from into about after before since until than as over under""",
}
_TABLES = {
    language: (frozenset(_CLINGING[language].split()), frozenset(_LEADING[language].split())) for language in _CLINGING
}
_ANY = tuple(frozenset().union(*(tables[at] for tables in _TABLES.values())) for at in (0, 1))


def cost(before: str, after: str, language: str | None) -> int:
    """What it costs to end a line after `before` when `after` comes next; both without white space around them."""
    clinging, leading = _TABLES.get(language or "", _ANY)
    if _SENTENCE_END.search(before) and not _ABBREVIATION.search(before):
        return SENTENCE
    if _CLAUSE_END.search(before):
        return CLAUSE
    if before.endswith(("'", "’")):
        return NEVER
    bare = _bare(before)
    if bare in clinging or _ABBREVIATION.search(before):
        return CLING
    if _OPENING.match(after):
        return CLAUSE
    if bare[-1:].isdigit():
        return NUMBER
    if _bare(after) in leading:
        return BEFORE
    if before[:1].isupper() and after[:1].isupper():
        return NAME
    return PLAIN


def _bare(word: str) -> str:
    """The last part of a word, after an elision, in lower case: what decides whether it clings."""
    return re.split("['’]", word.lower())[-1].strip('.,;:!?"«»()[]“”') or word.lower().strip("'’")
