"""The languages that a person may name, as codes: Whisper's own, by code, by tag ("fr-CA", "fre") or by English name."""

from __future__ import annotations

from difflib import get_close_matches

from ..document.errors import CallError
from ..transcribe.languages import CODES, plain_language

# English names as the whisper command takes them (tests hold the table against whisper's own, too slow to import here).
_TABLE = """
en:english zh:chinese de:german es:spanish ru:russian ko:korean fr:french ja:japanese pt:portuguese tr:turkish
pl:polish ca:catalan nl:dutch ar:arabic sv:swedish it:italian id:indonesian hi:hindi fi:finnish vi:vietnamese
he:hebrew uk:ukrainian el:greek ms:malay cs:czech ro:romanian da:danish hu:hungarian ta:tamil no:norwegian th:thai
ur:urdu hr:croatian bg:bulgarian lt:lithuanian la:latin mi:maori ml:malayalam cy:welsh sk:slovak te:telugu fa:persian
lv:latvian bn:bengali sr:serbian az:azerbaijani sl:slovenian kn:kannada et:estonian mk:macedonian br:breton eu:basque
is:icelandic hy:armenian ne:nepali mn:mongolian bs:bosnian kk:kazakh sq:albanian sw:swahili gl:galician mr:marathi
pa:punjabi si:sinhala km:khmer sn:shona yo:yoruba so:somali af:afrikaans oc:occitan ka:georgian be:belarusian tg:tajik
sd:sindhi gu:gujarati am:amharic yi:yiddish lo:lao uz:uzbek fo:faroese ht:haitian_creole ps:pashto tk:turkmen
nn:nynorsk mt:maltese sa:sanskrit lb:luxembourgish my:myanmar bo:tibetan tl:tagalog mg:malagasy as:assamese tt:tatar
haw:hawaiian ln:lingala ha:hausa ba:bashkir jw:javanese su:sundanese yue:cantonese my:burmese ca:valencian nl:flemish
ht:haitian lb:letzeburgesch ps:pushto pa:panjabi ro:moldavian ro:moldovan si:sinhalese es:castilian zh:mandarin
"""

NAMES: dict[str, str] = {name.replace("_", " "): code for entry in _TABLE.split() for code, name in [entry.split(":")]}


def language_code(name: str | None) -> str | None:
    """The code of a language; None, "" and "auto" mean that it is to be found out.

    >>> language_code("French"), language_code("fr-CA"), language_code("auto")
    ('fr', 'fr', None)

    Raises:
        CallError: with the nearest name, if there is no such language.
    """
    typed = (name or "").strip().lower()
    if typed in ("", "auto"):
        return None
    code = NAMES.get(typed) or plain_language(typed)
    if code is None or code not in CODES:
        near = get_close_matches(typed, NAMES, n=1, cutoff=0.7)
        raise CallError(
            f"no language {name!r}",
            remedy=f"did you mean {near[0]}?" if near else "use a code like fr, en, de, or auto",
        )
    return code
