"""An article as a newsroom has it (HTML, Markdown, plain text) taken down to its paragraphs: navigation, captions and the other
furniture of a page are left out.

HTML is parsed by Beautiful Soup over the standard library's parser, Markdown by markdown-it: both say on which line of the
file a paragraph stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from .furniture import ELEMENTS, ROLES, is_furniture, named_so
from .words import plainly
from .wrapped import ITEM, rejoined, unwrapped

if TYPE_CHECKING:
    from bs4 import Tag

Format = Literal["html", "markdown", "text"]
Kind = Literal["prose", "heading", "item"]

_SUFFIXES: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}
_LOOKS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.I | re.S
)
# A link, a picture, bold print or a block of code; headings and bullets stand in plain texts as well.
_LOOKS_MARKDOWN = re.compile(r"\[[^\]\n]+\]\([^)\s]+\)|\*\*\w[^*\n]*\*\*|^(?:```|~~~)", re.MULTILINE)

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 th dt".split())
# Whatever stands in items belongs to the list; a cell may hold a whole page, whose paragraphs are prose.
_ITEMS, _CELL = ["li", "dd"], "td"
_BLOCKS = "p h1 h2 h3 h4 h5 h6 li blockquote dd dt td th pre div section article main".split()
# From this share of linked letters on a block is a list of links; a paragraph is one only if all of it is a link.
_MOSTLY_LINKS, _ALL_LINK = 0.6, 0.95
# Stands for <br>: a line break of HTML itself means nothing.
_BREAK = "\0"
# What of a figure is read: tables and quotations, which content systems put into figures.
_SAID = ["table", "blockquote", "pre"]
# The mark of a note behind a word: "[1]", and "[^1]" of Markdown.
_NOTE = re.compile(r"\[\^[^\]\s]+\]:?|(?<=\S)\[\d{1,3}\]")
# A heading as Markdown has it, or a remark in a list.
_HASHES = re.compile(r"#+\s")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)


class Paragraph(NamedTuple):
    """A stretch of text that belongs together, and the line of the file on which it begins.

    `kind` is what the file makes of it; "item" is one of a list, or a cell of a table.
    """

    line: int
    text: str
    kind: Kind = "prose"


def paragraphs(content: str, name: str = "") -> list[Paragraph]:
    """The story's own paragraphs.

    Args:
        content: the whole file.
        name: its name; without a telling suffix the content decides between HTML, Markdown and plain text.
    """
    form = format_of(content, name)
    read = _html if form == "html" else _markdown if form == "markdown" else _text
    # Signs that are not seen are taken out last: in a page they may be written as entities.
    found = (paragraph._replace(text=_bare(paragraph.text)) for paragraph in read(content))
    return [paragraph for paragraph in found if paragraph.text and not is_furniture(paragraph.text)]


def format_of(content: str, name: str = "") -> Format:
    """What a file is, by its name or by how it begins."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return "html" if _LOOKS_HTML.match(content) else "markdown" if _LOOKS_MARKDOWN.search(content) else "text"


def _bare(text: str) -> str:
    """A paragraph as one line of words, without the marks of notes."""
    return " ".join(_NOTE.sub("", rejoined(plainly(text))).split())


def _text(content: str) -> Iterator[Paragraph]:
    for line, text in unwrapped(content):
        yield Paragraph(line, text, "heading" if _HASHES.match(text) else "item" if ITEM.match(text) else "prose")


def _markdown(content: str) -> Iterator[Paragraph]:
    from markdown_it import MarkdownIt

    # What lies before the text (front matter) keeps its lines, so that numbers stay right.
    head = _FRONT_MATTER.match(content)
    text = content if head is None else "\n" * head.group().count("\n") + content[head.end() :]
    within = list[str]()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.nesting > 0:
            within.append(token.tag)
        elif token.nesting < 0:
            within.pop()
        elif token.type == "inline" and token.map:
            parts = (
                child.content if child.type in ("text", "code_inline") else "\n" if child.type.endswith("break") else ""
                for child in token.children or ()
            )
            yield Paragraph(token.map[0] + 1, "".join(parts), _kind(within[-1], any(map(_ITEMS.__contains__, within))))


def _kind(element: str, in_item: bool) -> Kind:
    return "heading" if element in _HEADINGS else "item" if in_item or element == _CELL else "prose"


def _html(content: str) -> Iterator[Paragraph]:
    from bs4 import BeautifulSoup
    from bs4.element import PreformattedString

    soup = BeautifulSoup(content, "html.parser")
    for remark in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        remark.extract()  # comments, declarations
    for tag in soup(ELEMENTS):
        tag.decompose()
    for note in soup("sup"):
        if not any(map(str.isalpha, note.get_text())):
            note.decompose()
    letters = len(soup.get_text())
    for tag in soup.find_all(_is_furniture):
        # A page may call its very body by such a name; what holds the greater part of the text is no furniture.
        if not tag.decomposed and (own := len(tag.get_text())) * 2 < letters:
            letters -= own
            tag.decompose()
    title = soup.find("h1")
    story = _story(soup)
    if title is not None and title not in story.descendants:
        yield from _blocks(title)
    yield from _blocks(story)


def _is_furniture(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main", "article"):
        return False
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or tag.get("role") in ROLES or tag.name == "form":
        return True
    if tag.name == "header" and tag.find("p") is None and tag.find("h1") is None:
        return True
    if tag.name == "figure" and tag.find(_SAID) is None:
        return True
    # The elements that a site makes for itself have hyphens: <newsletter-box>.
    own = tag.name if "-" in tag.name else ""
    return named_so(" ".join([*(tag.get("class") or ()), str(tag.get("id") or ""), own]))


def _story(soup: Tag) -> Tag:
    """The element that holds the article: <article> or <main> with the most text, else the whole page."""
    candidates = soup.find_all(["article", "main"])
    best = max(candidates, key=_paragraph_letters, default=None)
    body = soup.find("body") or soup
    if best is None or 2 * _paragraph_letters(best) < _paragraph_letters(body):
        return body
    return best


def _paragraph_letters(tag: Tag) -> int:
    return sum(len(p.get_text()) for p in tag.find_all("p")) or len(tag.get_text()) // 10


def _blocks(root: Tag) -> Iterator[Paragraph]:
    """The text of each block without the blocks inside it, which come by themselves."""
    texts: dict[int, list[str]] = defaultdict(list)
    linked: dict[int, int] = defaultdict(int)
    for child in root.descendants:
        holder = child.find_parent(_BLOCKS) or root
        parts = texts[id(holder)]
        if getattr(child, "name", None) == "br":
            parts.append(_BREAK)
        elif isinstance(child, str):
            # Elements side by side that a page sets apart by its style: "Par" and "Jeanne".
            apart = bool(parts) and parts[-1][-1:].islower() and child[:1].isupper()
            parts.append(f" {child}" if apart else child)
            linked[id(holder)] += len(child) if child.find_parent("a") is not None else 0
    for tag in (root, *root.find_all(_BLOCKS)):
        text = "".join(texts[id(tag)])
        most = _ALL_LINK if tag.name in ("p", "h1", "h2", "blockquote") else _MOSTLY_LINKS
        kind = _kind(tag.name, tag.name in _ITEMS or tag.find_parent(_ITEMS) is not None)
        if linked[id(tag)] <= most * len(text.strip()):
            for line in text.split(_BREAK):
                yield Paragraph(tag.sourceline or 1, line, kind)
