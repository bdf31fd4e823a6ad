"""Large lexicons are parsed once: what the cache gives is what the file says, whatever happened to the cache."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rehear.correction.lexicon import Lexicon
from rehear.correction.lexicon_cache import WORTH_IT, cache_folder
from rehear.correction.lexicon_files import load_file, parse_toml

ENTRY = '[[term]]\nwrite = "Terme{0}-Nom{0}"\nheard = ["terme {0} num", "thermes {0} nom"]\nnote = "n {0}"\n'
CREDITS = '[parts]\nname = ".{1,40}"\n[[credit]]\npattern = "par {name}"\nalone = true\n[protect]\nwords = ["nom"]\n'


def text_of(terms: int) -> str:
    return 'language = "fr"\n' + "".join(ENTRY.format(at) for at in range(terms)) + CREDITS


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("rehear.correction.lexicon_cache.cache_folder", lambda: tmp_path / "cache")
    path = tmp_path / "big.toml"
    path.write_text(text_of(700), encoding="utf-8")
    assert path.stat().st_size > WORTH_IT
    return path


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("cache/*.json"))


def test_the_second_time_is_the_same(big: Path, tmp_path: Path) -> None:
    wanted = parse_toml(big.read_text(encoding="utf-8"), str(big))
    assert load_file(big) == wanted
    assert len(entries(tmp_path)) == 1
    assert load_file(big) == wanted
    moved = big.rename(tmp_path / "other.toml")
    assert load_file(moved).terms[3].place == f"{moved}:14", "an entry says where it was read this time"
    assert len(entries(tmp_path)) == 1


def test_another_content_is_another_entry(big: Path, tmp_path: Path) -> None:
    load_file(big)
    big.write_text(text_of(701), encoding="utf-8")
    assert len(load_file(big).terms) == 701
    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"0" * 64 + b"\n{}"])
def test_a_damaged_entry_is_made_anew(big: Path, tmp_path: Path, damage: bytes) -> None:
    wanted = load_file(big)
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    for data in (damage, whole[: len(whole) // 2], whole.replace(b"Nom7", b"Nom8")):
        entry.write_bytes(data)
        assert load_file(big) == wanted
        assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_error(big: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert len(load_file(big).terms) == 700


def test_many_at_once(big: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(load_file, [big] * 16))
    assert all(lexicon == found[0] for lexicon in found)


def test_small_files_and_wrong_ones_are_not_kept(big: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.toml"
    small.write_text('[[term]]\nwrite = "Mâcon"\n', encoding="utf-8")
    assert load_file(small) == parse_toml(small.read_text(encoding="utf-8"), str(small))
    big.write_text(text_of(700) + "[[", encoding="utf-8")
    with pytest.raises(Exception, match="not TOML"):
        load_file(big)
    assert entries(tmp_path) == []


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().name == "lexicons"


@pytest.mark.slow
def test_ten_thousand_terms_load_quickly(big: Path) -> None:
    big.write_text(text_of(10_000), encoding="utf-8")
    load_file(big)
    begun = time.process_time()
    assert isinstance(load_file(big), Lexicon)
    # About 0.1 s where it was measured; what is asked for is "well under a second".
    assert time.process_time() - begun < 0.8
