"""The page as one file that needs no server: scripts, styles, texts and state in it, no clip, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from ..document.disk import write_atomic
from ..document.errors import CallError
from .feed import Feed
from .held import assets
from .session import Session

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_MAIN, _PAGE = "main.js", "page.html"
# What every such page holds, and nothing else does.
_STATE = '<script type="application/json" id="state">{"schema": "rehear.review/'


def write_report(session: Session, path: Path, *, force: bool = False) -> None:
    """Write the report of a session.

    Args:
        force: also over a file that is something else.

    Raises:
        CallError: if something would be lost that is there.
        OutputError: if it cannot be written.
    """
    mine = (session.path, session.media, session.place)
    if path.is_file() and any(other is not None and other.exists() and path.samefile(other) for other in mine):
        raise CallError("is reviewed, and would be written over", path=path, remedy="--html takes another name")
    if path.is_file() and not force and _STATE not in path.read_text("utf-8", errors="replace"):
        raise CallError("is no page of a review, and would be written over", path=path, remedy="--force does that")
    write_atomic(path, report(session).encode())


def report(session: Session) -> str:
    """The page as HTML. Its policy lets nothing run but the one script whose hash it gives."""
    held = {name: data.decode() for name, (data, _) in assets().items()}
    script = joined(held)
    style = "".join(text for name, text in held.items() if name.endswith(".css"))
    icon = base64.b64encode(held["icon.svg"].encode()).decode()
    state = Feed(session).whole()
    # What a browser keeps for one report is not for the next, which may hold other decisions and other proposals.
    shown = json.dumps([state["key"], state["cards"], state["cues"]]).encode()
    state |= {"key": hashlib.sha256(shown).hexdigest()[:16], "media": {"state": "none"}}
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    head = "\n".join(
        (
            f'<meta http-equiv="content-security-policy" content="{policy}">',
            f'<link rel="icon" href="data:image/svg+xml;base64,{icon}">',
            f"<style>{style}</style>",
        )
    )
    body = "\n".join(
        (
            f'<script type="application/json" id="texts">{_data(json.loads(held["texts.json"]))}</script>',
            f'<script type="application/json" id="state">{_data(state)}</script>',
            f'<script type="module">{script}</script>',
        )
    )
    page = re.sub(r"<link [^>]*>\n|<script [^>]*></script>\n", "", held[_PAGE])
    return page.replace("</head>", head + "\n</head>").replace("</body>", body + "\n</body>")


def joined(held: Mapping[str, str]) -> str:
    """The modules as one script, each after those that it imports from. They share their names; a test holds these apart."""
    order: list[str] = []

    def take(name: str) -> None:
        for needed in _IMPORT.findall(held[name]):
            if needed not in order:
                take(needed)
        order.append(name)

    take(_MAIN)
    return "".join(_EXPORT.sub("", _IMPORT.sub("", held[name])) for name in order)


def _data(value: object) -> str:
    """JSON that ends no script element and opens none."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
