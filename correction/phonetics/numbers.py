"""Figures as they are said. French says 49.3 "quarante-neuf trois" and 1998 in two ways; English says 1998 in pairs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

LONGEST = 12  # figures beyond a thousand milliards are read one by one

_GROUPED = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*")


def whole(figures: str, decimal: str) -> str | None:
    """The digits of a whole number written with or without separated thousands, or None ("49.3").

    `decimal` is the mark that never separates thousands when it stands alone.
    """
    if figures.isdecimal():
        return figures
    grouped = _GROUPED.fullmatch(figures)
    if grouped and (grouped[1] != decimal or figures.count(decimal) > 1):
        return re.sub(r"\D", "", figures)
    return None


def parts(figures: str) -> list[str]:
    """The runs of digits in a number that is not whole."""
    return re.findall(r"\d+", figures)


@dataclass(frozen=True, slots=True)
class FrenchNumbers:
    """French cardinal numbers in coarse phones."""

    units: tuple[str, ...]
    tens: tuple[str, ...]
    linked: Mapping[str, str]
    short: Mapping[str, str]

    def readings(self, figures: str) -> list[str]:
        """How a number is said, the usual way first."""
        digits = whole(figures, decimal=",")
        if digits is not None:
            return self._whole(digits)
        first, *rest = parts(figures)
        said = self._whole(first)[0]
        tail = "".join(self._whole(run)[0] for run in rest)
        if "," in figures:
            return [said + "virgyl" + tail, said + tail]
        return [said + tail, said + "pwE" + tail, said + "virgyl" + tail]

    def ordinal(self, digits: str) -> str:
        said = self._whole(digits)[0]
        return said + "ijem" if said.endswith("tr") else self.before_vowel(said) + "jem"

    def before_vowel(self, said: str) -> str:
        """With the consonant that liaison brings: "deux heures"."""
        return _ending(said, self.linked)

    def _whole(self, digits: str) -> list[str]:
        value = digits.lstrip("0")
        zeros = self.units[0] * (len(digits) - len(value))
        if not value or len(value) > LONGEST:
            return [zeros + "".join(self.units[int(d)] for d in value)]
        number = int(value)
        said = [zeros + self.cardinal(number)]
        if 1100 <= number <= 1999 and not zeros:
            century, year = divmod(number, 100)
            said.append(_ending(self.cardinal(century), self.short) + "sA" + (self.cardinal(year) if year else ""))
        return said

    def cardinal(self, number: int) -> str:
        for size, name in ((1_000_000_000, "miljar"), (1_000_000, "miljO"), (1000, "mil")):
            if number >= size:
                count, rest = divmod(number, size)
                head = "" if size == 1000 and count == 1 else _ending(self.cardinal(count), self.short)
                return head + name + (self.cardinal(rest) if rest else "")
        if number >= 100:
            count, rest = divmod(number, 100)
            head = "" if count == 1 else _ending(self.units[count], self.short)
            return head + "sA" + (self.cardinal(rest) if rest else "")
        if number < 20:
            return self.units[number]
        if number >= 80:
            return "katrvE" + (self.units[number - 80] if number > 80 else "")
        ten, unit = divmod(number, 10)
        if ten == 7:
            ten, unit = 6, unit + 10
        if unit == 0:
            return "vE" if ten == 2 else self.tens[ten - 2]
        return self.tens[ten - 2] + ("e" if unit in (1, 11) else "") + self.units[unit]


@dataclass(frozen=True, slots=True)
class EnglishNumbers:
    """English cardinal numbers in coarse phones."""

    units: tuple[str, ...]
    tens: tuple[str, ...]
    names: Mapping[str, str]

    def readings(self, figures: str) -> list[str]:
        """How a number is said, the usual way first."""
        digits = whole(figures, decimal=".")
        if digits is not None:
            return self._whole(digits)
        first, *rest = parts(figures)
        tail = "".join(self.units[int(d)] for run in rest for d in run)
        return [self._whole(first)[0] + self.names["point"] + tail]

    def _whole(self, digits: str) -> list[str]:
        value = digits.lstrip("0")
        zeros = self.units[0] * (len(digits) - len(value))
        if not value or len(value) > LONGEST:
            return [zeros + "".join(self.units[int(d)] for d in value)]
        number = int(value)
        said = zeros + self.cardinal(number)
        century, year = divmod(number, 100)
        if 11 <= century <= 19 and not zeros:
            tail = self.names["hundred"] if not year else ("o" if year < 10 else "") + self.cardinal(year)
            return [self.cardinal(century) + tail, said]
        return [said]

    def cardinal(self, number: int) -> str:
        for size, name in ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
            if number >= size:
                count, rest = divmod(number, size)
                return self.cardinal(count) + self.names[name] + (self.cardinal(rest) if rest else "")
        if number < 20:
            return self.units[number]
        ten, unit = divmod(number, 10)
        return self.tens[ten - 2] + (self.units[unit] if unit else "")


@cache
def _romans() -> dict[str, int]:
    tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"]
    ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    return {ten + one: 10 * i + j for i, ten in enumerate(tens) for j, one in enumerate(ones)}


def roman(letters: str) -> int:
    """The value of a Roman numeral below 90, 0 for anything else."""
    return _romans().get(letters.lower(), 0)


def _ending(said: str, endings: Mapping[str, str]) -> str:
    for plain, other in endings.items():
        if said.endswith(plain):
            return said[: len(said) - len(plain)] + other
    return said
