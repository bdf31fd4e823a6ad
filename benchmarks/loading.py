"""Seconds to load a lexicon of many terms: parsed, and from the cache; CPU time of this process.

    python benchmarks/loading.py [--terms 10000]

Each term has two listed mishearings and a note. The cache is a temporary folder, not the user's.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

ENTRY = '[[term]]\nwrite = "Terme{0} Nom{0}"\nheard = ["terme {0} num", "thermes {0} nom"]\nnote = "number {0}"\n\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, default=10_000)
    terms: int = parser.parse_args().terms
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        from rehear.correction import load_lexicon

        path = Path(folder) / "big.toml"
        path.write_text('language = "fr"\n\n' + "".join(ENTRY.format(at) for at in range(terms)), encoding="utf-8")
        load_lexicon("credits")
        for how in ("parsed", "from the cache"):
            begun = time.process_time()
            lexicon = load_lexicon("credits", path)
            print(f"{len(lexicon.terms)} terms {how}: {time.process_time() - begun:.2f} s")


if __name__ == "__main__":
    main()
