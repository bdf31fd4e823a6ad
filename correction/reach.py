"""Which terms of a large lexicon a text could need at all: a few hundred of ten thousand, so that only those are made ready.

A term is in reach of a text if it shares a sound key with a stretch of it (`SoundIndex`), if a telling word of it stands there
(`AnchorIndex`), or if the rarest word of one of its phrases does, without which the phrase cannot (`Listed`). So what is
proposed is the same as with all terms. The index is kept in the user's cache folder under the digest of what it was made of.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from ..document.disk import write_atomic
from ..document.errors import RehearError
from ..document.model import Transcript
from ..document.store import digest
from .anchors import COMMONEST_ANCHOR
from .candidates import Rows, SoundIndex
from .forms import Form, forms_of
from .frequency import zipf
from .keys import HashIndex, KeyRow, Strings
from .lexicon import Lexicon, Term
from .lexicon_cache import cache_folder, prune
from .reading import read_tokens
from .tokens import split_norms
from .vocabulary import Vocabulary

# With fewer terms all are made ready as fast.
MANY = 1500
# Indexes that are kept: ten megabytes each, with 10,000 terms.
MOST_KEPT, _SUFFIX = 8, ".npz"


@dataclass(frozen=True, slots=True)
class Reach:
    """The terms of a lexicon by what a text must hold to need them.

    Attributes:
        sounds: the forms that are looked for by sound.
        term: the number of each form's term.
        words: the terms by the hash of their words.
    """

    language: str
    sounds: SoundIndex
    term: np.ndarray[tuple[int], np.dtype[np.int32]]
    words: HashIndex

    @classmethod
    def of(cls, terms: Sequence[Term], language: str) -> Reach:
        forms = [form for number, term in enumerate(terms) for form in forms_of(number, term, language) if form.tokens]
        heard = [form for form in forms if terms[form.term].match != "exact"]
        words = list(_words(terms, forms, language))
        hashes = _hashes([word for word, _ in words])
        numbers = np.array([number for _, number in words], np.int32)
        return cls(
            language,
            SoundIndex.of(heard, language),
            np.array([form.term for form in heard], np.int32),
            HashIndex.of(hashes, numbers),
        )

    def terms(self, transcripts: Sequence[Transcript]) -> list[int]:
        """The numbers of the terms that these texts could need, in order."""
        reading = read_tokens(transcripts, Vocabulary(self.language))
        if not len(reading.types):
            return []
        rows = Rows(reading)
        near = self.term[self.sounds.find(rows, self.sounds.windows(reading, rows)).form]
        _, there = self.words.find(_hashes(sorted({*reading.vocabulary.norms})))
        found: list[int] = np.union1d(near, there).tolist()
        return found


def reach_of(lexicon: Lexicon, language: str) -> Reach:
    """The index of a lexicon's terms, from the cache if it is there."""
    said = [[t.write, t.plural, t.feminine, t.heard, t.say, t.context, t.unless, t.match] for t in lexicon.terms]
    content = json.dumps([_sources(), language, said], ensure_ascii=False, separators=(",", ":"))
    path = cache_folder() / f"{digest(content.encode())}{_SUFFIX}"
    with contextlib.suppress(OSError, ValueError):
        return _load(path, language)
    reach = Reach.of(lexicon.terms, language)
    with contextlib.suppress(OSError, RehearError):
        write_atomic(path, _dump(reach))
        prune(path.parent, _SUFFIX, MOST_KEPT)
    return reach


def _words(terms: Sequence[Term], forms: Sequence[Form], language: str) -> Iterator[tuple[str, int]]:
    """Words, each with a term that a text may need if it stands there."""
    for form in forms:
        yield from ((word, form.term) for word in form.norms if zipf(word, language) < COMMONEST_ANCHOR)
        yield _rarest(form.norms, language), form.term
    for number, term in enumerate(terms):
        for phrase in (*term.heard, *term.unless, *term.context):
            if norms := split_norms(phrase):
                yield _rarest(norms, language), number


def _rarest(norms: Sequence[str], language: str) -> str:
    return min(norms, key=lambda word: zipf(word, language))


def _hashes(words: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return KeyRow.of(Strings.of(words)).every(1)


@cache
def _sources() -> str:
    """The digest of the code and the tables that an index depends on: another version makes another one."""
    folders = [resources.files(__package__), resources.files(f"{__package__}.phonetics")]
    files = sorted(
        (file for folder in folders for file in folder.iterdir() if file.is_file()), key=lambda file: file.name
    )
    return digest(b"\0".join(file.read_bytes() for file in files if file.name.endswith((".py", ".toml"))))


def _dump(reach: Reach) -> bytes:
    data = io.BytesIO()
    words: dict[str, Any] = {"term": reach.term, "hashes": reach.words.hashes, "numbers": reach.words.forms}
    np.savez(data, allow_pickle=False, **(words | reach.sounds.arrays()))
    payload = data.getvalue()
    return digest(payload).encode() + b"\n" + payload


def _load(path: Path, language: str) -> Reach:
    """OSError or ValueError if the file is not there or not whole."""
    name, _, payload = path.read_bytes().partition(b"\n")
    if name != digest(payload).encode():
        raise ValueError("damaged")
    with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
        sounds = SoundIndex.of_arrays(arrays, language)
        return Reach(language, sounds, arrays["term"], HashIndex.placed(arrays["hashes"], arrays["numbers"]))
