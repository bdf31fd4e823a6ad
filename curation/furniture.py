"""What stands on a page beside the story: by the elements and names of HTML, and by how a line begins.

The names are those that news sites and their content systems use; lines are such as a reader copies along with a text.
"""

from __future__ import annotations

import re

# Elements that hold no sentence of the story, whatever they contain.
ELEMENTS = """
    script style noscript template svg canvas iframe object video audio picture img map button select option textarea
    input label nav aside footer figcaption dialog menu time address amp-list
""".split()
ROLES = frozenset("navigation banner contentinfo complementary search dialog menu menubar toolbar alert form".split())
# Words in the class or id of an element that say what it is. Whole words, because "header" holds "head".
NAMES = frozenset(
    """
    nav navbar navigation menu breadcrumb breadcrumbs share sharing social related recommended recommendations readmore
    comment comments newsletter subscribe subscription paywall footer masthead sidebar widget cookie cookies consent banner
    promo promotion ad ads advert advertisement advertising sponsor sponsored caption legend credit credits tags taglist
    byline author authors signature meta metadata timestamp date dateline published pagination pager skip toolbar copyright
    popup modal tooltip teaser outbrain taboola trending popular
    """.split()
)
# Two words that say so together.
_TOGETHER = re.compile(
    r"most[_-]?(?:read|viewed|shared|popular)|plus[_-]?lus\b|read[_-]?(?:also|next)|lire[_-]?aussi|see[_-]?also"
)
# What only a paragraph of the story is, whatever else it is called ("social" may be its subject).
_STORY = re.compile(r"\b(?:has[_-])?drop[_-]?cap|pull[_-]?quote|standfirst\b")
_PART = re.compile(r"[a-z]+")
# A line that begins so; longer ones are sentences whatever they begin with.
_LONGEST = 25
_BEGINS = re.compile(
    "|".join(
        (
            r"(?:à|a) lire\b|lire (?:aussi|également|la suite)|voir (?:aussi|également)|sur le même (?:sujet|thème)",
            r"partagez (?:cet?|sur)|suivez[- ](?:nous|l'actualité)|abonnez[- ]vous|déjà abonné|inscrivez-vous",
            r"recevez (?:notre|nos|la|les|chaque)|sources?\s*:|crédits?\s*(?:photos?)?\s*:|photos?\s*[:©(/]",
            r"photo d'illustration|illustration\s*[:©(]|publié le|mis à jour le|modifié le|©|\(c\)|tags?\s*:|mots[- ]clés",
            r"temps de lecture|\d+ min(?:utes?)? de lecture|la suite après|tous droits réservés|rédigé par",
            r"propos recueillis par|(?:é|e)dité par|(?:retrouvez|écoutez|réécoutez|suivez)-(?:nous|moi|la|les?)\b",
            r"(?:retrouvez|écoutez|réécoutez|disponible|à écouter)\b.*\bsur (?:toutes les plate|spotify|deezer|apple)",
            r"(?:listen|available|find us)\b.*\bon (?:all platforms|spotify|apple|youtube)",
            r"\d+ commentaires?\b|accueil\s*[>/|»]|en images?\s*:|vidéo\s*:",
            r"read (?:more|also|next)\b|see also|share (?:this|on)|follow us|subscribe to|sign up (?:for|to)",
            r"published (?:on|at)",
            r"updated (?:on|at)|posted on|image\s*[:©(]|photograph\s*:|getty images|\d+ min read|all rights reserved",
            r"home\s*[>/|»]|skip to",
        )
    ),
    re.IGNORECASE,
)
# What a line may be made of that is nothing else.
_ALONE = (
    r"publicité|annonce|accueil|commentaires?|newsletters?|photos?|partager|se connecter|connexion|mon compte|s'abonner"
    r"|je m'abonne|abonnez-vous|inscrivez-vous|cookies?|menu|rechercher|(?:avec )?AFP|Reuters|AP"
    r"|related(?: articles| stories)?|share|advertisement|sponsored|home|search|comments?|subscribe|sign in|log in"
)
_WHOLE = re.compile(rf"(?:{_ALONE})(?:[\s|/·•,]+(?:{_ALONE}))*", re.IGNORECASE)
# Who wrote it: names have real capitals ("Par exemple, ..." is a sentence).
_SIGNED = re.compile(r"(?:Par|PAR|par|By|BY|by) (?:[A-ZÀ-Þ][\w'’-]*\.? ?){2,4}(?:[|,•(-].*)?")


def is_furniture(line: str) -> bool:
    """Whether a line stands on a page beside the story.

    >>> is_furniture("À lire aussi : le site est fermé"), is_furniture("Par exemple, à Mâcon.")
    (True, False)
    """
    text = line.strip(" \t•·-–—|>*")
    if _WHOLE.fullmatch(text.rstrip(" .:!")) or _SIGNED.fullmatch(text):
        return True
    return len(text.split()) <= _LONGEST and bool(_BEGINS.match(text))


def named_so(names: str) -> bool:
    """Whether the class or the id of an element says that it is furniture.

    >>> named_so("article__related-links"), named_so("article-content"), named_so("has-drop-cap social")
    (True, False, False)
    """
    names = names.lower()
    if _STORY.search(names):
        return False
    return bool(_TOGETHER.search(names)) or not NAMES.isdisjoint(_PART.findall(names))
