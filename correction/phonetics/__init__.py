"""Letters to coarse phones, per language."""

from .rules import join
from .sound import liaison, phones, pronunciations
from .tables import Agreement, Phonology, phonology

__all__ = ["Agreement", "Phonology", "join", "liaison", "phones", "phonology", "pronunciations"]
