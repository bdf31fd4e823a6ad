"""A story with decisions to take, for the tests of reviews."""

from __future__ import annotations

from pathlib import Path

from rehear.review import Session, open_session

# "nom lieu" is sure; that "non lieux" might be meant as it stands is not.
STORY = """1
00:00:01,000 --> 00:00:03,000
Le juge rend un nom lieu pour Paul.

2
00:00:03,500 --> 00:00:05,000
Deux non lieux à Mâcon hier

3
00:00:06,000 --> 00:00:08,000
et trois non lieux à Dijon.
Merci d'avoir regardé cette vidéo.

4
00:00:09,000 --> 00:00:12,000
Quatre non lieux à Lyon, donc.
"""
LEXICON = """language = "fr"

[[term]]
write = "non-lieu"
plural = "non-lieux"
"""


def story(folder: Path, text: str = STORY) -> Path:
    """The story as clip.srt, with a newsroom's settings and lexicon."""
    (folder / "rehear.toml").write_text('language = "fr"\nlexicons = ["terms.toml"]\n', encoding="utf-8")
    (folder / "terms.toml").write_text(LEXICON, encoding="utf-8")
    path = folder / "clip.srt"
    path.write_text(text, encoding="utf-8")
    return path


def opened(folder: Path, text: str = STORY) -> Session:
    return open_session(story(folder, text))


def lines(path: Path) -> list[str]:
    """What a subtitle file says, a cue each."""
    from rehear.subtitles import read

    return [" ".join(cue.lines) for cue in read(path).cues]


def waiting(session: Session) -> list[str]:
    return [card.id for group in session.groups() for card in group.cards]
