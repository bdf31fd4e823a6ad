"""A disk or a network that is away while a clip is read: that is no damage of the clip."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest
from media_files import Track, tone, write_media
from rehear.document import InputError
from rehear.transcribe import decode


def test_a_disk_that_drops_out_is_no_damage(tmp_path: Path) -> None:
    path = write_media(tmp_path / "clip.mkv", Track(tone(4)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = decode(path)
    pieces = iter(sound)
    assert len(next(pieces))
    path.rename(tmp_path / "elsewhere.mkv")
    with pytest.raises(InputError, match="cannot read: No such file"):
        list(pieces)


@pytest.mark.parametrize(("said", "lasts"), [(errno.ESTALE, False), (errno.EIO, True)])
def test_what_a_network_says_is_no_damage_and_what_damage_says_is(tmp_path: Path, said: int, lasts: bool) -> None:
    path = write_media(tmp_path / "clip.wav", Track(tone(2), codec="pcm_s16le"))
    sound = decode(path)
    whole = sound._container

    packets = islice(whole.demux(whole.streams.audio[0]), 10)

    def demux(_stream: Any) -> Iterator[Any]:
        yield from packets
        raise av.error.OSError(said, "no answer")

    sound._container = SimpleNamespace(streams=whole.streams, demux=demux, close=whole.close)  # type: ignore[assignment]
    if lasts:
        assert sum(map(len, sound)) > 0
        assert not sound.complete
        return
    with pytest.raises(InputError, match="cannot read: no answer"):
        list(sound)
