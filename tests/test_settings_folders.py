"""Which folders' settings hold for an input, however its path is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.pipeline.settings import levels

CUE = "1\n00:00:01,000 --> 00:00:03,000\nMadame Kerloued et monsieur Trémadek.\n"


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with two shows, of which only the first has settings of its own."""
    (tmp_path / "clips" / "morning").mkdir(parents=True)
    (tmp_path / "clips" / "evening").mkdir()
    for folder, write, heard in (("clips", "Trémadec", "Trémadek"), ("clips/morning", "Kerlouët", "Kerloued")):
        entry = f'language = "fr"\n[[term]]\nwrite = "{write}"\nheard = ["{heard}"]\n'
        (tmp_path / folder / "own.toml").write_text(entry, encoding="utf-8")
        (tmp_path / folder / "rehear.toml").write_text('lexicons = ["own.toml"]\n', encoding="utf-8")
    (tmp_path / "clips" / "evening" / "a.srt").write_text(CUE, encoding="utf-8")
    return tmp_path / "clips"


def test_settings_of_a_folder_that_the_path_leads_out_of_do_not_hold(clips: Path) -> None:
    done = rehear("fix", "-q", "-w", "../evening/a.srt", folder=clips / "morning")
    assert done.code == 0
    fixed = (clips / "evening" / "a.srt").read_text(encoding="utf-8")
    assert fixed == CUE.replace("Trémadek", "Trémadec")
    listed = rehear("lexicon", "list", "../evening", folder=clips / "morning").stdout
    assert ".." not in listed
    assert listed.count("own.toml") == 1


def test_the_nearer_folder_wins_on_every_way_to_it(clips: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [clips / "rehear.toml", clips / "morning" / "rehear.toml"]
    monkeypatch.chdir(clips / "evening")
    for way in (clips / "morning", Path("../morning"), Path("../../clips/./evening/../morning"), Path("../morning/.")):
        assert [path for path, _ in levels(way)] == wanted
    assert [path for path, _ in levels(Path("../morning/.."))] == wanted[:1]


def test_a_linked_folder_counts_where_the_link_lies(clips: Path) -> None:
    (clips.parent / "disk" / "day").mkdir(parents=True)
    (clips.parent / "disk" / "rehear.toml").write_text("", encoding="utf-8")
    (clips.parent / "disk" / "day" / "rehear.toml").write_text("", encoding="utf-8")
    link = clips / "morning" / "today"
    link.symlink_to(clips.parent / "disk" / "day", target_is_directory=True)
    found = [path for path, _ in levels(link)]
    assert found == [clips / "rehear.toml", clips / "morning" / "rehear.toml", link / "rehear.toml"]
    assert [path for path, _ in levels(link / "..")] == [clips.parent / "disk" / "rehear.toml"]
