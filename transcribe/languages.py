"""The language codes that media files carry, as the codes that Whisper uses."""

from __future__ import annotations

# Whisper's code, then the ISO 639-2 codes of the same language (terminological, bibliographic), as containers tag streams.
_TABLE = """
en/eng zh/zho/chi/cmn de/deu/ger es/spa ru/rus ko/kor fr/fra/fre ja/jpn pt/por tr/tur pl/pol ca/cat nl/nld/dut ar/ara sv/swe
it/ita id/ind hi/hin fi/fin vi/vie he/heb/iw uk/ukr el/ell/gre ms/msa/may cs/ces/cze ro/ron/rum da/dan hu/hun ta/tam
no/nor/nob/nb th/tha ur/urd hr/hrv bg/bul lt/lit la/lat mi/mri/mao ml/mal cy/cym/wel sk/slk/slo te/tel fa/fas/per lv/lav
bn/ben sr/srp az/aze sl/slv kn/kan et/est mk/mkd/mac br/bre eu/eus/baq is/isl/ice hy/hye/arm ne/nep mn/mon bs/bos kk/kaz
sq/sqi/alb sw/swa gl/glg mr/mar pa/pan si/sin km/khm sn/sna yo/yor so/som af/afr oc/oci ka/kat/geo be/bel tg/tgk sd/snd
gu/guj am/amh yi/yid/ji lo/lao uz/uzb fo/fao ht/hat ps/pus tk/tuk nn/nno mt/mlt sa/san lb/ltz my/mya/bur bo/bod/tib tl/tgl/fil
mg/mlg as/asm tt/tat haw ln/lin ha/hau ba/bak jw/jav/jv su/sun yue
"""

CODES: dict[str, str] = {name: names[0] for entry in _TABLE.split() for names in [entry.split("/")] for name in names}


def plain_language(tag: str | None) -> str | None:
    """Whisper's code of a language tag, the tag itself in lower case if Whisper does not know it, None if it says nothing.

    >>> plain_language("fre"), plain_language("fr-CA"), plain_language("und"), plain_language("qaa")
    ('fr', 'fr', None, 'qaa')
    """
    name = (tag or "").strip().lower().replace("_", "-")
    if name in ("", "und", "mul", "mis", "zxx"):
        return None
    return CODES.get(name) or CODES.get(name.split("-")[0]) or name
